import { isPriceTicks, isQuantityLots } from '../../units.ts'
import { isOrderId, requireIdle } from '../book-arguments.ts'
import type { BookCode } from '../book-code.ts'
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
  IOC_REMAINDER,
  NO_LIQUIDITY,
  POST_ONLY,
  SELL,
} from '../book-codes.ts'
import type { ExecutionCode, SideCode } from '../book-codes.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import type { BookState } from './book-state.ts'
import type { OrderIndex } from './order-index.ts'
import type { OrderPool } from './order-pool.ts'
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
  readonly #index: OrderIndex
  #busy = 0

  constructor(state: BookState) {
    this.#listener = state.listener
    this.#prices = state.triggerPrices
    this.#resting = state.displayed
    this.#pool = this.#resting.pool
    this.#ladder = this.#resting.ladder
    this.#index = this.#resting.index
  }

  /** Whether a command is under way, or a listener threw in one. */
  get isBusy(): boolean {
    return this.#busy !== 0
  }

  /** As {@link OrderBook.placeLimit}, for a side and an execution that are known to be ones. */
  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    if (this.#busy !== 0) requireIdle(true)
    this.#busy = 1
    if (!areInRange(orderId, priceTicks, quantityLots)) return this.#refuse(orderId, faultOf(orderId, priceTicks))
    if (this.#index.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    const rung = (priceTicks ^ -side) + side
    if (this.#ladder.best[side ^ 1]! >= -rung) return this.#arriveAcross(orderId, side, rung, quantityLots, execution)
    if (execution === 1 || execution === 2) return this.#arriveNowhere(orderId, side, rung, quantityLots, execution)
    // Only here can a level grow too large: where an order crosses, its own side has no level at its price.
    const slot = this.#ladder.find(rung)
    if (this.#pool.amounts[(slot << 2) | 2]! > 9007199254740991 - quantityLots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    this.#resting.addAt(orderId, side, slot, rung, quantityLots, execution === 3)
    this.#listener.onAccepted(orderId, side, priceTicks, quantityLots)
    this.#busy = 0
    return 0
  }

  /** As {@link OrderBook.placeMarket}, for a side that is known to be one. */
  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#index.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    this.#listener.onAccepted(orderId, side, 0, quantityLots)
    const leaves = this.#match(orderId, side, NO_RUNG + 1, quantityLots)
    if (leaves > 0) this.#listener.onExpired(orderId, leaves, NO_LIQUIDITY)
    return this.#done()
  }

  /** As {@link OrderBook.cancel}. */
  cancel(orderId: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    return order === 0 ? this.#refuse(orderId, UNKNOWN_ORDER) : this.#withdraw(orderId, order)
  }

  /** As {@link OrderBook.amend}. */
  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    if (this.#busy !== 0) requireIdle(true)
    this.#busy = 1
    if (!areInRange(orderId, priceTicks, leavesLots)) return this.#refuse(orderId, faultOf(orderId, priceTicks))
    const order = this.#index.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const { links, amounts } = this.#pool
    const rungBefore = links[(order << 3) | 3]!
    const side = (rungBefore >>> 31) as SideCode
    const rung = (priceTicks ^ -side) + side
    if (this.#ladder.best[side ^ 1]! >= -rung) return this.#amendAcross(orderId, order, rung, leavesLots)
    if (rung === rungBefore) return this.#amendQuantity(orderId, order, rung, leavesLots)
    const slot = this.#ladder.find(rung)
    if (amounts[(slot << 2) | 2]! > 9007199254740991 - leavesLots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    this.#resting.move(order, side, slot, rung, leavesLots)
    this.#listener.onAmended(orderId, side, priceTicks, leavesLots, false, rungOf(side, rungBefore))
    this.#busy = 0
    return 0
  }

  /** As {@link OrderBook.reduce}. */
  reduce(orderId: number, byLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const leaves = this.#pool.amounts[(order << 2) | 2]!
    return byLots < leaves ? this.#shrink(orderId, order, byLots) : this.#withdraw(orderId, order)
  }

  #enter(): void {
    if (this.#busy !== 0) requireIdle(true)
    this.#busy = 1
  }

  #done(): BookCode {
    this.#busy = 0
    return ACCEPTED
  }

  #refuse(orderId: number, reason: BookCode): BookCode {
    this.#listener.onRejected(orderId, reason)
    this.#busy = 0
    return reason
  }

  /** Takes in a valid order that neither meets the other side nor may rest. */
  #arriveNowhere(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    this.#listener.onAccepted(orderId, side, rungOf(side, rung), lots)
    this.#listener.onExpired(orderId, lots, execution === FILL_OR_KILL ? FOK_NOT_FILLABLE : IOC_REMAINDER)
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
    const before = this.#pool.amounts[(order << 2) | 2]!
    if (lots <= before) return this.#shrink(orderId, order, before - lots)
    const side = sideOf(rung)
    const slot = this.#ladder.find(rung)
    if (this.#ladder.lotsAt(slot) - before > 9007199254740991 - lots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    const priceTicks = rungOf(side, rung)
    this.#resting.move(order, side, slot, rung, lots)
    this.#listener.onAmended(orderId, side, priceTicks, lots, false, priceTicks)
    return this.#done()
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(orderId: number, order: number, rung: number, lots: number): BookCode {
    const side = sideOf(rung)
    if (this.#pool.postOnly[order] === 1) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    const before = rungOf(side, this.#pool.links[(order << 3) | 3]!)
    this.#resting.removeId(order, side, orderId)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false, before)
    const leaves = this.#match(orderId, side, -rung, lots)
    if (leaves > 0) this.#resting.add(orderId, side, rung, leaves, false)
    return this.#done()
  }

  #withdraw(orderId: number, order: number): BookCode {
    const leaves = this.#pool.amounts[(order << 2) | 2]!
    const rung = this.#pool.links[(order << 3) | 3]!
    const side = sideOf(rung)
    this.#resting.removeId(order, side, orderId)
    this.#listener.onCanceled(orderId, side, rungOf(side, rung), leaves)
    return this.#done()
  }

  #shrink(orderId: number, order: number, byLots: number): BookCode {
    const rung = this.#pool.links[(order << 3) | 3]!
    const side = sideOf(rung)
    this.#resting.shrink(order, byLots)
    const leaves = this.#pool.amounts[(order << 2) | 2]!
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
      const makerOrderId = pool.amounts[(maker << 2) | 3]!
      const makerLeaves = pool.amounts[(maker << 2) | 2]!
      const fill = Math.min(leaves, makerLeaves)
      leaves -= fill
      if (fill === makerLeaves) this.#resting.removeId(maker, makerSide, makerOrderId)
      else this.#resting.shrink(maker, fill)
      const priceTicks = rungOf(makerSide, rung)
      this.#prices[0] = priceTicks
      this.#listener.onTrade(makerOrderId, takerOrderId, takerSide, priceTicks, fill, makerLeaves - fill, leaves)
    }
    return leaves
  }
}

/**
 * `isOrderId`, `isPriceTicks` and `isQuantityLots` in one: of the hot path every call that the compiler has to bring in
 * counts, and so does every constant of a module, which bundlers make variables of.
 */
function areInRange(orderId: number, priceTicks: number, lots: number): boolean {
  if (!Number.isSafeInteger(orderId) || orderId < 1) return false
  if (!Number.isInteger(priceTicks) || priceTicks < 1 || priceTicks > 2147483647) return false
  return Number.isSafeInteger(lots) && lots >= 1
}

/** Why a command whose numbers are not in range is refused. */
function faultOf(orderId: number, priceTicks: number): BookCode {
  if (!isOrderId(orderId)) return ORDER_ID_OUT_OF_RANGE
  return isPriceTicks(priceTicks) ? QUANTITY_OUT_OF_RANGE : PRICE_OUT_OF_RANGE
}

function otherSide(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}
