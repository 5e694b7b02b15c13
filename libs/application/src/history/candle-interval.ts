import { monthOf, monthStartMs } from './calendar.ts'

/** The spans that candles are asked for, as the field writes them: `m` is a minute and `M` a month. */
export const CANDLE_INTERVALS = [
  '1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M',
] as const

/** The length of a candle. */
export type CandleInterval = (typeof CANDLE_INTERVALS)[number]

/** A day, in milliseconds. */
export const DAY_MS = 86_400_000

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS }
/** The first of January 1970 was a Thursday, and weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS

/** How long an interval is, in milliseconds; undefined for months, which differ. */
export function intervalMs(interval: CandleInterval): number | undefined {
  const unitMs = UNIT_MS[interval.slice(-1)]
  return unitMs === undefined ? undefined : Number.parseInt(interval, 10) * unitMs
}

/**
 * Where the candle begins that `timeMs` falls into. Candles are aligned to the Unix epoch, weeks to Mondays, months to
 * the first of the month, by a clock that is `offsetMs` ahead of UTC.
 */
export function candleStartMs(interval: CandleInterval, timeMs: number, offsetMs = 0): number {
  const local = timeMs + offsetMs
  const lengthMs = intervalMs(interval)
  if (lengthMs === undefined) return monthStartMs(monthOf(local)) - offsetMs
  const origin = interval === '1w' ? FIRST_MONDAY_MS : 0
  return Math.floor((local - origin) / lengthMs) * lengthMs + origin - offsetMs
}

/** Where the candle begins that is so many `steps` behind, or before, the one that begins at `startMs`. */
export function nextCandleMs(interval: CandleInterval, startMs: number, offsetMs = 0, steps = 1): number {
  const lengthMs = intervalMs(interval)
  if (lengthMs !== undefined) return startMs + steps * lengthMs
  return monthStartMs(monthOf(startMs + offsetMs) + steps) - offsetMs
}
