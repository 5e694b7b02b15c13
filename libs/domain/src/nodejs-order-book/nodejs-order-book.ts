import * as codes from '../book/book-codes.ts'
import type { OrderTypeCode, SelfTradeCode, SideCode, TimeInForceCode } from '../book/book-codes.ts'
import { LadderBook } from '../book/ladder/ladder-book.ts'
import type { OrderTicket } from '../book/order-ticket.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../units.ts'
import type {
  NodejsCancelReply,
  NodejsJournalEntry,
  NodejsOrderBookOptions,
  NodejsReply,
  NodejsSnapshot,
} from './command-shapes.ts'
import { NODEJS_ERRORS } from './errors.ts'
import type { NodejsError } from './errors.ts'
import { NumberGrid } from './number-grid.ts'
import { OrderCatalog } from './order-catalog.ts'
import type { CatalogEntry } from './order-catalog.ts'
import type * as shapes from './order-shapes.ts'
import { OrderReader } from './order-reader.ts'
import type { ReadOrder } from './order-reader.ts'
import { OrderViews } from './order-views.ts'
import { emptyReply, ReplyCollector } from './reply-collector.ts'
import { bookText, placeLevels, snapshotLevels } from './snapshots.ts'

const TIMES_IN_FORCE: Readonly<Record<shapes.NodejsTimeInForce, TimeInForceCode>> = {
  GTC: codes.GOOD_TILL_CANCEL,
  IOC: codes.IMMEDIATE_OR_CANCEL,
  FOK: codes.FILL_OR_KILL,
}
const TYPES: Readonly<Record<CatalogEntry['type'], OrderTypeCode>> = {
  market: codes.MARKET,
  limit: codes.LIMIT,
  stop_market: codes.STOP,
  stop_limit: codes.STOP_LIMIT,
}
const PREVENTIONS: Readonly<Record<shapes.NodejsSelfTradePrevention, SelfTradeCode>> = {
  NONE: codes.ALLOW_SELF_TRADE,
  EXPIRE_TAKER: codes.EXPIRE_TAKER,
  EXPIRE_MAKER: codes.EXPIRE_MAKER,
  EXPIRE_BOTH: codes.EXPIRE_BOTH,
}

/**
 * A ladder book with the methods of `nodejs-order-book` 10: numbers and text ids in, replies of the same shape out.
 * Numbers are exact: one that is no multiple of the tick or lot size is refused and not rounded. What the two do
 * differently is listed in docs/guides/from-nodejs-order-book.md. Nothing throws but the constructor.
 */
export class NodejsOrderBook {
  readonly #prices: NumberGrid
  readonly #views: OrderViews
  readonly #reader: OrderReader
  readonly #catalog: OrderCatalog = new OrderCatalog()
  readonly #replies: ReplyCollector
  readonly #book: LadderBook
  readonly #now: () => number
  readonly #journals: boolean
  #lastOp = 0

  /** An empty book, or what a snapshot and a journal say. Throws where tick size, lot size or snapshot is no good. */
  constructor(options: NodejsOrderBookOptions = {}) {
    const { tickSize = '0.01', lotSize = '0.00000001', now = () => 0, snapshot, journal = [] } = options
    this.#prices = new NumberGrid('tickSize', tickSize, MAX_PRICE_TICKS)
    this.#views = new OrderViews(this.#prices, new NumberGrid('lotSize', lotSize, MAX_QUANTITY_LOTS))
    this.#reader = new OrderReader(this.#prices, this.#views.sizes, now)
    this.#replies = new ReplyCollector(this.#catalog, this.#views)
    this.#book = new LadderBook(this.#replies)
    this.#now = now
    this.#journals = options.enableJournaling ?? false
    if (snapshot !== undefined) this.#restore(snapshot)
    const lastOp = this.#lastOp
    for (const entry of journal) if (entry.opId > lastOp) this.#replay(entry)
  }

  /** The price of the last trade, 0 before the first. */
  get marketPrice(): number {
    return this.#replies.lastPriceTicks === 0 ? 0 : this.#prices.valueOf(this.#replies.lastPriceTicks)
  }

  /** The number of the last command that was journaled. */
  get lastOp(): number {
    return this.#lastOp
  }

  /** Places an order of any type. */
  createOrder(order: shapes.NodejsOrder): NodejsReply {
    switch (order.type) {
      case 'market':
        return this.market(order)
      case 'limit':
        return this.limit(order)
      case 'stop_market':
        return this.stopMarket(order)
      case 'stop_limit':
        return this.stopLimit(order)
      case 'oco':
        return this.oco(order)
      default:
        return failed(0, NODEJS_ERRORS.INVALID_ORDER_TYPE)
    }
  }

  /** Places a market order. */
  market(order: shapes.NodejsMarketOrder): NodejsReply {
    return this.#logged('m', order, this.#place(order, this.#reader.market(order)))
  }

  /** Places a limit order. */
  limit(order: shapes.NodejsLimitOrder): NodejsReply {
    return this.#logged('l', order, this.#place(order, this.#reader.limit(order)))
  }

  /** Places a stop-market order. */
  stopMarket(order: shapes.NodejsStopMarketOrder): NodejsReply {
    return this.#logged('sm', order, this.#place(order, this.#reader.stopMarket(order)))
  }

  /** Places a stop-limit order. */
  stopLimit(order: shapes.NodejsStopLimitOrder): NodejsReply {
    return this.#logged('sl', order, this.#place(order, this.#reader.stopLimit(order)))
  }

  /** Places a post-only limit order and a stop-limit order, of which one ends the other. */
  oco(order: shapes.NodejsOcoOrder): NodejsReply {
    return this.#logged('oco', order, this.#placePair(order))
  }

  /** Changes a limit order's price or open size: less of it at its price keeps its place in the queue. */
  modify(orderID: string, orderUpdate: shapes.NodejsOrderUpdate): NodejsReply {
    const limit = this.#limitOf(orderID)
    if (limit === undefined) return failed(0, NODEJS_ERRORS.ORDER_NOT_FOUND)
    const priceTicks = orderUpdate.price === undefined ? limit.priceTicks : this.#prices.stepsOf(orderUpdate.price)
    const lots = orderUpdate.size === undefined ? limit.leavesLots : this.#views.sizes.stepsOf(orderUpdate.size)
    const isEmpty = orderUpdate.price === undefined && orderUpdate.size === undefined
    if (isEmpty || priceTicks === undefined || lots === undefined) {
      return failed(orderUpdate.size ?? 0, NODEJS_ERRORS.INVALID_PRICE_OR_QUANTITY)
    }
    return this.#logged('u', { orderID, orderUpdate }, this.#amend(limit, priceTicks, lots))
  }

  #amend(limit: CatalogEntry, priceTicks: number, lots: number): NodejsReply {
    const { originalLots, takenLots, takenTickLots } = limit
    this.#replies.start(this.#views.sizes.valueOf(lots), limit)
    // From here on it is a new order, as its reply says.
    Object.assign(limit, { originalLots: lots, takenLots: 0, takenTickLots: '0' })
    const code = this.#book.amend(limit.number, priceTicks, lots)
    if (code !== 0) Object.assign(limit, { originalLots, takenLots, takenTickLots })
    return this.#replies.finish()
  }

  /** Takes an order out, a stop order too; undefined where none has this id. */
  cancel(orderID: string): NodejsCancelReply | undefined {
    const entries = orderID === '' ? [] : this.#catalog.of(orderID)
    if (entries.length === 0) return undefined
    const reply: NodejsCancelReply = {}
    for (const entry of entries) {
      if (entry.type === 'limit') reply.order = this.#views.limit(entry, entry.leavesLots)
      else reply.stopOrder = this.#views.stop(entry)
    }
    this.#replies.start(0)
    // The other order of a pair goes along with it.
    this.#book.cancel(entries[0]!.number)
    return this.#logged('d', { orderID }, reply)
  }

  /** A live limit order, undefined where none has this id. */
  order(orderID: string): shapes.NodejsLimitView | undefined {
    const limit = this.#limitOf(orderID)
    return limit && this.#views.limit(limit, limit.leavesLots)
  }

  /** Price and size of every level: asks, then bids, best prices first. */
  depth(): [asks: [number, number][], bids: [number, number][]] {
    return [this.#depth(codes.SELL), this.#depth(codes.BUY)]
  }

  /** The levels as text, highest price first. */
  toString(): string {
    return bookText(this.depth())
  }

  /** What a market order of this size would cost; where the book has less, what all of it would, and an error. */
  calculateMarketPrice(side: shapes.NodejsSide, size: number): { price: number; err: NodejsError | null } {
    const lots = this.#views.sizes.stepsOf(size)
    if (lots === undefined) return { price: 0, err: NODEJS_ERRORS.INVALID_QUANTITY }
    const { fillableLots, costTickLots } = this.#book.quote(sideCode(side), lots)
    const err = fillableLots < lots ? NODEJS_ERRORS.INSUFFICIENT_QUANTITY : null
    return { price: this.#views.cost(costTickLots), err }
  }

  /** All that is in the book. */
  snapshot(): NodejsSnapshot {
    const book = this.#book.snapshot()
    const exact = {
      book,
      orders: this.#catalog.entries().map((entry) => ({ ...entry })),
      nextNumber: this.#catalog.nextNumber,
    }
    return { ...snapshotLevels(book, this.#catalog, this.#views), ts: this.#now(), lastOp: this.#lastOp, exact }
  }

  #limitOf(id: string): CatalogEntry | undefined {
    return this.#catalog.of(id).find(({ type }) => type === 'limit')
  }

  #depth(side: SideCode): [number, number][] {
    return this.#book.depth(side, Infinity).map(({ priceTicks, quantityLots }) => {
      return [this.#prices.valueOf(priceTicks), this.#views.sizes.valueOf(quantityLots)]
    })
  }

  /** Places what was read of an order, unless that is an error. */
  #place({ size }: shapes.NodejsMarketOrder, read: ReadOrder | NodejsError): NodejsReply {
    if ('code' in read) return failed(size, read)
    if (this.#isTaken(read.entry.id)) return failed(size, NODEJS_ERRORS.ORDER_EXISTS)
    const entry = this.#catalog.add(read.entry)
    this.#replies.start(size, entry)
    const code = this.#book.place(this.#ticketOf(entry, read.postOnly))
    if (code !== 0) this.#catalog.remove(entry.number)
    else if (entry.stopTicks !== 0) this.#replies.waits(entry)
    return this.#replies.finish()
  }

  /** Market orders may do without an id, and then share the empty one. */
  #isTaken(id: string): boolean {
    return id !== '' && this.#catalog.has(id)
  }

  #placePair(order: shapes.NodejsOcoOrder): NodejsReply {
    const { size } = order
    const [limit, stop] = this.#reader.pair(order)
    if ('code' in limit) return failed(size, limit)
    if ('code' in stop) return failed(size, stop)
    if (this.#isTaken(order.id)) return failed(size, NODEJS_ERRORS.ORDER_EXISTS)
    const [stopEntry, limitEntry] = [this.#catalog.add(stop.entry), this.#catalog.add(limit.entry)]
    this.#replies.start(size, limitEntry)
    const orders = [this.#ticketOf(stopEntry, false), this.#ticketOf(limitEntry, true)]
    const code = this.#book.placeList({ contingency: codes.ONE_CANCELS_OTHER, orders })
    if (code === 0) this.#replies.waits(stopEntry)
    else for (const { number } of [stopEntry, limitEntry]) this.#catalog.remove(number)
    return this.#replies.finish()
  }

  #ticketOf(entry: CatalogEntry, postOnly: boolean): OrderTicket {
    const { number, type, leavesLots, priceTicks, stopTicks, stpMode = 'NONE' } = entry
    return {
      orderId: number,
      side: sideCode(entry.side),
      type: TYPES[type],
      quantityLots: leavesLots,
      priceTicks,
      stopPriceTicks: stopTicks,
      timeInForce: TIMES_IN_FORCE[entry.timeInForce],
      postOnly: postOnly ? codes.REJECT_IF_TAKING : codes.MAY_TAKE,
      accountId: entry.accountNumber,
      selfTrade: PREVENTIONS[stpMode],
    }
  }

  /** Adds the entry of the journal to a reply that is no error. */
  #logged<Reply extends NodejsReply | NodejsCancelReply>(
    op: NodejsJournalEntry['op'],
    o: NodejsJournalEntry['o'],
    reply: Reply,
  ): Reply {
    if (!this.#journals || ('err' in reply && reply.err !== null)) return reply
    this.#lastOp += 1
    reply.log = { opId: this.#lastOp, ts: this.#now(), op, o } as NodejsJournalEntry
    return reply
  }

  #replay(entry: NodejsJournalEntry): void {
    const commands = {
      m: () => entry.op === 'm' && this.market(entry.o),
      l: () => entry.op === 'l' && this.limit(entry.o),
      sm: () => entry.op === 'sm' && this.stopMarket(entry.o),
      sl: () => entry.op === 'sl' && this.stopLimit(entry.o),
      oco: () => entry.op === 'oco' && this.oco(entry.o),
      u: () => entry.op === 'u' && this.modify(entry.o.orderID, entry.o.orderUpdate),
      d: () => entry.op === 'd' && this.cancel(entry.o.orderID),
    }
    commands[entry.op]()
    this.#lastOp = entry.opId
  }

  #restore(snapshot: NodejsSnapshot): void {
    this.#lastOp = snapshot.lastOp
    const { exact } = snapshot
    if (exact === undefined) {
      placeLevels(this, snapshot)
      this.#lastOp = snapshot.lastOp
      return
    }
    for (const entry of exact.orders) this.#catalog.restore({ ...entry })
    this.#catalog.skipTo(exact.nextNumber)
    this.#book.restore(exact.book)
    this.#replies.lastPriceTicks = this.#book.triggerPriceTicks(codes.LAST_PRICE) ?? 0
  }
}

function failed(size: number, err: NodejsError): NodejsReply {
  return { ...emptyReply(size), err }
}

function sideCode(side: shapes.NodejsSide): SideCode {
  return side === 'buy' ? codes.BUY : codes.SELL
}
