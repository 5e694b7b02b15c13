import { candleStartMs, DAY_MS } from '@openlob/application'
import type { Candle } from '@openlob/application'
import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { chosenMarkets, someMarkets } from '../market/symbol-status.ts'
import type { MarketChoice } from '../market/symbol-status.ts'
import type { Market } from '../market/markets.ts'
import { bestPrices, tickerMini, tickerWindow } from '../market/ticker.ts'
import { oneOf } from '../parameters/kinds.ts'
import { timeZone } from '../parameters/time-zone.ts'
import { windowSize } from '../parameters/window-size.ts'
import { endpoint } from './endpoint.ts'
import type { Call, Endpoint } from './endpoint.ts'

const MINUTE_MS = 60_000
const CHOSEN_MAX = 100

const type = z.optional(oneOf(['FULL', 'MINI'], 'INVALID_TICKER_TYPE'))

/** What markets did over a span of time, and where they stand. */
export const tickerEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/ticker/24hr',
    method: 'ticker.24hr',
    about: 'The last 24 hours.',
    message: tickerMessage('Ticker24h'),
    security: 'NONE',
    weight: ({ symbol, symbols }) => {
      const count = symbol === undefined ? (symbols?.length ?? Infinity) : 1
      return count <= 20 ? 2 : count <= 100 ? 40 : 80
    },
    parameters: { ...someMarkets, type },
    run: ({ type: kind, ...choice }, call) =>
      oneOrAll(choice, call, async (market) => {
        const closeMs = Math.floor(call.nowUs / 1000)
        const span = { openMs: closeMs - DAY_MS, closeMs }
        if (kind === 'MINI') return tickerMini(market, candleIn(market, span, call), span, call)
        const ticker = tickerWindow(market, candleIn(market, span, call), span, call)
        return { ...ticker, ...(await beforeAndNow(market, span.openMs, call)) }
      }),
  }),
  endpoint({
    http: 'GET /api/v3/ticker/tradingDay',
    method: 'ticker.tradingDay',
    about: 'This day, by the clock of a time zone.',
    message: tickerMessage('Ticker'),
    security: 'NONE',
    weight: perMarket,
    parameters: { ...someMarkets, type, timeZone: z.optional(timeZone) },
    run: ({ type: kind, timeZone: offsetMs, ...choice }, call) => {
      const openMs = candleStartMs('1d', call.nowUs / 1000, offsetMs ?? 0)
      return spanTickers(choice, call, kind, { openMs, closeMs: openMs + DAY_MS - 1 })
    },
  }),
  endpoint({
    http: 'GET /api/v3/ticker',
    method: 'ticker',
    about: 'A window of one minute to seven days.',
    message: tickerMessage('Ticker'),
    security: 'NONE',
    weight: perMarket,
    parameters: { ...someMarkets, type, windowSize: z.optional(windowSize) },
    run: ({ type: kind, windowSize: sizeMs = DAY_MS, ...choice }, call) => {
      const closeMs = Math.floor(call.nowUs / 1000)
      const openMs = Math.floor((closeMs - sizeMs) / MINUTE_MS) * MINUTE_MS
      return spanTickers(choice, call, kind, { openMs, closeMs })
    },
  }),
  endpoint({
    http: 'GET /api/v3/ticker/price',
    method: 'ticker.price',
    about: 'The last price.',
    message: (body) => (Array.isArray(body) ? 'PriceTickerResponse' : 'PriceTickerSymbolResponse'),
    security: 'NONE',
    weight: ({ symbol }) => (symbol === undefined ? 4 : 2),
    parameters: someMarkets,
    run: (choice, call) =>
      oneOrAll(choice, call, (market) => {
        const last = call.desk.history.tape.lastTrade(market.instrument.instrumentId)
        return Promise.resolve({ symbol: market.symbol, price: market.price.text(last?.priceTicks ?? 0) })
      }),
  }),
  endpoint({
    http: 'GET /api/v3/ticker/bookTicker',
    method: 'ticker.book',
    about: 'The best prices of the book.',
    message: (body) => (Array.isArray(body) ? 'BookTickerResponse' : 'BookTickerSymbolResponse'),
    security: 'NONE',
    weight: ({ symbol }) => (symbol === undefined ? 4 : 2),
    parameters: someMarkets,
    run: (choice, call) =>
      oneOrAll(choice, call, async (market) => ({ symbol: market.symbol, ...(await bestPrices(market, call.desk)) })),
  }),
]

/** One market or several, with what changed or without. */
function tickerMessage(kind: 'Ticker' | 'Ticker24h'): (body: object) => string {
  return (body) => {
    const first = (Array.isArray(body) ? body[0] : body) as object | undefined
    const size = first === undefined || 'priceChange' in first ? 'Full' : 'Mini'
    return `${kind}${Array.isArray(body) ? '' : 'Symbol'}${size}Response`
  }
}

interface Span {
  readonly openMs: number
  readonly closeMs: number
}

async function oneOrAll(
  choice: MarketChoice,
  { desk }: Call,
  show: (market: Market) => Promise<object>,
): Promise<unknown> {
  const markets = chosenMarkets(desk.markets, choice)
  const shown = await Promise.all(markets.map(show))
  return choice.symbol === undefined ? shown : shown[0]
}

function spanTickers(choice: MarketChoice, call: Call, kind: 'FULL' | 'MINI' | undefined, span: Span): Promise<unknown> {
  const { symbol, symbols } = choice
  if (symbol === undefined && symbols === undefined) throw new DialectError('EITHER_PARAM', ['symbol', 'symbols'])
  if (symbols !== undefined && symbols.length > CHOSEN_MAX) throw new DialectError('INVALID_PARAMETER', ['symbols'])
  const show = kind === 'MINI' ? tickerMini : tickerWindow
  return oneOrAll(choice, call, (market) => Promise.resolve(show(market, candleIn(market, span, call), span, call)))
}

function candleIn({ instrument }: Market, { openMs, closeMs }: Span, { desk, nowUs }: Call): Candle | undefined {
  return desk.history.tape.candles(instrument.instrumentId).window(openMs, Math.min(closeMs, nowUs / 1000))
}

async function beforeAndNow(market: Market, openMs: number, { desk }: Call): Promise<object> {
  const { instrumentId } = market.instrument
  const { tape } = desk.history
  const last = tape.lastTrade(instrumentId)
  return {
    prevClosePrice: market.price.text(tape.candles(instrumentId).lastTicksBefore(openMs) ?? 0),
    lastQty: market.quantity.text(last?.quantityLots ?? 0),
    ...(await bestPrices(market, desk)),
  }
}

function perMarket({ symbol, symbols }: MarketChoice): number {
  return Math.min(200, 4 * (symbol === undefined ? (symbols?.length ?? 1) : 1))
}
