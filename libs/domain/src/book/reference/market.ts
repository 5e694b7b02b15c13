import { ACCEPTED, FORBIDDEN_TRANSITION, PRICE_OUT_OF_RANGE, TIME_OUT_OF_RANGE } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import type { ExpiryCode, PhaseCode, TriggerSourceCode } from '../book-codes.ts'
import { isPriceTicks } from '../../units.ts'
import { isAuctionOnly, mayFollow } from '../rules/phases.ts'
import { uncross } from './auction.ts'
import type { BookState } from './book-state.ts'
import { bySequence, expireOrder, isLive, isResting, liveOrders } from './book-state.ts'
import { beginGathering } from './gathering.ts'
import { settleLists } from './lists.ts'
import type { LiveOrder } from './live-order.ts'
import { feedTriggers } from './triggers.ts'

/** Moves the market to another phase, with all that belongs to the change; what follows from it is settled later. */
export function changePhase(state: BookState, phase: PhaseCode): BookCode {
  const from = state.phase
  if (!mayFollow(from, phase)) return FORBIDDEN_TRANSITION
  state.phase = phase
  state.listener.onPhaseChanged?.(phase)
  if (phase === codes.CONTINUOUS || (phase === codes.CLOSED && from === codes.CLOSING_AUCTION)) {
    uncross(state)
    settleLists(state)
  }
  if (phase === codes.CONTINUOUS || phase === codes.CLOSED) {
    const over = bySequence(state, (order) => isResting(order) && isAuctionOnly(order.timeInForce))
    expireAll(state, over, codes.AUCTION_OVER)
  }
  if (phase === codes.CLOSED) {
    const closed = bySequence(state, (order) => order.timeInForce === codes.DAY || order.standing === 'parked')
    expireAll(state, closed, codes.SESSION_CLOSED)
  }
  beginGathering(state)
  // A phase that is not continuous only keeps the prices.
  for (const source of [codes.LAST_PRICE, codes.MARK_PRICE, codes.INDEX_PRICE] as const) feedTriggers(state, source)
  return ACCEPTED
}

/** Tells the time: what was good until then expires. */
export function tellTime(state: BookState, timeUs: number): BookCode {
  if (!Number.isSafeInteger(timeUs) || timeUs < state.timeUs) return TIME_OUT_OF_RANGE
  state.timeUs = timeUs
  const due = liveOrders(state).filter(
    (order) => order.timeInForce === codes.GOOD_TILL_DATE && order.expiresAtUs <= timeUs,
  )
  due.sort((one, other) => one.expiresAtUs - other.expiresAtUs || one.orderId - other.orderId)
  expireAll(state, due, codes.TIME_EXPIRED)
  return ACCEPTED
}

/** Tells the price of a trigger source. */
export function tellPrice(state: BookState, source: TriggerSourceCode, priceTicks: number): BookCode {
  if (!isPriceTicks(priceTicks)) return PRICE_OUT_OF_RANGE
  state.prices[source] = priceTicks
  feedTriggers(state, source)
  return ACCEPTED
}

/** Tells the reference price. */
export function tellReference(state: BookState, priceTicks: number): BookCode {
  if (!isPriceTicks(priceTicks)) return PRICE_OUT_OF_RANGE
  state.referenceTicks = priceTicks
  return ACCEPTED
}

function expireAll(state: BookState, orders: readonly LiveOrder[], reason: ExpiryCode): void {
  for (const order of orders) {
    // What followed from the ones before may have taken it.
    if (!isLive(state, order)) continue
    expireOrder(state, order, reason)
    settleLists(state)
  }
}
