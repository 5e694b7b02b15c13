import { IntMap } from './int-map.ts'
import type { SideCode } from './order-book.ts'
import { grownFloat64, grownInt32 } from './order-pool.ts'
import { NO_PAGE, PageOccupancy } from './page-occupancy.ts'

const PAGE_BITS = 4
const PAGE_PRICES = 2 ** PAGE_BITS
const PAGE_MASK = PAGE_PRICES - 1

/** The rung of a side where nothing rests: below every rung of a price. */
export const NO_RUNG = -2147483648

/** A price as a rung: the better the price is for its side's owner's counterparty, the higher. Its own inverse. */
export function rungOf(side: SideCode, priceTicks: number): number {
  return side === 0 ? priceTicks : -priceTicks
}

/**
 * The price levels of both sides. A bid stands on the rung of its price and an ask on the rung of its negated price,
 * so that on either side the best level is the highest rung and the next best the next lower one; an order crosses
 * where the other side's best rung is at or above its own negated.
 *
 * Levels live in pages of 16 neighbouring prices, found by a hash map and recycled when their last level empties:
 * memory follows the prices that are in use, and the next level is found in a few steps however far away it is.
 * A level is addressed by its slot: page times 16 plus the place in it; 0 is none. Arrays are replaced on growth.
 */
export class PriceLadder {
  /** The youngest order of a level, 0 where it is empty. */
  tails: Int32Array = new Int32Array(PAGE_PRICES * 16)
  /** The total quantity of a level. */
  lots: Float64Array = new Float64Array(PAGE_PRICES * 16)
  /** The number of orders of a level. */
  counts: Int32Array = new Int32Array(PAGE_PRICES * 16)
  /** The highest rung of each side, {@link NO_RUNG} where it is empty. */
  readonly bestRungs: Int32Array = new Int32Array(2).fill(NO_RUNG)
  /** The slot of each side's best level, 0 where it is empty. */
  readonly bestSlots: Int32Array = new Int32Array(2)
  /** Which levels of a page are occupied, a bit each. */
  #occupied: Int32Array = new Int32Array(16)
  /** The rungs of a page without their lowest bits; of a free page the next free one. */
  #numbers: Int32Array = new Int32Array(16)
  readonly #pages: IntMap = new IntMap()
  readonly #occupancy: PageOccupancy = new PageOccupancy()
  #fresh = 1
  #free = 0

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    const levels = this.tails.byteLength + this.lots.byteLength + this.counts.byteLength
    const pages = this.#occupied.byteLength + this.#numbers.byteLength
    return levels + pages + this.#pages.memoryBytes + this.#occupancy.memoryBytes
  }

  /** The slot of a rung, 0 where its page is not in use; the level there may be empty. */
  find(rung: number): number {
    const page = this.#pages.get(rung >> PAGE_BITS)
    return page === 0 ? 0 : (page << PAGE_BITS) | (rung & PAGE_MASK)
  }

  /** The slot of a rung whose page is not in use: brings one into use. A level of it must be occupied next. */
  open(rung: number): number {
    const number = rung >> PAGE_BITS
    let page = this.#free
    if (page === 0) {
      if (this.#fresh === this.#numbers.length) this.#grow()
      page = this.#fresh
      this.#fresh += 1
    } else {
      this.#free = this.#numbers[page]!
    }
    this.#numbers[page] = number
    this.#pages.set(number, page)
    this.#occupancy.add(number)
    return (page << PAGE_BITS) | (rung & PAGE_MASK)
  }

  /** The rung of a slot. */
  rungAt(slot: number): number {
    return (this.#numbers[slot >> PAGE_BITS]! << PAGE_BITS) | (slot & PAGE_MASK)
  }

  /** Says that the level is no longer empty. */
  occupy(side: SideCode, slot: number, rung: number): void {
    this.#occupied[slot >> PAGE_BITS]! |= 1 << (slot & PAGE_MASK)
    if (rung > this.bestRungs[side]!) {
      this.bestRungs[side] = rung
      this.bestSlots[side] = slot
    }
  }

  /** Says that the level has become empty. */
  vacate(side: SideCode, slot: number): void {
    const page = slot >> PAGE_BITS
    const occupied = this.#occupied[page]! & ~(1 << (slot & PAGE_MASK))
    this.#occupied[page] = occupied
    if (slot === this.bestSlots[side]) {
      const next = this.nextSlot(slot)
      this.bestSlots[side] = next
      this.bestRungs[side] = next === 0 ? NO_RUNG : this.rungAt(next)
    }
    if (occupied === 0) this.#close(page)
  }

  /** The slot of the occupied level next below, 0 where there is none on this side. */
  nextSlot(slot: number): number {
    let page = slot >> PAGE_BITS
    let lower = this.#occupied[page]! & ((1 << (slot & PAGE_MASK)) - 1)
    if (lower === 0) {
      const number = this.#occupancy.below(this.#numbers[page]!)
      if (number === NO_PAGE) return 0
      page = this.#pages.get(number)
      lower = this.#occupied[page]!
    }
    return (page << PAGE_BITS) | (31 - Math.clz32(lower))
  }

  #close(page: number): void {
    const number = this.#numbers[page]!
    this.#pages.delete(number)
    this.#occupancy.remove(number)
    this.#numbers[page] = this.#free
    this.#free = page
  }

  #grow(): void {
    const pages = this.#numbers.length * 2
    this.#numbers = grownInt32(this.#numbers, pages)
    this.#occupied = grownInt32(this.#occupied, pages)
    this.tails = grownInt32(this.tails, pages * PAGE_PRICES)
    this.lots = grownFloat64(this.lots, pages * PAGE_PRICES)
    this.counts = grownInt32(this.counts, pages * PAGE_PRICES)
  }
}
