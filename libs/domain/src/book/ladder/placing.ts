import { ACCEPTED, DUPLICATE_ORDER_ID, NO_PEG_REFERENCE, PHASE_REFUSES } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { LAST_PRICE } from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { filterRefusal } from '../rules/filters.ts'
import { parksIn, phaseTakes } from '../rules/phases.ts'
import { isPlain, ticketRefusal } from '../rules/ticket-rules.ts'
import { isTriggerType } from '../rules/trailing-stop.ts'
import { arrive, entryRefusal, fixedPegPrice, floatingPegPrice } from './arrival.ts'
import type { BookState } from './book-state.ts'
import { LiveOrder } from './live-order.ts'
import { arm, triggerRefusal } from './triggers.ts'

/** Why the book cannot take this ticket, before it looks at what the order would do, or `ACCEPTED`. */
export function marketRefusal(state: BookState, ticket: OrderTicket, order: LiveOrder, listedBefore = 0): BookCode {
  if (!phaseTakes(state.phase, ticket)) return PHASE_REFUSES
  if (order.pegOffsetLevels !== -1 && !isTriggerType(order.type)) {
    order.priceTicks = fixedPegPrice(state, order)
    if (order.priceTicks === 0) return NO_PEG_REFERENCE
  }
  return filtersRefuse(state, ticket, order.priceTicks, listedBefore)
}

/** Why the book cannot take a ticket whatever stands in it, or `ACCEPTED`: a fixed peg has no price yet. */
export function ticketAloneRefusal(state: BookState, ticket: OrderTicket): BookCode {
  const refusal = ticketRefusal(ticket, state.timeUs)
  if (refusal !== ACCEPTED) return refusal
  return phaseTakes(state.phase, ticket) ? filtersRefuse(state, ticket, ticket.priceTicks ?? 0, 0) : PHASE_REFUSES
}

function filtersRefuse(state: BookState, ticket: OrderTicket, priceTicks: number, listedBefore: number): BookCode {
  if (state.filters === undefined) return ACCEPTED
  const { accountId = 0 } = ticket
  return filterRefusal(state.filters, ticket, priceTicks, {
    referenceTicks: referenceOf(state),
    openOrders: openOrdersOf(state, accountId) + listedBefore,
    triggerOrders: state.live.triggerCountOf(accountId),
  })
}

/** Places an order of any type; what follows from it has still to be settled. */
export function placeTicket(state: BookState, ticket: OrderTicket): BookCode {
  const refusal = ticketRefusal(ticket, state.timeUs)
  if (refusal !== ACCEPTED) return refusal
  if (isLive(state, ticket.orderId)) return DUPLICATE_ORDER_ID
  const order = new LiveOrder(ticket)
  const ofMarket = marketRefusal(state, ticket, order)
  if (ofMarket !== ACCEPTED) return ofMarket
  const ofBook = workRefusal(state, order)
  if (ofBook !== ACCEPTED) return ofBook
  if (!isPlain(ticket, state.adviser.accountOf !== undefined)) state.register(order)
  reportAccepted(state, order, order.pegOffsetLevels === -1 ? (ticket.priceTicks ?? 0) : order.priceTicks)
  beginWork(state, order)
  return ACCEPTED
}

/** Why the book cannot let an order work or wait, or `ACCEPTED`. Gives a floating peg its price. */
export function workRefusal(state: BookState, order: LiveOrder): BookCode {
  if (isTriggerType(order.type)) return triggerRefusal(state, order, order.stopPriceTicks)
  if (parksIn(state.phase, order.timeInForce)) return ACCEPTED
  if (order.floats) order.priceTicks = floatingPegPrice(state, order)
  return entryRefusal(state, order)
}

/** Lets an accepted order wait, or arrive. */
export function beginWork(state: BookState, order: LiveOrder): void {
  if (isTriggerType(order.type)) arm(state, order)
  else if (parksIn(state.phase, order.timeInForce)) order.standing = 'parked'
  else arrive(state, order)
}

/** Tells that an order passed every check. */
export function reportAccepted({ listener }: BookState, order: LiveOrder, priceTicks: number): void {
  listener.onAccepted(order.orderId, order.side, priceTicks, order.leavesLots)
}

/** Whether an order of this id rests or waits. */
export function isLive(state: BookState, orderId: number): boolean {
  return state.displayed.find(orderId) !== 0 || state.live.byId.has(orderId)
}

/** What filters compare prices with, 0 where there is nothing yet. */
export function referenceOf(state: BookState): number {
  return state.referenceTicks === 0 ? state.triggerPrices[LAST_PRICE] : state.referenceTicks
}

/** Live orders of an account; plain orders are nobody's. */
function openOrdersOf(state: BookState, accountId: number): number {
  return accountId === 0 ? state.orderCount - state.live.ownedCount : state.live.countOf(accountId)
}
