import { DecimalError, shown } from './decimal-error.ts'
import { isInt64 } from './int64.ts'
import { type RoundingMode, divideRounded, roundsAway } from './rounding.ts'
import {
  A,
  B,
  DIVISOR,
  HIGH,
  LOW,
  REMAINDER,
  RESULT,
  SIGNED_DIVISOR,
  cells,
  divideWide,
  inexact,
  words,
} from './wide-division.ts'

const TWO_TO_32 = 2 ** 32
const TWO_TO_61 = 2 ** 61
const TWO_TO_62 = 2 ** 62
const TWO_TO_111 = 2 ** 111

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
 * must be signed 64-bit integers, and the index within the target. Several times slower where the product exceeds
 * 2^111, the divisor 2^61 or the result 2^62.
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

/**
 * Divides what is in the cells, in native 64-bit arithmetic. A product beyond 64 bits is first brought down by an
 * estimate of the quotient in doubles: what remains then fits, so that both products may wrap round. The few operands
 * too large for that go to long division.
 */
const divideCells = (rounding: RoundingMode): boolean => {
  const divisor = cells[DIVISOR]!
  if (divisor === 0n) throw new DecimalError('division by zero', `${shown(cells[A])} * ${shown(cells[B])} / 0`)
  const negative = (words[2 * A + HIGH]! ^ words[2 * B + HIGH]! ^ words[2 * DIVISOR + HIGH]!) < 0
  if (!estimateQuotient()) return divideWide(negative, rounding)

  const estimate = cells[RESULT]!
  const rest = BigInt.asIntN(64, BigInt.asIntN(64, cells[A]! * cells[B]!) - BigInt.asIntN(64, estimate * divisor))
  const correction = BigInt.asIntN(64, rest / divisor)
  const remainder = BigInt.asIntN(64, rest - BigInt.asIntN(64, correction * divisor))
  cells[RESULT] = BigInt.asIntN(64, estimate + correction)
  if (remainder === 0n) return true
  if (rounding === 'UNNECESSARY') throw inexact()
  cells[REMAINDER] = remainder
  cells[SIGNED_DIVISOR] = divisor
  if (negative) cells[SIGNED_DIVISOR] = BigInt.asIntN(64, 0n - divisor)
  truncate(negative)
  if (roundsAway(rounding, negative, (words[2 * RESULT + LOW]! & 1) === 1, compareWithHalf())) step(!negative)
  return true
}

/**
 * Puts a quotient into the result cell that leaves a rest below 2^62: zero for a product below it, otherwise the
 * quotient of doubles, off by less than 2^-50 of itself. `false` where that would not do.
 */
const estimateQuotient = (): boolean => {
  const a = (words[2 * A + HIGH]! | 0) * TWO_TO_32 + words[2 * A + LOW]!
  const b = (words[2 * B + HIGH]! | 0) * TWO_TO_32 + words[2 * B + LOW]!
  const divisor = (words[2 * DIVISOR + HIGH]! | 0) * TWO_TO_32 + words[2 * DIVISOR + LOW]!
  const product = a * b
  const quotient = Math.abs(product) < TWO_TO_62 ? 0 : Math.trunc(product / divisor)
  if (Math.abs(product) >= TWO_TO_111 || Math.abs(divisor) >= TWO_TO_61 || Math.abs(quotient) >= TWO_TO_62) return false
  // Storing into a Uint32Array reduces modulo 2^32, which makes two's complement of a negative number.
  words[2 * RESULT + LOW] = quotient
  words[2 * RESULT + HIGH] = Math.floor(quotient / TWO_TO_32)
  return true
}

/** Moves a quotient that an estimate left one too far from zero, seen by the sign of the remainder. */
const truncate = (negative: boolean): void => {
  if ((words[2 * REMAINDER + HIGH]! ^ words[2 * SIGNED_DIVISOR + HIGH]!) >= 0) return
  cells[REMAINDER] = BigInt.asIntN(64, cells[REMAINDER]! + cells[SIGNED_DIVISOR]!)
  step(negative)
}

/** Moves the result by one. Two stores, as a conditional bigint would become a heap object. */
const step = (up: boolean): void => {
  if (up) cells[RESULT] = BigInt.asIntN(64, cells[RESULT]! + 1n)
  else cells[RESULT] = BigInt.asIntN(64, cells[RESULT]! - 1n)
}

/** Twice the remainder against the divisor, both of one sign: -1, 0 or 1 as its magnitude is less, equal or more. */
const compareWithHalf = (): number => {
  const twice = BigInt.asIntN(64, cells[REMAINDER]! + cells[REMAINDER]!)
  const divisor = cells[SIGNED_DIVISOR]!
  const order = twice < divisor ? -1 : twice > divisor ? 1 : 0
  return divisor < 0n ? -order : order
}

const outOfRange = (what: string): DecimalError =>
  new DecimalError('overflow', `${what} does not fit a signed 64-bit integer`)
