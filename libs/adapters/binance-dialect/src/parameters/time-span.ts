import { DialectError } from '../errors/dialect-errors.ts'

const DAY_HOURS = 24
const DAY_US = DAY_HOURS * 3_600_000_000

/** Fails where more than a day, or less than nothing, lies between two times. */
export function checkSpan(startUs: number | undefined, endUs: number | undefined): void {
  if (startUs === undefined || endUs === undefined) return
  if (endUs < startUs) throw new DialectError('INVALID_PARAMETER', ['endTime'])
  if (endUs - startUs > DAY_US) throw new DialectError('INTERVAL_TOO_LONG', [DAY_HOURS])
}
