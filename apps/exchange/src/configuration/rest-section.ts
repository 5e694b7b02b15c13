import * as z from 'zod'
import { count, decimal } from './kinds.ts'

const rateLimits = z.strictObject({
  weightPerMinute: count.default(6000).describe('Request weight of an IP address in a minute.'),
  requestsPerFiveMinutes: count.default(300_000).describe('Requests of an IP address in five minutes.'),
  ordersPerTenSeconds: count.default(100).describe('Unfilled orders of an account in ten seconds.'),
  ordersPerDay: count.default(200_000).describe('Unfilled orders of an account in a day.'),
  connectionsPerFiveMinutes: count.default(300).describe('WebSocket connections of the dialect that an IP address may attempt in five minutes.'),
})

const averageMinutes = z.int().min(0).max(10_080).default(5).describe('Minutes of the average price; 0 for the last price.')

const filters = z.strictObject({
  percentPrice: z
    .strictObject({ multiplierUp: decimal, multiplierDown: decimal, avgPriceMins: averageMinutes })
    .optional()
    .describe('PERCENT_PRICE: how far a price may be from the average, between two multiples of it.'),
  percentPriceBySide: z
    .strictObject({
      bidMultiplierUp: decimal,
      bidMultiplierDown: decimal,
      askMultiplierUp: decimal,
      askMultiplierDown: decimal,
      avgPriceMins: averageMinutes,
    })
    .optional()
    .describe('PERCENT_PRICE_BY_SIDE: the same with other multiples for those who buy and for those who sell.'),
  marketNotional: z
    .strictObject({ applyMin: z.boolean(), applyMax: z.boolean(), avgPriceMins: averageMinutes })
    .optional()
    .describe('NOTIONAL for market orders, at the average price.'),
  maxPosition: decimal.optional().describe('MAX_POSITION: how much of the base asset an account may have, with what it has ordered to buy.'),
  maxNumOrders: count.optional().describe('MAX_NUM_ORDERS: open orders of an account.'),
  maxNumAlgoOrders: count.optional().describe('MAX_NUM_ALGO_ORDERS: those of them that have a stop.'),
  maxNumIcebergOrders: count.optional().describe('MAX_NUM_ICEBERG_ORDERS'),
  maxNumOrderLists: count.optional().describe('MAX_NUM_ORDER_LISTS'),
  maxNumOrderAmends: count.optional().describe('MAX_NUM_ORDER_AMENDS: how often one order may be amended.'),
})

const most = z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0)

const exchangeFilters = z.strictObject({
  maxNumAlgoOrders: most.describe('EXCHANGE_MAX_NUM_ALGO_ORDERS: open orders of an account that have a stop; 0 for any number.'),
  maxNumIcebergOrders: most.describe('EXCHANGE_MAX_NUM_ICEBERG_ORDERS; 0 for any number.'),
  maxNumOrderLists: most.describe('EXCHANGE_MAX_NUM_ORDER_LISTS; 0 for any number.'),
  maxAsset: z
    .record(z.string(), decimal)
    .prefault({})
    .describe('MAX_ASSET: by asset, the largest quantity of an order, or its largest notional where the asset is the quote.'),
})

/** The Binance dialect. */
export const rest = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the trading port has the REST API of the Binance dialect, under `/api` and `/sapi`.'),
  allowedOrigins: z
    .union([z.enum(['none', 'any']), z.array(z.url())], { error: 'must be none, any, or a list of origins such as [https://example.org]' })
    .default('none')
    .describe('Which web pages may call it, by their origin (CORS).'),
  trustProxy: z
    .boolean()
    .default(false)
    .describe('Whether one reverse proxy stands in front, which puts the address of the client at the end of `X-Forwarded-For`: rate limits and allow-lists go by it.'),
  rateLimits: rateLimits.prefault({}).describe('What its clients may do.'),
  selfTradePreventionMode: z
    .enum(['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT'])
    .default('EXPIRE_MAKER')
    .describe('What keeps an order of the dialect from trading with one of the same account, where it does not say itself.'),
  filters: z.record(z.string(), filters).prefault({}).describe('Filters of the dialect by instrument, such as `BTC-USDT`, beside those that the instrument was listed with: [all of them](../guides/binance-clients.md#filters). Orders that do not come by the dialect are not held against them.'),
  exchangeFilters: exchangeFilters.prefault({}).describe('The same for all instruments together.'),
})
