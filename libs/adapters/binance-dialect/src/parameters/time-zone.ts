import { checked } from './kinds.ts'
import type { Checked, Violation } from './kinds.ts'

const TIME_ZONE = /^([+-]?)(\d{1,2})(?::(\d{2}))?$/
const EARLIEST_MS = -12 * 3_600_000
const LATEST_MS = 14 * 3_600_000

/** How far a clock is ahead of UTC, such as `8`, `-1:30` or `+05:45`; in milliseconds. */
export const timeZone: Checked<number> = checked(
  (text): number | Violation => readTimeZone(text) ?? { error: 'INVALID_PARAMETER' },
  'Hours and minutes ahead of UTC, -12:00 to +14:00.',
)

/** The offset that a text names, in milliseconds; undefined where it names none. */
export function readTimeZone(text: string): number | undefined {
  const found = TIME_ZONE.exec(text)
  if (found === null) return undefined
  const [, sign, hours, minutes = '0'] = found
  if (Number(minutes) > 59) return undefined
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000
  const offsetMs = sign === '-' ? -ahead : ahead
  return offsetMs >= EARLIEST_MS && offsetMs <= LATEST_MS ? offsetMs : undefined
}
