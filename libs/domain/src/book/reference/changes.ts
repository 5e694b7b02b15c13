import { isPriceTicks, isQuantityLots } from '../../units.ts'
import { isOrderId, requireSide } from '../book-arguments.ts'
import * as refusals from '../book-code.ts'
import { ACCEPTED } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { MARKET_TO_LIMIT } from '../book-codes.ts'
import type { CancelFilter } from '../order-ticket.ts'
import { amendmentRefusal, stopRefusal } from '../rules/filters.ts'
import { takesOrders } from '../rules/phases.ts'
import { hasLimit, icebergParts, MAX_ICEBERG_PARTS } from '../rules/ticket-rules.ts'
import type { BookState } from './book-state.ts'
import { cancelOrder, comparisonTicks, findOrder, isLive, isResting, liveOrders, putAt, takeOut } from './book-state.ts'
import { enter, entryCheck } from './entry.ts'
import { otherLegOf, settleLists } from './lists.ts'
import { floats, isFixedPeg, trails } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { triggersAtOnce } from './triggers.ts'

/** Takes one order out. */
export function cancelOne(state: BookState, orderId: number): BookCode {
  if (!isOrderId(orderId)) return refusals.ORDER_ID_OUT_OF_RANGE
  const order = findOrder(state, orderId)
  if (order === undefined) return refusals.UNKNOWN_ORDER
  cancelOrder(state, order)
  return ACCEPTED
}

/** Takes out all that pass the filter; says how many left. */
export function cancelMatching(state: BookState, filter: CancelFilter): number {
  if (filter.side !== undefined) requireSide(filter.side)
  const before = state.canceledCount
  const orders = liveOrders(state).filter((order) => matches(filter, order))
  for (const order of orders.sort((one, other) => one.orderId - other.orderId)) {
    if (isLive(state, order)) cancelOrder(state, order)
    settleLists(state)
  }
  return state.canceledCount - before
}

function matches(filter: CancelFilter, { accountId, sessionId, side, priceTicks }: LiveOrder): boolean {
  if (filter.accountId !== undefined && filter.accountId !== accountId) return false
  if (filter.sessionId !== undefined && filter.sessionId !== sessionId) return false
  if (filter.side !== undefined && filter.side !== side) return false
  return isInRange(filter, priceTicks)
}

/** An order without a price is in no range. */
function isInRange({ minPriceTicks = 0, maxPriceTicks = 0 }: CancelFilter, priceTicks: number): boolean {
  if (minPriceTicks === 0 && maxPriceTicks === 0) return true
  return priceTicks !== 0 && priceTicks >= minPriceTicks && (maxPriceTicks === 0 || priceTicks <= maxPriceTicks)
}

/** Takes so much off an order, or the order out. */
export function reduceOne(state: BookState, orderId: number, byLots: number): BookCode {
  if (!isOrderId(orderId)) return refusals.ORDER_ID_OUT_OF_RANGE
  if (!isQuantityLots(byLots)) return refusals.QUANTITY_OUT_OF_RANGE
  const order = findOrder(state, orderId)
  if (order === undefined) return refusals.UNKNOWN_ORDER
  if (byLots >= order.leavesLots) cancelOrder(state, order)
  else lessenBoth(state, order, order.leavesLots - byLots)
  return ACCEPTED
}

/** Changes the price and the open quantity of an order. */
export function amendOne(state: BookState, orderId: number, priceTicks: number, leavesLots: number): BookCode {
  if (!isOrderId(orderId)) return refusals.ORDER_ID_OUT_OF_RANGE
  const order = findOrder(state, orderId)
  // 0 is the price of an order that has none.
  const isPresent = priceTicks === 0 && order?.priceTicks === 0
  if (!isPriceTicks(priceTicks) && !isPresent) return refusals.PRICE_OUT_OF_RANGE
  if (!isQuantityLots(leavesLots)) return refusals.QUANTITY_OUT_OF_RANGE
  if (order === undefined) return refusals.UNKNOWN_ORDER
  if (priceTicks === order.priceTicks && leavesLots <= order.leavesLots) {
    lessenBoth(state, order, leavesLots)
    return ACCEPTED
  }
  return amendFurther(state, order, priceTicks, leavesLots)
}

/** Changes an order to anything but less of it at its price. */
function amendFurther(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): BookCode {
  const hasNoLimit = !hasLimit(order.type) && order.type !== MARKET_TO_LIMIT
  const isFixed = order.list !== undefined || floats(order) || (hasNoLimit && priceTicks !== 0)
  if (isFixed) return refusals.NOT_AMENDABLE
  if (!takesOrders(state.phase)) return refusals.PHASE_REFUSES
  const { side, displayLots } = order
  if (icebergParts(leavesLots, displayLots) > MAX_ICEBERG_PARTS) return refusals.TOO_MANY_ICEBERG_PARTS
  const amended = { side, priceTicks, quantityLots: leavesLots, displayLots }
  const filtered = amendmentRefusal(state.filters, amended, comparisonTicks(state))
  if (filtered !== ACCEPTED) return filtered
  if (isResting(order)) return amendResting(state, order, priceTicks, leavesLots)
  amendWaiting(state, order, priceTicks, leavesLots)
  return ACCEPTED
}

/** Less of an order, and as little of the leg that must be of the same quantity. */
function lessenBoth(state: BookState, order: LiveOrder, leavesLots: number): void {
  const other = leavesLots < order.leavesLots ? otherLegOf(state, order) : undefined
  lessen(state, order, leavesLots)
  if (other !== undefined) lessen(state, other, leavesLots)
}

function lessen(state: BookState, order: LiveOrder, leavesLots: number): void {
  const { orderId, side, priceTicks } = order
  order.leavesLots = leavesLots
  order.shownLots = Math.min(order.shownLots, leavesLots)
  order.minimumLots = Math.min(order.minimumLots, leavesLots)
  state.listener.onAmended(orderId, side, priceTicks, leavesLots, true, priceTicks)
}

function amendWaiting(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): void {
  const { orderId, side, priceTicks: previous } = order
  order.priceTicks = priceTicks
  // The limit of a peg that waits is the worst that its price may be.
  if (isFixedPeg(order)) order.pegLimitTicks = priceTicks
  order.leavesLots = leavesLots
  order.minimumLots = Math.min(order.minimumLots, leavesLots)
  state.listener.onAmended(orderId, side, priceTicks, leavesLots, true, previous)
}

function amendResting(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): BookCode {
  const check = entryCheck(state, { ...order, priceTicks, leavesLots }, order)
  if (check.code !== ACCEPTED) return check.code
  const { orderId, side, priceTicks: previous } = order
  takeOut(state, order)
  order.priceTicks = priceTicks
  order.leavesLots = leavesLots
  order.minimumLots = Math.min(order.minimumLots, leavesLots)
  state.listener.onAmended(orderId, side, priceTicks, leavesLots, false, previous)
  enter(state, order, check.priceTicks)
  return ACCEPTED
}

/** Moves the stop of an order that waits for it. */
export function amendStopOf(state: BookState, orderId: number, stopPriceTicks: number): BookCode {
  if (!isOrderId(orderId)) return refusals.ORDER_ID_OUT_OF_RANGE
  if (!isPriceTicks(stopPriceTicks)) return refusals.STOP_PRICE_OUT_OF_RANGE
  const order = findOrder(state, orderId)
  if (order === undefined) return refusals.UNKNOWN_ORDER
  if (order.standing !== 'armed' || trails(order) || order.list !== undefined) return refusals.NOT_AMENDABLE
  if (!takesOrders(state.phase)) return refusals.PHASE_REFUSES
  const filtered = stopRefusal(state.filters, stopPriceTicks)
  if (filtered !== ACCEPTED) return filtered
  if (triggersAtOnce(state, { ...order, stopPriceTicks })) return refusals.TRIGGERS_AT_ONCE
  if (stopPriceTicks !== order.stopPriceTicks) {
    takeOut(state, order)
    order.stopPriceTicks = stopPriceTicks
    putAt(state, order, 'armed')
  }
  state.listener.onStopMoved?.(orderId, stopPriceTicks)
  return ACCEPTED
}
