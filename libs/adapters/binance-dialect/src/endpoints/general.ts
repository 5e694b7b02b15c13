import * as z from 'zod'
import { ORDER_TYPES, STP_MODES } from '../orders/order-parameters.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import { filtersOf } from '../market/filters.ts'
import type { Market } from '../market/markets.ts'
import { chosenMarkets, someMarkets, symbolStatus } from '../market/symbol-status.ts'
import { flag, permissions as permissionList } from '../parameters/kinds.ts'
import type { MarketRules } from '../rules/market-rules.ts'
import { exchangeFilters } from '../rules/rule-filters.ts'
import { endpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** What every market of the exchange takes. */
const PERMISSIONS = ['SPOT', 'MARGIN', 'LEVERAGED']

/** Ping, time and what is listed. */
export const generalEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/ping',
    method: 'ping',
    about: 'Answers.',
    message: 'PingResponse',
    security: 'NONE',
    weight: 1,
    parameters: {},
    run: () => ({}),
  }),
  endpoint({
    http: 'GET /api/v3/time',
    method: 'time',
    about: 'The time of the exchange.',
    message: 'ServerTimeResponse',
    security: 'NONE',
    weight: 1,
    parameters: {},
    run: (_, { nowUs, time }) => ({ serverTime: time(nowUs) }),
  }),
  endpoint({
    http: 'GET /api/v3/exchangeInfo',
    method: 'exchangeInfo',
    about: 'Limits, markets and their rules.',
    message: 'ExchangeInfoResponse',
    security: 'NONE',
    weight: 20,
    parameters: { ...someMarkets, permissions: z.optional(permissionList), showPermissionSets: z.optional(flag) },
    run: ({ permissions, showPermissionSets = true, ...choice }, { desk, nowUs, time }) => {
      const named = choice.symbol ?? choice.symbols
      if (named !== undefined && (permissions ?? choice.symbolStatus) !== undefined) throw new DialectError('BAD_COMBINATION')
      const isSpot = named !== undefined || (permissions ?? PERMISSIONS).includes('SPOT')
      const markets = isSpot ? chosenMarkets(desk.markets, choice) : []
      return {
        timezone: 'UTC',
        serverTime: time(nowUs),
        rateLimits: desk.limits.rows(),
        exchangeFilters: exchangeFilters(desk.rules.exchange, desk.maxOpenOrdersPerAccount),
        symbols: markets.map((market) => symbolInfo(market, desk.rules.of(market), showPermissionSets)),
      }
    },
  }),
  ...(['GET /fapi/v1/exchangeInfo', 'GET /dapi/v1/exchangeInfo'] as const).map((http) =>
    endpoint({
      http,
      about: 'Limits and futures; there are none.',
      security: 'NONE',
      weight: 1,
      parameters: {},
      run: (_, { desk, nowUs, time }) => ({
        timezone: 'UTC',
        serverTime: time(nowUs),
        rateLimits: desk.limits.rows(),
        exchangeFilters: [],
        assets: [],
        symbols: [],
      }),
    }),
  ),
  endpoint({
    http: 'GET /api/v3/executionRules',
    method: 'executionRules',
    about: 'The rules of execution of markets; there are none.',
    message: 'ExecutionRulesResponse',
    security: 'NONE',
    weight: ({ symbol, symbols }) => Math.min(40, 2 * (symbol === undefined ? (symbols?.length ?? 20) : 1)),
    parameters: someMarkets,
    run: (choice, { desk }) => ({
      symbolRules: chosenMarkets(desk.markets, choice).map(({ symbol }) => ({ symbol, rules: [] })),
    }),
  }),
]

function symbolInfo(market: Market, rules: MarketRules, showPermissionSets: boolean): object {
  const { symbol, base, quote, price, quantity } = market
  return {
    symbol,
    status: symbolStatus(market),
    baseAsset: base.symbol,
    baseAssetPrecision: quantity.places,
    quoteAsset: quote.symbol,
    quotePrecision: price.places,
    quoteAssetPrecision: price.places,
    baseCommissionPrecision: base.scale,
    quoteCommissionPrecision: quote.scale,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    opoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf(market, rules),
    permissions: [],
    ...(showPermissionSets ? { permissionSets: [['SPOT']] } : {}),
    defaultSelfTradePreventionMode: market.selfTradePreventionMode,
    allowedSelfTradePreventionModes: STP_MODES.filter((mode) => mode !== 'TRANSFER'),
  }
}
