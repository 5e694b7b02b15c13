import fc from 'fast-check'
import { Decimal, INT64_MAX, INT64_MIN, type RoundingMode, roundingModes } from '@openlob/decimal'

/** Values with few digits, so that ties and equal values at different scales are frequent. */
const shortDecimal: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt({ min: -5000n, max: 5000n }), fc.nat({ max: 4 }))
  .map(([units, scale]) => Decimal.of(units, scale))

const longDecimal: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat({ max: 30 }))
  .map(([units, scale]) => Decimal.of(units, scale))

/** Decimals of up to forty digits and thirty of them after the point. */
export const decimal: fc.Arbitrary<Decimal> = fc.oneof(shortDecimal, longDecimal)

/** Decimals other than zero. */
export const nonZeroDecimal: fc.Arbitrary<Decimal> = decimal.filter((value) => !value.isZero())

/** The seven modes that round. */
export const rounding: fc.Arbitrary<Exclude<RoundingMode, 'UNNECESSARY'>> = fc.constantFrom(
  ...roundingModes.filter((mode) => mode !== 'UNNECESSARY'),
)

const int64Edge: fc.Arbitrary<bigint> = fc
  .tuple(fc.nat({ max: 63 }), fc.bigInt({ min: -2n, max: 2n }), fc.boolean())
  .map(([bits, offset, negative]) => BigInt.asIntN(64, (negative ? -1n : 1n) * (1n << BigInt(bits)) + offset))

/** Words of all-ones and all-zeros inside: what long division gets wrong. */
const int64Pattern: fc.Arbitrary<bigint> = fc
  .tuple(
    fc.array(fc.constantFrom('0000', '0001', '7fff', '8000', 'fffe', 'ffff'), { minLength: 4, maxLength: 4 }),
    fc.nat({ max: 63 }),
  )
  .map(([digits, shift]) => BigInt.asIntN(64, BigInt(`0x${digits.join('')}`)) >> BigInt(shift))

/** Signed 64-bit integers, the extremes and powers of two among them often. */
export const int64: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(INT64_MIN, INT64_MAX, 0n, 1n, -1n),
  int64Edge,
  int64Pattern,
  fc.bigInt({ min: INT64_MIN, max: INT64_MAX }),
  fc.bigInt({ min: -1000n, max: 1000n }),
)
