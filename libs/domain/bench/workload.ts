import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { SideCode } from '../src/book/book-codes.ts'
import { BUY, GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL, SELL } from '../src/book/book-codes.ts'
import { ReportTally } from './report-tally.ts'

/** The kinds of messages, as {@link Workload.kinds} has them. */
export const NEW_GTC = 0
export const NEW_IOC = 1
export const CANCEL = 2
export const MOVE = 3

/** Messages column by column, so that running them measures the book and not the reading of them. */
export interface Workload {
  /** Orders placed before the messages that are measured: the first this many are all {@link NEW_GTC}. */
  readonly standing: number
  readonly kinds: Uint8Array
  readonly sides: Uint8Array
  readonly orderIds: Int32Array
  readonly prices: Int32Array
  readonly lots: Int32Array
  readonly statistics: WorkloadStatistics
}

/** What a workload turned out to be, standing orders not counted. */
export interface WorkloadStatistics {
  readonly messages: number
  readonly gtcShare: number
  readonly iocShare: number
  readonly cancelShare: number
  readonly moveShare: number
  readonly liveOrdersMean: number
  readonly priceLevelsMean: number
  /** Messages that traded at least once. */
  readonly tradingShare: number
  readonly trades: number
  readonly tradedLots: number
}

const LIVE_ORDERS = 1000
/** Passive prices lie up to this far from the middle: 500 orders on 815 prices stand on about 375 levels a side. */
const SPREAD_TICKS = 815
const START_TICKS = 100_000
const LOTS_MAX = 100
/** Of the good-till-cancel orders and of the moves, those priced to trade: fewer where the book has shrunk. */
const CROSSING_SHARES = [0.0265, 0.036] as const

/** A seeded random source (mulberry32), the same on every machine. */
export function randomSource(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The flow of a market maker's venue: 9 % new orders, 3 % immediate-or-cancel, 6 % cancels, 82 % moves of a live order
 * to another price under its id, about 1,000 live orders over 750 levels, about 6 % of the messages trading. The
 * generator keeps a book of its own, so that every cancel and every move is of an order that is live.
 */
export function generateWorkload(messages: number, seed: number): Workload {
  return new Generator(messages, seed).run()
}

class Generator {
  readonly #random: () => number
  readonly #messages: number
  readonly #kinds: Uint8Array
  readonly #sides: Uint8Array
  readonly #orderIds: Int32Array
  readonly #prices: Int32Array
  readonly #lots: Int32Array
  readonly #tally: ReportTally = new ReportTally()
  readonly #book: LadderBook = new LadderBook(this.#tally)
  readonly #live: number[] = []
  readonly #placeOf = new Map<number, number>()
  readonly #counts = [0, 0, 0, 0]
  #at = 0
  #nextId = 1
  #middle = START_TICKS

  constructor(messages: number, seed: number) {
    const length = messages + LIVE_ORDERS
    this.#messages = messages
    this.#random = randomSource(seed)
    this.#kinds = new Uint8Array(length)
    this.#sides = new Uint8Array(length)
    this.#orderIds = new Int32Array(length)
    this.#prices = new Int32Array(length)
    this.#lots = new Int32Array(length)
  }

  run(): Workload {
    for (let count = 0; count < LIVE_ORDERS; count += 1) this.#place(this.#side(), false)
    const { trades: standingTrades, tradedLots: standingTradedLots } = this.#tally
    this.#counts.fill(0)
    let trading = 0
    let liveOrders = 0
    let levels = 0
    let samples = 0
    for (let count = 0; count < this.#messages; count += 1) {
      const before = this.#tally.trades
      this.#next()
      if (this.#tally.trades > before) trading += 1
      if (count % 1000 !== 999) continue
      samples += 1
      liveOrders += this.#book.orderCount
      levels += this.#book.depth(BUY, Infinity).length + this.#book.depth(SELL, Infinity).length
    }
    const [gtc, ioc, cancel, move] = this.#counts.map((count) => count / this.#messages)
    return {
      standing: LIVE_ORDERS,
      kinds: this.#kinds,
      sides: this.#sides,
      orderIds: this.#orderIds,
      prices: this.#prices,
      lots: this.#lots,
      statistics: {
        messages: this.#messages,
        gtcShare: gtc!,
        iocShare: ioc!,
        cancelShare: cancel!,
        moveShare: move!,
        liveOrdersMean: liveOrders / samples,
        priceLevelsMean: levels / samples,
        tradingShare: trading / this.#messages,
        trades: this.#tally.trades - standingTrades,
        tradedLots: this.#tally.tradedLots - standingTradedLots,
      },
    }
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
    this.#write(NEW_GTC, side, orderId, price, lots)
    this.#given(this.#book.placeLimit(orderId, side, price, lots, GOOD_TILL_CANCEL))
    if (this.#book.order(orderId) !== undefined) this.#remember(orderId)
  }

  #sweep(side: SideCode): void {
    const orderId = this.#nextId
    this.#nextId += 1
    const price = this.#price(side, true)
    const lots = this.#takingLots()
    this.#write(NEW_IOC, side, orderId, price, lots)
    this.#given(this.#book.placeLimit(orderId, side, price, lots, IMMEDIATE_OR_CANCEL))
  }

  #cancel(): void {
    const orderId = this.#anyLive()
    this.#write(CANCEL, 0, orderId, 0, 0)
    this.#given(this.#book.cancel(orderId))
    this.#forget(orderId)
  }

  #move(crossing: boolean): void {
    const orderId = this.#anyLive()
    const order = this.#book.order(orderId)
    if (order === undefined) throw new Error(`not live: orderId=${orderId}`)
    let price = order.priceTicks
    while (price === order.priceTicks) price = this.#price(order.side, crossing)
    const lots = crossing ? this.#takingLots() : 1 + this.#upTo(LOTS_MAX)
    this.#write(MOVE, order.side, orderId, price, lots)
    this.#given(this.#book.amend(orderId, price, lots))
    if (this.#book.order(orderId) === undefined) this.#forget(orderId)
  }

  /** Checks that the book took the message, and notes the orders that it filled. */
  #given(code: number): void {
    if (code !== 0) throw new Error(`the workload has a message that the book refuses: code=${code}`)
    for (const orderId of this.#tally.takeFilled()) this.#forget(orderId)
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

  #write(kind: number, side: number, orderId: number, price: number, lots: number): void {
    const at = this.#at
    this.#kinds[at] = kind
    this.#sides[at] = side
    this.#orderIds[at] = orderId
    this.#prices[at] = price
    this.#lots[at] = lots
    this.#counts[kind]! += 1
    this.#at += 1
  }

  #side(): SideCode {
    return this.#random() < 0.5 ? BUY : SELL
  }

  /** Larger where the book has grown and smaller where it has shrunk, which keeps it at its size. */
  #takingLots(): number {
    return 1 + this.#upTo(this.#grown() ? LOTS_MAX : LOTS_MAX / 20)
  }

  #grown(): boolean {
    return this.#live.length > LIVE_ORDERS
  }

  /** An integer from 0 to less than `end`. */
  #upTo(end: number): number {
    return Math.floor(this.#random() * end)
  }

  #anyLive(): number {
    return this.#live[this.#upTo(this.#live.length)]!
  }

  #remember(orderId: number): void {
    this.#placeOf.set(orderId, this.#live.length)
    this.#live.push(orderId)
  }

  #forget(orderId: number): void {
    const place = this.#placeOf.get(orderId)
    if (place === undefined) return
    this.#placeOf.delete(orderId)
    const last = this.#live.pop()!
    if (last === orderId) return
    this.#live[place] = last
    this.#placeOf.set(last, place)
  }
}
