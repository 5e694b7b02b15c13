import { ACCEPTED, DUPLICATE_ORDER_ID, PHASE_REFUSES, PRICE_RELATION } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { CONTINUOUS } from '../book-codes.ts'
import type { OrderListTicket, OrderTicket } from '../order-ticket.ts'
import { hasWorkingOrder, legsIndex, listRefusal, relationHolds } from '../rules/list-rules.ts'
import type { ListRefusal } from '../rules/list-rules.ts'
import type { BookState } from './book-state.ts'
import type { LiveList } from './live-order.ts'
import { LiveOrder } from './live-order.ts'
import { beginWork, isLive, marketRefusal, reportAccepted, workRefusal } from './placing.ts'

/** Places a list, all of it or none; what follows from it has still to be settled. */
export function placeOrderList(state: BookState, ticket: OrderListTicket): ListRefusal | undefined {
  const refusal = listRefusal(ticket, state.timeUs) ?? duplicateOf(state, ticket)
  if (refusal !== undefined) return refusal
  if (state.phase !== CONTINUOUS) return { index: 0, code: PHASE_REFUSES }
  const orders = ticket.orders.map((order) => new LiveOrder(order))
  for (const [index, order] of orders.entries()) {
    const before = orders.slice(0, index).filter(({ accountId }) => accountId === order.accountId).length
    const pending = index > 0 && hasWorkingOrder(ticket.contingency)
    const code = memberRefusal(state, ticket.orders[index]!, order, before, pending)
    if (code !== ACCEPTED) return { index, code }
  }
  const works = hasWorkingOrder(ticket.contingency)
  const ofBook = works ? workingRefusal(state, ticket, orders) : legsRefusal(state, ticket, orders)
  if (ofBook !== undefined) return ofBook
  accept(state, ticket, orders)
  return undefined
}

function duplicateOf(state: BookState, { orders }: OrderListTicket): ListRefusal | undefined {
  const index = orders.findIndex(
    ({ orderId }, at) => isLive(state, orderId) || orders.slice(0, at).some((other) => other.orderId === orderId),
  )
  return index === -1 ? undefined : { index, code: DUPLICATE_ORDER_ID }
}

/** A pending order takes the price of its peg only when it enters. */
function memberRefusal(
  state: BookState,
  ticket: OrderTicket,
  order: LiveOrder,
  listedBefore: number,
  pending: boolean,
): BookCode {
  if (!pending) return marketRefusal(state, ticket, order, listedBefore)
  const unpegged = withoutPeg(ticket)
  return marketRefusal(state, unpegged, new LiveOrder(unpegged), listedBefore)
}

function withoutPeg(ticket: OrderTicket): OrderTicket {
  const parts = Object.entries(ticket).filter(([name]) => name !== 'peg' && name !== 'pegOffsetLevels')
  return Object.fromEntries(parts) as unknown as OrderTicket
}

function workingRefusal(
  state: BookState,
  { contingency, orders: tickets }: OrderListTicket,
  orders: LiveOrder[],
): ListRefusal | undefined {
  const first = legsIndex(contingency)
  if (first !== undefined && !relationHolds(tickets[first]!, tickets[first + 1]!, 0)) {
    return { index: first, code: PRICE_RELATION }
  }
  const code = workRefusal(state, orders[0]!)
  return code === ACCEPTED ? undefined : { index: 0, code }
}

function legsRefusal(
  state: BookState,
  { orders: tickets }: OrderListTicket,
  orders: LiveOrder[],
): ListRefusal | undefined {
  const present = state.triggerPrices[orders[0]!.triggerSource]
  if (!relationHolds(tickets[0]!, tickets[1]!, present)) return { index: 0, code: PRICE_RELATION }
  for (const [index, order] of orders.entries()) {
    const code = workRefusal(state, order)
    if (code !== ACCEPTED) return { index, code }
  }
  return undefined
}

function accept(state: BookState, { contingency, feeRatePpm = 0 }: OrderListTicket, orders: LiveOrder[]): void {
  const waiting = hasWorkingOrder(contingency)
  const list: LiveList = { contingency, feeRatePpm, orders, waiting }
  for (const order of orders) {
    order.list = list
    state.register(order)
    reportAccepted(state, order, order.priceTicks)
  }
  if (!waiting) {
    for (const order of orders) beginWork(state, order)
    return
  }
  for (const order of orders.slice(1)) order.standing = 'pending'
  beginWork(state, orders[0]!)
}
