import type { PlaceOrder } from '@openlob/application'
import type { AccountId } from '@openlob/domain'
import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import { clientOrderId, decimal, integer, oneOf, symbol } from '../parameters/kinds.ts'
import type { ShapeOf } from '../parameters/read-parameters.ts'
import { randomText } from '../security/new-api-key.ts'
import { checkNotional, readPrice, readQuantity } from './quantities.ts'

const ORDER_TYPES = ['LIMIT', 'MARKET', 'LIMIT_MAKER', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const
const STP_MODES = ['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const
const STRATEGY_TYPE_MIN = 1_000_000

/** A new order as it was asked for. */
export interface NewOrder {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly type: (typeof ORDER_TYPES)[number]
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | undefined
  readonly quantity: string | undefined
  readonly quoteOrderQty: string | undefined
  readonly price: string | undefined
  readonly newClientOrderId: string | undefined
  readonly strategyId: number | undefined
  readonly strategyType: number | undefined
  readonly stopPrice: string | undefined
  readonly trailingDelta: number | undefined
  readonly icebergQty: string | undefined
  readonly newOrderRespType: 'ACK' | 'RESULT' | 'FULL' | undefined
  readonly selfTradePreventionMode: (typeof STP_MODES)[number] | undefined
  readonly pegPriceType: 'PRIMARY_PEG' | 'MARKET_PEG' | undefined
  readonly pegOffsetValue: number | undefined
  readonly pegOffsetType: 'PRICE_LEVEL' | undefined
}

/** The parameters of a new order. */
export const newOrderParameters: ShapeOf<NewOrder> = {
  symbol,
  side: oneOf(['BUY', 'SELL'], 'INVALID_SIDE'),
  type: oneOf(ORDER_TYPES, 'INVALID_ORDER_TYPE'),
  timeInForce: z.optional(oneOf(['GTC', 'IOC', 'FOK'], 'INVALID_TIF')),
  quantity: z.optional(decimal),
  quoteOrderQty: z.optional(decimal),
  price: z.optional(decimal),
  newClientOrderId: z.optional(clientOrderId),
  strategyId: z.optional(integer(0)),
  strategyType: z.optional(integer(0)),
  stopPrice: z.optional(decimal),
  trailingDelta: z.optional(integer(1)),
  icebergQty: z.optional(decimal),
  newOrderRespType: z.optional(oneOf(['ACK', 'RESULT', 'FULL'])),
  selfTradePreventionMode: z.optional(oneOf(STP_MODES)),
  pegPriceType: z.optional(oneOf(['PRIMARY_PEG', 'MARKET_PEG'])),
  pegOffsetValue: z.optional(integer(1, 100)),
  pegOffsetType: z.optional(oneOf(['PRICE_LEVEL'])),
}

/** What the engine is to do, and how its answer is shown. */
export interface OrderPlan {
  readonly market: Market
  readonly command: PlaceOrder & { readonly clientOrderId: string }
  readonly responseType: 'ACK' | 'RESULT' | 'FULL'
  /** What the client is shown again. */
  readonly labels: { readonly strategyId?: number; readonly strategyType?: number }
}

/** What the engine does not do for any market yet. */
const UNSUPPORTED: Partial<Record<NewOrder['type'], string>> = {
  STOP_LOSS: 'Stop loss orders are not supported for this symbol.',
  STOP_LOSS_LIMIT: 'Stop loss limit orders are not supported for this symbol.',
  TAKE_PROFIT: 'Take profit orders are not supported for this symbol.',
  TAKE_PROFIT_LIMIT: 'Take profit limit orders are not supported for this symbol.',
}

/** The engine's command for a new order; fails where the order is incomplete, contradicts itself or breaks a filter. */
export function planOrder(order: NewOrder, market: Market, accountId: AccountId): OrderPlan {
  checkCombination(order)
  const { instrumentId } = market.instrument
  const { newClientOrderId = randomText(22) } = order
  const quantityLots = readQuantity('quantity', given(order, 'quantity'), market)
  const side = order.side === 'BUY' ? 'buy' : 'sell'
  const terms = { type: 'PlaceOrder', accountId, instrumentId, side, quantityLots, clientOrderId: newClientOrderId } as const
  const labels = {
    ...(order.strategyId === undefined ? {} : { strategyId: order.strategyId }),
    ...(order.strategyType === undefined ? {} : { strategyType: order.strategyType }),
  }
  const responseType = order.newOrderRespType ?? (order.type === 'LIMIT_MAKER' ? 'ACK' : 'FULL')
  const plan = { market, responseType, labels }
  if (order.type === 'MARKET') return { ...plan, command: { orderType: 'market', ...terms } }
  const priceTicks = readPrice('price', given(order, 'price'), market)
  checkNotional(priceTicks, quantityLots, market)
  const postOnly = order.type === 'LIMIT_MAKER'
  const timeInForce = order.timeInForce ?? 'GTC'
  return { ...plan, command: { orderType: 'limit', priceTicks, timeInForce, postOnly, ...terms } }
}

function checkCombination(order: NewOrder): void {
  const { strategyType, selfTradePreventionMode: stp } = order
  if (order.type === 'MARKET') checkMarketOrder(order)
  else {
    given(order, 'quantity')
    absent(order, 'quoteOrderQty')
    if (order.type === 'LIMIT') given(order, 'timeInForce')
    if (order.type === 'LIMIT_MAKER') absent(order, 'timeInForce')
  }
  const unsupported = unsupportedBy(order)
  if (unsupported !== undefined) throw new DialectError('ORDER_REJECTED', [unsupported])
  absent(order, 'stopPrice')
  absent(order, 'trailingDelta')
  if (strategyType !== undefined && strategyType < STRATEGY_TYPE_MIN) throw new DialectError('BAD_STRATEGY_TYPE')
  if (stp !== undefined && stp !== 'NONE') throw new DialectError('STP_MODE_NOT_ALLOWED')
}

function checkMarketOrder(order: NewOrder): void {
  const { quantity, quoteOrderQty } = order
  absent(order, 'timeInForce')
  absent(order, 'price')
  if (quantity === undefined && quoteOrderQty === undefined) throw new DialectError('EITHER_PARAM', ['quantity', 'quoteOrderQty'])
  if (quantity !== undefined && quoteOrderQty !== undefined) throw new DialectError('BAD_COMBINATION')
}

function unsupportedBy({ type, quoteOrderQty, icebergQty, pegPriceType, pegOffsetType }: NewOrder): string | undefined {
  if (UNSUPPORTED[type] !== undefined) return UNSUPPORTED[type]
  if (quoteOrderQty !== undefined) return 'Quote order qty market orders are not support for this symbol.'
  if (icebergQty !== undefined) return 'Iceberg orders are not supported for this symbol.'
  if (pegPriceType !== undefined || pegOffsetType !== undefined) return 'Pegged orders are not supported for this symbol.'
  return undefined
}

function given<Name extends keyof NewOrder>(order: NewOrder, name: Name): NonNullable<NewOrder[Name]> {
  const value = order[name]
  if (value === undefined) throw new DialectError('MANDATORY_PARAM', [name])
  return value
}

function absent(order: NewOrder, name: keyof NewOrder): void {
  if (order[name] !== undefined) throw new DialectError('PARAM_NOT_REQUIRED', [name])
}
