/*
 * Months of the proleptic Gregorian calendar, UTC, counted from January 1970. Days and months by Howard Hinnant's
 * "chrono-compatible low-level date algorithms": years that begin in March, so that the leap day is the last one.
 */

const DAY_MS = 86_400_000
/** Days from 1 March 0000 to 1 January 1970. */
const EPOCH_DAYS = 719_468
const DAYS_OF_400_YEARS = 146_097

/** The month that a time is in, in milliseconds since 1970; 0 is January 1970. */
export function monthOf(timeMs: number): number {
  const days = Math.floor(timeMs / DAY_MS) + EPOCH_DAYS
  const era = Math.floor(days / DAYS_OF_400_YEARS)
  const dayOfEra = days - era * DAYS_OF_400_YEARS
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  // 0 is March.
  const month = Math.floor((5 * dayOfYear + 2) / 153)
  return (yearOfEra + era * 400 - 1970) * 12 + month + 2
}

/** When a month begins, in milliseconds since 1970. */
export function monthStartMs(month: number): number {
  const fromMarch = month - 2
  const year = Math.floor(fromMarch / 12) + 1970
  const monthOfYear = fromMarch - Math.floor(fromMarch / 12) * 12
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * monthOfYear + 2) / 5)
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return (era * DAYS_OF_400_YEARS + dayOfEra - EPOCH_DAYS) * DAY_MS
}
