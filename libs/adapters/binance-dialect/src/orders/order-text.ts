import type { Order, OrderStatus } from '@openlob/domain'
import { fixedText } from '../market/fixed-text.ts'
import type { Market } from '../market/markets.ts'

/** Writes a time, given in microseconds, in the unit that the client chose. */
export type TimeWriter = (timeUs: number) => number

const STATUS: Readonly<Record<OrderStatus, string>> = {
  pending: 'PENDING_NEW',
  open: 'NEW',
  partially_filled: 'PARTIALLY_FILLED',
  filled: 'FILLED',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  expired_in_match: 'EXPIRED_IN_MATCH',
}

const UNNAMED = /^openlob-(\d{1,16})$/

/** The status of an order, in the words of the dialect. */
export function statusText(status: OrderStatus): string {
  return STATUS[status]
}

/** The client's name for an order; one that was placed without has one that is made of its id. */
export function clientIdText({ clientOrderId, orderId }: Pick<Order, 'clientOrderId' | 'orderId'>): string {
  return clientOrderId ?? `openlob-${orderId}`
}

/** The id in a name that {@link clientIdText} has made. */
export function orderIdIn(clientOrderId: string): number | undefined {
  const digits = UNNAMED.exec(clientOrderId)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The type of an order, in the words of the dialect. */
export function typeText({ type, postOnly }: Pick<Order, 'type' | 'postOnly'>): string {
  if (postOnly) return 'LIMIT_MAKER'
  return type === 'market' ? 'MARKET' : 'LIMIT'
}

/** What all answers that show an order have in common. */
export function orderFields(order: Order, { price, quantity, quote }: Market): Record<string, unknown> {
  return {
    price: price.text(order.priceTicks ?? 0),
    origQty: quantity.text(order.quantityLots),
    executedQty: quantity.text(order.executedLots),
    origQuoteOrderQty: fixedText(0n, quote.scale),
    cummulativeQuoteQty: fixedText(order.executedQuoteUnits, quote.scale),
    status: statusText(order.status),
    timeInForce: order.type === 'market' ? 'GTC' : order.timeInForce,
    type: typeText(order),
    side: order.side.toUpperCase(),
  }
}

/** An order as the questions about orders answer it. */
export function queriedOrder(order: Order, market: Market, time: TimeWriter): Record<string, unknown> {
  const { price, quantity } = market
  const { origQuoteOrderQty, ...fields } = orderFields(order, market)
  return {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: clientIdText(order),
    ...fields,
    stopPrice: price.text(0),
    icebergQty: quantity.text(0),
    time: time(order.createdUs),
    updateTime: time(order.updatedUs),
    isWorking: true,
    workingTime: time(order.createdUs),
    origQuoteOrderQty,
    selfTradePreventionMode: 'NONE',
  }
}

/** An order that was cancelled, as the answer to its cancellation. */
export function canceledOrder(
  order: Order,
  market: Market,
  cancelId: string,
  time: TimeWriter,
): Record<string, unknown> {
  return {
    symbol: market.symbol,
    origClientOrderId: clientIdText(order),
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: cancelId,
    transactTime: time(order.updatedUs),
    ...orderFields(order, market),
    selfTradePreventionMode: 'NONE',
  }
}
