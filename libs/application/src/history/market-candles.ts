import type { Trade } from '@openlob/domain'
import { emptyCandle, GrowingCandle, joinedCandle } from './candle.ts'
import type { Candle } from './candle.ts'
import { candleStartMs, DAY_MS, intervalMs, nextCandleMs } from './candle-interval.ts'
import type { CandleInterval } from './candle-interval.ts'
import { CandleSeries } from './candle-series.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Which candles are wanted; both ends inclusive, by where a candle begins. */
export interface CandleSelection {
  readonly interval: CandleInterval
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
  /** At most so many: the first ones where a start is given, else the last ones. */
  readonly limit: number
  /** How far the clock that they are aligned by is ahead of UTC; whole minutes. */
  readonly offsetMs?: number | undefined
}

interface Bounds {
  readonly from: number
  readonly until: number
}

/**
 * The candles of one instrument, of every length and for every clock: kept by second, minute, hour and day, put
 * together from these when asked for.
 */
export class MarketCandles {
  readonly #seconds = new CandleSeries(SECOND_MS, 100_000)
  readonly #minutes = new CandleSeries(MINUTE_MS, 50_000)
  readonly #hours = new CandleSeries(HOUR_MS, 50_000)
  readonly #days = new CandleSeries(DAY_MS, 50_000)

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

  /** Puts what has grown into the series: once a second, and before they are read. */
  #settle(): void {
    const candle = this.#growing?.candle
    if (candle === undefined) return
    this.#growing = undefined
    for (const series of [this.#seconds, this.#minutes, this.#hours, this.#days]) series.add(candle)
  }

  /** The price of the last trade before a time, in ticks: the close of the last whole second with one. */
  lastTicksBefore(timeMs: number): number | undefined {
    this.#settle()
    for (const series of [this.#seconds, this.#minutes, this.#hours, this.#days]) {
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
    return this.#joined(from, until, [this.#days, this.#hours, this.#minutes, this.#seconds])
  }

  /** Candles in their order up to `nowMs`, from the first trade on; those without a trade have the price before. */
  candles(selection: CandleSelection, nowMs: number): readonly Candle[] {
    this.#settle()
    const { interval, limit, offsetMs = 0 } = selection
    const series = this.#seriesFor(interval, offsetMs)
    const { first } = series
    if (first === undefined || limit < 1) return []
    const { from, until } = boundsOf(selection, nowMs)
    const found: Candle[] = []
    let at = Math.max(from, candleStartMs(interval, first.openMs, offsetMs))
    let price = series.before(at)?.closeTicks ?? first.openTicks
    while (at <= until && found.length < limit) {
      const next = nextCandleMs(interval, at, offsetMs)
      const candle = this.#joined(at, next, [series])
      price = candle?.closeTicks ?? price
      found.push(candle === undefined ? emptyCandle(at, price) : { ...candle, openMs: at })
      at = next
    }
    return found
  }

  /** The longest of the kept candles that those of an interval are made of. */
  #seriesFor(interval: CandleInterval, offsetMs: number): CandleSeries {
    const lengthMs = intervalMs(interval) ?? DAY_MS
    for (const series of [this.#days, this.#hours, this.#minutes])
      if (lengthMs % series.widthMs === 0 && offsetMs % series.widthMs === 0) return series
    return this.#seconds
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

/** Where the first and the last candle of a selection begin. */
function boundsOf({ interval, startMs, endMs, limit, offsetMs = 0 }: CandleSelection, nowMs: number): Bounds {
  const until = candleStartMs(interval, Math.min(endMs ?? nowMs, nowMs), offsetMs)
  if (startMs === undefined) return { from: nextCandleMs(interval, until, offsetMs, 1 - limit), until }
  const start = candleStartMs(interval, startMs, offsetMs)
  return { from: start < startMs ? nextCandleMs(interval, start, offsetMs) : start, until }
}

/** The one, the other, or both as one. */
function joinedWhereThere(earlier: Candle | undefined, later: Candle | undefined): Candle | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later
  return joinedCandle(earlier, later)
}
