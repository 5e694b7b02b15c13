import type { BookCode } from '../book/book-code.ts'
import { FOK_NOT_FILLABLE, SELF_TRADE_PREVENTED } from '../book/book-codes.ts'
import type { ExpiryCode, SideCode } from '../book/book-codes.ts'
import type { OrderBookListener } from '../book/order-book-listener.ts'
import type { NodejsReply } from './command-shapes.ts'
import { errorOf, NODEJS_ERRORS } from './errors.ts'
import type { CatalogEntry, OrderCatalog } from './order-catalog.ts'
import type { OrderViews } from './order-views.ts'

/** Hears what a command does, keeps the catalog in step, and puts the reply together. */
export class ReplyCollector implements OrderBookListener {
  /** The price of the last trade in ticks, 0 before the first. */
  lastPriceTicks = 0
  readonly #catalog: OrderCatalog
  readonly #views: OrderViews
  #reply: NodejsReply = emptyReply(0)
  #arriving: CatalogEntry | undefined
  #partlyFilled: CatalogEntry | undefined
  #partLots = 0

  constructor(catalog: OrderCatalog, views: OrderViews) {
    this.#catalog = catalog
    this.#views = views
  }

  /** Begins a command; `arriving` is the order that it places, if any. */
  start(size: number, arriving?: CatalogEntry): void {
    this.#reply = emptyReply(size)
    this.#arriving = arriving
    this.#partlyFilled = undefined
    this.#partLots = 0
  }

  /** The reply to the command. */
  finish(): NodejsReply {
    const reply = this.#reply
    const arriving = this.#arriving
    if (arriving === undefined) return reply
    reply.quantityLeft = this.#sizeOf(arriving.leavesLots)
    if (reply.err !== null) return reply
    const isTaker = arriving.type === 'limit' && arriving.leavesLots > 0 && arriving.takenLots > 0
    const partial = isTaker ? arriving : this.#partlyFilled
    if (partial !== undefined) {
      reply.partial = this.#views.limit(partial, partial.leavesLots)
      reply.partialQuantityProcessed = this.#sizeOf(isTaker ? arriving.takenLots : this.#partLots)
    }
    return reply
  }

  /** Says that a stop order waits. */
  waits(entry: CatalogEntry): void {
    this.#reply.done.push(this.#views.stop(entry))
  }

  onAccepted(): void {
    // What was asked for is known.
  }

  onTrade(
    makerNumber: number,
    takerNumber: number,
    _takerSide: SideCode,
    priceTicks: number,
    lots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void {
    this.lastPriceTicks = priceTicks
    this.#fillMaker(this.#catalog.at(makerNumber), lots, makerLeavesLots)
    const taker = this.#catalog.at(takerNumber)
    taker.leavesLots = takerLeavesLots
    taker.takenLots += lots
    taker.takenTickLots = String(BigInt(taker.takenTickLots) + BigInt(lots) * BigInt(priceTicks))
    if (takerLeavesLots > 0) return
    if (taker.type === 'limit') this.#reply.done.push(this.#views.taker(taker))
    this.#catalog.remove(takerNumber)
  }

  #fillMaker(maker: CatalogEntry, lots: number, leavesLots: number): void {
    maker.leavesLots = leavesLots
    if (leavesLots > 0) {
      this.#partlyFilled = maker
      this.#partLots = lots
      return
    }
    // A triggered order may take the rest of what the arriving one met partly.
    if (this.#partlyFilled === maker) this.#partlyFilled = undefined
    this.#reply.done.push(this.#views.limit(maker, lots))
    this.#catalog.remove(maker.number)
  }

  onAmended(number: number, _side: SideCode, priceTicks: number, leavesLots: number): void {
    const entry = this.#catalog.at(number)
    entry.priceTicks = priceTicks
    entry.leavesLots = leavesLots
  }

  onCanceled(number: number): void {
    this.#catalog.remove(number)
  }

  onExpired(number: number, leavesLots: number, reason: ExpiryCode): void {
    const entry = this.#catalog.at(number)
    entry.leavesLots = leavesLots
    const reply = this.#reply
    if (reason === SELF_TRADE_PREVENTED && entry === this.#arriving) reply.err = NODEJS_ERRORS.STP_TRIGGERED
    else if (reason === SELF_TRADE_PREVENTED) (reply.stpExpired ??= []).push(this.#views.limit(entry, leavesLots))
    else if (reason === FOK_NOT_FILLABLE && entry === this.#arriving) reply.err = NODEJS_ERRORS.FOK_NOT_FILLABLE
    this.#catalog.remove(number)
  }

  onRejected(_number: number, reason: BookCode): void {
    this.#reply.err = errorOf(reason)
  }

  onActivated(number: number): void {
    const entry = this.#catalog.at(number)
    this.#reply.activated.push(this.#views.stop(entry))
    entry.type = entry.type === 'stop_limit' ? 'limit' : 'market'
  }

  #sizeOf(lots: number): number {
    return lots === 0 ? 0 : this.#views.sizes.valueOf(lots)
  }
}

/** A reply to which nothing has happened yet. */
export function emptyReply(size: number): NodejsReply {
  return {
    done: [],
    activated: [],
    partial: null,
    partialQuantityProcessed: 0,
    quantityLeft: size,
    err: null,
  }
}
