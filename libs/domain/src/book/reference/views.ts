import * as codes from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookImbalance, BookLevel, QueuePosition } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import { displayedPrices, findOrder, isResting, levelTotal } from './book-state.ts'
import { shownOf } from './live-order.ts'

/** The best displayed levels of a side. */
export function depthOf(state: BookState, side: SideCode, levels: number): BookLevel[] {
  const queue = state.displayed[side]
  const prices = displayedPrices(state, side).slice(0, levels)
  return prices.map((priceTicks) => ({
    priceTicks,
    quantityLots: levelTotal(queue, priceTicks),
    orderCount: queue.filter((order) => order.priceTicks === priceTicks).length,
  }))
}

/** What the best levels of both sides display. */
export function imbalanceOf(state: BookState, levels: number): BookImbalance {
  const lots = (side: SideCode) =>
    depthOf(state, side, levels).reduce((sum, { quantityLots }) => sum + BigInt(quantityLots), 0n)
  return { bidLots: lots(codes.BUY), askLots: lots(codes.SELL) }
}

/** What stands before an order at its price: before a hidden one also all that is displayed there. */
export function queuePositionOf(state: BookState, orderId: number): QueuePosition | undefined {
  const order = findOrder(state, orderId)
  if (order === undefined || !isResting(order)) return undefined
  const level = [...state.displayed[order.side], ...state.hidden[order.side]].filter(
    (other) => other.priceTicks === order.priceTicks,
  )
  const ahead = level.slice(0, level.indexOf(order))
  return { ordersAhead: ahead.length, lotsAhead: ahead.reduce((sum, other) => sum + shownOf(other), 0) }
}
