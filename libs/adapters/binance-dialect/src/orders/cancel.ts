import type { Order } from '@openlob/domain'
import { isFinal } from '@openlob/domain'
import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import { randomText } from '../security/new-api-key.ts'
import { carryOut, findOrder } from './engine-desk.ts'
import type { OrderNames } from './engine-desk.ts'
import { canceledList, endedLists, knownOrders } from './order-list-text.ts'
import { canceledOrder, stillKnown } from './order-text.ts'

/** Which order to cancel, and on what condition. */
export interface Cancellation extends OrderNames {
  readonly market: Market
  readonly cancelId: string | undefined
  readonly cancelRestrictions: 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED' | undefined
}

const UNKNOWN_ORDER = 'Unknown order sent.'

/** Cancels an order and shows it. */
export async function cancel(cancellation: Cancellation, call: Call): Promise<Record<string, unknown>> {
  const { desk, time } = call
  const { market, cancelId = randomText(22), cancelRestrictions } = cancellation
  const caller = callerOf(call)
  const { accountId } = caller.account
  const order = await findOrder(desk, accountId, market, cancellation)
  if (order === undefined || isFinal(order.status)) throw new DialectError('CANCEL_REJECTED', [UNKNOWN_ORDER])
  const wanted = cancelRestrictions === 'ONLY_NEW' ? 'open' : 'partially_filled'
  if (cancelRestrictions !== undefined && order.status !== wanted)
    throw new DialectError('CANCEL_REJECTED', ['Order was not canceled due to cancel restrictions.'])
  const { orderId } = order
  desk.cancelNames.set(orderId, cancelId)
  try {
    const { events } = await carryOut(desk, caller, 'cancel', { type: 'CancelOrder', accountId, order: { orderId } })
    const [list] = endedLists(events)
    if (list !== undefined) return canceledList(list, events, await knownOrders(desk, list), market, call)
    const canceled = events.find((event) => event.type === 'OrderCanceled')
    const told = canceled?.type === 'OrderCanceled' ? canceled.order : order
    return canceledOrder(stillKnown(told, order), market, cancelId, time)
  } finally {
    desk.cancelNames.forget(orderId)
  }
}

/** Cancels all orders of the caller in a market and shows them; fails where there are none. */
export async function cancelAll(market: Market, call: Call): Promise<readonly object[]> {
  const { desk, time } = call
  const caller = callerOf(call)
  const { accountId } = caller.account
  const { instrumentId } = market.instrument
  const open = await desk.exchange.queries.openOrders(accountId, instrumentId)
  const known = new Map(open.map((order) => [order.orderId, order]))
  const { events } = await carryOut(desk, caller, 'cancel', { type: 'CancelAllOrders', accountId, instrumentId })
  const canceled = events.flatMap((event): readonly Order[] => (event.type === 'OrderCanceled' ? [event.order] : []))
  if (canceled.length === 0) throw new DialectError('CANCEL_REJECTED', [UNKNOWN_ORDER])
  const lists = endedLists(events).map((list) => canceledList(list, events, known, market, call))
  const listed = new Set(endedLists(events).flatMap(({ orders }) => orders.map(({ orderId }) => orderId)))
  const alone = canceled.filter(({ orderId }) => !listed.has(orderId))
  const orders = alone.map((order) =>
    canceledOrder(stillKnown(order, known.get(order.orderId)), market, randomText(22), time),
  )
  return [...orders, ...lists]
}
