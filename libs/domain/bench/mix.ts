import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { SideCode } from '../src/book/book-codes.ts'
import { BUY, GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL, SELL } from '../src/book/book-codes.ts'
import { LiveOrders } from './live-orders.ts'
import { randomSource } from './random-source.ts'
import { ReportTally } from './report-tally.ts'
import type { Workload } from './workload.ts'
import { CANCEL, MOVE, NEW_GTC, NEW_IOC, WorkloadColumns } from './workload.ts'


const LIVE_ORDERS = 1000
/** Passive prices lie up to this far from the middle: 500 orders on 815 prices stand on about 375 levels a side. */
const SPREAD_TICKS = 815
const START_TICKS = 100_000
const LOTS_MAX = 100
/** Of the good-till-cancel orders and of the moves, those priced to trade: fewer where the book has shrunk. */
const CROSSING_SHARES = [0.0265, 0.036] as const

/**
 * The flow of a market maker's venue: 9 % new orders, 3 % immediate-or-cancel, 6 % cancels, 82 % moves of a live order
 * to another price under its id, about 1,000 live orders over 750 levels, about 6 % of the messages trading. The
 * generator keeps a book of its own, so that every cancel and every move is of an order that is live.
 */
export function generateMix(messages: number, seed: number): Workload {
  return new MixGenerator(messages, seed).run()
}

class MixGenerator {
  readonly #random: () => number
  readonly #messages: number
  readonly #columns: WorkloadColumns
  readonly #tally: ReportTally = new ReportTally()
  readonly #book: LadderBook = new LadderBook(this.#tally)
  readonly #live: LiveOrders = new LiveOrders()
  #nextId = 1
  #middle = START_TICKS

  constructor(messages: number, seed: number) {
    this.#messages = messages
    this.#random = randomSource(seed)
    this.#columns = new WorkloadColumns(messages, LIVE_ORDERS)
  }

  run(): Workload {
    for (let count = 0; count < LIVE_ORDERS; count += 1) this.#place(this.#side(), false)
    this.#columns.start(this.#tally)
    for (let count = 0; count < this.#messages; count += 1) {
      const before = this.#tally.trades
      this.#next()
      this.#columns.sample(this.#book, this.#tally.trades > before)
    }
    return this.#columns.finish(this.#tally)
  }

  #next(): void {
    // The middle of the market wanders, so that prices do not repeat for ever.
    if (this.#random() < 0.01) this.#middle += this.#random() < 0.5 ? -1 : 1
    const draw = this.#random()
    if (draw < 0.09) this.#place(this.#side(), this.#random() < CROSSING_SHARES[this.#grown() ? 1 : 0])
    else if (draw < 0.12) this.#sweep(this.#side())
    else if (draw < 0.18) this.#cancel()
    else this.#move(this.#random() < CROSSING_SHARES[this.#grown() ? 1 : 0])
  }

  #place(side: SideCode, crossing: boolean): void {
    const orderId = this.#nextId
    this.#nextId += 1
    const price = this.#price(side, crossing)
    const lots = crossing ? this.#takingLots() : 1 + this.#upTo(LOTS_MAX)
    this.#columns.write(NEW_GTC, side, orderId, price, lots)
    this.#given(this.#book.placeLimit(orderId, side, price, lots, GOOD_TILL_CANCEL))
    if (this.#book.order(orderId) !== undefined) this.#live.add(orderId)
  }

  #sweep(side: SideCode): void {
    const orderId = this.#nextId
    this.#nextId += 1
    const price = this.#price(side, true)
    const lots = this.#takingLots()
    this.#columns.write(NEW_IOC, side, orderId, price, lots)
    this.#given(this.#book.placeLimit(orderId, side, price, lots, IMMEDIATE_OR_CANCEL))
  }

  #cancel(): void {
    const orderId = this.#live.any(this.#random())
    this.#columns.write(CANCEL, 0, orderId, 0, 0)
    this.#given(this.#book.cancel(orderId))
    this.#live.remove(orderId)
  }

  #move(crossing: boolean): void {
    const orderId = this.#live.any(this.#random())
    const order = this.#book.order(orderId)
    if (order === undefined) throw new Error(`not live: orderId=${orderId}`)
    let price = order.priceTicks
    while (price === order.priceTicks) price = this.#price(order.side, crossing)
    const lots = crossing ? this.#takingLots() : 1 + this.#upTo(LOTS_MAX)
    this.#columns.write(MOVE, order.side, orderId, price, lots)
    this.#given(this.#book.amend(orderId, price, lots))
    if (this.#book.order(orderId) === undefined) this.#live.remove(orderId)
  }

  /** Checks that the book took the message, and notes the orders that it filled. */
  #given(code: number): void {
    if (code !== 0) throw new Error(`the workload has a message that the book refuses: code=${code}`)
    for (const orderId of this.#tally.takeFilled()) this.#live.remove(orderId)
  }

  /** A price that trades with the best few levels, or one that rests somewhere on its own side of the spread. */
  #price(side: SideCode, crossing: boolean): number {
    const other = this.#book.bestPriceTicks(side === BUY ? SELL : BUY)
    const sign = side === BUY ? 1 : -1
    if (crossing && other !== undefined) return other + sign * this.#upTo(8)
    const passive = this.#middle - sign * (1 + this.#upTo(SPREAD_TICKS))
    if (other === undefined) return passive
    return side === BUY ? Math.min(passive, other - 1) : Math.max(passive, other + 1)
  }

  #side(): SideCode {
    return this.#random() < 0.5 ? BUY : SELL
  }

  /** Larger where the book has grown and smaller where it has shrunk, which keeps it at its size. */
  #takingLots(): number {
    return 1 + this.#upTo(this.#grown() ? LOTS_MAX : LOTS_MAX / 20)
  }

  #grown(): boolean {
    return this.#live.size > LIVE_ORDERS
  }

  /** An integer from 0 to less than `end`. */
  #upTo(end: number): number {
    return Math.floor(this.#random() * end)
  }
}
