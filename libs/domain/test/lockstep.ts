import type { BookOptions } from '../src/book/book-options.ts'
import type { BookSnapshot } from '../src/book/book-snapshot.ts'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { CompleteOrderBook, OrderBook } from '../src/book/order-book.ts'
import { BUY, MARKET, SELL } from '../src/book/book-codes.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { StateHash } from '../src/state-hash.ts'
import type { PlainCommand } from './arbitraries.ts'
import { ReportLog } from '../src/book/report-log.ts'
import type { FeatureCommand } from './feature-commands.ts'
import { giveFeature } from './feature-commands.ts'

const SIDES = [BUY, SELL] as const
const SELF_TRADES = [0, 1, 2, 3, 4] as const
const SOURCES = [0, 1, 2] as const
const LAST_COMMANDS = 3

/** The fast and the obvious book given the same commands; a difference throws, with what each of them said. */
export class Lockstep {
  readonly #options: BookOptions
  readonly #fastEvents = new ReportLog(true)
  readonly #obviousEvents = new ReportLog(true)
  readonly #last: string[] = []
  fast: LadderBook
  obvious: ReferenceBook

  /** `options` set up both books. */
  constructor(options: BookOptions = {}) {
    this.#options = { initialOrders: 1, ...options }
    this.fast = new LadderBook(this.#fastEvents, this.#options)
    this.obvious = new ReferenceBook(this.#obviousEvents, this.#options)
  }

  /** Gives a command of the plain book to both. */
  give(command: PlainCommand): string[] {
    return this.giveFeature(command)
  }

  /** Gives a command to both and compares what they reply, report and show of the prices. */
  giveFeature(command: FeatureCommand): string[] {
    const what = JSON.stringify(command)
    this.#last.push(what)
    if (this.#last.length > LAST_COMMANDS) this.#last.shift()
    this.#same('reply', attempt(this.fast, command), attempt(this.obvious, command))
    const events = this.#fastEvents.take()
    this.#same('events', events, this.#obviousEvents.take())
    this.#same('best prices', best(this.fast), best(this.obvious))
    return events
  }

  /** Compares everything that the two show. */
  compare(): void {
    this.#same('snapshot', this.fast.snapshot(), this.obvious.snapshot())
    this.#same('state hash', StateHash.of(this.fast), StateHash.of(this.obvious))
    this.#same('market', market(this.fast), market(this.obvious))
    this.#compareMarketQuotes()
    for (const side of SIDES) {
      const depth = this.obvious.depth(side, Infinity)
      this.#same('depth', this.fast.depth(side, Infinity), depth)
      this.#same('depth of 2', this.fast.depth(side, 2), depth.slice(0, 2))
      this.#same('orders', [...this.fast.orders(side)], [...this.obvious.orders(side)])
      this.#same('hidden orders', [...this.fast.hiddenOrders(side)], [...this.obvious.hiddenOrders(side)])
      for (const { priceTicks, quantityLots } of depth) {
        this.#same('level', this.fast.levelLots(side, priceTicks), quantityLots)
        this.#same('quote', quote(this.fast, priceTicks, quantityLots), quote(this.obvious, priceTicks, quantityLots))
      }
    }
    for (const { orderId } of ordersOf(this.obvious.snapshot())) {
      this.#same(`order ${orderId}`, this.fast.order(orderId), this.obvious.order(orderId))
      this.#same(`place of ${orderId}`, this.fast.queuePosition(orderId), this.obvious.queuePosition(orderId))
    }
  }

  #compareMarketQuotes(): void {
    for (const side of SIDES)
      for (const selfTrade of SELF_TRADES)
        for (const amount of [{ quantityLots: 7 }, { quoteTickLots: 1234 }]) {
          const ticket = { orderId: 1_000_001, side, type: MARKET, selfTrade, accountId: 1, ...amount } as const
          this.#same(`quote of ${JSON.stringify(ticket)}`, this.fast.quoteMarket(ticket), this.obvious.quoteMarket(ticket))
        }
  }

  /** Goes on with new books: each restored from what the other one wrote, as JSON. */
  restart(): void {
    const before = StateHash.of(this.obvious)
    const [fast, obvious] = [JSON.stringify(this.fast.snapshot()), JSON.stringify(this.obvious.snapshot())]
    this.fast = new LadderBook(this.#fastEvents, this.#options)
    this.obvious = new ReferenceBook(this.#obviousEvents, this.#options)
    this.fast.restore(JSON.parse(obvious) as BookSnapshot)
    this.obvious.restore(JSON.parse(fast) as BookSnapshot)
    this.#same('reports of restoring', this.#fastEvents.take(), [])
    this.#same('reports of restoring', [], this.#obviousEvents.take())
    this.#same('fast snapshot as it was', JSON.stringify(this.fast.snapshot()), obvious)
    this.#same('obvious snapshot as it was', fast, JSON.stringify(this.obvious.snapshot()))
    this.#same('hash as it was, fast', StateHash.of(this.fast), before)
    this.#same('hash as it was, obvious', before, StateHash.of(this.obvious))
  }

  #same(what: string, fast: unknown, obvious: unknown): void {
    const left = textOf(fast)
    const right = textOf(obvious)
    if (left === right) return
    throw new Error(`${what} after ${this.#last.join(' ')}:\n  the fast book says    ${left}\n  the obvious one says ${right}`)
  }
}

/** What a book replies, or the message of what it throws. */
function attempt(book: CompleteOrderBook, command: FeatureCommand): unknown {
  try {
    return giveFeature(book, command)
  } catch (error) {
    throw new Error(`${book.constructor.name} throws for ${JSON.stringify(command)}: ${String(error)}`, { cause: error })
  }
}

/** Every live order of a snapshot. */
export function ordersOf(snapshot: BookSnapshot): BookSnapshot['bids'] {
  const { bids, asks, hiddenBids = [], hiddenAsks = [], waiting = [] } = snapshot
  return [...bids, ...asks, ...hiddenBids, ...hiddenAsks, ...waiting]
}

function market(book: CompleteOrderBook): unknown[] {
  const prices = SOURCES.map((source) => book.triggerPriceTicks(source))
  const sizes = [book.orderCount, book.imbalance(3), book.imbalance(0), book.indicative()]
  return [...sizes, book.phase, book.timeUs, book.referencePriceTicks, ...prices]
}

function best(book: OrderBook): (number | undefined)[] {
  return [book.bestPriceTicks(BUY), book.bestPriceTicks(SELL)]
}

function quote(book: OrderBook, priceTicks: number, lots: number): unknown[] {
  return SIDES.flatMap((side) => [book.quote(side, lots), book.quote(side, lots, priceTicks)])
}

/** As JSON, with exact integers as text. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}
