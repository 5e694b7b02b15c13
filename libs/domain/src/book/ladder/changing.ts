import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../../units.ts'
import { isOrderId } from '../book-arguments.ts'
import * as codes from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { MARKET, MAY_TAKE, REJECT_IF_TAKING } from '../book-codes.ts'
import { amendmentRefusal, stopRefusal } from '../rules/filters.ts'
import { takesOrders } from '../rules/phases.ts'
import { icebergParts, MAX_ICEBERG_PARTS } from '../rules/ticket-rules.ts'
import { arrive, restingPrice } from './arrival.ts'
import type { BookState } from './book-state.ts'
import { LiveOrder } from './live-order.ts'
import { shownLotsOf } from './makers.ts'
import { referenceOf } from './placing.ts'
import { moveStop, triggerRefusal } from './triggers.ts'

/**
 * The live order of an id, undefined where none has it. Of a plain order a copy is made, that is as good until it
 * changes.
 */
export function findLive(state: BookState, orderId: number): LiveOrder | undefined {
  const live = state.live.byId.get(orderId)
  if (live !== undefined) return live
  const record = state.displayed.find(orderId)
  if (record === 0) return undefined
  const { side, priceTicks, leavesLots, postOnly } = state.displayed.read(record)
  const mayTake = postOnly ? REJECT_IF_TAKING : MAY_TAKE
  const order = new LiveOrder({ orderId, side, priceTicks, quantityLots: leavesLots, postOnly: mayTake })
  order.standing = 'displayed'
  return order
}

/** Changes an order's price and quantity; what follows has still to be settled. */
export function amendOrder(state: BookState, orderId: number, priceTicks: number, leavesLots: number): BookCode {
  const order = isOrderId(orderId) ? findLive(state, orderId) : undefined
  const numbers = numbersRefusal(order, orderId, priceTicks, leavesLots)
  if (numbers !== codes.ACCEPTED) return numbers
  if (order === undefined) return codes.UNKNOWN_ORDER
  if (priceTicks === order.priceTicks && leavesLots <= order.leavesLots) {
    lessen(state, order, leavesLots)
    return codes.ACCEPTED
  }
  const refusal = amendRefusal(state, order, priceTicks, leavesLots)
  if (refusal !== codes.ACCEPTED) return refusal
  return order.standing === 'displayed' || order.standing === 'hidden'
    ? amendResting(state, order, priceTicks, leavesLots)
    : amendWaiting(state, order, priceTicks, leavesLots)
}

/** Price 0 is that of an order that waits without a limit. */
function numbersRefusal(order: LiveOrder | undefined, orderId: number, priceTicks: number, lots: number): BookCode {
  if (!isOrderId(orderId)) return codes.ORDER_ID_OUT_OF_RANGE
  const unpriced = priceTicks === 0 && order?.priceTicks === 0
  if (!unpriced && !isPriceTicks(priceTicks)) return codes.PRICE_OUT_OF_RANGE
  return isQuantityLots(lots) ? codes.ACCEPTED : codes.QUANTITY_OUT_OF_RANGE
}

function amendRefusal(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): BookCode {
  const rests = order.standing === 'displayed' || order.standing === 'hidden'
  const atAnyPrice = order.isMarket && priceTicks !== 0 && !rests
  const fixed = order.list !== undefined || order.floats || (rests && order.type === MARKET)
  if (fixed || atAnyPrice) return codes.NOT_AMENDABLE
  if (!takesOrders(state.phase)) return codes.PHASE_REFUSES
  const { side, displayLots } = order
  if (icebergParts(leavesLots, displayLots) > MAX_ICEBERG_PARTS) return codes.TOO_MANY_ICEBERG_PARTS
  if (state.filters === undefined) return codes.ACCEPTED
  const amended = { side, priceTicks, quantityLots: leavesLots, displayLots }
  return amendmentRefusal(state.filters, amended, referenceOf(state))
}

function amendWaiting(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): BookCode {
  const before = order.priceTicks
  order.priceTicks = priceTicks
  // The limit of a peg that waits is the worst that its price may be.
  if (order.pegOffsetLevels !== -1) order.pegLimitTicks = priceTicks
  order.leavesLots = leavesLots
  if (order.minimumLots > leavesLots) order.minimumLots = leavesLots
  state.listener.onAmended(order.orderId, order.side, priceTicks, leavesLots, true, before)
  return codes.ACCEPTED
}

function amendResting(state: BookState, order: LiveOrder, priceTicks: number, leavesLots: number): BookCode {
  const rested = restingPrice(state, order, priceTicks)
  if (rested === 0) return codes.WOULD_TAKE_LIQUIDITY
  const before = order.priceTicks
  const own = rested === before ? shownOf(state, order) : 0
  if (state.levelTotal(order, rested) - own > MAX_QUANTITY_LOTS - leavesLots) return codes.LEVEL_QUANTITY_OUT_OF_RANGE
  state.leavePlace(order)
  order.priceTicks = priceTicks
  order.leavesLots = leavesLots
  if (order.minimumLots > leavesLots) order.minimumLots = leavesLots
  state.listener.onAmended(order.orderId, order.side, priceTicks, leavesLots, false, before)
  arrive(state, order)
  return codes.ACCEPTED
}

/** What of an order counts in the total of its level. */
function shownOf(state: BookState, order: LiveOrder): number {
  if (order.standing === 'hidden') return order.leavesLots
  return shownLotsOf(state, state.displayed.find(order.orderId))
}

/** Takes `byLots` off an order, or all of it. */
export function reduceOrder(state: BookState, orderId: number, byLots: number): BookCode {
  if (!isOrderId(orderId)) return codes.ORDER_ID_OUT_OF_RANGE
  if (!isQuantityLots(byLots)) return codes.QUANTITY_OUT_OF_RANGE
  const order = findLive(state, orderId)
  if (order === undefined) return codes.UNKNOWN_ORDER
  if (byLots < order.leavesLots) lessen(state, order, order.leavesLots - byLots)
  else state.cancel(order)
  return codes.ACCEPTED
}

/** Gives an order less quantity in its place, and the other leg of its list the same. */
function lessen(state: BookState, order: LiveOrder, leavesLots: number): void {
  const others = order.list?.waiting === true ? order.list.orders.slice(1) : order.list?.orders
  const isLess = leavesLots < order.leavesLots
  setLess(state, order, leavesLots)
  if (!isLess || others?.includes(order) !== true) return
  for (const other of others) if (other !== order) setLess(state, other, leavesLots)
}

function setLess(state: BookState, order: LiveOrder, leavesLots: number): void {
  const { orderId, side, priceTicks } = order
  order.leavesLots = leavesLots
  order.minimumLots = Math.min(order.minimumLots, leavesLots)
  if (order.standing === 'displayed') {
    if (order.displayLots !== 0) order.shownLots = Math.min(order.shownLots, leavesLots)
    state.showLess(order, order.displayLots === 0 ? leavesLots : order.shownLots)
  }
  state.listener.onAmended(orderId, side, priceTicks, leavesLots, true, priceTicks)
}

/** Moves the stop price of an order that waits for it. */
export function amendStopPrice(state: BookState, orderId: number, stopTicks: number): BookCode {
  if (!isOrderId(orderId)) return codes.ORDER_ID_OUT_OF_RANGE
  if (!isPriceTicks(stopTicks)) return codes.STOP_PRICE_OUT_OF_RANGE
  const order = findLive(state, orderId)
  if (order === undefined) return codes.UNKNOWN_ORDER
  const refusal = stopAmendRefusal(state, order, stopTicks)
  if (refusal !== codes.ACCEPTED) return refusal
  if (order.stopPriceTicks !== stopTicks) moveStop(state, order, stopTicks)
  order.stopPriceTicks = stopTicks
  state.listener.onStopMoved?.(orderId, stopTicks)
  return codes.ACCEPTED
}

function stopAmendRefusal(state: BookState, order: LiveOrder, stopTicks: number): BookCode {
  if (order.standing !== 'armed' || order.trails || order.list !== undefined) return codes.NOT_AMENDABLE
  if (!takesOrders(state.phase)) return codes.PHASE_REFUSES
  const filtered = state.filters === undefined ? codes.ACCEPTED : stopRefusal(state.filters, stopTicks)
  return filtered === codes.ACCEPTED ? triggerRefusal(state, order, stopTicks) : filtered
}
