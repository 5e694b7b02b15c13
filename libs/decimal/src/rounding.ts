import { DecimalError, shown } from './decimal-error.ts'

/**
 * The eight rounding modes, named as in Java's BigDecimal.
 *
 * - `UP`: away from zero
 * - `DOWN`: towards zero
 * - `CEILING`: towards positive infinity
 * - `FLOOR`: towards negative infinity
 * - `HALF_UP`: to the nearest, a tie away from zero
 * - `HALF_DOWN`: to the nearest, a tie towards zero
 * - `HALF_EVEN`: to the nearest, a tie to the even neighbour
 * - `UNNECESSARY`: the result is exact, anything else is refused
 */
export type RoundingMode =
  | 'UP'
  | 'DOWN'
  | 'CEILING'
  | 'FLOOR'
  | 'HALF_UP'
  | 'HALF_DOWN'
  | 'HALF_EVEN'
  | 'UNNECESSARY'

/** All rounding modes. */
export const roundingModes: readonly RoundingMode[] = [
  'UP',
  'DOWN',
  'CEILING',
  'FLOOR',
  'HALF_UP',
  'HALF_DOWN',
  'HALF_EVEN',
  'UNNECESSARY',
]

/** Whether a value from outside, such as a configuration file, names a rounding mode. */
export const isRoundingMode = (value: unknown): value is RoundingMode =>
  roundingModes.some((mode) => mode === value)

/**
 * Divides and rounds to an integer.
 *
 * @throws DecimalError `division by zero`, `rounding necessary` under `UNNECESSARY` with a remainder,
 *   `unknown rounding`
 */
export const divideRounded = (dividend: bigint, divisor: bigint, rounding: RoundingMode): bigint => {
  if (divisor === 0n) throw new DecimalError('division by zero', `${shown(dividend)} / 0`)
  const quotient = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n) return quotient
  if (rounding === 'UNNECESSARY') {
    throw new DecimalError('rounding necessary', `${shown(dividend)} / ${shown(divisor)} is not exact`)
  }
  const negative = dividend < 0n !== divisor < 0n
  const odd = (quotient & 1n) === 1n
  if (!roundsAway(rounding, negative, odd, compareWithHalf(remainder, divisor))) return quotient
  return negative ? quotient - 1n : quotient + 1n
}

/**
 * Whether a truncated quotient, of which something is left, is moved away from zero by one. `half` is -1, 0 or 1 as
 * what is left is less than, equal to or more than half of the divisor. `UNNECESSARY` is for the caller to refuse.
 */
export const roundsAway = (rounding: RoundingMode, negative: boolean, odd: boolean, half: number): boolean => {
  switch (rounding) {
    case 'UP':
      return true
    case 'DOWN':
    case 'UNNECESSARY':
      return false
    case 'CEILING':
      return !negative
    case 'FLOOR':
      return negative
    case 'HALF_UP':
      return half >= 0
    case 'HALF_DOWN':
      return half > 0
    case 'HALF_EVEN':
      return half > 0 || (half === 0 && odd)
    default:
      throw new DecimalError('unknown rounding', shown(rounding))
  }
}

const compareWithHalf = (remainder: bigint, divisor: bigint): number => {
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const whole = divisor < 0n ? -divisor : divisor
  return twice < whole ? -1 : twice > whole ? 1 : 0
}
