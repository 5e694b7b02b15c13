import { SbeError } from './sbe-error.ts'

/** The largest exponent of a decimal, either way: what an int8 says. */
const EXPONENT_MAX = 128

/** A mantissa and its exponent of ten as decimal text: `decimalText(12345n, -2)` is `123.45`. */
export function decimalText(mantissa: bigint | number, exponent: number): string {
  requireExponent(exponent)
  const digits = BigInt(mantissa).toString()
  const [sign, magnitude] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits]
  if (exponent >= 0) return magnitude === '0' ? '0' : sign + magnitude + '0'.repeat(exponent)
  const padded = magnitude.padStart(1 - exponent, '0')
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}

/**
 * The mantissa that a decimal text has with an exponent of ten: `mantissaOf('123.45', -2)` is `12345n`. Throws an
 * {@link SbeError} with `VALUE_OUT_OF_RANGE` where it would not be whole, or the text is no decimal.
 */
export function mantissaOf(text: string, exponent: number): bigint {
  requireExponent(exponent)
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined) throw new SbeError('VALUE_OUT_OF_RANGE', `this is no decimal: ${JSON.stringify(text)}`)
  const shift = -exponent - fraction.length
  const digits = BigInt(`${sign!}${whole}${fraction}`)
  const scale = 10n ** BigInt(Math.abs(shift))
  if (shift >= 0) return digits * scale
  if (digits % scale !== 0n) {
    throw new SbeError('VALUE_OUT_OF_RANGE', `${text} has more digits than an exponent of ${exponent} says`)
  }
  return digits / scale
}

function requireExponent(exponent: number): void {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= EXPONENT_MAX) return
  throw new SbeError('VALUE_OUT_OF_RANGE', `an exponent is from -${EXPONENT_MAX} to ${EXPONENT_MAX}: ${exponent}`)
}

/** How many of a time unit, as schemas and the codes of the standard name it, a second has. */
const UNITS_PER_SECOND: Readonly<Record<string, bigint>> = {
  second: 1n,
  millisecond: 1_000n,
  microsecond: 1_000_000n,
  nanosecond: 1_000_000_000n,
  '0': 1n,
  '3': 1_000n,
  '6': 1_000_000n,
  '9': 1_000_000_000n,
}

/**
 * A timestamp in nanoseconds. Throws an {@link SbeError} with `UNKNOWN_VALUE` for a time unit other than second,
 * millisecond, microsecond and nanosecond, or their codes 0, 3, 6 and 9.
 */
export function nanosecondsOf(timestamp: bigint | number, timeUnit: string | number): bigint {
  const units = UNITS_PER_SECOND[String(timeUnit)]
  if (units === undefined) throw new SbeError('UNKNOWN_VALUE', `there is no time unit ${JSON.stringify(timeUnit)}`)
  return BigInt(timestamp) * (1_000_000_000n / units)
}
