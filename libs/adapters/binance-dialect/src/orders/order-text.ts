import type { ExpiryReason, Order, OrderStatus, OrderType } from '@openlob/domain'
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

const TYPES: Readonly<Record<OrderType, string>> = {
  limit: 'LIMIT',
  market: 'MARKET',
  stop: 'STOP_LOSS',
  stop_limit: 'STOP_LOSS_LIMIT',
  take_profit: 'TAKE_PROFIT',
  take_profit_limit: 'TAKE_PROFIT_LIMIT',
}

/** Why what was left of an order expired, in the words of the dialect. */
const EXPIRIES: Readonly<Record<ExpiryReason, string>> = {
  IOC_REMAINDER: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  FOK_NOT_FILLABLE: 'UNFILLED_FOK_ORDER_EXPIRED',
  NO_LIQUIDITY: 'INSUFFICIENT_LIQUIDITY',
  SELF_TRADE_PREVENTED: 'NONE',
  OTHER_LEG: 'OCO_TRIGGER',
  WORKING_ORDER_EXPIRED: 'OTO_PHASE_ONE_EXPIRED',
  REFUSED_ON_ENTRY: 'REJECTED',
}

/** The type of an order, in the words of the dialect. */
export function typeText({ type, postOnly }: Pick<Order, 'type' | 'postOnly'>): string {
  return type === 'limit' && postOnly ? 'LIMIT_MAKER' : TYPES[type]
}

/** How long an order stands; the dialect says that of one without a limit stands until it is cancelled. */
export function timeInForceText({ type, timeInForce }: Pick<Order, 'type' | 'timeInForce'>): string {
  return type === 'market' || type === 'stop' || type === 'take_profit' ? 'GTC' : timeInForce
}

/** Why what was left of an order expired, in the words of the dialect. */
export function expiryText(reason: ExpiryReason): string {
  return EXPIRIES[reason]
}

/** What keeps an order from trading with its own. */
export function selfTradeText({ conditions }: Pick<Order, 'conditions'>): string {
  return (conditions?.selfTradePrevention ?? 'none').toUpperCase()
}

/** An order as an event tells of it, with what is known of it besides. */
export function stillKnown(told: Order, known: Order | undefined): Order {
  if (known === undefined) return told
  const { conditions, listId, workingUs, preventedLots } = known
  return { ...told, conditions, listId, workingUs, preventedLots }
}

/** Whether an order works, or has: it waits neither for its stop nor for another order. */
export function hasWorked({ conditions, workingUs }: Pick<Order, 'conditions' | 'workingUs'>): boolean {
  return conditions === undefined || workingUs !== undefined
}

/** When an order began to work; -1 before. */
export function workingTime(order: Order, time: TimeWriter): number {
  if (!hasWorked(order)) return -1
  return time(order.workingUs ?? order.createdUs)
}

/** The quantity of an order; of one for an amount what it has traded. */
export function quantityText({ conditions, quantityLots, executedLots }: Order, { quantity }: Market): string {
  return quantity.text(conditions?.quoteUnits === undefined ? quantityLots : executedLots)
}

/** What all answers that show an order have in common. */
export function orderFields(order: Order, market: Market): Record<string, unknown> {
  const { price, quantity, quote } = market
  return {
    price: price.text(order.conditions?.peg === undefined ? (order.priceTicks ?? 0) : 0),
    origQty: quantityText(order, market),
    executedQty: quantity.text(order.executedLots),
    origQuoteOrderQty: fixedText(order.conditions?.quoteUnits ?? 0n, quote.scale),
    cummulativeQuoteQty: fixedText(order.executedQuoteUnits, quote.scale),
    status: statusText(order.status),
    timeInForce: timeInForceText(order),
    type: typeText(order),
    side: order.side.toUpperCase(),
  }
}

const NOTHING: Record<string, unknown> = {}

/** What only some orders have, by their conditions and what became of them. */
export function conditionalFields(order: Order, market: Market): Record<string, unknown> {
  const { conditions, preventedLots = 0, expiryReason } = order
  const isPlain = conditions === undefined && preventedLots === 0 && expiryReason === undefined
  return isPlain ? NOTHING : unusualFields(order, market)
}

function unusualFields(order: Order, market: Market): Record<string, unknown> {
  const { price, quantity } = market
  const { conditions = {}, preventedLots = 0, expiryReason } = order
  const { stopPriceTicks, displayLots, trailingBasisPoints, strategyId, strategyType } = conditions
  return {
    ...(displayLots !== undefined && { icebergQty: quantity.text(displayLots) }),
    ...(stopPriceTicks !== undefined && { stopPrice: price.text(stopPriceTicks) }),
    ...(trailingBasisPoints !== undefined && { trailingDelta: trailingBasisPoints }),
    ...(strategyId !== undefined && { strategyId }),
    ...(strategyType !== undefined && { strategyType }),
    ...(preventedLots > 0 && { preventedQuantity: quantity.text(preventedLots) }),
    ...pegFields(order, market),
    ...(expiryReason !== undefined && { expiryReason: expiryText(expiryReason) }),
  }
}

function pegFields({ conditions = {}, priceTicks }: Order, { price }: Market): Record<string, unknown> {
  const { peg, pegLevels = 0 } = conditions
  if (peg === undefined) return {}
  return {
    pegPriceType: peg === 'primary' ? 'PRIMARY_PEG' : 'MARKET_PEG',
    ...(pegLevels > 0 && { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: pegLevels }),
    peggedPrice: price.text(priceTicks ?? 0),
  }
}

/** An order as the questions about orders answer it. */
export function queriedOrder(order: Order, market: Market, time: TimeWriter): Record<string, unknown> {
  const { price, quantity } = market
  const { origQuoteOrderQty, ...fields } = orderFields(order, market)
  return {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: order.listId ?? -1,
    clientOrderId: clientIdText(order),
    ...fields,
    stopPrice: price.text(0),
    icebergQty: quantity.text(0),
    time: time(order.createdUs),
    updateTime: time(order.updatedUs),
    isWorking: hasWorked(order),
    workingTime: workingTime(order, time),
    origQuoteOrderQty,
    selfTradePreventionMode: selfTradeText(order),
    ...conditionalFields(order, market),
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
    orderListId: order.listId ?? -1,
    clientOrderId: cancelId,
    transactTime: time(order.updatedUs),
    ...orderFields(order, market),
    selfTradePreventionMode: selfTradeText(order),
    ...conditionalFields(order, market),
  }
}
