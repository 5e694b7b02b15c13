import { checked } from './kinds.ts'
import type { Checked, Violation } from './kinds.ts'

const UNITS = { m: { ms: 60_000, most: 59 }, h: { ms: 3_600_000, most: 23 }, d: { ms: 86_400_000, most: 7 } } as const

/** The length of a window: 1m to 59m, 1h to 23h, 1d to 7d; in milliseconds. */
export const windowSize: Checked<number> = checked((text): number | Violation => {
  const [, digits = '', letter = ''] = /^([1-9]\d?)([mhd])$/.exec(text) ?? []
  const unit = letter === 'm' || letter === 'h' || letter === 'd' ? UNITS[letter] : undefined
  return unit !== undefined && Number(digits) <= unit.most ? Number(digits) * unit.ms : { error: 'INVALID_PARAMETER' }
}, '1m to 59m, 1h to 23h or 1d to 7d.')
