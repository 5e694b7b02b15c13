import type { SideCode } from '../book-codes.ts'
import { IntMap } from './int-map.ts'
import type { OrderPool } from './order-pool.ts'
import { BLOCK_RECORDS, RUNG } from './order-pool.ts'
import { NO_PAGE, PageOccupancy } from './page-occupancy.ts'

/** The rung of a side where nothing rests: below every rung of a price. */
export const NO_RUNG = -2147483648

/** The lowest slot that a level can have: a lower one says that the page of its rung is not in use. */
export const FIRST_SLOT = 16

/** Field of a level in the pool's `links`, beside `NEXT`, its oldest order, `PREVIOUS`, its youngest, and `RUNG`. */
export const COUNT = 2

/** Field of a level in the `amounts` of the pool: the total quantity of its orders. */
export const LOTS = 2

/** Where {@link PriceLadder.best} has the slots of the best levels, bid and ask, after their rungs. */
export const BEST_SLOT = 2

/** Field of the first level of a page in the `links` of the pool: which levels of the page are occupied, a bit each. */
const OCCUPIED = 6

/** A price as a rung of its side, and a rung as its price: bids stand on their price, asks on its negative. */
export function rungOf(side: SideCode, priceTicks: number): number {
  return (priceTicks ^ -side) + side
}

/** The side whose orders stand on a rung. */
export function sideOf(rung: number): SideCode {
  return (rung >>> 31) as SideCode
}

/**
 * The price levels of both sides. A bid stands on the rung of its price and an ask on the rung of its negated price,
 * so that on either side the best level is the highest rung and the next best the next lower one; an order crosses
 * where the other side's best rung is at or above its own negated.
 *
 * A level is a record of the pool, its slot; 0 is none. Levels live in pages of 16 neighbouring prices: blocks of the
 * pool, found by a hash map and given back when their last level empties, so that memory follows the prices in use and
 * the next level is found in a few steps however far away it is.
 */
export class PriceLadder {
  /** The highest rung of each side, {@link NO_RUNG} where it is empty, and behind them their slots, 0 where empty. */
  readonly best: Int32Array = Int32Array.of(NO_RUNG, NO_RUNG, 0, 0)
  readonly #pool: OrderPool
  /** By the number of a page, which is its rungs without their lowest bits, its block. */
  readonly #pageOf: IntMap = new IntMap()
  readonly #occupancy: PageOccupancy = new PageOccupancy()

  constructor(pool: OrderPool) {
    this.#pool = pool
  }

  /** Bytes of all arrays but the pool's. */
  get memoryBytes(): number {
    return this.best.byteLength + this.#pageOf.memoryBytes + this.#occupancy.memoryBytes
  }

  /** The slot of a rung, below {@link FIRST_SLOT} where its page is not in use; the level there may be empty. */
  find(rung: number): number {
    return this.#pageOf.get(rung >> 4) | (rung & 15)
  }

  /** The slot of a rung, whose page is brought into use where it is not: its level must be occupied next. */
  open(rung: number): number {
    const page = this.#pageOf.get(rung >> 4)
    return (page === 0 ? this.#openPage(rung >> 4) : page) | (rung & 15)
  }

  /** The rung of a slot. */
  rungAt(slot: number): number {
    return this.#pool.links[(slot << 3) | 3]!
  }

  /** How many orders stand on a slot. */
  countAt(slot: number): number {
    return this.#pool.links[(slot << 3) | 2]!
  }

  /** The total quantity of the orders on a slot. */
  lotsAt(slot: number): number {
    return this.#pool.amounts[(slot << 2) | 2]!
  }

  /** Says that the level has orders. */
  occupy(side: SideCode, slot: number, rung: number): void {
    this.#pool.links[((slot & -16) << 3) | 6]! |= 1 << (slot & 15)
    if (rung > this.best[side]!) this.lead(side, slot, rung)
  }

  /** Makes an occupied level the best of its side. */
  lead(side: SideCode, slot: number, rung: number): void {
    this.best[side] = rung
    this.best[side | 2] = slot
  }

  /** Says that an order has left the level, which may be the last of its page. */
  settle(side: SideCode, slot: number): void {
    if (this.#pool.links[slot << 3] === slot) this.vacate(side, slot)
  }

  /** Says that the level has no more orders. */
  vacate(side: SideCode, slot: number): void {
    const { links } = this.#pool
    const page = slot & -16
    const occupied = links[(page << 3) | 6]! & ~(1 << (slot & 15))
    links[(page << 3) | 6] = occupied
    if (slot === this.best[side | 2]) this.#settleBest(side, slot)
    if (occupied === 0) this.#closePage(page)
  }

  /** The slot of the occupied level next below, 0 where there is none on this side. */
  nextSlot(slot: number): number {
    const { links } = this.#pool
    const lower = links[((slot & -16) << 3) | 6]! & ((1 << (slot & 15)) - 1)
    return lower === 0 ? this.#nextPage(this.rungAt(slot)) : (slot & -16) | (31 - Math.clz32(lower))
  }

  /** The slot of the highest occupied level on the pages below that of a rung, 0 where there is none on this side. */
  #nextPage(rung: number): number {
    const number = this.#occupancy.below(rung >> 4)
    if (number === NO_PAGE) return 0
    const page = this.#pageOf.get(number)
    return page | (31 - Math.clz32(this.#pool.links[(page << 3) | OCCUPIED]!))
  }

  #settleBest(side: SideCode, slot: number): void {
    const next = this.nextSlot(slot)
    this.best[side | 2] = next
    this.best[side] = next === 0 ? NO_RUNG : this.rungAt(next)
  }

  /** Brings a page into use, all its levels empty. */
  #openPage(number: number): number {
    const page = this.#pool.allocateLevels()
    const { links, amounts } = this.#pool
    links[(page << 3) | OCCUPIED] = 0
    for (let place = 0; place < BLOCK_RECORDS; place += 1) {
      const slot = page | place
      const at = slot << 3
      links[at] = slot
      links[at | 1] = slot
      links[at | COUNT] = 0
      links[at | RUNG] = (number << 4) | place
      amounts[(slot << 2) | LOTS] = 0
    }
    this.#pageOf.set(number, page)
    this.#occupancy.add(number)
    return page
  }

  /** Gives a page without orders back. */
  #closePage(page: number): void {
    const number = this.rungAt(page) >> 4
    this.#pageOf.delete(number)
    this.#occupancy.remove(number)
    this.#pool.releaseLevels(page)
  }
}
