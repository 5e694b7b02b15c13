import { invariant } from '../../invariant.ts'
import type { StateHash } from '../../state-hash.ts'
import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../../units.ts'
import { isOrderId, requireExecution, requireIdle, requireLevels, requireQuote, requireSide } from '../book-arguments.ts'
import { checkSnapshot, hashOrders } from '../book-snapshot.ts'
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
} from '../order-book.ts'
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
} from '../order-book.ts'
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

  /** An empty book that reports to `listener`; throws where `initialOrders` is not within reason. */
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
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isPriceTicks(priceTicks)) return this.#refuse(orderId, PRICE_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#resting.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    const rung = rungOf(side, priceTicks)
    return this.#ladder.best[1 - side]! < -rung
      ? this.#arrive(orderId, side, rung, quantityLots, execution)
      : this.#arriveAcross(orderId, side, rung, quantityLots, execution)
  }

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    requireSide(side)
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#resting.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    this.#listener.onAccepted(orderId, side, 0, quantityLots)
    const leaves = this.#match(orderId, side, NO_RUNG + 1, quantityLots)
    if (leaves > 0) this.#listener.onExpired(orderId, leaves, NO_LIQUIDITY)
    return this.#done()
  }

  cancel(orderId: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    const order = this.#resting.find(orderId)
    return order === 0 ? this.#refuse(orderId, UNKNOWN_ORDER) : this.#withdraw(orderId, order)
  }

  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isPriceTicks(priceTicks)) return this.#refuse(orderId, PRICE_OUT_OF_RANGE)
    if (!isQuantityLots(leavesLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#resting.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const rungBefore = this.#pool.links[(order << 2) + RUNG]!
    const side = sideOf(rungBefore)
    const rung = rungOf(side, priceTicks)
    if (this.#ladder.best[1 - side]! >= -rung) return this.#amendAcross(orderId, order, rung, leavesLots)
    if (rung === rungBefore) return this.#amendQuantity(orderId, order, rung, leavesLots)
    const slot = this.#ladder.find(rung)
    if (this.#ladder.lots[slot]! > MAX_QUANTITY_LOTS - leavesLots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    this.#resting.move(order, side, slot, rung, leavesLots)
    this.#listener.onAmended(orderId, side, priceTicks, leavesLots, false)
    return this.#done()
  }

  reduce(orderId: number, byLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#resting.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const leaves = this.#pool.amounts[(order << 1) + LEAVES]!
    return byLots < leaves ? this.#shrink(orderId, order, byLots) : this.#withdraw(orderId, order)
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

  #done(): BookCode {
    this.#busy = false
    return ACCEPTED
  }

  #refuse(orderId: number, reason: BookCode): BookCode {
    this.#listener.onRejected(orderId, reason)
    this.#busy = false
    return reason
  }

  /** Takes in a valid order that does not meet the other side. */
  #arrive(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    const priceTicks = rungOf(side, rung)
    if (execution === IMMEDIATE_OR_CANCEL || execution === FILL_OR_KILL) {
      this.#listener.onAccepted(orderId, side, priceTicks, lots)
      this.#listener.onExpired(orderId, lots, execution === FILL_OR_KILL ? FOK_NOT_FILLABLE : IOC_REMAINDER)
      return this.#done()
    }
    // Only here can a level grow too large: where an order crosses, its own side has no level at its price.
    if (this.#resting.lotsAt(rung) > MAX_QUANTITY_LOTS - lots) return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    this.#resting.add(orderId, side, rung, lots, execution === POST_ONLY)
    this.#listener.onAccepted(orderId, side, priceTicks, lots)
    return this.#done()
  }

  /** Takes in a valid order that meets the other side. */
  #arriveAcross(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    if (execution === POST_ONLY) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    this.#listener.onAccepted(orderId, side, rungOf(side, rung), lots)
    if (execution === FILL_OR_KILL && !this.#resting.canFill(otherSide(side), -rung, lots)) {
      this.#listener.onExpired(orderId, lots, FOK_NOT_FILLABLE)
      return this.#done()
    }
    const leaves = this.#match(orderId, side, -rung, lots)
    if (leaves === 0) return this.#done()
    if (execution === GOOD_TILL_CANCEL) this.#resting.add(orderId, side, rung, leaves, false)
    else this.#listener.onExpired(orderId, leaves, IOC_REMAINDER)
    return this.#done()
  }

  /** Gives an order another quantity at its price. */
  #amendQuantity(orderId: number, order: number, rung: number, lots: number): BookCode {
    const before = this.#pool.amounts[(order << 1) + LEAVES]!
    if (lots <= before) return this.#shrink(orderId, order, before - lots)
    const side = sideOf(rung)
    const slot = this.#ladder.find(rung)
    if (this.#ladder.lots[slot]! - before > MAX_QUANTITY_LOTS - lots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    this.#resting.move(order, side, slot, rung, lots)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false)
    return this.#done()
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(orderId: number, order: number, rung: number, lots: number): BookCode {
    const side = sideOf(rung)
    if (this.#pool.postOnly[order] === 1) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    this.#resting.remove(order, side)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false)
    const leaves = this.#match(orderId, side, -rung, lots)
    if (leaves > 0) this.#resting.add(orderId, side, rung, leaves, false)
    return this.#done()
  }

  #withdraw(orderId: number, order: number): BookCode {
    const leaves = this.#pool.amounts[(order << 1) + LEAVES]!
    const rung = this.#pool.links[(order << 2) + RUNG]!
    const side = sideOf(rung)
    this.#resting.remove(order, side)
    this.#listener.onCanceled(orderId, side, rungOf(side, rung), leaves)
    return this.#done()
  }

  #shrink(orderId: number, order: number, byLots: number): BookCode {
    const rung = this.#pool.links[(order << 2) + RUNG]!
    const side = sideOf(rung)
    this.#resting.shrink(order, byLots)
    const leaves = this.#pool.amounts[(order << 1) + LEAVES]!
    this.#listener.onAmended(orderId, side, rungOf(side, rung), leaves, true)
    return this.#done()
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
}

function otherSide(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}
