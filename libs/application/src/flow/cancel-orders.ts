import { ACCEPTED } from '@openlob/domain'
import type { CancelAllOrders } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
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
  for (const slot of slots) cancelOpenOrder(state, slot)
  state.emitter.allOrdersCanceled(accountId, instrumentId, slots.length)
  return undefined
}

/** Takes an order that rests out of its book and frees what it holds. */
export function cancelOpenOrder(state: FlowState, slot: number): void {
  const { orders, levels, emitter } = state
  const market = marketOf(state, slot)
  const code = market.book.cancel(orders.orderIdOf(slot))
  if (code !== ACCEPTED) broken(`an open order rests in its book: orderId=${orders.orderIdOf(slot)} code=${code}`)
  releaseHold(state, slot)
  levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot), -orders.remainingLotsOf(slot))
  orders.cancel(slot, emitter.timestampUs)
  emitter.orderCanceled(orders, slot)
  orders.remove(slot)
}

/** That an account has no such open order. */
export function unknownOrder({ orderId, clientOrderId }: OrderRequest): Refusal {
  const detail = orderId === undefined ? `clientOrderId=${clientOrderId}` : `orderId=${orderId}`
  return refusal('UNKNOWN_ORDER', detail)
}
