import { ACCEPTED } from '@openlob/domain'
import type { OrderId } from '@openlob/domain'
import type { CancelAllOrders, CancelOrderList } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
import { cancel, followReport } from './follow-report.ts'
import { marketOf, releaseHold } from './holds.ts'
import { broken } from './must.ts'
import type { OrderRequest } from './order-request.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { notTrading } from './validate.ts'

/** Takes one order out of the book. */
export function cancelOrder(state: FlowState, request: OrderRequest): Refusal | undefined {
  const { accountId } = request
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const slot = state.orders.findRequested(request)
  if (slot === 0) return unknownOrder(request)
  cancelOpenOrder(state, slot)
  return undefined
}

/** Takes all orders of an account, or those on one instrument, out of the books, oldest first. */
export function cancelAllOrders(state: FlowState, { accountId, instrumentId }: CancelAllOrders): Refusal | undefined {
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  if (instrumentId !== undefined) {
    const market = state.venue.market(instrumentId)
    if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${instrumentId}`)
    if (market.instrument.status === 'closed') return notTrading(market.instrument)
  }
  const slots = state.orders.slotsOfAccount(accountId, instrumentId)
  cancelOpenOrders(state, slots)
  state.emitter.allOrdersCanceled(accountId, instrumentId, slots.length)
  return undefined
}

/** Takes an order that rests out of its book and frees what it holds. */
export function cancelOpenOrder(state: FlowState, slot: number): void {
  const { orders, levels, emitter, matches } = state
  const orderId = orders.orderIdOf(slot)
  matches.reset(orderId)
  const code = marketOf(state, slot).book.cancel(orderId)
  if (code !== ACCEPTED) broken(`an open order is in its book: orderId=${orderId} code=${code}`)
  if (orders.conditional.get(orderId) !== undefined) {
    cancelConditional(state, slot)
    return
  }
  releaseHold(state, slot)
  levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot), -orders.remainingLotsOf(slot))
  orders.cancel(slot, emitter.timestampUs)
  emitter.orderCanceled(orders, slot)
  orders.remove(slot)
}

/** Takes open orders out of their books: each, since one may take others along. */
export function cancelOpenOrders(state: FlowState, slots: readonly number[]): void {
  const { orders } = state
  for (const orderId of slots.map((slot) => orders.orderIdOf(slot))) {
    const slot = orders.find(orderId)
    if (slot !== 0) cancelOpenOrder(state, slot)
  }
}

/** Cancels what is open of a list. */
export function cancelOrderList(state: FlowState, { accountId, list: named }: CancelOrderList): Refusal | undefined {
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const { conditional } = state.orders
  const { listId, clientListId } = named
  const list = clientListId === undefined ? conditional.list(listId) : conditional.listNamed(accountId, clientListId)
  if (list?.accountId !== accountId)
    return refusal('UNKNOWN_ORDER_LIST', clientListId === undefined ? `listId=${listId}` : `clientListId=${clientListId}`)
  cancelListed(state, list.open)
  return undefined
}

function cancelListed(state: FlowState, open: readonly OrderId[]): void {
  for (const orderId of [...open]) {
    const slot = state.orders.find(orderId)
    if (slot !== 0) cancelOpenOrder(state, slot)
  }
}

/** The book has cancelled an order with conditions, and what depends on it: the rest of its list goes too. */
function cancelConditional(state: FlowState, slot: number): void {
  const { conditional } = state.orders
  const list = conditional.list(conditional.get(state.orders.orderIdOf(slot))?.listId)
  cancel(state, slot)
  followReport(state)
  if (list !== undefined) cancelListed(state, list.open)
}

/** That an account has no such open order. */
export function unknownOrder({ orderId, clientOrderId }: OrderRequest): Refusal {
  const detail = orderId === undefined ? `clientOrderId=${clientOrderId}` : `orderId=${orderId}`
  return refusal('UNKNOWN_ORDER', detail)
}
