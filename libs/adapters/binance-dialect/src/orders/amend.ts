import type { OrderAmended } from '@openlob/application'
import type { Order } from '@openlob/domain'
import { isFinal } from '@openlob/domain'
import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import { fixedText } from '../market/fixed-text.ts'
import type { Market } from '../market/markets.ts'
import { randomText } from '../security/new-api-key.ts'
import { carryOut, findOrder } from './engine-desk.ts'
import type { OrderNames } from './engine-desk.ts'
import { listFields } from './order-list-text.ts'
import { clientIdText, hasWorked, orderFields, selfTradeText, stillKnown, workingTime } from './order-text.ts'
import { readQuantity } from './quantities.ts'

/** Which order to make smaller. */
export interface Amendment extends OrderNames {
  readonly market: Market
  readonly newClientOrderId: string | undefined
  readonly newQty: string
}

const INCREASE = 'Order amend (quantity increase) is not supported.'
const NO_CHANGE = 'The requested action would change no state; rejecting.'

/** Makes an order smaller, in its place, and shows it. */
export async function amendKeepPriority(amendment: Amendment, call: Call): Promise<object> {
  const { desk, time } = call
  const { market, newQty, newClientOrderId = randomText(22) } = amendment
  const caller = callerOf(call)
  const { accountId } = caller.account
  const quantityLots = readQuantity('newQty', newQty, market)
  const order = await findOrder(desk, accountId, market, amendment)
  if (order === undefined || isFinal(order.status)) throw new DialectError('AMEND_REJECTED', ['Unknown order sent.'])
  if (quantityLots > order.quantityLots) throw new DialectError('AMEND_REJECTED', [INCREASE])
  if (quantityLots === order.quantityLots) throw new DialectError('AMEND_REJECTED', [NO_CHANGE])
  await checkAmendments(order, market, call)
  const { orderId } = order
  const command = { type: 'AmendOrder', accountId, order: { orderId }, quantityLots, newClientOrderId } as const
  // The report of the amendment names the one before.
  desk.cancelNames.set(orderId, clientIdText(order))
  const { events } = await carryOut(desk, caller, 'amend', command).finally(() => { desk.cancelNames.forget(orderId) })
  const amended = events.find((event) => event.type === 'OrderAmended' && event.order.orderId === orderId)
  if (amended?.type !== 'OrderAmended') throw new Error('an amendment that was carried out is told')
  const listStatus = order.listId === undefined ? undefined : await statusOfList(order.listId, amended, market, call)
  return {
    transactTime: time(amended.timestampUs),
    executionId: amended.sequence,
    amendedOrder: amendedOrder(stillKnown(amended.order, order), clientIdText(order), market, call),
    ...(listStatus !== undefined && { listStatus }),
  }
}

/** Fails where an order was amended as often as it may be. */
async function checkAmendments({ accountId, orderId }: Order, market: Market, { desk }: Call): Promise<void> {
  const { maxNumOrderAmends } = desk.rules.of(market)
  if (maxNumOrderAmends === undefined) return
  const amendments = await desk.history.amendments(accountId, orderId)
  if (amendments.length >= maxNumOrderAmends) throw new DialectError('AMEND_REJECTED', ['Filter failure: MAX_NUM_ORDER_AMENDS'])
}

/** The list that an amended order is one of. */
async function statusOfList(
  listId: number,
  { order, timestampUs }: OrderAmended,
  market: Market,
  { desk, time }: Call,
): Promise<object | undefined> {
  const lists = await desk.exchange.queries.orderLists(order.accountId)
  const list = lists.find((each) => each.listId === listId)
  if (list === undefined) return undefined
  const { orderListId, contingencyType, listOrderStatus, listClientOrderId, symbol, orders } = listFields(
    list,
    'executing',
    timestampUs,
    market,
    time,
  )
  return { orderListId, contingencyType, listOrderStatus, listClientOrderId, symbol, orders }
}

function amendedOrder(order: Order, origClientOrderId: string, market: Market, { time }: Call): object {
  const { price, executedQty, status, timeInForce, type, side } = orderFields(order, market)
  const { quantity, quote } = market
  return {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: order.listId ?? -1,
    origClientOrderId,
    clientOrderId: clientIdText(order),
    price,
    qty: quantity.text(order.quantityLots),
    executedQty,
    preventedQty: quantity.text(order.preventedLots ?? 0),
    quoteOrderQty: fixedText(order.conditions?.quoteUnits ?? 0n, quote.scale),
    cumulativeQuoteQty: fixedText(order.executedQuoteUnits, quote.scale),
    status,
    timeInForce,
    type,
    side,
    ...(hasWorked(order) && { workingTime: workingTime(order, time) }),
    selfTradePreventionMode: selfTradeText(order),
  }
}
