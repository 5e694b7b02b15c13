import type { SideCode } from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import { isBetter } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { LEAVES, NEXT, ORDER_ID } from './order-pool.ts'
import { BEST_SLOT, rungOf } from './price-ladder.ts'

/** The order that stands first against an arriving one: a displayed one by its record, or a hidden one. */
export interface Maker {
  orderId: number
  priceTicks: number
  /** What it trades before its turn is over: the slice of an iceberg, else all that is open. */
  shownLots: number
  /** Its details; undefined of a plain order. */
  live: LiveOrder | undefined
  /** Its record where it is displayed, else 0. */
  record: number
}

/** What a displayed record shows. */
export function shownLotsOf(state: BookState, record: number): number {
  return state.displayed.pool.amounts[(record << 2) | LEAVES]!
}

/** The order id of a displayed record. */
export function orderIdOf(state: BookState, record: number): number {
  return state.displayed.pool.amounts[(record << 2) | ORDER_ID]!
}

/** The displayed records of the best level of a side, oldest first. */
export function bestLevelRecords(state: BookState, side: SideCode): number[] {
  const { ladder } = state.displayed
  return levelRecords(state, ladder.best[side + BEST_SLOT]!)
}

/** The displayed records of a level, oldest first. */
export function levelRecords(state: BookState, slot: number): number[] {
  const { ladder, pool } = state.displayed
  const records: number[] = []
  if (ladder.countAt(slot) === 0) return records
  // The level closes the ring of its orders.
  for (let record = pool.links[(slot << 3) | NEXT]!; record !== slot; record = pool.links[(record << 3) | NEXT]!) {
    records.push(record)
  }
  return records
}

/** Walks the hidden orders of a side for one arriving order: what it cannot trade with is passed over for good. */
export class HiddenCursor {
  readonly #state: BookState
  readonly #side: SideCode
  #at: LiveOrder | undefined

  constructor(state: BookState, side: SideCode) {
    this.#state = state
    this.#side = side
    this.#at = state.hidden[side].first
  }

  /**
   * The first that takes part where `lots` arrive, or what a quote amount pays for; with 0 of both, those without a
   * minimum take part.
   */
  peek(lots: number, quoteTickLots: number): LiveOrder | undefined {
    while (this.#at !== undefined && !takesPart(this.#at, lotsFor(this.#at, lots, quoteTickLots))) this.skip()
    return this.#at
  }

  /** Goes on behind the one that was seen last, which may then be taken out. */
  skip(): void {
    this.#at = this.#at && this.#state.hidden[this.#side].after(this.#at)
  }
}

function lotsFor(order: LiveOrder, lots: number, quoteTickLots: number): number {
  return quoteTickLots === 0 ? lots : Math.floor(quoteTickLots / order.priceTicks)
}

function takesPart(order: LiveOrder, lots: number): boolean {
  const { minimumLots, leavesLots } = order
  if (minimumLots === 0) return true
  return lots > 0 && Math.min(lots, leavesLots) >= Math.min(minimumLots, leavesLots)
}

/** Writes the first maker of a side into `maker`, displayed before hidden at one price; false where there is none. */
export function firstMaker(state: BookState, side: SideCode, hidden: LiveOrder | undefined, maker: Maker): boolean {
  const displayedTicks = state.displayed.bestPriceTicks(side)
  if (hidden !== undefined && (displayedTicks === undefined || isBetter(side, hidden.priceTicks, displayedTicks))) {
    maker.orderId = hidden.orderId
    maker.priceTicks = hidden.priceTicks
    maker.shownLots = hidden.leavesLots
    maker.live = hidden
    maker.record = 0
    return true
  }
  if (displayedTicks === undefined) return false
  maker.priceTicks = displayedTicks
  readDisplayed(state, state.displayed.first(side), maker)
  return true
}

/** Writes a displayed record into `maker`, all but its price. */
export function readDisplayed(state: BookState, record: number, maker: Maker): void {
  const orderId = orderIdOf(state, record)
  maker.orderId = orderId
  maker.shownLots = shownLotsOf(state, record)
  maker.live = state.displayedDetailedCount === 0 ? undefined : state.live.byId.get(orderId)
  maker.record = record
}

/** The displayed total of a level. */
export function levelLotsOf(state: BookState, slot: number): number {
  return state.displayed.ladder.lotsAt(slot)
}

/** The displayed total of a price of a side. */
export function displayedLotsAt(state: BookState, side: SideCode, ticks: number): number {
  return state.displayed.lotsAt(rungOf(side, ticks))
}

/** An empty maker, to be written into. */
export function noMaker(): Maker {
  return { orderId: 0, priceTicks: 0, shownLots: 0, live: undefined, record: 0 }
}
