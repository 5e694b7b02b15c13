import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { SideCode } from '../src/book/book-codes.ts'
import { BUY, GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL, SELL } from '../src/book/book-codes.ts'
import { LiveOrders } from './live-orders.ts'
import { ReportTally } from './report-tally.ts'
import type { Workload } from './workload.ts'
import { CANCEL, MOVE, NEW_GTC, NEW_IOC, WorkloadColumns } from './workload.ts'
import { randomSource } from './random-source.ts'

/** A kind of market for the book to stand in. */
export interface Regime {
  readonly name: string
  /** Orders that stand before the messages, and about as many all along. */
  readonly liveOrders: number
  /** Where the market is, in ticks, when a share of the messages from 0 to 1 has passed. */
  readonly middle: (progress: number) => number
  /** How far from the middle an order rests, in ticks from 1, given an even draw from 0 to 1. */
  readonly distance: (draw: number) => number
}

const swing = (share: number) => (progress: number) => 10_000 * (1 + share * Math.sin(progress * 4 * Math.PI))
const near = (draw: number) => 1 + -120 * Math.log(1 - draw)

/** Falls by 38,000 ticks while a twentieth of the messages pass, and is back after three times as many. */
function crash(progress: number): number {
  if (progress < 0.4) return 60_000
  if (progress < 0.45) return 60_000 - ((progress - 0.4) / 0.05) * 38_000
  return Math.min(60_000, 22_000 + ((progress - 0.45) / 0.15) * 38_000)
}

/** The markets in which the book is measured. */
export const REGIMES: readonly Regime[] = [
  { name: 'normal', liveOrders: 2000, middle: (progress) => 20_000 + 200 * Math.sin(progress * 50), distance: near },
  { name: 'static', liveOrders: 42_000, middle: () => 20_000, distance: (draw) => 1 + 45 * draw },
  { name: 'swing of 25 %', liveOrders: 2000, middle: swing(0.25), distance: near },
  { name: 'swing of 40 %', liveOrders: 2000, middle: swing(0.4), distance: near },
  { name: 'flash crash', liveOrders: 4000, middle: crash, distance: near },
]

const LOTS_MAX = 100
const DEAD_SHARE = 0.03
const RECENT_IDS = 1000

/**
 * Messages of a regime, seeded: 50 % new orders, 15 % of them immediate-or-cancel, 41 % cancels, 9 % moves (a cancel
 * and an insert under one id); of each 3 % name an id that is live already or no longer, so that they are refused.
 */
export function generateRegime(regime: Regime, messages: number, seed: number): Workload {
  return new RegimeGenerator(regime, messages, seed).run()
}

class RegimeGenerator {
  readonly #regime: Regime
  readonly #messages: number
  readonly #random: () => number
  readonly #columns: WorkloadColumns
  readonly #tally: ReportTally = new ReportTally()
  readonly #book: LadderBook = new LadderBook(this.#tally, { initialOrders: 65_536 })
  readonly #live: LiveOrders = new LiveOrders()
  #nextId = 1
  #middle: number

  constructor(regime: Regime, messages: number, seed: number) {
    this.#regime = regime
    this.#messages = messages
    this.#random = randomSource(seed)
    this.#columns = new WorkloadColumns(messages, regime.liveOrders)
    this.#middle = regime.middle(0)
  }

  run(): Workload {
    for (let count = 0; count < this.#regime.liveOrders; count += 1) this.#place(this.#side())
    this.#columns.start(this.#tally)
    for (let count = 0; count < this.#messages; count += 1) {
      this.#middle = this.#regime.middle(count / this.#messages)
      const before = this.#tally.trades
      this.#next()
      this.#columns.sample(this.#book, this.#tally.trades > before)
    }
    return this.#columns.finish(this.#tally)
  }

  #next(): void {
    const draw = this.#random()
    const shrunk = this.#live.size < this.#regime.liveOrders
    // More of the cancels come too late where the book has shrunk, which brings it back to its size.
    const dead = this.#random() < (shrunk ? 2 * DEAD_SHARE : DEAD_SHARE)
    if (draw < 0.425) {
      if (dead) this.#give(NEW_GTC, this.#side(), this.#live.any(this.#random()), Math.round(this.#middle), 1)
      else this.#place(this.#side())
    } else if (draw < 0.5) this.#sweep(this.#side())
    else if (draw < 0.91) this.#give(CANCEL, BUY, dead ? this.#deadId() : this.#live.any(this.#random()), 0, 0)
    else this.#move(dead ? this.#deadId() : this.#live.any(this.#random()))
  }

  #place(side: SideCode): void {
    this.#give(NEW_GTC, side, this.#nextId++, this.#price(side), this.#lots(LOTS_MAX))
  }

  /** Takes from the best level, more where the book has grown and little where it has shrunk. */
  #sweep(side: SideCode): void {
    const best = this.#book.bestPriceTicks(side === BUY ? SELL : BUY)
    const lots = this.#lots(this.#live.size > this.#regime.liveOrders ? LOTS_MAX : LOTS_MAX / 20)
    this.#give(NEW_IOC, side, this.#nextId++, best ?? Math.round(this.#middle), lots)
  }

  #move(orderId: number): void {
    const order = this.#book.order(orderId)
    const side = order?.side ?? BUY
    let price = this.#price(side)
    while (price === order?.priceTicks) price = this.#price(side)
    this.#give(MOVE, side, orderId, price, this.#lots(LOTS_MAX))
  }

  #price(side: SideCode): number {
    const distance = Math.floor(this.#regime.distance(this.#random()))
    return Math.max(1, Math.round(this.#middle) + (side === BUY ? -distance : distance))
  }

  #lots(most: number): number {
    return 1 + Math.floor(this.#random() * most)
  }

  #side(): SideCode {
    return this.#random() < 0.5 ? BUY : SELL
  }

  /** An id that was given out a while ago and is most likely no longer live. */
  #deadId(): number {
    let orderId = this.#nextId - 1
    for (let tries = 0; tries < RECENT_IDS && this.#live.has(orderId); tries += 1) {
      orderId = 1 + Math.floor(this.#random() * (this.#nextId - 1))
    }
    return orderId
  }

  #give(kind: number, side: SideCode, orderId: number, price: number, lots: number): void {
    this.#columns.write(kind, side, orderId, price, lots)
    if (kind === CANCEL) this.#book.cancel(orderId)
    else if (kind === MOVE) this.#book.amend(orderId, price, lots)
    else {
      const execution = kind === NEW_IOC ? IMMEDIATE_OR_CANCEL : GOOD_TILL_CANCEL
      this.#book.placeLimit(orderId, side, price, lots, execution)
    }
    for (const filled of this.#tally.takeFilled()) this.#live.remove(filled)
    if (kind === NEW_IOC) return
    if (this.#book.order(orderId) === undefined) this.#live.remove(orderId)
    else this.#live.add(orderId)
  }
}
