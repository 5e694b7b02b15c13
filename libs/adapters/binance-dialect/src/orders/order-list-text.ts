import type { Event, OrderList } from '@openlob/application'
import type { Order, OrderId } from '@openlob/domain'
import type { Desk } from '../desk.ts'
import type { Call } from '../endpoints/endpoint.ts'
import type { Market } from '../market/markets.ts'
import { randomText } from '../security/new-api-key.ts'
import { lastKnown } from './engine-desk.ts'
import { canceledOrder, clientIdText, stillKnown } from './order-text.ts'
import type { TimeWriter } from './order-text.ts'

/** The client's name for a list; one that was placed without has one that is made of its id. */
export function listIdText({ clientListId, listId }: Pick<OrderList, 'clientListId' | 'listId'>): string {
  return clientListId ?? `openlob-list-${listId}`
}

/** What kind of list it is: the dialect knows two. */
export function contingencyText({ contingency }: Pick<OrderList, 'contingency'>): 'OCO' | 'OTO' {
  return contingency === 'OCO' ? 'OCO' : 'OTO'
}

/** A list as every answer shows it. */
export function listFields(
  list: OrderList,
  status: 'executing' | 'done',
  transactionUs: number,
  market: Market,
  time: TimeWriter,
): Record<string, unknown> {
  const { symbol } = market
  return {
    orderListId: list.listId,
    contingencyType: contingencyText(list),
    listStatusType: status === 'executing' ? 'EXEC_STARTED' : 'ALL_DONE',
    listOrderStatus: status === 'executing' ? 'EXECUTING' : 'ALL_DONE',
    listClientOrderId: listIdText(list),
    transactionTime: time(transactionUs),
    symbol,
    orders: list.orders.map((order) => ({ symbol, orderId: order.orderId, clientOrderId: clientIdText(order) })),
  }
}

/** The lists that have ended by the events of a command. */
export function endedLists(events: readonly Event[]): readonly OrderList[] {
  return events.flatMap((event) => (event.type === 'OrderListChanged' && event.status === 'done' ? [event.list] : []))
}

/** The orders of a list as they are known, open or not. */
export async function knownOrders(desk: Desk, { accountId, orders }: OrderList): Promise<ReadonlyMap<OrderId, Order>> {
  const known = new Map<OrderId, Order>()
  for (const { orderId } of orders) {
    const order = await lastKnown(desk, accountId, { orderId })
    if (order !== undefined) known.set(orderId, order)
  }
  return known
}

/** A list that was cancelled, with the orders that went. */
export function canceledList(
  list: OrderList,
  events: readonly Event[],
  known: ReadonlyMap<OrderId, Order>,
  market: Market,
  { time }: Call,
): Record<string, unknown> {
  const ids = new Set(list.orders.map(({ orderId }) => orderId))
  const gone = events.flatMap((event) => ('order' in event && ids.has(event.order.orderId) ? [event.order] : []))
  const [first] = events
  const { listId } = list
  const reports = gone.map((order) =>
    canceledOrder({ ...stillKnown(order, known.get(order.orderId)), listId }, market, randomText(22), time),
  )
  return { ...listFields(list, 'done', first?.timestampUs ?? 0, market, time), orderReports: reports }
}
