import { DecimalError, shown } from './decimal-error.ts'
import { isInt64 } from './int64.ts'
import { type RoundingMode, divideRounded, roundsAway } from './rounding.ts'
import { A, B, DIVISOR, HIGH, LOW, RESULT, cells, divideWide, words } from './wide-division.ts'

const TWO_TO_32 = 2 ** 32
/** Below this product doubles are exact, the check of the quotient included. */
const EXACT_PRODUCT_END = 2 ** 52

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
 * must be signed 64-bit integers, and the index within the target. Quick where the product is below 2^52.
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
export const mulDivSlots = (slots: BigInt64Array, at: number, rounding: RoundingMode): boolean =>
  mulDivInto(slots, at + 3, slots[at]!, slots[at + 1]!, slots[at + 2]!, rounding)

/** Divides what is in the cells; in doubles where they are exact, in 16-bit digits otherwise. */
const divideCells = (rounding: RoundingMode): boolean => {
  const a = Math.abs((words[2 * A + HIGH]! | 0) * TWO_TO_32 + words[2 * A + LOW]!)
  const b = Math.abs((words[2 * B + HIGH]! | 0) * TWO_TO_32 + words[2 * B + LOW]!)
  const divisor = Math.abs((words[2 * DIVISOR + HIGH]! | 0) * TWO_TO_32 + words[2 * DIVISOR + LOW]!)
  const negative = (words[2 * A + HIGH]! ^ words[2 * B + HIGH]! ^ words[2 * DIVISOR + HIGH]!) < 0
  if (divisor === 0) throw new DecimalError('division by zero', `${shown(cells[A])} * ${shown(cells[B])} / 0`)
  const product = a * b
  if (product >= EXACT_PRODUCT_END) return divideWide(negative, rounding)

  // The quotient of two doubles may have been rounded up to the next integer, never further.
  let quotient = Math.floor(product / divisor)
  let remainder = product - quotient * divisor
  if (remainder < 0) {
    quotient -= 1
    remainder += divisor
  }
  if (remainder > 0) {
    if (rounding === 'UNNECESSARY') throw inexact()
    const half = 2 * remainder < divisor ? -1 : 2 * remainder > divisor ? 1 : 0
    if (roundsAway(rounding, negative, quotient % 2 === 1, half)) quotient += 1
  }
  // Storing into a Uint32Array reduces modulo 2^32, which makes two's complement of a negative number.
  const signed = negative ? -quotient : quotient
  words[2 * RESULT + LOW] = signed
  words[2 * RESULT + HIGH] = Math.floor(signed / TWO_TO_32)
  return true
}

const inexact = (): DecimalError =>
  new DecimalError('rounding necessary', `${shown(cells[A])} * ${shown(cells[B])} / ${shown(cells[DIVISOR])} is not exact`)

const outOfRange = (what: string): DecimalError =>
  new DecimalError('overflow', `${what} does not fit a signed 64-bit integer`)
