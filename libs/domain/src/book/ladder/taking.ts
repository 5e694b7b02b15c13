import type { ExecutionCode, SideCode } from '../book-codes.ts'
import { FILL_OR_KILL, FOK_NOT_FILLABLE, GOOD_TILL_CANCEL, IOC_REMAINDER, NO_LIQUIDITY } from '../book-codes.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import { oppositeOf } from './book-state.ts'
import type { BookState } from './book-state.ts'
import { NO_RUNG, rungOf, sideOf } from './price-ladder.ts'
import type { RestingOrders } from './resting-orders.ts'

/**
 * Valid orders that take what rests, in a book of plain orders in continuous trading: they trade, and what is left of
 * them rests or expires.
 */
export class Taking {
  readonly #listener: OrderBookListener
  readonly #prices: BookState['triggerPrices']
  readonly #resting: RestingOrders

  constructor({ listener, triggerPrices, displayed }: BookState) {
    this.#listener = listener
    this.#prices = triggerPrices
    this.#resting = displayed
  }

  /** Takes in a limit order that meets the other side and may take from it. */
  limit(orderId: number, side: SideCode, rung: number, lots: number, execution: ExecutionCode): void {
    this.#listener.onAccepted(orderId, side, rungOf(side, rung), lots)
    if (execution === FILL_OR_KILL && !this.#resting.canFill(oppositeOf(side), -rung, lots)) {
      this.#listener.onExpired(orderId, lots, FOK_NOT_FILLABLE, side, rungOf(side, rung))
      return
    }
    const leaves = this.#match(orderId, side, -rung, lots)
    if (leaves === 0) return
    if (execution === GOOD_TILL_CANCEL) this.#resting.add(orderId, side, rung, leaves, false)
    else this.#listener.onExpired(orderId, leaves, IOC_REMAINDER, side, rungOf(side, rung))
  }

  /** Takes in a market order. */
  market(orderId: number, side: SideCode, lots: number): void {
    this.#listener.onAccepted(orderId, side, 0, lots)
    const leaves = this.#match(orderId, side, NO_RUNG + 1, lots)
    if (leaves > 0) this.#listener.onExpired(orderId, leaves, NO_LIQUIDITY, side, 0)
  }

  /** Moves a resting order to a price that meets the other side. */
  amended(orderId: number, order: number, rung: number, lots: number): void {
    const side = sideOf(rung)
    const before = rungOf(side, this.#resting.pool.links[(order << 3) | 3]!)
    this.#resting.removeId(order, side, orderId)
    this.#listener.onAmended(orderId, side, rungOf(side, rung), lots, false, before)
    const leaves = this.#match(orderId, side, -rung, lots)
    if (leaves > 0) this.#resting.add(orderId, side, rung, leaves, false)
  }

  /** Trades up to `lots` with the other side down to a rung of it, best first; returns what is left. */
  #match(takerOrderId: number, takerSide: SideCode, limitRung: number, lots: number): number {
    const { best } = this.#resting.ladder
    const { pool } = this.#resting
    const makerSide = oppositeOf(takerSide)
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
