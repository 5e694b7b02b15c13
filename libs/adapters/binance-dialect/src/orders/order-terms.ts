import type { LimitTerms, MarketTerms, OrderTerms } from '@openlob/application'
import type { OrderConditions, PriceTicks, SelfTradePrevention } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import type { NewOrder } from './order-parameters.ts'
import { checkNotional, readAmount, readPrice, readQuantity } from './quantities.ts'

/** What an order is placed as: the fields of a new order without its market, or those of a leg of a list. */
export interface OrderFields extends Omit<NewOrder, 'symbol' | 'newOrderRespType'> {
  /** What its parameters' names begin with, where it is one of a list. */
  readonly prefix?: string
}

/** The most parts of an iceberg. */
export const ICEBERG_PARTS_MAX = 100
/** How far a stop may trail, in hundredths of a percent. */
export const TRAILING_DELTA = { least: 10, most: 2000 } as const
const STRATEGY_TYPE_MIN = 1_000_000

type OrderType = NewOrder['type']

const TYPES = {
  LIMIT: 'limit',
  LIMIT_MAKER: 'limit',
  MARKET: 'market',
  STOP_LOSS: 'stop',
  STOP_LOSS_LIMIT: 'stop_limit',
  TAKE_PROFIT: 'take_profit',
  TAKE_PROFIT_LIMIT: 'take_profit_limit',
} as const satisfies Record<OrderType, OrderTerms['orderType']>

const SELF_TRADES: Readonly<Record<NonNullable<NewOrder['selfTradePreventionMode']>, SelfTradePrevention | undefined>> = {
  NONE: 'none',
  EXPIRE_MAKER: 'expire_maker',
  EXPIRE_TAKER: 'expire_taker',
  EXPIRE_BOTH: 'expire_both',
  DECREMENT: 'decrement',
  // Accounts of one group there are none.
  TRANSFER: undefined,
}

/** What the engine is asked for; fails where the order is incomplete, contradicts itself or breaks a filter. */
export function termsOf(order: OrderFields, market: Market, isPaid = false): OrderTerms {
  checkCombination(order, isPaid)
  const side = order.side === 'BUY' ? 'buy' : 'sell'
  const conditions = conditionsOf(order, market)
  const given = Object.keys(conditions).length === 0 ? {} : { conditions }
  const name = order.newClientOrderId === undefined ? {} : { clientOrderId: order.newClientOrderId }
  const quantityLots = order.quantity === undefined ? 0 : readQuantity('quantity', order.quantity, market)
  const common = { side, quantityLots, ...name, ...given } as const
  checkIceberg(conditions, quantityLots)
  const orderType = TYPES[order.type]
  if (!hasLimit(order.type)) return { ...common, orderType: orderType as MarketTerms['orderType'] }
  const priceTicks = order.price === undefined ? (0 as const) : readPrice('price', order.price, market)
  if (priceTicks !== 0 && quantityLots !== 0) checkNotional(priceTicks, quantityLots, market)
  const limit = { priceTicks, timeInForce: order.timeInForce ?? 'GTC', postOnly: order.type === 'LIMIT_MAKER' } as const
  return { ...common, ...limit, orderType: orderType as LimitTerms['orderType'] }
}

/** Whether an order of this type has a limit, at once or from its stop on. */
export function hasLimit(type: OrderType): boolean {
  return type !== 'MARKET' && type !== 'STOP_LOSS' && type !== 'TAKE_PROFIT'
}

/** Whether an order of this type waits for a stop. */
export function isContingent(type: OrderType): boolean {
  return type.startsWith('STOP_LOSS') || type.startsWith('TAKE_PROFIT')
}

function conditionsOf(order: OrderFields, market: Market): OrderConditions {
  const { stopPrice, trailingDelta, icebergQty, quoteOrderQty, pegPriceType, pegOffsetValue } = order
  const { strategyId, strategyType, selfTradePreventionMode } = order
  const mode = SELF_TRADES[selfTradePreventionMode ?? market.selfTradePreventionMode]
  if (mode === undefined) throw new DialectError('STP_MODE_NOT_ALLOWED')
  const conditions: OrderConditions = {
    stopPriceTicks: stopPrice === undefined ? undefined : stopTicks(stopPrice, market),
    trailingBasisPoints: trailingDelta,
    displayLots: icebergQty === undefined ? undefined : readQuantity('icebergQty', icebergQty, market),
    quoteUnits: quoteOrderQty === undefined ? undefined : readAmount('quoteOrderQty', quoteOrderQty, market),
    peg: pegPriceType === undefined ? undefined : pegPriceType === 'PRIMARY_PEG' ? 'primary' : 'market',
    pegLevels: pegPriceType === undefined ? undefined : (pegOffsetValue ?? 0),
    selfTradePrevention: mode === 'none' ? undefined : mode,
    strategyId,
    strategyType,
  }
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined))
}

function stopTicks(stopPrice: string, market: Market): PriceTicks {
  return readPrice('stopPrice', stopPrice, market)
}

function checkIceberg({ displayLots }: OrderConditions, quantityLots: number): void {
  if (displayLots === undefined || quantityLots === 0) return
  if (displayLots >= quantityLots) throw new DialectError('ORDER_REJECTED', ['IcebergQty exceeds QTY.'])
  if (quantityLots > displayLots * ICEBERG_PARTS_MAX) throw new DialectError('FILTER_FAILURE', ['ICEBERG_PARTS'])
}

function checkCombination(order: OrderFields, isPaid: boolean): void {
  const { type, trailingDelta, strategyType } = order
  if (type === 'MARKET') checkMarketOrder(order)
  else {
    if (isPaid) absent(order, 'quantity')
    else given(order, 'quantity')
    absent(order, 'quoteOrderQty')
  }
  checkTimeInForce(order)
  checkPrice(order)
  if (isContingent(type)) {
    if ((order.stopPrice ?? trailingDelta) === undefined) 
      throw new DialectError('EITHER_PARAM', ['stopPrice', 'trailingDelta'].map((name) => parameterName(order, name)))
  } else {
    absent(order, 'stopPrice')
    absent(order, 'trailingDelta')
  }
  const { least, most } = TRAILING_DELTA
  if (trailingDelta !== undefined && (trailingDelta < least || trailingDelta > most))
    throw new DialectError('FILTER_FAILURE', ['TRAILING_DELTA'])
  checkPeg(order)
  if (strategyType !== undefined && strategyType < STRATEGY_TYPE_MIN) throw new DialectError('BAD_STRATEGY_TYPE')
}

function checkPrice(order: OrderFields): void {
  if (!hasLimit(order.type)) absent(order, 'price')
  else if (order.pegPriceType === undefined) given(order, 'price')
}

function checkTimeInForce(order: OrderFields): void {
  const { type, icebergQty, timeInForce } = order
  if (!hasLimit(type) || type === 'LIMIT_MAKER') absent(order, 'timeInForce')
  else given(order, 'timeInForce')
  if (icebergQty === undefined) return
  if (!hasLimit(type)) absent(order, 'icebergQty')
  if (timeInForce !== undefined && timeInForce !== 'GTC') throw unsupported()
}

function checkPeg({ type, timeInForce, pegPriceType, pegOffsetType, pegOffsetValue }: OrderFields): void {
  if ((pegOffsetType === undefined) !== (pegOffsetValue === undefined)) throw new DialectError('BAD_COMBINATION')
  if (pegPriceType === undefined) {
    if (pegOffsetType !== undefined) throw new DialectError('BAD_COMBINATION')
    return
  }
  if (!hasLimit(type)) throw new DialectError('ORDER_REJECTED', ['This order type may not use pegged price.'])
  const isPrimary = pegPriceType === 'PRIMARY_PEG'
  const isWrong = type === 'LIMIT_MAKER' ? !isPrimary : type === 'LIMIT' && isPrimary && timeInForce !== 'GTC'
  if (isWrong) throw new DialectError('ORDER_REJECTED', ['This price peg cannot be used with this order type.'])
}

function checkMarketOrder({ quantity, quoteOrderQty }: OrderFields): void {
  if (quantity === undefined && quoteOrderQty === undefined) throw new DialectError('EITHER_PARAM', ['quantity', 'quoteOrderQty'])
  if (quantity !== undefined && quoteOrderQty !== undefined) throw new DialectError('BAD_COMBINATION')
}

function unsupported(): DialectError {
  return new DialectError('ORDER_REJECTED', ['Unsupported order combination'])
}

function given(order: OrderFields, name: keyof OrderFields): void {
  if (order[name] === undefined) throw new DialectError('MANDATORY_PARAM', [parameterName(order, name)])
}

function absent(order: OrderFields, name: keyof OrderFields): void {
  if (order[name] !== undefined) throw new DialectError('PARAM_NOT_REQUIRED', [parameterName(order, name)])
}

/** The name of a parameter as the client sent it. */
function parameterName({ prefix }: OrderFields, name: string): string {
  return prefix === undefined ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1)
}
