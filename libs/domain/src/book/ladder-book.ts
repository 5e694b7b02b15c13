import { invariant } from '../invariant.ts'
import type { StateHash } from '../state-hash.ts'
import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../units.ts'
import { isOrderId, requireExecution, requireIdle, requireLevels, requireQuote, requireSide } from './book-arguments.ts'
import { checkSnapshot, hashOrders } from './book-snapshot.ts'
import type {
  BookCode,
  BookLevel,
  BookOrder,
  BookQuote,
  BookSnapshot,
  ExecutionCode,
  OrderBook,
  OrderBookListener,
  SideCode,
} from './order-book.ts'
import {
  ACCEPTED,
  BUY,
  DUPLICATE_ORDER_ID,
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  GOOD_TILL_CANCEL,
  IMMEDIATE_OR_CANCEL,
  IOC_REMAINDER,
  LEVEL_QUANTITY_OUT_OF_RANGE,
  NO_LIQUIDITY,
  ORDER_ID_OUT_OF_RANGE,
  POST_ONLY,
  PRICE_OUT_OF_RANGE,
  QUANTITY_OUT_OF_RANGE,
  SELL,
  UNKNOWN_ORDER,
  WOULD_TAKE_LIQUIDITY,
} from './order-book.ts'
import type { BookOptions } from './order-pool.ts'
import type { OrderPool } from './order-pool.ts'
import { LEAVES, ORDER_ID, RUNG } from './order-pool.ts'
import type { PriceLadder } from './price-ladder.ts'
import { NO_RUNG, rungOf, sideOf } from './price-ladder.ts'
import { RestingOrders } from './resting-orders.ts'

/**
 * The fast book: typed arrays, no allocation once they have grown to what is live. A listener that throws leaves the
 * book in the middle of a command: every later command throws, and a new book restored from a snapshot takes over.
 */
export class LadderBook implements OrderBook {
  readonly #listener: OrderBookListener
  readonly #resting: RestingOrders
  readonly #pool: OrderPool
  readonly #ladder: PriceLadder
  #busy = false

  constructor(listener: OrderBookListener, options: BookOptions = {}) {
    const initialOrders = options.initialOrders ?? 1024
    invariant(
      Number.isInteger(initialOrders) && initialOrders >= 1 && initialOrders <= 2 ** 26,
      `initialOrders is an integer from 1 to 2^26: initialOrders=${String(initialOrders)}`,
    )
    this.#listener = listener
    this.#resting = new RestingOrders(initialOrders)
    this.#pool = this.#resting.pool
    this.#ladder = this.#resting.ladder
  }

  get orderCount(): number {
    return this.#pool.size
  }

  /** Bytes of all typed arrays of the book; they grow with the most orders and prices that were live at once. */
  get memoryBytes(): number {
    return this.#resting.memoryBytes
  }

  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    requireSide(side)
    requireExecution(execution)
    this.#enter()
    const code = this.#place(orderId, side, priceTicks, quantityLots, execution)
    this.#busy = false
    return code
  }

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    requireSide(side)
    this.#enter()
    const code = this.#take(orderId, side, quantityLots)
    this.#busy = false
    return code
  }

  cancel(orderId: number): BookCode {
    this.#enter()
    const code = this.#cancel(orderId)
    this.#busy = false
    return code
  }

  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    this.#enter()
    const code = this.#amend(orderId, priceTicks, leavesLots)
    this.#busy = false
    return code
  }

  reduce(orderId: number, byLots: number): BookCode {
    this.#enter()
    const code = this.#reduce(orderId, byLots)
    this.#busy = false
    return code
  }

  bestPriceTicks(side: SideCode): number | undefined {
    requireSide(side)
    return this.#resting.bestPriceTicks(side)
  }

  levelLots(side: SideCode, priceTicks: number): number {
    requireSide(side)
    return isPriceTicks(priceTicks) ? this.#resting.lotsAt(rungOf(side, priceTicks)) : 0
  }

  depth(side: SideCode, levels: number): BookLevel[] {
    requireSide(side)
    requireLevels(levels)
    return this.#resting.depth(side, levels)
  }

  order(orderId: number): BookOrder | undefined {
    const order = isOrderId(orderId) ? this.#resting.find(orderId) : 0
    return order === 0 ? undefined : this.#resting.read(order)
  }

  orders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return this.#resting.orders(side)
  }

  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote {
    requireSide(side)
    requireQuote(quantityLots, limitPriceTicks)
    const other = otherSide(side)
    const limitRung = limitPriceTicks === undefined ? NO_RUNG : rungOf(other, limitPriceTicks)
    return this.#resting.quote(other, limitRung, quantityLots)
  }

  snapshot(): BookSnapshot {
    return { bids: [...this.orders(BUY)], asks: [...this.orders(SELL)] }
  }

  restore(snapshot: BookSnapshot): void {
    invariant(this.orderCount === 0, `a snapshot is restored into an empty book: orderCount=${this.orderCount}`)
    checkSnapshot(snapshot)
    this.#enter()
    for (const side of [snapshot.bids, snapshot.asks]) {
      for (const order of side) {
        const rung = rungOf(order.side, order.priceTicks)
        this.#resting.add(order.orderId, order.side, rung, order.leavesLots, order.postOnly)
      }
    }
    this.#busy = false
  }

  hashInto(hash: StateHash): void {
    hashOrders(this, hash)
  }

  #enter(): void {
    requireIdle(this.#busy)
    this.#busy = true
  }

  #place(id: number, side: SideCode, priceTicks: number, lots: number, execution: ExecutionCode): BookCode {
    if (!isOrderId(id)) return this.#refuse(id, ORDER_ID_OUT_OF_RANGE)
    if (!isPriceTicks(priceTicks)) return this.#refuse(id, PRICE_OUT_OF_RANGE)
    if (!isQuantityLots(lots)) return this.#refuse(id, QUANTITY_OUT_OF_RANGE)
    if (this.#resting.find(id) !== 0) return this.#refuse(id, DUPLICATE_ORDER_ID)
    const rung = rungOf(side, priceTicks)
    if (this.#ladder.best[1 - side]! >= -rung) return this.#cross(id, side, rung, lots, execution)
    if (execution === IMMEDIATE_OR_CANCEL || execution === FILL_OR_KILL) {
      this.#listener.onAccepted(id, side, priceTicks, lots)
      this.#listener.onExpired(id, lots, execution === FILL_OR_KILL ? FOK_NOT_FILLABLE : IOC_REMAINDER)
      return ACCEPTED
    }
    // Only here can a level grow too large: where an order crosses, its own side has no level at its price.
    if (this.#resting.lotsAt(rung) > MAX_QUANTITY_LOTS - lots) return this.#refuse(id, LEVEL_QUANTITY_OUT_OF_RANGE)
    this.#resting.add(id, side, rung, lots, execution === POST_ONLY)
    this.#listener.onAccepted(id, side, priceTicks, lots)
    return ACCEPTED
  }

  /** Places a valid order that meets the other side. */
  #cross(id: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    if (execution === POST_ONLY) return this.#refuse(id, WOULD_TAKE_LIQUIDITY)
    this.#listener.onAccepted(id, side, rungOf(side, rung), lots)
    if (execution === FILL_OR_KILL && !this.#resting.canFill(otherSide(side), -rung, lots)) {
      this.#listener.onExpired(id, lots, FOK_NOT_FILLABLE)
      return ACCEPTED
    }
    const leaves = this.#match(id, side, -rung, lots)
    if (leaves === 0) return ACCEPTED
    if (execution === GOOD_TILL_CANCEL) this.#resting.add(id, side, rung, leaves, false)
    else this.#listener.onExpired(id, leaves, IOC_REMAINDER)
    return ACCEPTED
  }

  #take(id: number, side: SideCode, lots: number): BookCode {
    if (!isOrderId(id)) return this.#refuse(id, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(lots)) return this.#refuse(id, QUANTITY_OUT_OF_RANGE)
    if (this.#resting.find(id) !== 0) return this.#refuse(id, DUPLICATE_ORDER_ID)
    this.#listener.onAccepted(id, side, 0, lots)
    const leaves = this.#match(id, side, NO_RUNG + 1, lots)
    if (leaves > 0) this.#listener.onExpired(id, leaves, NO_LIQUIDITY)
    return ACCEPTED
  }

  #cancel(id: number): BookCode {
    if (!isOrderId(id)) return this.#refuse(id, ORDER_ID_OUT_OF_RANGE)
    const order = this.#resting.find(id)
    if (order === 0) return this.#refuse(id, UNKNOWN_ORDER)
    return this.#withdraw(id, order)
  }

  #amend(id: number, priceTicks: number, lots: number): BookCode {
    if (!isOrderId(id)) return this.#refuse(id, ORDER_ID_OUT_OF_RANGE)
    if (!isPriceTicks(priceTicks)) return this.#refuse(id, PRICE_OUT_OF_RANGE)
    if (!isQuantityLots(lots)) return this.#refuse(id, QUANTITY_OUT_OF_RANGE)
    const order = this.#resting.find(id)
    if (order === 0) return this.#refuse(id, UNKNOWN_ORDER)
    const rungBefore = this.#pool.links[(order << 2) | RUNG]!
    const side = sideOf(rungBefore)
    const rung = rungOf(side, priceTicks)
    if (this.#ladder.best[1 - side]! >= -rung) return this.#amendAcross(id, order, side, rung, lots)
    const before = rung === rungBefore ? this.#pool.amounts[(order << 1) | LEAVES]! : 0
    if (lots <= before) return this.#shrink(id, order, before - lots)
    if (this.#resting.lotsAt(rung) - before > MAX_QUANTITY_LOTS - lots) {
      return this.#refuse(id, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    this.#resting.move(order, side, rung, lots)
    this.#listener.onAmended(id, side, priceTicks, lots, false)
    return ACCEPTED
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(id: number, order: number, side: SideCode, rung: number, lots: number): BookCode {
    const postOnly = this.#pool.postOnly[order] === 1
    if (postOnly) return this.#refuse(id, WOULD_TAKE_LIQUIDITY)
    this.#resting.remove(order, side)
    this.#listener.onAmended(id, side, rungOf(side, rung), lots, false)
    const leaves = this.#match(id, side, -rung, lots)
    if (leaves > 0) this.#resting.add(id, side, rung, leaves, false)
    return ACCEPTED
  }

  #reduce(id: number, byLots: number): BookCode {
    if (!isOrderId(id)) return this.#refuse(id, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(id, QUANTITY_OUT_OF_RANGE)
    const order = this.#resting.find(id)
    if (order === 0) return this.#refuse(id, UNKNOWN_ORDER)
    return byLots < this.#pool.amounts[(order << 1) | LEAVES]! ? this.#shrink(id, order, byLots) : this.#withdraw(id, order)
  }

  #withdraw(id: number, order: number): BookCode {
    const leaves = this.#pool.amounts[(order << 1) | LEAVES]!
    const rung = this.#pool.links[(order << 2) | RUNG]!
    const side = sideOf(rung)
    this.#resting.remove(order, side)
    this.#listener.onCanceled(id, side, rungOf(side, rung), leaves)
    return ACCEPTED
  }

  #shrink(id: number, order: number, byLots: number): BookCode {
    const rung = this.#pool.links[(order << 2) | RUNG]!
    const side = sideOf(rung)
    this.#resting.shrink(order, byLots)
    this.#listener.onAmended(id, side, rungOf(side, rung), this.#pool.amounts[(order << 1) | LEAVES]!, true)
    return ACCEPTED
  }

  /** Trades up to `lots` with the other side down to a rung of it, best first; returns what is left. */
  #match(takerOrderId: number, takerSide: SideCode, limitRung: number, lots: number): number {
    const { best } = this.#ladder
    const pool = this.#pool
    const makerSide = otherSide(takerSide)
    let leaves = lots
    while (leaves > 0) {
      const rung = best[makerSide]!
      if (rung < limitRung) break
      const maker = this.#resting.first(makerSide)
      const makerOrderId = pool.amounts[(maker << 1) | ORDER_ID]!
      const makerLeaves = pool.amounts[(maker << 1) | LEAVES]!
      const fill = Math.min(leaves, makerLeaves)
      leaves -= fill
      if (fill === makerLeaves) this.#resting.remove(maker, makerSide)
      else this.#resting.shrink(maker, fill)
      const priceTicks = rungOf(makerSide, rung)
      this.#listener.onTrade(makerOrderId, takerOrderId, takerSide, priceTicks, fill, makerLeaves - fill, leaves)
    }
    return leaves
  }

  #refuse(orderId: number, reason: BookCode): BookCode {
    this.#listener.onRejected(orderId, reason)
    return reason
  }
}

function otherSide(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}
