import { candleStartMs, DAY_MS, emptyCandle, nextCandleMs } from '@openlob/application'
import type { Candle, MarketTape } from '@openlob/application'
import type { InstrumentId } from '@openlob/domain'
import { averagePrice } from '../market/markets.ts'
import type { Market } from '../market/markets.ts'
import type { MarketFeed } from './market-feed.ts'
import { klinePayload, miniTickerEvent, tickerEvent } from './market-payloads.ts'
import type { Telling, TickerWindow } from './market-payloads.ts'
import { ROLLING_WINDOWS_MS } from './stream-name.ts'
import type { MarketStream, NamedStream, OverallStream } from './stream-name.ts'

/** What is to be told at a tick. */
export interface Ticking {
  readonly tape: MarketTape
  readonly named: NamedStream
  /** The one market of the stream, or all. */
  readonly markets: readonly Market[]
  readonly telling: Telling
  /** Whether the second has an even number: most candles are told every other second. */
  readonly isEvenSecond: boolean
  readonly feeds: ReadonlyMap<InstrumentId, MarketFeed>
}

type Kline = Extract<MarketStream, { kind: 'kline' }>

const AVERAGE_MS = 5 * 60_000

/** A stream that is told every second or two, where there is something new; it remembers what it told. */
export class TickedStream {
  /** By market, what was new when it was last told. */
  readonly #told = new Map<number, string>()
  #updateId: number | undefined
  #candleMs: number | undefined

  /** Tells whether an update has not been told yet, and remembers it. */
  isNew(updateId: number): boolean {
    if (updateId === this.#updateId) return false
    this.#updateId = updateId
    return true
  }

  /** What there is to tell. */
  payloads(ticking: Ticking): readonly string[] {
    const { named, markets } = ticking
    const { stream } = named
    const [market] = markets
    if (stream.kind === 'kline') return market === undefined ? [] : this.#candles(stream, market, ticking)
    if (stream.kind === 'avgPrice') return market === undefined ? [] : this.#average(market, ticking)
    if (stream.kind !== 'miniTicker' && stream.kind !== 'ticker' && stream.kind !== 'rollingTicker') return []
    const tickers = markets.flatMap((each) => this.#ticker(stream, each, ticking))
    if (named.symbol !== undefined) return tickers.map((ticker) => JSON.stringify(ticker))
    return tickers.length === 0 ? [] : [JSON.stringify(tickers)]
  }

  #ticker(stream: OverallStream, market: Market, { tape, telling, feeds }: Ticking): readonly object[] {
    const { instrumentId } = market.instrument
    const candles = tape.candles(instrumentId)
    const closeMs = Math.floor(telling.nowUs / 1000)
    const openMs = closeMs - (stream.kind === 'rollingTicker' ? ROLLING_WINDOWS_MS[stream.window] : DAY_MS)
    const candle = candles.window(openMs, closeMs) ?? emptyCandle(openMs, candles.lastTicksBefore(closeMs) ?? 0)
    const window: TickerWindow = { candle, openMs, closeMs }
    const best = stream.kind === 'ticker' ? bestOf(feeds.get(instrumentId), market) : {}
    if (!this.#isNews(instrumentId, JSON.stringify([candle.firstTradeId, candle.lastTradeId, best]))) return []
    if (stream.kind === 'miniTicker') return [miniTickerEvent(window, market, telling)]
    if (stream.kind === 'rollingTicker') return [tickerEvent(`${stream.window}Ticker`, window, market, telling)]
    const x = market.price.text(candles.lastTicksBefore(openMs) ?? 0)
    const Q = market.quantity.text(tape.lastTrade(instrumentId)?.quantityLots ?? 0)
    return [tickerEvent('24hrTicker', window, market, telling, { x, Q, ...best })]
  }

  #average(market: Market, { tape, telling }: Ticking): readonly string[] {
    const { instrumentId } = market.instrument
    const nowMs = telling.nowUs / 1000
    const last = tape.lastTrade(instrumentId)
    if (last === undefined) return []
    const candle = tape.candles(instrumentId).window(nowMs - AVERAGE_MS, nowMs)
    const lastPrice = market.price.text(last.priceTicks)
    const w = candle === undefined ? lastPrice : averagePrice(market, candle.quoteUnits, candle.lots)
    if (!this.#isNews(instrumentId, `${w} ${last.tradeId}`)) return []
    const { nowUs, time } = telling
    return [JSON.stringify({ e: 'avgPrice', E: time(nowUs), s: market.symbol, i: '5m', w, T: time(last.timestampUs) })]
  }

  /** The candle that closed since the last time, and the one that is open, where either has something new. */
  #candles(stream: Kline, market: Market, ticking: Ticking): readonly string[] {
    const { interval, offsetMs } = stream
    const { tape, telling, isEvenSecond } = ticking
    const nowMs = telling.nowUs / 1000
    const openMs = candleStartMs(interval, nowMs, offsetMs)
    const before = this.#candleMs
    this.#candleMs = openMs
    const candles = tape.candles(market.instrument.instrumentId)
    const payload = (candle: Candle, isClosed: boolean): string =>
      klinePayload(candle, market, { interval, offsetMs, isClosed }, telling)
    const found: string[] = []
    if (before !== undefined && before < openMs) {
      const lastMs = nextCandleMs(interval, before, offsetMs) - 1
      const closed = candles.candles({ interval, offsetMs, startMs: before, limit: 1 }, lastMs)
      for (const candle of closed) found.push(payload(candle, true))
    }
    if (interval !== '1s' && !isEvenSecond) return found
    const [open] = candles.candles({ interval, offsetMs, limit: 1 }, nowMs)
    if (open !== undefined && open.trades > 0 && this.#isNews(market.instrument.instrumentId, `${openMs} ${open.trades}`))
      found.push(payload(open, false))
    return found
  }

  #isNews(instrument: InstrumentId, news: string): boolean {
    if (this.#told.get(instrument) === news) return false
    this.#told.set(instrument, news)
    return true
  }
}

const NO_LEVEL = { priceTicks: 0, quantityLots: 0 }

/** The best prices as a ticker has them; zeros where a side is empty. */
function bestOf(feed: MarketFeed | undefined, { price, quantity }: Market): object {
  const depth = feed?.view?.depth(1)
  const bid = depth?.bids[0] ?? NO_LEVEL
  const ask = depth?.asks[0] ?? NO_LEVEL
  return {
    b: price.text(bid.priceTicks),
    B: quantity.text(bid.quantityLots),
    a: price.text(ask.priceTicks),
    A: quantity.text(ask.quantityLots),
  }
}
