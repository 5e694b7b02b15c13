import { type DecimalErrorCode } from './decimal-error.ts'
import { MAX_DIGITS, MAX_SCALE, fitsDigits, powerOfTen } from './limits.ts'

/** What a text stands for: `units` × 10^-`scale`. */
export interface ParsedDecimal {
  readonly units: bigint
  readonly scale: number
}

/** Longer text is refused unread: it could not name a value within the limits except by superfluous zeros. */
const MAX_TEXT_LENGTH = MAX_DIGITS + MAX_SCALE + 16

const ZERO = 48
const NINE = 57
const POINT = 46
const PLUS = 43
const MINUS = 45
const UPPER_E = 69
const LOWER_E = 101

/**
 * Reads `[+-]digits[.digits][e[+-]digits]`, or says why it cannot. Nothing else is accepted: no blanks, no separators,
 * no bare point. Work and memory are bounded by `MAX_DIGITS` and `MAX_SCALE`, whatever the exponent says.
 */
export const parseDecimalText = (text: unknown): ParsedDecimal | DecimalErrorCode => {
  if (typeof text !== 'string') return 'not a number'
  if (text.length > MAX_TEXT_LENGTH) return 'too many digits'
  const first = text.charCodeAt(0)
  const start = first === MINUS || first === PLUS ? 1 : 0
  const integerEnd = digitsEnd(text, start)
  if (integerEnd === start) return 'not a number'
  let end = integerEnd
  if (text.charCodeAt(integerEnd) === POINT) {
    end = digitsEnd(text, integerEnd + 1)
    if (end === integerEnd + 1) return 'not a number'
  }
  const fractionDigits = end === integerEnd ? 0 : end - integerEnd - 1
  const exponent = end === text.length ? 0 : exponentOf(text, end)
  if (exponent === undefined) return 'not a number'
  const magnitude = magnitudeOf(text, start, integerEnd, end)
  return scaled(first === MINUS ? -magnitude : magnitude, fractionDigits - exponent)
}

const digitsEnd = (text: string, start: number): number => {
  let at = start
  while (isDigit(text.charCodeAt(at))) at += 1
  return at
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** The exponent that starts at `at`; may be infinite, as the number of its digits is not limited. */
const exponentOf = (text: string, at: number): number | undefined => {
  const letter = text.charCodeAt(at)
  if (letter !== LOWER_E && letter !== UPPER_E) return undefined
  const sign = text.charCodeAt(at + 1)
  const start = sign === MINUS || sign === PLUS ? at + 2 : at + 1
  const end = digitsEnd(text, start)
  return end === start || end !== text.length ? undefined : Number(text.slice(at + 1))
}

/** The digits before and after the point as one integer; up to 15 of them fit a number, which is faster than text. */
const magnitudeOf = (text: string, start: number, integerEnd: number, end: number): bigint => {
  if (end - start > 15) return BigInt(text.slice(start, integerEnd) + text.slice(integerEnd + 1, end))
  let value = 0
  for (let at = start; at < end; at += 1) {
    if (at !== integerEnd) value = value * 10 + text.charCodeAt(at) - ZERO
  }
  return BigInt(value)
}

const scaled = (units: bigint, scale: number): ParsedDecimal | DecimalErrorCode => {
  if (scale > MAX_SCALE) return 'scale out of range'
  if (scale >= 0) return fitsDigits(units) ? { units, scale } : 'too many digits'
  if (units === 0n) return { units, scale: 0 }
  if (-scale >= MAX_DIGITS) return 'too many digits'
  const whole = units * powerOfTen(-scale)
  return fitsDigits(whole) ? { units: whole, scale: 0 } : 'too many digits'
}
