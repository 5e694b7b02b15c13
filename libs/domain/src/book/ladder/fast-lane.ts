import { isQuantityLots } from '../../units.ts'
import { isOrderId, limitFault, requireExecution, requireIdle, requireSide } from '../book-arguments.ts'
import type { BookCode } from '../book-code.ts'
import {
  ACCEPTED,
  DUPLICATE_ORDER_ID,
  LEVEL_QUANTITY_OUT_OF_RANGE,
  ORDER_ID_OUT_OF_RANGE,
  QUANTITY_OUT_OF_RANGE,
  UNKNOWN_ORDER,
  WOULD_TAKE_LIQUIDITY,
} from '../book-code.ts'
import {
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  IOC_REMAINDER,
  POST_ONLY,
} from '../book-codes.ts'
import type { ExecutionCode, SideCode } from '../book-codes.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import type { BookState, Gate } from './book-state.ts'
import { CompleteLane } from './complete-lane.ts'
import type { OrderIndex } from './order-index.ts'
import type { OrderPool } from './order-pool.ts'
import type { PriceLadder } from './price-ladder.ts'
import { rungOf, sideOf } from './price-ladder.ts'
import type { RestingOrders } from './resting-orders.ts'
import { Taking } from './taking.ts'

/**
 * What a book of plain orders in continuous trading does: no allocation, no closures, no exceptions on the way of a
 * command. The book goes here as long as nothing that it holds asks for more, else to its complete lane.
 *
 * It has numbers for the constants of other modules, as bundlers make variables of those, which are read and checked
 * at every use: in `links`, eight a record, 0 is `NEXT`, 1 `PREVIOUS`, 2 `SLOT` or `COUNT`, 3 `RUNG`, 6 which levels of
 * a page are occupied; in `amounts`, four a record, 2 is `LEAVES` or `LOTS`, 3 `ORDER_ID`; slots below 16 are none;
 * 2^53 - 1 lots are the most.
 */
export abstract class FastLane {
  /** All that the book holds. */
  protected readonly state: BookState
  /** Where the next command goes. On the way of a command a number: 0 is open, 1 says that one is under way here. */
  protected gate: Gate
  readonly #complete: CompleteLane
  readonly #taking: Taking
  readonly #listener: OrderBookListener
  readonly #resting: RestingOrders
  readonly #pool: OrderPool
  readonly #ladder: PriceLadder
  readonly #index: OrderIndex

  constructor(state: BookState) {
    this.state = state
    this.gate = state.gate
    this.#complete = new CompleteLane(state)
    this.#listener = state.listener
    this.#taking = new Taking(state)
    this.#resting = state.displayed
    this.#pool = this.#resting.pool
    this.#ladder = this.#resting.ladder
    this.#index = this.#resting.index
  }

  /** As {@link OrderBook.placeLimit}. */
  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    requireSide(side)
    requireExecution(execution)
    if (this.gate !== 0) return this.#placeGuarded(orderId, side, priceTicks, quantityLots, execution)
    this.gate = 1
    // Written out: with a function for it a message takes two nanoseconds longer.
    if (
      !Number.isSafeInteger(orderId) || orderId < 1 || !Number.isInteger(priceTicks) || priceTicks < 1 ||
      priceTicks > 2147483647 || !Number.isSafeInteger(quantityLots) || quantityLots < 1
    ) {
      return this.#refuse(orderId, limitFault(orderId, priceTicks))
    }
    if (this.#index.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    return this.#place(orderId, side, priceTicks, quantityLots, execution)
  }

  /** As {@link OrderBook.placeMarket}. */
  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    requireSide(side)
    if (this.gate !== 0) return this.done(this.completely().placeMarket(orderId, side, quantityLots))
    this.gate = 1
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#index.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    this.#taking.market(orderId, side, quantityLots)
    return this.#carriedOut()
  }

  /** As {@link OrderBook.cancel}. */
  cancel(orderId: number): BookCode {
    if (this.gate !== 0) return this.#cancelGuarded(orderId)
    this.gate = 1
    if (!Number.isSafeInteger(orderId) || orderId < 1) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    return order === 0 ? this.#refuse(orderId, UNKNOWN_ORDER) : this.#withdraw(orderId, order)
  }

  /** As {@link OrderBook.amend}. */
  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    if (this.gate !== 0) return this.#amendGuarded(orderId, priceTicks, leavesLots)
    this.gate = 1
    // Written out: with a function for it a message takes two nanoseconds longer.
    if (
      !Number.isSafeInteger(orderId) || orderId < 1 || !Number.isInteger(priceTicks) || priceTicks < 1 ||
      priceTicks > 2147483647 || !Number.isSafeInteger(leavesLots) || leavesLots < 1
    ) {
      return this.#refuse(orderId, limitFault(orderId, priceTicks))
    }
    const order = this.#index.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    return this.#amendOrder(orderId, order, priceTicks, leavesLots)
  }

  /** As {@link OrderBook.reduce}. */
  reduce(orderId: number, byLots: number): BookCode {
    if (this.gate !== 0) return this.done(this.completely().reduce(orderId, byLots))
    this.gate = 1
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const leaves = this.#pool.amounts[(order << 2) | 2]!
    return byLots < leaves ? this.#shrink(orderId, order, byLots) : this.#withdraw(orderId, order)
  }

  /** Places a plain order beside others: here, unless it would trade. */
  #placeGuarded(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    lots: number,
    execution: ExecutionCode,
  ): BookCode {
    if (this.gate !== 3 || this.state.live.byId.has(orderId) || this.state.meets(side, priceTicks)) {
      return this.done(this.completely().placeLimit(orderId, side, priceTicks, lots, execution))
    }
    this.gate = 0
    return this.#guarded(this.placeLimit(orderId, side, priceTicks, lots, execution))
  }

  /** Cancels an order: here where it is plain. */
  #cancelGuarded(orderId: number): BookCode {
    if (this.gate !== 3 || this.#findPlain(orderId) === 0) return this.done(this.completely().cancel(orderId))
    this.gate = 0
    return this.#guarded(this.cancel(orderId))
  }

  /** Changes an order: here where it is plain, unless it would trade. */
  #amendGuarded(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    const order = this.gate === 3 ? this.#findPlain(orderId) : 0
    if (order === 0 || this.state.meets(sideOf(this.#pool.links[(order << 3) | 3]!), priceTicks)) {
      return this.done(this.completely().amend(orderId, priceTicks, leavesLots))
    }
    this.gate = 0
    return this.#guarded(this.amend(orderId, priceTicks, leavesLots))
  }

  /** The record of a plain order, 0 where there is none. */
  #findPlain(orderId: number): number {
    const { live, displayedDetailedCount } = this.state
    const order = isOrderId(orderId) ? this.#index.find(orderId) : 0
    return displayedDetailedCount === 0 || !live.byId.has(orderId) ? order : 0
  }

  /** Ends a command that was let in here beside other orders than plain ones. */
  #guarded(code: BookCode): BookCode {
    this.gate = 3
    return code
  }

  /** The complete lane, which a command goes through from here to {@link FastLane.done}. */
  protected completely(): CompleteLane {
    requireIdle(this.gate === 1)
    this.gate = 2
    return this.#complete
  }

  /** Ends a command of the complete lane. */
  protected done<Reply>(reply: Reply): Reply {
    this.gate = this.state.gate
    return reply
  }

  #carriedOut(): BookCode {
    this.gate = 0
    return ACCEPTED
  }

  #refuse(orderId: number, reason: BookCode): BookCode {
    this.#listener.onRejected(orderId, reason)
    this.gate = 0
    return reason
  }

  /**
   * Takes in a valid limit order. `RestingOrders.add` is written out for one that rests: the function is then too
   * large to be inlined where it is called, so that all that it calls is inlined here, which is a tenth of its time.
   */
  #place(orderId: number, side: SideCode, priceTicks: number, lots: number, execution: ExecutionCode): BookCode {
    const ladder = this.#ladder
    const { best } = ladder
    const rung = (priceTicks ^ -side) + side
    if (best[side ^ 1]! >= -rung) return this.#placeAcross(orderId, side, rung, lots, execution)
    if (execution === 1 || execution === 2) return this.#placeInVain(orderId, side, rung, lots, execution)
    // Only here can a level grow too large: where an order crosses, its own side has no level at its price.
    const found = ladder.find(rung)
    const pool = this.#pool
    if (pool.amounts[(found << 2) | 2]! > 9007199254740991 - lots) {
      return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    }
    const order = pool.allocate()
    const slot = found < 16 ? ladder.open(rung) : found
    this.#index.insert(order, orderId)
    const { links, amounts } = pool
    const at = order << 3
    const level = slot << 3
    const tail = links[level | 1]!
    links[tail << 3] = order
    links[at | 1] = tail
    links[at] = slot
    links[level | 1] = order
    links[at | 2] = slot
    links[at | 3] = rung
    links[level | 2]! += 1
    amounts[(order << 2) | 2] = lots
    amounts[(order << 2) | 3] = orderId
    amounts[(slot << 2) | 2]! += lots
    links[((slot & -16) << 3) | 6]! |= 1 << (slot & 15)
    if (rung > best[side]!) ladder.lead(side, slot, rung)
    pool.postOnly[order] = execution === 3 ? 1 : 0
    this.#listener.onAccepted(orderId, side, priceTicks, lots)
    this.gate = 0
    return 0
  }

  /** Takes in a valid order that neither meets the other side nor may rest. */
  #placeInVain(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    this.#listener.onAccepted(orderId, side, rungOf(side, rung), lots)
    const reason = execution === FILL_OR_KILL ? FOK_NOT_FILLABLE : IOC_REMAINDER
    this.#listener.onExpired(orderId, lots, reason, side, rungOf(side, rung))
    return this.#carriedOut()
  }

  /** Takes in a valid order that meets the other side. */
  #placeAcross(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): BookCode {
    if (execution === POST_ONLY) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    this.#taking.limit(orderId, side, rung, lots, execution)
    return this.#carriedOut()
  }

  /**
   * Gives an order another price or quantity. Most messages of a market end here, so a move between levels that are in
   * use is `RestingOrders.move` written out over the arrays that are at hand: a fifth of all that a message costs.
   */
  #amendOrder(orderId: number, order: number, priceTicks: number, lots: number): BookCode {
    const { links, amounts } = this.#pool
    const { best } = this.#ladder
    const at = order << 3
    const rungBefore = links[at | 3]!
    const side = (rungBefore >>> 31) as SideCode
    const rung = (priceTicks ^ -side) + side
    if (best[side ^ 1]! >= -rung) return this.#amendAcross(orderId, order, rung, lots)
    if (rung === rungBefore) return this.#amendQuantity(orderId, order, rung, lots)
    const slot = this.#ladder.find(rung)
    if (slot < 16) return this.#requeue(orderId, order, rung, lots)
    if (amounts[(slot << 2) | 2]! > 9007199254740991 - lots) return this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
    const next = links[at]!
    const previous = links[at | 1]!
    const from = links[at | 2]!
    links[previous << 3] = next
    links[(next << 3) | 1] = previous
    links[(from << 3) | 2]! -= 1
    amounts[(from << 2) | 2]! -= amounts[(order << 2) | 2]!
    const level = slot << 3
    const tail = links[level | 1]!
    links[tail << 3] = order
    links[at | 1] = tail
    links[at] = slot
    links[level | 1] = order
    links[at | 2] = slot
    links[at | 3] = rung
    links[level | 2]! += 1
    amounts[(order << 2) | 2] = lots
    amounts[(slot << 2) | 2]! += lots
    links[((slot & -16) << 3) | 6]! |= 1 << (slot & 15)
    if (rung > best[side]!) this.#ladder.lead(side, slot, rung)
    // Only the level stands on both sides of a lone order.
    if (next === previous) this.#ladder.vacate(side, from)
    this.#listener.onAmended(orderId, side, priceTicks, lots, false, rungOf(side, rungBefore))
    this.gate = 0
    return 0
  }

  /** Gives an order another quantity at its price. */
  #amendQuantity(orderId: number, order: number, rung: number, lots: number): BookCode {
    const before = this.#pool.amounts[(order << 2) | 2]!
    if (lots <= before) return this.#shrink(orderId, order, before - lots)
    return this.#resting.lotsAt(rung) - before > 9007199254740991 - lots
      ? this.#refuse(orderId, LEVEL_QUANTITY_OUT_OF_RANGE)
      : this.#requeue(orderId, order, rung, lots)
  }

  /** Puts an order at the back of the queue of a rung. */
  #requeue(orderId: number, order: number, rung: number, lots: number): BookCode {
    const side = sideOf(rung)
    const before = rungOf(side, this.#pool.links[(order << 3) | 3]!)
    this.#resting.move(order, side, this.#ladder.find(rung), rung, lots)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false, before)
    return this.#carriedOut()
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(orderId: number, order: number, rung: number, lots: number): BookCode {
    if (this.#pool.postOnly[order] === 1) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    this.#taking.amended(orderId, order, rung, lots)
    return this.#carriedOut()
  }

  /** Takes an order out: `RestingOrders.removeId` written out. */
  #withdraw(orderId: number, order: number): BookCode {
    const pool = this.#pool
    const { links, amounts } = pool
    const at = order << 3
    const next = links[at]!
    const previous = links[at | 1]!
    const slot = links[at | 2]!
    const rung = links[at | 3]!
    const side = (rung >>> 31) as SideCode
    const leaves = amounts[(order << 2) | 2]!
    this.#index.remove(order, orderId)
    links[previous << 3] = next
    links[(next << 3) | 1] = previous
    links[(slot << 3) | 2]! -= 1
    amounts[(slot << 2) | 2]! -= leaves
    pool.release(order)
    // Only the level stands on both sides of a lone order.
    if (next === previous) this.#ladder.vacate(side, slot)
    this.#listener.onCanceled(orderId, side, (rung ^ -side) + side, leaves)
    this.gate = 0
    return 0
  }

  #shrink(orderId: number, order: number, byLots: number): BookCode {
    const rung = this.#pool.links[(order << 3) | 3]!
    const side = sideOf(rung)
    this.#resting.shrink(order, byLots)
    const leaves = this.#pool.amounts[(order << 2) | 2]!
    this.#listener.onAmended(orderId, side, rungOf(side, rung), leaves, true, rungOf(side, rung))
    return this.#carriedOut()
  }
}
