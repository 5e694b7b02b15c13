import { CANDLE_INTERVALS } from '@openlob/application'
import type { Candle, CandleInterval } from '@openlob/application'
import { nextCandleMs } from '@openlob/application'
import type { Trade } from '@openlob/domain'
import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { aggregated } from '../market/aggregate-trades.ts'
import type { AggregateTrade } from '../market/aggregate-trades.ts'
import { fixedText } from '../market/fixed-text.ts'
import { averagePrice } from '../market/markets.ts'
import type { Market } from '../market/markets.ts'
import { symbolStatusParameter, withStatus } from '../market/symbol-status.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { integer, limit, oneOf, symbol, time as timeKind } from '../parameters/kinds.ts'
import { timeZone } from '../parameters/time-zone.ts'
import { endpoint } from './endpoint.ts'
import type { Call, Endpoint, EndpointTerms } from './endpoint.ts'

const DEPTH_LEVELS_MAX = 5000
const AVERAGE_MINUTES = 5

const candleParameters = {
  symbol,
  interval: oneOf(CANDLE_INTERVALS, 'BAD_INTERVAL'),
  startTime: z.optional(timeKind),
  endTime: z.optional(timeKind),
  timeZone: z.optional(timeZone),
  limit: limit(500, 1000),
}

type CandleEndpoint = Pick<EndpointTerms<typeof candleParameters>, 'message' | 'security' | 'weight' | 'parameters' | 'run'>

const candleTerms: CandleEndpoint = {
  message: 'KlinesResponse',
  security: 'NONE',
  weight: 2,
  parameters: candleParameters,
  run: async ({ symbol: name, interval, startTime, endTime, timeZone: offsetMs, limit: rows }, call) => {
    const { desk, nowUs, time } = call
    const market = desk.markets.named(name)
    const bounds = { startMs: ceilMs(startTime), endMs: floorMs(endTime) }
    const selection = { interval, ...bounds, limit: rows, offsetMs }
    const candles = await desk.history.candlesOf(market.instrument.instrumentId, selection, nowUs / 1000)
    return candles.map((candle) => candleRow(candle, market, { interval, offsetMs: offsetMs ?? 0, time }))
  },
}

/** Books, trades and candles; tickers have a file of their own. */
export const marketDataEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/depth',
    method: 'depth',
    about: 'The order book, best prices first.',
    message: 'DepthResponse',
    security: 'NONE',
    weight: ({ limit: levels }) => (levels <= 100 ? 5 : levels <= 500 ? 25 : levels <= 1000 ? 50 : 250),
    parameters: { symbol, limit: limit(100, DEPTH_LEVELS_MAX), symbolStatus: symbolStatusParameter },
    run: async ({ symbol: name, limit: levels, symbolStatus }, { desk }) => {
      const market = withStatus(desk.markets.named(name), symbolStatus)
      const depth = await desk.exchange.queries.depth(market.instrument.instrumentId, levels)
      const text = ({ priceTicks, quantityLots }: { priceTicks: number; quantityLots: number }): readonly string[] => [
        market.price.text(priceTicks),
        market.quantity.text(quantityLots),
      ]
      const { sequence = 0, bids = [], asks = [] } = depth ?? {}
      return { lastUpdateId: sequence, bids: bids.map(text), asks: asks.map(text) }
    },
  }),
  endpoint({
    http: 'GET /api/v3/trades',
    method: 'trades.recent',
    about: 'The last trades.',
    message: 'TradesResponse',
    security: 'NONE',
    weight: 25,
    parameters: { symbol, limit: limit(500, 1000) },
    run: ({ symbol: name, limit: rows }, { desk, time }) => {
      const market = desk.markets.named(name)
      // The tape has at least as many as can be asked for, or all that there were.
      const trades = desk.history.tape.trades({ instrumentId: market.instrument.instrumentId, limit: rows })
      return trades.map((trade) => tradeRow(trade, market, time))
    },
  }),
  endpoint({
    http: 'GET /api/v3/historicalTrades',
    method: 'trades.historical',
    about: 'Trades from an id on.',
    message: 'TradesResponse',
    security: 'NONE',
    weight: 25,
    parameters: { symbol, limit: limit(500, 1000), fromId: z.optional(integer(0)) },
    run: ({ symbol: name, limit: rows, fromId }, call) => tradeRows(name, { limit: rows, fromTradeId: fromId }, call),
  }),
  endpoint({
    http: 'GET /api/v3/historicalBlockTrades',
    method: 'blockTrades.historical',
    about: 'Block trades from an id on; there are none.',
    message: 'BlockTradesResponse',
    security: 'NONE',
    weight: 25,
    parameters: { symbol, fromId: integer(0), limit: limit(500, 1000) },
    run: ({ symbol: name }, { desk }) => {
      desk.markets.named(name)
      return []
    },
  }),
  endpoint({
    http: 'GET /api/v3/aggTrades',
    method: 'trades.aggregate',
    about: 'Trades, those of one taker at one price and time as one.',
    message: 'AggTradesResponse',
    security: 'NONE',
    weight: 4,
    parameters: {
      symbol,
      fromId: z.optional(integer(0)),
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      limit: limit(500, 1000),
    },
    run: async ({ symbol: name, fromId, startTime, endTime, limit: rows }, { desk, time }) => {
      if (fromId !== undefined && (startTime ?? endTime) !== undefined) throw new DialectError('BAD_COMBINATION')
      const market = desk.markets.named(name)
      const { instrumentId } = market.instrument
      const page = { fromTradeId: fromId, startUs: startTime, endUs: endTime }
      // A thousand rows may be any number of trades: enough of them for most, and none of them cut in half.
      const trades = await desk.history.trades({ instrumentId, ...page, limit: rows * AGGREGATED_TRADES })
      const groups = aggregated(trades)
      const fromStart = fromId !== undefined || startTime !== undefined
      const wanted = fromStart ? groups.slice(0, rows) : groups.slice(-rows)
      return wanted.map((group) => aggregateRow(group, market, time))
    },
  }),
  endpoint({ http: 'GET /api/v3/klines', method: 'klines', about: 'Candles.', ...candleTerms }),
  endpoint({ http: 'GET /api/v3/uiKlines', method: 'uiKlines', about: 'Candles for charts: the same ones.', ...candleTerms }),
  endpoint({
    http: 'GET /api/v3/avgPrice',
    method: 'avgPrice',
    about: 'The average price of the last five minutes, by volume.',
    message: 'AveragePriceResponse',
    security: 'NONE',
    weight: 2,
    parameters: { symbol },
    run: ({ symbol: name }, call) => {
      const { price, closeTime } = recentAverage(call.desk.markets.named(name), call)
      return { mins: AVERAGE_MINUTES, price, closeTime }
    },
  }),
  endpoint({
    http: 'GET /api/v3/referencePrice',
    method: 'referencePrice',
    about: 'The reference price; no market has one.',
    message: 'ReferencePriceResponse',
    security: 'NONE',
    weight: 2,
    parameters: { symbol },
    run: ({ symbol: name }, { desk }) => {
      desk.markets.named(name)
      throw new DialectError('NO_REFERENCE_PRICE')
    },
  }),
  endpoint({
    http: 'GET /api/v3/referencePrice/calculation',
    method: 'referencePrice.calculation',
    about: 'How the reference price comes about; no market has one.',
    message: 'ReferencePriceCalculationResponse',
    security: 'NONE',
    weight: 2,
    parameters: { symbol, symbolStatus: symbolStatusParameter },
    run: ({ symbol: name, symbolStatus }, { desk }) => {
      withStatus(desk.markets.named(name), symbolStatus)
      throw new DialectError('NO_REFERENCE_PRICE')
    },
  }),
]

/** So many trades are read for each aggregate trade that is wanted. */
const AGGREGATED_TRADES = 4

/** The average price of the last five minutes; the last price where there was no trade. */
export function recentAverage(
  market: Market,
  { desk, nowUs, time }: Pick<Call, 'desk' | 'nowUs' | 'time'>,
): { readonly price: string; readonly closeTime: number } {
  const { instrumentId } = market.instrument
  const last = desk.history.tape.lastTrade(instrumentId)
  if (last === undefined) return { price: market.price.text(0), closeTime: 0 }
  const nowMs = nowUs / 1000
  const candle = desk.history.tape.candles(instrumentId).window(nowMs - AVERAGE_MINUTES * 60_000, nowMs)
  const closeTime = time(last.timestampUs)
  if (candle === undefined) return { price: market.price.text(last.priceTicks), closeTime }
  return { price: averagePrice(market, candle.quoteUnits, candle.lots), closeTime }
}

async function tradeRows(
  name: string,
  page: { readonly limit: number; readonly fromTradeId?: number | undefined },
  { desk, time }: Call,
): Promise<readonly object[]> {
  const market = desk.markets.named(name)
  const trades = await desk.history.trades({ instrumentId: market.instrument.instrumentId, ...page })
  return trades.map((trade) => tradeRow(trade, market, time))
}

function tradeRow(trade: Trade, market: Market, time: TimeWriter): object {
  return {
    id: trade.tradeId,
    price: market.price.text(trade.priceTicks),
    qty: market.quantity.text(trade.quantityLots),
    quoteQty: fixedText(trade.quoteUnits, market.quote.scale),
    time: time(trade.timestampUs),
    isBuyerMaker: trade.takerSide === 'sell',
    isBestMatch: true,
  }
}

function aggregateRow({ first, last, lots }: AggregateTrade, market: Market, time: TimeWriter): object {
  return {
    a: first.tradeId,
    p: market.price.text(first.priceTicks),
    q: market.quantity.text(lots),
    f: first.tradeId,
    l: last.tradeId,
    T: time(first.timestampUs),
    m: first.takerSide === 'sell',
    M: true,
  }
}

interface CandleShape {
  readonly interval: CandleInterval
  readonly offsetMs: number
  readonly time: TimeWriter
}

function candleRow(
  candle: Candle,
  { price, quantity, quote }: Market,
  { interval, offsetMs, time }: CandleShape,
): readonly unknown[] {
  return [
    time(candle.openMs * 1000),
    price.text(candle.openTicks),
    price.text(candle.highTicks),
    price.text(candle.lowTicks),
    price.text(candle.closeTicks),
    quantity.text(candle.lots),
    time(nextCandleMs(interval, candle.openMs, offsetMs) * 1000 - 1),
    fixedText(candle.quoteUnits, quote.scale),
    candle.trades,
    quantity.text(candle.takerBuyLots),
    fixedText(candle.takerBuyQuoteUnits, quote.scale),
    '0',
  ]
}

function ceilMs(timeUs: number | undefined): number | undefined {
  return timeUs === undefined ? undefined : Math.ceil(timeUs / 1000)
}

function floorMs(timeUs: number | undefined): number | undefined {
  return timeUs === undefined ? undefined : Math.floor(timeUs / 1000)
}
