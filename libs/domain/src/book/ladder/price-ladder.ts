import { IntMap } from './int-map.ts'
import type { SideCode } from '../book-codes.ts'
import { grownFloat64, grownInt32 } from './order-pool.ts'
import { NO_PAGE, PageOccupancy } from './page-occupancy.ts'

const PAGE_BITS = 4
const PAGE_LEVELS = 2 ** PAGE_BITS
const PAGE_MASK = PAGE_LEVELS - 1
const INITIAL_PAGES = 16

/** The rung of a side where nothing rests: below every rung of a price. */
export const NO_RUNG = -2147483648

/** The lowest slot that a level can have: a lower one says that the page of its rung is not in use. */
export const FIRST_SLOT: number = PAGE_LEVELS

/** Fields of a level in {@link PriceLadder.levels}, two a record: its youngest order, and how many it has. */
export const TAIL = 0
export const COUNT = 1

/** Where {@link PriceLadder.best} has the slots of the best levels, bid and ask, after their rungs. */
export const BEST_SLOT = 2

/** Fields of a page, two a record: which of its levels are occupied, a bit each, and its number. */
const OCCUPIED = 0
const NUMBER = 1

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
 * Levels live in pages of 16 neighbouring prices, found by a hash map and recycled when their last level empties:
 * memory follows the prices that are in use, and the next level is found in a few steps however far away it is.
 * A level is addressed by its slot: page times 16 plus the place in it; 0 is none. Arrays are replaced on growth.
 */
export class PriceLadder {
  /** `TAIL` and `COUNT` of each level; both 0 where it is empty. */
  levels: Int32Array = new Int32Array(INITIAL_PAGES * PAGE_LEVELS * 2)
  /** The total quantity of each level. */
  lots: Float64Array = new Float64Array(INITIAL_PAGES * PAGE_LEVELS)
  /** The highest rung of each side, {@link NO_RUNG} where it is empty, and behind them their slots, 0 where empty. */
  readonly best: Int32Array = Int32Array.of(NO_RUNG, NO_RUNG, 0, 0)
  /** `OCCUPIED` and `NUMBER` of each page: the rungs of its levels without their lowest bits. */
  #pages: Int32Array = new Int32Array(INITIAL_PAGES * 2)
  readonly #pageOf: IntMap = new IntMap()
  readonly #occupancy: PageOccupancy = new PageOccupancy()
  #fresh = 1
  #free = 0

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    const levels = this.levels.byteLength + this.lots.byteLength + this.#pages.byteLength
    return levels + this.#pageOf.memoryBytes + this.#occupancy.memoryBytes
  }

  /** The slot of a rung, below {@link FIRST_SLOT} where its page is not in use; the level there may be empty. */
  find(rung: number): number {
    return (this.#pageOf.get(rung >> 4) << 4) | (rung & 15)
  }

  /** The slot of a rung, whose page is brought into use where it is not: its level must be occupied next. */
  open(rung: number): number {
    const page = this.#pageOf.get(rung >> 4)
    return ((page === 0 ? this.#openPage(rung >> 4) : page) << 4) | (rung & 15)
  }

  /** The rung of a slot. */
  rungAt(slot: number): number {
    return (this.#pages[((slot >> PAGE_BITS) << 1) | NUMBER]! << PAGE_BITS) | (slot & PAGE_MASK)
  }

  /** Says that the level has orders. */
  occupy(side: SideCode, slot: number, rung: number): void {
    const best = this.best
    this.#pages[(slot >> 4) << 1]! |= 1 << (slot & 15)
    if (rung > best[side]!) {
      best[side] = rung
      best[side + 2] = slot
    }
  }

  /** Says that an order has left the level, which may be the last of its page. */
  settle(side: SideCode, slot: number): void {
    const pages = this.#pages
    const page = (slot >> 4) << 1
    // Whether the level is empty depends on the flow and cannot be predicted: arithmetic is cheaper than a branch.
    const emptied = (this.levels[(slot << 1) + 1]! - 1) >>> 31
    const occupied = pages[page]! & ~(emptied << (slot & 15))
    pages[page] = occupied
    if (slot === this.best[side + 2]) this.#settleBest(side, slot, emptied)
    if (occupied === 0) this.#closePage(slot >> 4)
  }

  #settleBest(side: SideCode, slot: number, emptied: number): void {
    if (emptied === 0) return
    const next = this.nextSlot(slot)
    this.best[side + BEST_SLOT] = next
    this.best[side] = next === 0 ? NO_RUNG : this.rungAt(next)
  }

  /** The slot of the occupied level next below, 0 where there is none on this side. */
  nextSlot(slot: number): number {
    let page = slot >> PAGE_BITS
    let lower = this.#pages[page << 1]! & ((1 << (slot & PAGE_MASK)) - 1)
    if (lower === 0) {
      const number = this.#occupancy.below(this.#pages[(page << 1) | NUMBER]!)
      if (number === NO_PAGE) return 0
      page = this.#pageOf.get(number)
      lower = this.#pages[(page << 1) | OCCUPIED]!
    }
    return (page << PAGE_BITS) | (31 - Math.clz32(lower))
  }

  /** Brings a page into use. */
  #openPage(number: number): number {
    let page = this.#free
    if (page === 0) {
      if (this.#fresh * 2 === this.#pages.length) this.#grow()
      page = this.#fresh
      this.#fresh += 1
    } else {
      this.#free = this.#pages[(page << 1) | NUMBER]!
    }
    this.#pages[(page << 1) | NUMBER] = number
    this.#pageOf.set(number, page)
    this.#occupancy.add(number)
    return page
  }

  /** Gives a page without orders back; the number of a free page is that of the next free one. */
  #closePage(page: number): void {
    const number = this.#pages[(page << 1) | NUMBER]!
    this.#pageOf.delete(number)
    this.#occupancy.remove(number)
    this.#pages[(page << 1) | NUMBER] = this.#free
    this.#free = page
  }

  #grow(): void {
    this.#pages = grownInt32(this.#pages, this.#pages.length * 2)
    this.levels = grownInt32(this.levels, this.levels.length * 2)
    this.lots = grownFloat64(this.lots, this.lots.length * 2)
  }
}
