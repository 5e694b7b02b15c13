import * as refusals from '../book-code.ts'
import { ACCEPTED } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { filterRefusal } from '../rules/filters.ts'
import { phaseTakes } from '../rules/phases.ts'
import { ticketRefusal } from '../rules/ticket-rules.ts'
import type { BookState } from './book-state.ts'
import { comparisonTicks, findOrder, isResting, liveOrders } from './book-state.ts'
import { arrivalCheck, arrive } from './entry.ts'
import { floats, hasTrigger, isFixedPeg, orderOf } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { takeFixedPrice } from './pegs.ts'

/** Places an order on its own, unless it is refused. */
export function placeOrder(state: BookState, ticket: OrderTicket): BookCode {
  const refusal = ticketRefusal(ticket, state.timeUs)
  if (refusal !== ACCEPTED) return refusal
  if (findOrder(state, ticket.orderId) !== undefined) return refusals.DUPLICATE_ORDER_ID
  if (!phaseTakes(state.phase, ticket)) return refusals.PHASE_REFUSES
  const order = orderOf(ticket, false, state.adviser.accountOf !== undefined)
  const pegged = takePegPrice(state, order)
  if (pegged !== ACCEPTED) return pegged
  const filtered = filtersRefuse(state, ticket, filteredPrice(order, ticket), [])
  if (filtered !== ACCEPTED) return filtered
  const { code, priceTicks } = arrivalCheck(state, order)
  if (code !== ACCEPTED) return code
  acceptOrder(state, order)
  arrive(state, order, priceTicks)
  return ACCEPTED
}

/** Why a ticket is refused whatever its order would do in the book; what stands there is asked for counts alone. */
export function ticketAloneRefusal(state: BookState, ticket: OrderTicket): BookCode {
  const refusal = ticketRefusal(ticket, state.timeUs)
  if (refusal !== ACCEPTED) return refusal
  if (!phaseTakes(state.phase, ticket)) return refusals.PHASE_REFUSES
  return filtersRefuse(state, ticket, ticket.priceTicks ?? 0, [])
}

/** Gives a fixed peg that does not wait for a trigger its price. */
export function takePegPrice(state: BookState, order: LiveOrder): BookCode {
  return isFixedPeg(order) && !hasTrigger(order) ? takeFixedPrice(state, order) : ACCEPTED
}

/** The price at which filters look: that of a fixed peg, or the limit. */
export function filteredPrice(order: LiveOrder, { priceTicks = 0 }: OrderTicket): number {
  return floats(order) ? priceTicks : order.priceTicks
}

/** Why the filters refuse a ticket; `before` are those of its list that come before it, and count as open. */
export function filtersRefuse(
  state: BookState,
  ticket: OrderTicket,
  priceTicks: number,
  before: readonly LiveOrder[],
): BookCode {
  const { accountId = 0 } = ticket
  // What is nobody's counts together.
  const own = (order: LiveOrder) => order.accountId === accountId
  const [live, listed] = [liveOrders(state).filter(own), before.filter(own)]
  return filterRefusal(state.filters, ticket, priceTicks, {
    referenceTicks: comparisonTicks(state),
    openOrders: live.length + listed.length,
    // Only open orders are counted for a list together.
    triggerOrders: live.filter((order) => hasTrigger(order) && !isResting(order)).length,
  })
}

/** Reports an order accepted; it has its sequence from here on. */
export function acceptOrder(state: BookState, order: LiveOrder): void {
  if (!order.plain) {
    order.sequence = state.nextSequence
    state.nextSequence += 1
  }
  const { orderId, side, leavesLots } = order
  const limitTicks = floats(order) ? order.pegLimitTicks : order.priceTicks
  state.listener.onAccepted(orderId, side, limitTicks, leavesLots)
}

/** The ticket of a plain limit order. */
export function limitTicket(
  order: Pick<OrderTicket, 'orderId' | 'side' | 'priceTicks' | 'quantityLots'>,
  execution: codes.ExecutionCode,
): OrderTicket {
  return execution === codes.POST_ONLY
    ? { ...order, postOnly: codes.REJECT_IF_TAKING }
    : { ...order, timeInForce: execution }
}
