import type { SideCode } from '../book-codes.ts'
import type { BookOrder } from '../book-snapshot.ts'
import type { BookLevel, BookQuote } from '../order-book.ts'
import { OrderIndex } from './order-index.ts'
import { LEAVES, NEXT, ORDER_ID, OrderPool, RUNG, SLOT } from './order-pool.ts'
import { BEST_SLOT, COUNT, FIRST_SLOT, NO_RUNG, PriceLadder, rungOf, sideOf } from './price-ladder.ts'

/**
 * The orders that rest in a ladder book: their storage, their index by id and their queues on the price ladder, kept
 * in step. An order is addressed by its record in the pool.
 */
export class RestingOrders {
  readonly pool: OrderPool
  readonly ladder: PriceLadder = new PriceLadder()
  readonly #index: OrderIndex

  constructor(initialOrders: number) {
    this.pool = new OrderPool(initialOrders)
    this.#index = new OrderIndex(this.pool, initialOrders)
  }

  /** Bytes of all typed arrays. */
  get memoryBytes(): number {
    return this.pool.memoryBytes + this.#index.memoryBytes + this.ladder.memoryBytes
  }

  /** The pool record of an order, 0 where none rests under this id. */
  find(orderId: number): number {
    return this.#index.find(orderId)
  }

  /** Adds an order at the back of its level's queue. */
  add(orderId: number, side: SideCode, rung: number, lots: number, postOnly: boolean): void {
    const pool = this.pool
    const order = pool.allocate()
    pool.amounts[(order << 1) | ORDER_ID] = orderId
    pool.postOnly[order] = postOnly ? 1 : 0
    this.#index.insert(order)
    this.#append(order, side, this.ladder.open(rung), rung, lots)
  }

  /** Takes an order out altogether. */
  remove(order: number, side: SideCode): void {
    this.ladder.settle(side, this.#unlink(order))
    this.#index.remove(order)
    this.pool.release(order)
  }

  /**
   * Puts an order at the back of the queue of a rung, its own or another, with another quantity. `slot` is the rung's,
   * as the ladder finds it. Most messages of a market end here, so it is `#unlink` and `#append` made into one.
   */
  move(order: number, side: SideCode, slot: number, rung: number, lots: number): void {
    // The new page before the old is settled: a move within a page must not close it.
    const target = slot < FIRST_SLOT ? this.ladder.open(rung) : slot
    const { links, amounts } = this.pool
    const { levels, lots: levelLots } = this.ladder
    const at = order << 2
    const next = links[at]!
    const previous = links[at + 1]!
    const from = links[at + 2]!
    links[previous << 2] = next
    links[(next << 2) + 1] = previous
    const change = levels[from << 1]! ^ order
    const other = (change | -change) >> 31
    const count = levels[(from << 1) + 1]! - 1
    levels[from << 1] = (((change ^ order) & other) | (previous & ~other)) & (-count >> 31)
    levels[(from << 1) + 1] = count
    levelLots[from]! -= amounts[(order << 1) + 1]!
    const tail = levels[target << 1]!
    const occupied = -tail >> 31
    const head = (links[tail << 2]! & occupied) | (order & ~occupied)
    links[at] = head
    links[at + 1] = tail
    links[at + 2] = target
    links[at + 3] = rung
    links[tail << 2] = order
    links[(head << 2) + 1] = order
    amounts[(order << 1) + 1] = lots
    levels[target << 1] = order
    levels[(target << 1) + 1]! += 1
    levelLots[target]! += lots
    this.ladder.occupy(side, target, rung)
    this.ladder.settle(side, from)
  }

  /** Takes lots off an order, which keeps its place and some quantity. */
  shrink(order: number, byLots: number): void {
    this.pool.amounts[(order << 1) | LEAVES]! -= byLots
    this.ladder.lots[this.pool.links[(order << 2) | SLOT]!]! -= byLots
  }

  /** The oldest order of the best level of a side that has one. */
  first(side: SideCode): number {
    const { best, levels } = this.ladder
    return this.pool.links[(levels[best[side + BEST_SLOT]! << 1]! << 2) | NEXT]!
  }

  /** The total quantity on a rung. */
  lotsAt(rung: number): number {
    return this.ladder.lots[this.ladder.find(rung)]!
  }

  /** Tells whether a side has `lots` down to a rung of it. Subtracts, as a sum could pass 2^53. */
  canFill(side: SideCode, limitRung: number, lots: number): boolean {
    const ladder = this.ladder
    let wanted = lots
    for (let slot = ladder.best[side + BEST_SLOT]!; slot !== 0; slot = ladder.nextSlot(slot)) {
      if (ladder.rungAt(slot) < limitRung) return false
      wanted -= ladder.lots[slot]!
      if (wanted <= 0) return true
    }
    return false
  }

  /** What an order for `lots` finds on a side down to a rung of it. */
  quote(side: SideCode, limitRung: number, lots: number): BookQuote {
    const ladder = this.ladder
    let wanted = lots
    let costTickLots = 0n
    for (let slot = ladder.best[side + BEST_SLOT]!; slot !== 0 && wanted > 0; slot = ladder.nextSlot(slot)) {
      const rung = ladder.rungAt(slot)
      if (rung < limitRung) break
      const fillable = Math.min(wanted, ladder.lots[slot]!)
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
    for (let slot = ladder.best[side + BEST_SLOT]!; slot !== 0 && depth.length < levels; slot = ladder.nextSlot(slot)) {
      const priceTicks = rungOf(side, ladder.rungAt(slot))
      depth.push({ priceTicks, quantityLots: ladder.lots[slot]!, orderCount: ladder.levels[(slot << 1) | COUNT]! })
    }
    return depth
  }

  /** The orders of a side, best price first and oldest first in a price. */
  *orders(side: SideCode): Generator<BookOrder> {
    for (let slot = this.ladder.best[side + BEST_SLOT]!; slot !== 0; slot = this.ladder.nextSlot(slot)) {
      const tail = this.ladder.levels[slot << 1]!
      let order = tail
      do {
        order = this.pool.links[(order << 2) | NEXT]!
        yield this.read(order)
      } while (order !== tail)
    }
  }

  /** An order as the outside sees it. */
  read(order: number): BookOrder {
    const { links, amounts, postOnly } = this.pool
    const rung = links[(order << 2) | RUNG]!
    const side = sideOf(rung)
    return {
      orderId: amounts[(order << 1) | ORDER_ID]!,
      side,
      priceTicks: rungOf(side, rung),
      leavesLots: amounts[(order << 1) | LEAVES]!,
      postOnly: postOnly[order] === 1,
    }
  }

  /**
   * Puts an order at the back of a level's queue. Whether the level was empty cannot be predicted, so arithmetic
   * chooses: the order after a lone one is itself, and what would be written to the one before goes to record 0.
   */
  #append(order: number, side: SideCode, slot: number, rung: number, lots: number): void {
    const { links, amounts } = this.pool
    const { levels, lots: levelLots } = this.ladder
    const level = slot << 1
    const at = order << 2
    const tail = levels[level]!
    const occupied = -tail >> 31
    const head = (links[tail << 2]! & occupied) | (order & ~occupied)
    links[at] = head
    links[at + 1] = tail
    links[at + 2] = slot
    links[at + 3] = rung
    links[tail << 2] = order
    links[(head << 2) + 1] = order
    amounts[(order << 1) + 1] = lots
    levels[level] = order
    levels[level + 1]! += 1
    levelLots[slot]! += lots
    this.ladder.occupy(side, slot, rung)
  }

  /** Takes an order out of its level's queue and returns the level, which has to be settled. */
  #unlink(order: number): number {
    const { links, amounts } = this.pool
    const { levels, lots: levelLots } = this.ladder
    const at = order << 2
    const next = links[at]!
    const previous = links[at + 1]!
    const slot = links[at + 2]!
    const level = slot << 1
    links[previous << 2] = next
    links[(next << 2) + 1] = previous
    const tail = levels[level]!
    const count = levels[level + 1]! - 1
    // Arithmetic instead of branches again: the one before becomes the youngest if this was, and none if it was alone.
    const change = tail ^ order
    const other = (change | -change) >> 31
    levels[level] = ((tail & other) | (previous & ~other)) & (-count >> 31)
    levels[level + 1] = count
    levelLots[slot]! -= amounts[(order << 1) + 1]!
    return slot
  }
}
