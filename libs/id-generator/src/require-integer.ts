import { IdGeneratorError } from './id-generator-error.ts'
import type { IdGeneratorErrorCode } from './id-generator-error.ts'

/** The range of an integer and how to speak of it. */
export interface IntegerRange {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly code: IdGeneratorErrorCode
}

/** Returns `value` where it is an integer of the range, and throws the range's code where not. */
export function requireInteger(value: number, range: IntegerRange): number {
  if (Number.isSafeInteger(value) && value >= range.min && value <= range.max) return value
  throw new IdGeneratorError(
    range.code,
    `${range.name} must be an integer from ${range.min} to ${range.max}: ${range.name}=${String(value)}`,
  )
}
