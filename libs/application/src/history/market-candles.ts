import type { Trade } from '@openlob/domain'
import type { KeptCandleSelection } from '../ports/trading-history.ts'
import { GrowingCandle } from './candle.ts'
import type { Candle } from './candle.ts'
import { DAY_MS } from './candle-interval.ts'
import { CandleSeries } from './candle-series.ts'
import { candleBounds, joinedWhereThere, keptWidthMs, seriesCandles } from './series-candles.ts'
import type { CandleSelection } from './series-candles.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

type Width = KeptCandleSelection['widthMs']

/** Candles of one length from before others began: whether they are all that there were, or the last ones. */
export interface OlderCandles {
  readonly candles: readonly Candle[]
  readonly isAll: boolean
}

/** How many candles of each length a market keeps; up to twice as many. */
export const CANDLES_KEPT: Readonly<Record<Width, number>> = {
  [SECOND_MS]: 100_000,
  [MINUTE_MS]: 50_000,
  [HOUR_MS]: 50_000,
  [DAY_MS]: 50_000,
}

/**
 * The candles of one instrument, of every length and for every clock: kept by second, minute, hour and day, put
 * together from these when asked for.
 */
export class MarketCandles {
  readonly #seconds = seriesOf(SECOND_MS)
  readonly #minutes = seriesOf(MINUTE_MS)
  readonly #hours = seriesOf(HOUR_MS)
  readonly #days = seriesOf(DAY_MS)
  /** Whether they go back to the first trade of the instrument, as far as they are kept. */
  #isWhole = false

  /** The trades of a second that may not be over; they are in no series yet. */
  #growing: GrowingCandle | undefined

  /** Takes a trade, which is not earlier than the one before. */
  add(trade: Trade): void {
    const openMs = Math.floor(trade.timestampUs / 1000 / SECOND_MS) * SECOND_MS
    if (this.#growing !== undefined && this.#growing.openMs >= openMs) {
      this.#growing.add(trade)
      return
    }
    this.#settle()
    this.#growing = new GrowingCandle(openMs, trade)
  }

  /** Puts in front what was traded before the first trade added: of each length, with the part of that it fell in. */
  precede(older: Readonly<Record<Width, OlderCandles>>): void {
    for (const series of this.#all()) series.precede(older[series.widthMs as Width])
    this.#isWhole = true
  }

  /** Whether {@link candles} has all candles of a selection; of old ones it may have none. */
  covers(selection: CandleSelection, nowMs: number): boolean {
    const series = this.#seriesOf(keptWidthMs(selection.interval, selection.offsetMs))
    return this.#isWhole && series.completeFromMs < candleBounds(selection, nowMs).from
  }

  /** The kept candles of a selection, those with trades. */
  kept({ widthMs, fromMs, untilMs, limit }: KeptCandleSelection): readonly Candle[] {
    this.#settle()
    const rows = this.#seriesOf(widthMs).between(fromMs ?? -Infinity, untilMs ?? Infinity)
    return fromMs === undefined ? rows.slice(Math.max(0, rows.length - limit)) : rows.slice(0, limit)
  }

  /** Puts what has grown into the series: once a second, and before they are read. */
  #settle(): void {
    const candle = this.#growing?.candle
    if (candle === undefined) return
    this.#growing = undefined
    for (const series of this.#all()) series.add(candle)
  }

  /** The price of the last trade before a time, in ticks: the close of the last whole second with one. */
  lastTicksBefore(timeMs: number): number | undefined {
    this.#settle()
    for (const series of this.#all()) {
      const before = series.before(Math.floor(timeMs / series.widthMs) * series.widthMs)
      if (before !== undefined) return before.closeTicks
    }
    return undefined
  }

  /** What was traded from `startMs` up to and with `endMs`, to the second; undefined where nothing was. */
  window(startMs: number, endMs: number): Candle | undefined {
    this.#settle()
    const from = Math.floor(startMs / SECOND_MS) * SECOND_MS
    const until = (Math.floor(endMs / SECOND_MS) + 1) * SECOND_MS
    return this.#joined(from, until, this.#all().toReversed())
  }

  /** Candles in their order up to `nowMs`, from the first trade on; those without a trade have the price before. */
  candles(selection: CandleSelection, nowMs: number): readonly Candle[] {
    this.#settle()
    return seriesCandles(this.#seriesOf(keptWidthMs(selection.interval, selection.offsetMs)), selection, nowMs)
  }

  #all(): readonly CandleSeries[] {
    return [this.#seconds, this.#minutes, this.#hours, this.#days]
  }

  #seriesOf(widthMs: Width): CandleSeries {
    if (widthMs === SECOND_MS) return this.#seconds
    if (widthMs === MINUTE_MS) return this.#minutes
    return widthMs === HOUR_MS ? this.#hours : this.#days
  }

  /** One candle from coarse ones in the middle and finer ones at the ends; O(how many those are). */
  #joined(from: number, until: number, [series, ...finer]: readonly CandleSeries[]): Candle | undefined {
    if (series === undefined || from >= until) return undefined
    const [next] = finer
    const { widthMs } = series
    const inner = next === undefined ? from : Math.ceil(from / widthMs) * widthMs
    const innerEnd = next === undefined ? until : Math.floor(until / widthMs) * widthMs
    if (inner > innerEnd) return this.#joined(from, until, finer)
    const middle = series.between(inner, innerEnd).reduce(joinedWhereThere, this.#joined(from, inner, finer))
    return joinedWhereThere(middle, this.#joined(innerEnd, until, finer))
  }
}

function seriesOf(widthMs: Width): CandleSeries {
  return new CandleSeries(widthMs, CANDLES_KEPT[widthMs])
}
