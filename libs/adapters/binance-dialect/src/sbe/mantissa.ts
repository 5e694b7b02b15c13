import { NotRepresentable } from './not-representable.ts'

/*
 * Decimals as whole numbers of 10^-places, from their texts.
 */

/** Whole numbers of so many digits are exact in a double. */
const SAFE_DIGITS = 15
const WORD = 2 ** 32
const MINUS = 45
const POINT = 46
const ZERO = 48
const INT64_MAX = 2n ** 63n - 1n
const INT128_MAX = 2n ** 127n - 1n

/** How many places a decimal has: as they are written, or without the zeros at its end. */
export function placesOf(decimal: string, isShortened: boolean): number {
  const point = decimal.indexOf('.')
  if (point < 0) return 0
  let end = decimal.length
  if (isShortened) while (decimal[end - 1] === '0') end -= 1
  return end - point - 1
}

/** Writes a whole number that is exact in a double as an int64. */
export function putInt64(octets: Buffer, at: number, value: number): void {
  const high = Math.floor(value / WORD)
  octets.writeUInt32LE(value - high * WORD, at)
  octets.writeInt32LE(high, at + 4)
}

/** Writes the decimal as an int64 of 10^-places, which has all its digits that are not 0. */
export function putMantissa64(octets: Buffer, at: number, decimal: string, places: number): void {
  const point = decimal.indexOf('.')
  const wholeDigits = point < 0 ? decimal.length : point
  if (wholeDigits + places <= SAFE_DIGITS) putInt64(octets, at, unitsOf(decimal, places))
  else octets.writeBigInt64LE(within(BigInt(digitsOf(decimal, places)), INT64_MAX), at)
}

/** The same as {@link digitsOf} where a double is exact: digit by digit, without texts in between. */
function unitsOf(decimal: string, places: number): number {
  const { length } = decimal
  const isNegative = decimal.charCodeAt(0) === MINUS
  let units = 0
  let at = isNegative ? 1 : 0
  for (; at < length && decimal.charCodeAt(at) !== POINT; at += 1) units = 10 * units + decimal.charCodeAt(at) - ZERO
  for (let place = 0; place < places; place += 1) {
    at += 1
    units *= 10
    if (at < length) units += decimal.charCodeAt(at) - ZERO
  }
  return isNegative ? -units : units
}

/** The same as an int128. */
export function putMantissa128(octets: Buffer, at: number, decimal: string, places: number): void {
  const mantissa = within(BigInt(digitsOf(decimal, places)), INT128_MAX)
  octets.writeBigUInt64LE(BigInt.asUintN(64, mantissa), at)
  octets.writeBigInt64LE(mantissa >> 64n, at + 8)
}

function digitsOf(decimal: string, places: number): string {
  const point = decimal.indexOf('.')
  if (point < 0) return decimal + '0'.repeat(places)
  const written = decimal.length - point - 1
  const fraction =
    written <= places
      ? decimal.slice(point + 1) + '0'.repeat(places - written)
      : decimal.slice(point + 1, point + 1 + places)
  return decimal.slice(0, point) + fraction
}

/** The lowest number says that there is none. */
function within(mantissa: bigint, maximum: bigint): bigint {
  if (mantissa > maximum || mantissa < -maximum) throw new NotRepresentable(`the mantissa ${mantissa}`)
  return mantissa
}
