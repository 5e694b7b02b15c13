import { DecimalError, shown } from './decimal-error.ts'

/** The largest scale: at most 255 digits after the point. */
export const MAX_SCALE = 255

/** The most digits a value may have, leading zeros not counted. */
export const MAX_DIGITS = 1000

const powers: readonly bigint[] = Array.from({ length: MAX_SCALE + 1 }, (_, exponent) => 10n ** BigInt(exponent))
const unitsEnd = 10n ** BigInt(MAX_DIGITS)
const negativeUnitsEnd = -unitsEnd

/** Ten to a non-negative integer power. */
export const powerOfTen = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent)

/** Whether so many units stay within `MAX_DIGITS`. */
export const fitsDigits = (units: bigint): boolean => units < unitsEnd && units > negativeUnitsEnd

/** Whether the number is an integer from 0 to `MAX_SCALE`. */
export const isScale = (scale: number): boolean => Number.isInteger(scale) && scale >= 0 && scale <= MAX_SCALE

/** @throws DecimalError `scale out of range` */
export const requireScale = (scale: number): void => {
  if (!isScale(scale)) throw new DecimalError('scale out of range', `scale ${shown(scale)} is not in 0..${MAX_SCALE}`)
}

/** @throws DecimalError `unsafe integer` for a number that is no safe integer */
export const toInteger = (value: bigint | number): bigint => {
  if (typeof value === 'bigint') return value
  if (!Number.isSafeInteger(value)) throw new DecimalError('unsafe integer', shown(value))
  return BigInt(value)
}
