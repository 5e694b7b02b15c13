import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../../units.ts'
import { isOrderId, requireIdle } from '../book-arguments.ts'
import type { BookCode } from '../book-code.ts'
import type { ExecutionCode, SideCode } from '../book-codes.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import {
  ACCEPTED,
  DUPLICATE_ORDER_ID,
  LEVEL_QUANTITY_OUT_OF_RANGE,
  ORDER_ID_OUT_OF_RANGE,
  PRICE_OUT_OF_RANGE,
  QUANTITY_OUT_OF_RANGE,
  UNKNOWN_ORDER,
  WOULD_TAKE_LIQUIDITY,
} from '../book-code.ts'
import {
  BUY,
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  GOOD_TILL_CANCEL,
  IMMEDIATE_OR_CANCEL,
  IOC_REMAINDER,
  LAST_PRICE,
  NO_LIQUIDITY,
  POST_ONLY,
  SELL,
} from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import type { OrderPool } from './order-pool.ts'
import { LEAVES, ORDER_ID, RUNG } from './order-pool.ts'
import type { PriceLadder } from './price-ladder.ts'
import { NO_RUNG, rungOf, sideOf } from './price-ladder.ts'
import type { RestingOrders } from './resting-orders.ts'

/**
 * What a book of plain orders in continuous trading does, and nothing else: no allocation, no closures, no exceptions
 * on the way of a command. The book goes here as long as nothing that it holds asks for more.
 */
export class FastLane {
  readonly #listener: OrderBookListener
  readonly #prices: BookState['triggerPrices']
  readonly #resting: RestingOrders
  readonly #pool: OrderPool
  readonly #ladder: PriceLadder
  #busy = false

  constructor(state: BookState) {
    this.#listener = state.listener
    this.#prices = state.triggerPrices
    this.#resting = state.displayed
    this.#pool = this.#resting.pool
    this.#ladder = this.#resting.ladder
  }

  /** Whether a command is under way, or a listener threw in one. */
  get isBusy(): boolean {
    return this.#busy
  }

  /** As {@link OrderBook.placeLimit}, for a side and an execution that are known to be ones. */
  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
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

  /** As {@link OrderBook.placeMarket}, for a side that is known to be one. */
  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#resting.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    this.#listener.onAccepted(orderId, side, 0, quantityLots)
    const leaves = this.#match(orderId, side, NO_RUNG + 1, quantityLots)
    if (leaves > 0) this.#listener.onExpired(orderId, leaves, NO_LIQUIDITY)
    return this.#done()
  }

  /** As {@link OrderBook.cancel}. */
  cancel(orderId: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    const order = this.#resting.find(orderId)
    return order === 0 ? this.#refuse(orderId, UNKNOWN_ORDER) : this.#withdraw(orderId, order)
  }

  /** As {@link OrderBook.amend}. */
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
    this.#listener.onAmended(orderId, side, priceTicks, leavesLots, false, rungOf(side, rungBefore))
    return this.#done()
  }

  /** As {@link OrderBook.reduce}. */
  reduce(orderId: number, byLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#resting.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const leaves = this.#pool.amounts[(order << 1) + LEAVES]!
    return byLots < leaves ? this.#shrink(orderId, order, byLots) : this.#withdraw(orderId, order)
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
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false, rungOf(side, rung))
    return this.#done()
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(orderId: number, order: number, rung: number, lots: number): BookCode {
    const side = sideOf(rung)
    if (this.#pool.postOnly[order] === 1) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    const before = rungOf(side, this.#pool.links[(order << 2) + RUNG]!)
    this.#resting.remove(order, side)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false, before)
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
    this.#listener.onAmended(orderId, side, rungOf(side, rung), leaves, true, rungOf(side, rung))
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
      this.#prices[LAST_PRICE] = priceTicks
      this.#listener.onTrade(makerOrderId, takerOrderId, takerSide, priceTicks, fill, makerLeaves - fill, leaves)
    }
    return leaves
  }
}

function otherSide(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}
