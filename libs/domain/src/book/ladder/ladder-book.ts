import { invariant } from '../../invariant.ts'
import type { StateHash } from '../../state-hash.ts'
import { isPriceTicks, isQuantityLots } from '../../units.ts'
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
import type { OrderIndex } from './order-index.ts'
import type { BookOptions } from './order-pool.ts'
import type { OrderPool } from './order-pool.ts'
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
  readonly #index: OrderIndex
  #busy = 0

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
    this.#index = this.#resting.index
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

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    requireSide(side)
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(quantityLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    if (this.#index.find(orderId) !== 0) return this.#refuse(orderId, DUPLICATE_ORDER_ID)
    this.#listener.onAccepted(orderId, side, 0, quantityLots)
    const leaves = this.#match(orderId, side, NO_RUNG + 1, quantityLots)
    if (leaves > 0) this.#listener.onExpired(orderId, leaves, NO_LIQUIDITY)
    return this.#done()
  }

  cancel(orderId: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    return order === 0 ? this.#refuse(orderId, UNKNOWN_ORDER) : this.#withdraw(orderId, order)
  }

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
    this.#listener.onAmended(orderId, side, priceTicks, leavesLots, false)
    this.#busy = 0
    return 0
  }

  reduce(orderId: number, byLots: number): BookCode {
    this.#enter()
    if (!isOrderId(orderId)) return this.#refuse(orderId, ORDER_ID_OUT_OF_RANGE)
    if (!isQuantityLots(byLots)) return this.#refuse(orderId, QUANTITY_OUT_OF_RANGE)
    const order = this.#index.find(orderId)
    if (order === 0) return this.#refuse(orderId, UNKNOWN_ORDER)
    const leaves = this.#pool.amounts[(order << 2) | 2]!
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
    const order = isOrderId(orderId) ? this.#index.find(orderId) : 0
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
    this.#busy = 0
  }

  hashInto(hash: StateHash): void {
    hashOrders(this, hash)
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
    this.#resting.move(order, side, slot, rung, lots)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false)
    return this.#done()
  }

  /** Moves an order to a price that meets the other side. */
  #amendAcross(orderId: number, order: number, rung: number, lots: number): BookCode {
    const side = sideOf(rung)
    if (this.#pool.postOnly[order] === 1) return this.#refuse(orderId, WOULD_TAKE_LIQUIDITY)
    this.#resting.removeId(order, side, orderId)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false)
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
      const makerOrderId = pool.amounts[(maker << 2) | 3]!
      const makerLeaves = pool.amounts[(maker << 2) | 2]!
      const fill = Math.min(leaves, makerLeaves)
      leaves -= fill
      if (fill === makerLeaves) this.#resting.removeId(maker, makerSide, makerOrderId)
      else this.#resting.shrink(maker, fill)
      const priceTicks = rungOf(makerSide, rung)
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
