import * as refusals from '../book-code.ts'
import { ACCEPTED } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import type { OrderListTicket } from '../order-ticket.ts'
import { hasWorkingOrder, legsIndex, listRefusal, relationHolds } from '../rules/list-rules.ts'
import type { ListRefusal } from '../rules/list-rules.ts'
import type { BookState } from './book-state.ts'
import { findOrder, putAt, sourcePrice } from './book-state.ts'
import { arrivalCheck, arrive } from './entry.ts'
import type { EntryCheck } from './entry.ts'
import { orderOf } from './live-order.ts'
import type { LiveList, LiveOrder } from './live-order.ts'
import { acceptOrder, filtersRefuse, takePegPrice } from './placing.ts'

/** Places a list whole, or says what is wrong with which of its orders. */
export function placeOrders(state: BookState, ticket: OrderListTicket): ListRefusal | undefined {
  const refusal = listRefusal(ticket, state.timeUs) ?? standingRefusal(state, ticket)
  if (refusal !== undefined) return refusal
  const orders = ticket.orders.map((order) => orderOf(order, true, false))
  const filtered = pegAndFilterRefusal(state, ticket, orders)
  if (filtered !== undefined) return filtered
  const works = hasWorkingOrder(ticket.contingency)
  const first = legsIndex(ticket.contingency)
  if (first !== undefined) {
    const [stopLeg, otherLeg] = [ticket.orders[first]!, ticket.orders[first + 1]!]
    // Where the market is counts for legs that begin now; those that wait have only to stand right to each other.
    const present = works ? 0 : sourcePrice(state, orders[0]!.triggerSource)
    if (!relationHolds(stopLeg, otherLeg, present)) return { index: first, code: refusals.PRICE_RELATION }
  }
  const checks = (works ? orders.slice(0, 1) : orders).map((order) => arrivalCheck(state, order))
  const index = checks.findIndex(({ code }) => code !== ACCEPTED)
  if (index !== -1) return { index, code: checks[index]!.code }
  acceptList(state, ticket, orders)
  arriveAll(state, orders, checks)
  return undefined
}

function standingRefusal(state: BookState, { orders }: OrderListTicket): ListRefusal | undefined {
  const index = orders.findIndex(
    ({ orderId }, at) =>
      findOrder(state, orderId) !== undefined || orders.slice(0, at).some((before) => before.orderId === orderId),
  )
  if (index !== -1) return { index, code: refusals.DUPLICATE_ORDER_ID }
  return state.phase === codes.CONTINUOUS ? undefined : { index: 0, code: refusals.PHASE_REFUSES }
}

function pegAndFilterRefusal(
  state: BookState,
  ticket: OrderListTicket,
  orders: readonly LiveOrder[],
): ListRefusal | undefined {
  const pegged = hasWorkingOrder(ticket.contingency) ? takePegPrice(state, orders[0]!) : ACCEPTED
  if (pegged !== ACCEPTED) return { index: 0, code: pegged }
  for (const [index, order] of orders.entries()) {
    const code = filtersRefuse(state, ticket.orders[index]!, order.priceTicks, orders.slice(0, index))
    if (code !== ACCEPTED) return { index, code }
  }
  return undefined
}

function acceptList(state: BookState, ticket: OrderListTicket, orders: LiveOrder[]): void {
  const list: LiveList = {
    contingency: ticket.contingency,
    feeRatePpm: ticket.feeRatePpm ?? 0,
    waiting: hasWorkingOrder(ticket.contingency),
    members: orders,
  }
  state.lists.push(list)
  for (const order of orders) {
    order.list = list
    acceptOrder(state, order)
  }
}

/** What was checked arrives; the others wait for it. */
function arriveAll(state: BookState, orders: readonly LiveOrder[], checks: readonly EntryCheck[]): void {
  // The pending ones wait from before the working order trades, which releases them.
  for (const pending of orders.slice(checks.length)) putAt(state, pending, 'pending')
  for (const [index, check] of checks.entries()) arrive(state, orders[index]!, check.priceTicks)
}
