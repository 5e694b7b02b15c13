import type { SideCode } from '../book-codes.ts'
import type { BookOrder } from '../book-snapshot.ts'
import type { BookLevel, BookQuote } from '../order-book.ts'
import { OrderIndex } from './order-index.ts'
import { NEXT, OrderPool } from './order-pool.ts'
import { NO_RUNG, PriceLadder, rungOf, sideOf } from './price-ladder.ts'

/**
 * The orders that rest in a ladder book: their storage, their index by id and their queues on the price ladder, kept
 * in step. An order is addressed by its record in the pool; the hot path names fields by number, as `LadderBook` says.
 */
export class RestingOrders {
  readonly pool: OrderPool
  readonly ladder: PriceLadder
  readonly index: OrderIndex

  constructor(initialOrders: number) {
    this.pool = new OrderPool(initialOrders)
    this.ladder = new PriceLadder(this.pool)
    this.index = new OrderIndex(this.pool, initialOrders)
  }

  /** Bytes of all typed arrays. */
  get memoryBytes(): number {
    return this.pool.memoryBytes + this.index.memoryBytes + this.ladder.memoryBytes
  }

  /** The pool record of an order, 0 where none rests under this id. */
  find(orderId: number): number {
    return this.index.find(orderId)
  }

  /** Adds an order at the back of its level's queue. */
  add(orderId: number, side: SideCode, rung: number, lots: number, postOnly: boolean): void {
    const slot = this.ladder.find(rung)
    const pool = this.pool
    const order = pool.allocate()
    const target = slot < 16 ? this.ladder.open(rung) : slot
    this.index.insert(order, orderId)
    this.#append(order, side, target, rung, lots)
    pool.amounts[(order << 2) | 3] = orderId
    pool.postOnly[order] = postOnly ? 1 : 0
  }

  /** Takes an order out altogether. */
  remove(order: number, side: SideCode): void {
    this.removeId(order, side, this.pool.amounts[(order << 2) | 3]!)
  }

  /** The same where the order's id is known already. */
  removeId(order: number, side: SideCode, orderId: number): void {
    this.index.remove(order, orderId)
    const slot = this.pool.links[(order << 3) | 2]!
    const emptied = this.#unlink(order)
    this.pool.release(order)
    if (emptied) this.ladder.vacate(side, slot)
  }

  /**
   * Puts an order at the back of the queue of a rung, its own or another, with another quantity. `slot` is the rung's,
   * as the ladder finds it.
   */
  move(order: number, side: SideCode, slot: number, rung: number, lots: number): void {
    // The new page before the old is settled: a move within a page must not close it.
    const target = slot < 16 ? this.ladder.open(rung) : slot
    const from = this.pool.links[(order << 3) | 2]!
    const emptied = this.#unlink(order)
    this.#append(order, side, target, rung, lots)
    if (emptied && from !== target) this.ladder.vacate(side, from)
  }

  /** Takes lots off an order, which keeps its place and some quantity. */
  shrink(order: number, byLots: number): void {
    const { links, amounts } = this.pool
    amounts[(order << 2) | 2]! -= byLots
    amounts[(links[(order << 3) | 2]! << 2) | 2]! -= byLots
  }

  /** The oldest order of the best level of a side that has one. */
  first(side: SideCode): number {
    return this.pool.links[(this.ladder.best[side | 2]! << 3) | NEXT]!
  }

  /** The total quantity on a rung. */
  lotsAt(rung: number): number {
    return this.ladder.lotsAt(this.ladder.find(rung))
  }

  /** Tells whether a side has `lots` down to a rung of it. Subtracts, as a sum could pass 2^53. */
  canFill(side: SideCode, limitRung: number, lots: number): boolean {
    const ladder = this.ladder
    let wanted = lots
    for (let slot = ladder.best[side | 2]!; slot !== 0; slot = ladder.nextSlot(slot)) {
      if (ladder.rungAt(slot) < limitRung) return false
      wanted -= ladder.lotsAt(slot)
      if (wanted <= 0) return true
    }
    return false
  }

  /** What an order for `lots` finds on a side down to a rung of it. */
  quote(side: SideCode, limitRung: number, lots: number): BookQuote {
    const ladder = this.ladder
    let wanted = lots
    let costTickLots = 0n
    for (let slot = ladder.best[side | 2]!; slot !== 0 && wanted > 0; slot = ladder.nextSlot(slot)) {
      const rung = ladder.rungAt(slot)
      if (rung < limitRung) break
      const fillable = Math.min(wanted, ladder.lotsAt(slot))
      costTickLots += BigInt(fillable) * BigInt(rungOf(side, rung))
      wanted -= fillable
    }
    return { fillableLots: lots - wanted, costTickLots }
  }

  /** The best price of a side, undefined where it is empty. */
  bestPriceTicks(side: SideCode): number | undefined {
    const rung = this.ladder.best[side]!
    return rung === NO_RUNG ? undefined : rungOf(side, rung)
  }

  /** The best levels of a side. */
  depth(side: SideCode, levels: number): BookLevel[] {
    const ladder = this.ladder
    const depth: BookLevel[] = []
    for (let slot = ladder.best[side | 2]!; slot !== 0 && depth.length < levels; slot = ladder.nextSlot(slot)) {
      const priceTicks = rungOf(side, ladder.rungAt(slot))
      depth.push({ priceTicks, quantityLots: ladder.lotsAt(slot), orderCount: ladder.countAt(slot) })
    }
    return depth
  }

  /** The orders of a side, best price first and oldest first in a price. */
  *orders(side: SideCode): Generator<BookOrder> {
    for (let slot = this.ladder.best[side | 2]!; slot !== 0; slot = this.ladder.nextSlot(slot)) {
      let order = this.pool.links[(slot << 3)]!
      while (order !== slot) {
        yield this.read(order)
        order = this.pool.links[(order << 3)]!
      }
    }
  }

  /** An order as the outside sees it. */
  read(order: number): BookOrder {
    const { links, amounts, postOnly } = this.pool
    const rung = links[(order << 3) | 3]!
    const side = sideOf(rung)
    return {
      orderId: amounts[(order << 2) | 3]!,
      side,
      priceTicks: rungOf(side, rung),
      leavesLots: amounts[(order << 2) | 2]!,
      postOnly: postOnly[order] === 1,
    }
  }

  /** Puts an order at the back of a level's queue. */
  #append(order: number, side: SideCode, slot: number, rung: number, lots: number): void {
    const { links, amounts } = this.pool
    const at = order << 3
    const level = slot << 3
    const tail = links[level | 1]!
    links[(tail << 3)] = order
    links[at | 1] = tail
    links[at] = slot
    links[level | 1] = order
    links[at | 2] = slot
    links[at | 3] = rung
    links[level | 2]! += 1
    amounts[(order << 2) | 2] = lots
    amounts[(slot << 2) | 2]! += lots
    links[((slot & -16) << 3) | 6]! |= 1 << (slot & 15)
    if (rung > this.ladder.best[side]!) this.ladder.lead(side, slot, rung)
  }

  /** Takes an order out of its level's queue; tells whether the level, which has then to be vacated, is empty. */
  #unlink(order: number): boolean {
    const { links, amounts } = this.pool
    const at = order << 3
    const next = links[at]!
    const previous = links[at | 1]!
    const slot = links[at | 2]!
    links[previous << 3] = next
    links[(next << 3) | 1] = previous
    links[(slot << 3) | 2]! -= 1
    amounts[(slot << 2) | 2]! -= amounts[(order << 2) | 2]!
    // Only the level stands on both sides of a lone order.
    return next === previous
  }
}
