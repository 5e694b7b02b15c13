import { DecimalError, shown } from './decimal-error.ts'
import { isInt64 } from './int64.ts'
import { type RoundingMode, divideRounded, roundsAway } from './rounding.ts'
import {
  A,
  B,
  DIVISOR,
  HIGH,
  LOW,
  NEGATIVE_DIVISOR,
  RESULT,
  TWICE_REMAINDER,
  cells,
  divideWide,
  inexact,
  words,
} from './wide-division.ts'

const TWO_TO_32 = 2 ** 32
/** A product estimated below this fits 64 bits, and so does twice a remainder. */
const NATIVE_PRODUCT_END = 2 ** 62

/**
 * `a × b / divisor`, rounded once, over an intermediate product of 128 bits: a notional, a fee, a pro-rata share.
 *
 * @throws DecimalError `overflow` where an argument or the result does not fit a signed 64-bit integer;
 *   `division by zero`; `rounding necessary`
 */
export const mulDiv = (a: bigint, b: bigint, divisor: bigint, rounding: RoundingMode): bigint => {
  for (const value of [a, b, divisor]) if (!isInt64(value)) throw outOfRange(shown(value))
  const result = divideRounded(a * b, divisor, rounding)
  if (!isInt64(result)) throw outOfRange(`${a} * ${b} / ${divisor}`)
  return result
}

/**
 * `target[index] = a × b / divisor` as `mulDiv`, or `false` with the target unchanged where the result overflows.
 *
 * Allocates nothing once V8 has inlined it into a hot caller that reads its operands from a BigInt64Array. The operands
 * must be signed 64-bit integers, and the index within the target. About ten times quicker where the product is below
 * 2^62 in magnitude.
 *
 * @throws DecimalError `division by zero`, `rounding necessary`, with the target unchanged
 */
export const mulDivInto = (
  target: BigInt64Array,
  index: number,
  a: bigint,
  b: bigint,
  divisor: bigint,
  rounding: RoundingMode,
): boolean => {
  cells[A] = a
  cells[B] = b
  cells[DIVISOR] = divisor
  if (!divideCells(rounding)) return false
  target[index] = cells[RESULT]!
  return true
}

/**
 * `slots[at + 3] = slots[at] × slots[at + 1] / slots[at + 2]`, or `false` with the slots unchanged where it overflows.
 *
 * Allocates nothing, inlined or not, once compiled: no bigint crosses the call.
 *
 * @throws DecimalError `division by zero`, `rounding necessary`, with the slots unchanged
 */
export const mulDivSlots = (slots: BigInt64Array, at: number, rounding: RoundingMode): boolean => {
  cells[A] = slots[at]!
  cells[B] = slots[at + 1]!
  cells[DIVISOR] = slots[at + 2]!
  if (!divideCells(rounding)) return false
  slots[at + 3] = cells[RESULT]!
  return true
}

/** Divides what is in the cells: natively where the product fits 64 bits, in 16-bit digits otherwise. */
const divideCells = (rounding: RoundingMode): boolean => {
  const divisor = cells[DIVISOR]!
  if (divisor === 0n) throw new DecimalError('division by zero', `${shown(cells[A])} * ${shown(cells[B])} / 0`)
  const a = (words[2 * A + HIGH]! | 0) * TWO_TO_32 + words[2 * A + LOW]!
  const b = (words[2 * B + HIGH]! | 0) * TWO_TO_32 + words[2 * B + LOW]!
  const negative = (words[2 * A + HIGH]! ^ words[2 * B + HIGH]! ^ words[2 * DIVISOR + HIGH]!) < 0
  if (Math.abs(a * b) >= NATIVE_PRODUCT_END) return divideWide(negative, rounding)

  const product = BigInt.asIntN(64, cells[A]! * cells[B]!)
  const quotient = BigInt.asIntN(64, product / divisor)
  const remainder = BigInt.asIntN(64, product - BigInt.asIntN(64, quotient * divisor))
  cells[RESULT] = quotient
  if (remainder === 0n) return true
  if (rounding === 'UNNECESSARY') throw inexact()
  // Both as negative numbers: the smallest divisor has no positive counterpart. Each goes to its cell at once, as a
  // conditional bigint would become a heap object.
  cells[TWICE_REMAINDER] = BigInt.asIntN(64, remainder + remainder)
  if (remainder > 0n) cells[TWICE_REMAINDER] = BigInt.asIntN(64, remainder * -2n)
  cells[NEGATIVE_DIVISOR] = divisor
  if (divisor > 0n) cells[NEGATIVE_DIVISOR] = BigInt.asIntN(64, 0n - divisor)
  if (!roundsAway(rounding, negative, (words[2 * RESULT + LOW]! & 1) === 1, half())) return true
  if (negative) cells[RESULT] = BigInt.asIntN(64, quotient - 1n)
  else cells[RESULT] = BigInt.asIntN(64, quotient + 1n)
  return true
}

/** Twice the remainder against the divisor: less, equal or more. */
const half = (): -1 | 0 | 1 => {
  const twice = cells[TWICE_REMAINDER]!
  const whole = cells[NEGATIVE_DIVISOR]!
  return twice > whole ? -1 : twice < whole ? 1 : 0
}

const outOfRange = (what: string): DecimalError =>
  new DecimalError('overflow', `${what} does not fit a signed 64-bit integer`)
