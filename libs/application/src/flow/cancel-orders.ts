import { ACCEPTED } from '@openlob/domain'
import type { CancelAllOrders, CancelOrder, OrderReference } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
import { trimHold } from './holds.ts'
import { sideCodeOf } from './match.ts'
import { must } from './must.ts'
import { orderView, remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { notTrading } from './validate.ts'

/** Takes one order out of the book. */
export function cancelOrder(state: FlowState, { accountId, order: reference }: CancelOrder): Refusal | undefined {
  if (state.venue.account(accountId) === undefined) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const order = state.orders.find(accountId, reference)
  if (order === undefined) return unknownOrder(reference)
  cancelOpenOrder(state, order)
  return undefined
}

/** Takes all orders of an account, or those on one instrument, out of the books, oldest first. */
export function cancelAllOrders(state: FlowState, { accountId, instrumentId }: CancelAllOrders): Refusal | undefined {
  if (state.venue.account(accountId) === undefined) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  if (instrumentId !== undefined) {
    const market = state.venue.market(instrumentId)
    if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${instrumentId}`)
    if (market.instrument.status === 'closed') return notTrading(market.instrument)
  }
  const orders = state.orders.ofAccount(accountId, instrumentId)
  for (const order of orders) cancelOpenOrder(state, order)
  state.emitter.allOrdersCanceled(accountId, instrumentId, orders.length)
  return undefined
}

/** Takes an order that rests out of its book and frees what it holds. */
export function cancelOpenOrder(state: FlowState, order: OpenOrder): void {
  const market = state.venue.market(order.instrumentId)
  must(market !== undefined, () => `an order's instrument is listed: orderId=${order.orderId}`)
  const code = market.book.cancel(order.orderId)
  must(code === ACCEPTED, () => `an open order rests in its book: orderId=${order.orderId} code=${code}`)
  trimHold(state, market.instrument, order, 0n)
  state.orders.remove(order)
  state.levels.add(order.instrumentId, sideCodeOf(order.side), order.priceTicks ?? 0, -remainingLots(order))
  order.status = 'canceled'
  order.updatedUs = state.emitter.timestampUs
  state.emitter.orderCanceled(orderView(order))
}

/** That an account has no such open order. */
export function unknownOrder({ orderId, clientOrderId }: OrderReference): Refusal {
  const detail = orderId === undefined ? `clientOrderId=${clientOrderId}` : `orderId=${orderId}`
  return refusal('UNKNOWN_ORDER', detail)
}
