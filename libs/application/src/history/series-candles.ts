import { joinedCandle, emptyCandle } from './candle.ts'
import type { Candle } from './candle.ts'
import { candleStartMs, DAY_MS, intervalMs, nextCandleMs } from './candle-interval.ts'
import type { CandleInterval } from './candle-interval.ts'
import type { CandleSeries } from './candle-series.ts'
import type { KeptCandleSelection } from '../ports/trading-history.ts'

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

/** Where the first and the last candle of a selection begin. */
export interface CandleBounds {
  readonly from: number
  readonly until: number
}

/** Where the candles of a selection begin that are there up to `nowMs`. */
export function candleBounds(selection: CandleSelection, nowMs: number): CandleBounds {
  const { interval, startMs, endMs, limit, offsetMs = 0 } = selection
  const until = candleStartMs(interval, Math.min(endMs ?? nowMs, nowMs), offsetMs)
  if (startMs === undefined) return { from: nextCandleMs(interval, until, offsetMs, 1 - limit), until }
  const start = candleStartMs(interval, startMs, offsetMs)
  const from = start < startMs ? nextCandleMs(interval, start, offsetMs) : start
  return { from, until: Math.min(until, nextCandleMs(interval, from, offsetMs, limit - 1)) }
}

/** The longest of the kept candles that those of an interval are made of, by a clock ahead of UTC. */
export function keptWidthMs(interval: CandleInterval, offsetMs = 0): KeptCandleSelection['widthMs'] {
  const lengthMs = intervalMs(interval) ?? DAY_MS
  for (const widthMs of [86_400_000, 3_600_000, 60_000] as const)
    if (lengthMs % widthMs === 0 && offsetMs % widthMs === 0) return widthMs
  return 1000
}

/**
 * The candles of a selection out of shorter ones, in their order up to `nowMs`, from the first trade on; those without
 * a trade have the price before. The series is of {@link keptWidthMs}. O(what it finds).
 */
export function seriesCandles(series: CandleSeries, selection: CandleSelection, nowMs: number): readonly Candle[] {
  const { interval, limit, offsetMs = 0 } = selection
  const { first } = series
  if (first === undefined || limit < 1) return []
  const { from, until } = candleBounds(selection, nowMs)
  const found: Candle[] = []
  let at = Math.max(from, candleStartMs(interval, first.openMs, offsetMs))
  let price = series.before(at)?.closeTicks ?? first.openTicks
  while (at <= until && found.length < limit) {
    const next = nextCandleMs(interval, at, offsetMs)
    const candle = series.between(at, next).reduce(joinedWhereThere, undefined)
    price = candle?.closeTicks ?? price
    found.push(candle === undefined ? emptyCandle(at, price) : { ...candle, openMs: at })
    at = next
  }
  return found
}

/** The one, the other, or both as one. */
export function joinedWhereThere(earlier: Candle | undefined, later: Candle | undefined): Candle | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later
  return joinedCandle(earlier, later)
}
