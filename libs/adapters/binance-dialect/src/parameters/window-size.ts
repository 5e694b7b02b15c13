import * as z from 'zod'
import type { Violation } from './kinds.ts'

const UNITS = { m: { ms: 60_000, most: 59 }, h: { ms: 3_600_000, most: 23 }, d: { ms: 86_400_000, most: 7 } } as const

/** The length of a window: 1m to 59m, 1h to 23h, 1d to 7d; in milliseconds. */
export const windowSize: z.ZodType<number, string> = z
  .string()
  .transform((text, context): number => {
    const [, digits = '', letter = ''] = /^([1-9]\d?)([mhd])$/.exec(text) ?? []
    const unit = letter === 'm' || letter === 'h' || letter === 'd' ? UNITS[letter] : undefined
    if (unit !== undefined && Number(digits) <= unit.most) return Number(digits) * unit.ms
    const violation: Violation = { error: 'INVALID_PARAMETER' }
    context.addIssue({ code: 'custom', message: violation.error, params: { violation } })
    return z.NEVER
  })
  .describe('1m to 59m, 1h to 23h or 1d to 7d.')
