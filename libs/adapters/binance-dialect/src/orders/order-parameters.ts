import * as z from 'zod'
import { clientOrderId, decimal, integer, oneOf, symbol } from '../parameters/kinds.ts'
import type { ShapeOf } from '../parameters/read-parameters.ts'

/** The types of orders. */
export const ORDER_TYPES = ['LIMIT', 'MARKET', 'LIMIT_MAKER', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const
/** How much a placed order can be answered with. */
export const RESPONSE_TYPES = ['ACK', 'RESULT', 'FULL'] as const
/** What keeps an order from trading with its own. */
export const STP_MODES = ['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const

/** A mode of self-trade prevention that a market can have. */
export type SelfTradePreventionMode = Exclude<(typeof STP_MODES)[number], 'TRANSFER'>

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
  strategyType: z.optional(integer(0, 2 ** 31 - 1)),
  stopPrice: z.optional(decimal),
  trailingDelta: z.optional(integer(1)),
  icebergQty: z.optional(decimal),
  newOrderRespType: z.optional(oneOf(RESPONSE_TYPES)),
  selfTradePreventionMode: z.optional(oneOf(STP_MODES)),
  pegPriceType: z.optional(oneOf(['PRIMARY_PEG', 'MARKET_PEG'])),
  pegOffsetValue: z.optional(integer(1, 100)),
  pegOffsetType: z.optional(oneOf(['PRICE_LEVEL'])),
}
