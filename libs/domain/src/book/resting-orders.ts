import type { BookLevel, BookOrder, BookQuote, SideCode } from './order-book.ts'
import { BUY, SELL } from './order-book.ts'
import { OrderIndex } from './order-index.ts'
import { OrderPool } from './order-pool.ts'
import { NO_RUNG, PriceLadder, rungOf } from './price-ladder.ts'

/** The other side. */
export function otherSide(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}

/** The side whose orders stand on a rung. */
export function sideOf(rung: number): SideCode {
  return rung < 0 ? SELL : BUY
}

/**
 * The orders that rest in a ladder book: their storage, their index by id and their queues on the price ladder, kept
 * in step. An order is addressed by its entry in the pool.
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

  /** The pool entry of an order, 0 where none rests under this id. */
  find(orderId: number): number {
    return this.#index.find(orderId)
  }

  /** Adds an order at the back of its level's queue. */
  add(orderId: number, side: SideCode, rung: number, lots: number, postOnly: boolean): void {
    const pool = this.pool
    const order = pool.allocate()
    pool.orderIds[order] = orderId
    pool.leaves[order] = lots
    pool.postOnly[order] = postOnly ? 1 : 0
    this.#index.insert(order)
    let slot = this.ladder.find(rung)
    if (slot === 0) slot = this.ladder.open(rung)
    this.#append(order, side, slot, rung)
  }

  /** Takes an order out altogether. */
  remove(order: number, side: SideCode): void {
    const slot = this.pool.slots[order]!
    this.#unlink(order, slot)
    if (this.ladder.tails[slot] === 0) this.ladder.vacate(side, slot)
    this.#index.remove(order)
    this.pool.release(order)
  }

  /** Puts an order at the back of the queue of a rung, its own or another, with another quantity. */
  move(order: number, side: SideCode, rung: number, lots: number): void {
    const ladder = this.ladder
    const slot = this.pool.slots[order]!
    this.#unlink(order, slot)
    this.pool.leaves[order] = lots
    let target = ladder.find(rung)
    // The new level before the old: a move within a page must not close it, and rarely has to look for the next best.
    if (target === 0) target = ladder.open(rung)
    this.#append(order, side, target, rung)
    if (ladder.tails[slot] === 0) ladder.vacate(side, slot)
  }

  /** Takes lots off an order, which keeps its place and some quantity. */
  shrink(order: number, byLots: number): void {
    this.pool.leaves[order]! -= byLots
    this.ladder.lots[this.pool.slots[order]!]! -= byLots
  }

  /** The total quantity on a rung. */
  lotsAt(rung: number): number {
    return this.ladder.lots[this.ladder.find(rung)]!
  }

  /** Tells whether a side has `lots` down to a rung of it. Subtracts, as a sum could pass 2^53. */
  canFill(side: SideCode, limitRung: number, lots: number): boolean {
    const ladder = this.ladder
    let wanted = lots
    for (let slot = ladder.bestSlots[side]!; slot !== 0; slot = ladder.nextSlot(slot)) {
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
    for (let slot = ladder.bestSlots[side]!; slot !== 0 && wanted > 0; slot = ladder.nextSlot(slot)) {
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
    const rung = this.ladder.bestRungs[side]!
    return rung === NO_RUNG ? undefined : rungOf(side, rung)
  }

  /** The best levels of a side. */
  depth(side: SideCode, levels: number): BookLevel[] {
    const ladder = this.ladder
    const depth: BookLevel[] = []
    for (let slot = ladder.bestSlots[side]!; slot !== 0 && depth.length < levels; slot = ladder.nextSlot(slot)) {
      const priceTicks = rungOf(side, ladder.rungAt(slot))
      depth.push({ priceTicks, quantityLots: ladder.lots[slot]!, orderCount: ladder.counts[slot]! })
    }
    return depth
  }

  /** The orders of a side, best price first and oldest first in a price. */
  *orders(side: SideCode): Generator<BookOrder> {
    for (let slot = this.ladder.bestSlots[side]!; slot !== 0; slot = this.ladder.nextSlot(slot)) {
      const tail = this.ladder.tails[slot]!
      let order = tail
      do {
        order = this.pool.next[order]!
        yield this.read(order)
      } while (order !== tail)
    }
  }

  /** An order as the outside sees it. */
  read(order: number): BookOrder {
    const pool = this.pool
    const rung = this.ladder.rungAt(pool.slots[order]!)
    const side = sideOf(rung)
    return {
      orderId: pool.orderIds[order]!,
      side,
      priceTicks: rungOf(side, rung),
      leavesLots: pool.leaves[order]!,
      postOnly: pool.postOnly[order] === 1,
    }
  }

  /** Puts an order at the back of a level's queue. */
  #append(order: number, side: SideCode, slot: number, rung: number): void {
    const { next, previous, leaves, slots } = this.pool
    const { tails, lots, counts } = this.ladder
    const tail = tails[slot]!
    if (tail === 0) {
      next[order] = order
      previous[order] = order
      this.ladder.occupy(side, slot, rung)
    } else {
      const head = next[tail]!
      next[tail] = order
      previous[order] = tail
      next[order] = head
      previous[head] = order
    }
    slots[order] = slot
    tails[slot] = order
    lots[slot]! += leaves[order]!
    counts[slot]! += 1
  }

  /** Takes an order out of its level's queue; the level may be left empty for the caller to vacate. */
  #unlink(order: number, slot: number): void {
    const { next, previous, leaves } = this.pool
    const { tails, lots, counts } = this.ladder
    const younger = next[order]!
    if (younger === order) {
      tails[slot] = 0
    } else {
      const older = previous[order]!
      next[older] = younger
      previous[younger] = older
      if (tails[slot] === order) tails[slot] = older
    }
    lots[slot]! -= leaves[order]!
    counts[slot]! -= 1
  }
}
