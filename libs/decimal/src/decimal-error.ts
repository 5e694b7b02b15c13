/**
 * Every reason for which this library refuses a value.
 *
 * - `not a number`: text that does not follow the grammar, NaN or an infinity
 * - `unsafe integer`: a number that cannot hold its integer exactly, or is no integer where one is asked for
 * - `too many digits`: more than `MAX_DIGITS` digits
 * - `scale out of range`: a scale that is no integer from 0 to `MAX_SCALE`
 * - `overflow`: outside the signed 64-bit range
 * - `division by zero`: a divisor, or a whole to take a percentage of, that is zero
 * - `rounding necessary`: a digit would be lost under `UNNECESSARY`
 * - `unknown rounding`: a rounding mode that is none of the eight
 * - `invalid exponent`: a power that is negative or no integer
 * - `invalid weights`: no part to allocate to, too many, a negative weight, or all of them zero
 * - `invalid step`: a tick or lot that is not positive
 * - `implicit conversion`: a decimal used with `<`, `+` or another operator
 */
export type DecimalErrorCode =
  | 'not a number'
  | 'unsafe integer'
  | 'too many digits'
  | 'scale out of range'
  | 'overflow'
  | 'division by zero'
  | 'rounding necessary'
  | 'unknown rounding'
  | 'invalid exponent'
  | 'invalid weights'
  | 'invalid step'
  | 'implicit conversion'

/** Thrown on every refusal; `message` is the code followed by what was wrong, with the value in it. */
export class DecimalError extends Error {
  /** The kind of refusal; callers branch on this, not on the text. */
  readonly code: DecimalErrorCode

  /** `detail` says what was wrong, with the value in it. */
  constructor(code: DecimalErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.name = 'DecimalError'
    this.code = code
  }
}

/** A value as an error message shows it: a hostile megabyte of text is cut after its first forty characters. */
export const shown = (value: unknown): string => {
  const text = plain(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

const plain = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 41)).slice(1, -1)
  if (typeof value === 'bigint' || typeof value === 'number') return value.toString()
  return value === undefined ? 'undefined' : Object.prototype.toString.call(value)
}
