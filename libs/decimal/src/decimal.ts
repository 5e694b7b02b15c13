import { allocateUnits, splitUnits } from './allocate.ts'
import { DecimalError, shown } from './decimal-error.ts'
import { type FormatOptions, decoratedText, plainText } from './format.ts'
import { isInt64 } from './int64.ts'
import { fitsDigits, powerOfTen, requireScale, toInteger } from './limits.ts'
import { parseDecimalText } from './parse.ts'
import { type RoundingMode, divideRounded } from './rounding.ts'

/**
 * An exact decimal number, `units` × 10^-`scale`. Immutable: every operation returns a new value.
 *
 * `add`, `subtract`, `multiply`, `remainder` and `power` are exact; whatever can lose a digit takes a rounding mode.
 * The scale is kept, `1.50` stays `1.50`, yet never decides a comparison: `1.5` equals `1.50`. For a map's key take
 * `normalise().toString()`. A result beyond `MAX_DIGITS` or `MAX_SCALE` throws `DecimalError`, and so does an operator
 * such as `<` or `+` applied to a decimal.
 */
export class Decimal {
  /** 0 with scale 0. */
  static readonly zero: Decimal = new Decimal(0n, 0)
  /** 1 with scale 0. */
  static readonly one: Decimal = new Decimal(1n, 0)
  /** Orders two decimals by value: `prices.sort(Decimal.compare)`. */
  static readonly compare: (left: Decimal, right: Decimal) => -1 | 0 | 1 = (left, right) => left.compare(right)

  /** The value as an integer number of 10^-`scale`. */
  readonly units: bigint
  /** Digits after the point, 0 to `MAX_SCALE`. */
  readonly scale: number

  private constructor(units: bigint, scale: number) {
    this.units = units
    this.scale = scale
  }

  /**
   * `units` × 10^-`scale`: `Decimal.of(150n, 2)` is 1.50.
   *
   * @throws DecimalError `scale out of range`, `too many digits`, `unsafe integer` for a number that is no safe integer
   */
  static of(units: bigint | number, scale: number): Decimal {
    const integer = toInteger(units)
    requireScale(scale)
    if (!fitsDigits(integer)) throw new DecimalError('too many digits', shown(integer))
    return new Decimal(integer, scale)
  }

  /**
   * Reads `[+-]digits[.digits][e[+-]digits]` and nothing else; the digits after the point give the scale.
   *
   * @throws DecimalError `not a number`, `too many digits`, `scale out of range`
   */
  static parse(text: string): Decimal {
    const parsed = parseDecimalText(text)
    if (typeof parsed === 'string') throw new DecimalError(parsed, `'${shown(text)}'`)
    return new Decimal(parsed.units, parsed.scale)
  }

  /** As `parse`, but `undefined` for anything that it would refuse. */
  static tryParse(text: string): Decimal | undefined {
    const parsed = parseDecimalText(text)
    return typeof parsed === 'string' ? undefined : new Decimal(parsed.units, parsed.scale)
  }

  /**
   * An integer with scale 0.
   *
   * @throws DecimalError `unsafe integer` for a number that is no safe integer, `too many digits`
   */
  static fromInteger(value: bigint | number): Decimal {
    return Decimal.of(value, 0)
  }

  /**
   * The shortest decimal text that names this double, as JSON clients mean it: 0.1 becomes 0.1. What a float
   * calculation has lost is not recovered: `0.1 + 0.2` becomes 0.30000000000000004.
   *
   * @throws DecimalError `not a number` for NaN and infinities, `unsafe integer` from 2^53, `scale out of range`
   */
  static fromNumber(value: number): Decimal {
    if (!Number.isFinite(value)) throw new DecimalError('not a number', shown(value))
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new DecimalError('unsafe integer', shown(value))
    return Decimal.parse(value.toString())
  }

  /**
   * A signed 64-bit integer as a decimal: `fromScaledInt64(150n, 2)` is 1.50.
   *
   * @throws DecimalError `overflow` outside the signed 64-bit range, `scale out of range`
   */
  static fromScaledInt64(value: bigint, scale: number): Decimal {
    if (!isInt64(value)) throw new DecimalError('overflow', `${shown(value)} does not fit a signed 64-bit integer`)
    return Decimal.of(value, scale)
  }

  /** The sum of any number of decimals; zero for none. */
  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.zero
    for (const value of values) total = total.add(value)
    return total
  }

  /** Exact; the scale is the larger of the two. */
  add(other: Decimal): Decimal {
    if (this.scale === other.scale) return result(this.units + other.units, this.scale)
    const scale = Math.max(this.scale, other.scale)
    return result(unitsAt(this, scale) + unitsAt(other, scale), scale)
  }

  /** Exact; the scale is the larger of the two. */
  subtract(other: Decimal): Decimal {
    if (this.scale === other.scale) return result(this.units - other.units, this.scale)
    const scale = Math.max(this.scale, other.scale)
    return result(unitsAt(this, scale) - unitsAt(other, scale), scale)
  }

  /**
   * Exact; the scale is the sum of the two.
   *
   * @throws DecimalError `scale out of range` where that sum exceeds `MAX_SCALE`, `too many digits`
   */
  multiply(other: Decimal): Decimal {
    return result(this.units * other.units, this.scale + other.scale)
  }

  /**
   * The quotient with `scale` digits after the point, rounded once.
   *
   * @throws DecimalError `division by zero`, `rounding necessary`, `scale out of range`
   */
  divide(other: Decimal, scale: number, rounding: RoundingMode): Decimal {
    requireScale(scale)
    if (other.units === 0n) throw new DecimalError('division by zero', `${shown(this.toString())} / ${shown(other.toString())}`)
    const shift = scale + other.scale - this.scale
    return result(
      shift >= 0
        ? divideRounded(this.units * powerOfTen(shift), other.units, rounding)
        : divideRounded(this.units, other.units * powerOfTen(-shift), rounding),
      scale,
    )
  }

  /**
   * What is left after taking `other` off as often as it goes in whole: exact, with the sign of this value.
   *
   * @throws DecimalError `division by zero`
   */
  remainder(other: Decimal): Decimal {
    if (other.units === 0n) throw new DecimalError('division by zero', `${shown(this.toString())} mod ${shown(other.toString())}`)
    const scale = Math.max(this.scale, other.scale)
    return result(unitsAt(this, scale) % unitsAt(other, scale), scale)
  }

  /**
   * Exact; the scale is multiplied by the exponent, and anything to the power of zero is 1.
   *
   * @throws DecimalError `invalid exponent` unless it is a non-negative safe integer, `scale out of range`,
   *   `too many digits`
   */
  power(exponent: number): Decimal {
    if (!Number.isSafeInteger(exponent) || exponent < 0) throw new DecimalError('invalid exponent', shown(exponent))
    let product = Decimal.one
    let square: Decimal = result(this.units, this.scale)
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) product = product.multiply(square)
      if (rest > 1) square = square.multiply(square)
    }
    return product
  }

  /** `rate` per cent of this value, exact, with two more digits than the product: 3 per cent of 50 is 1.50. */
  percent(rate: Decimal): Decimal {
    return result(this.units * rate.units, this.scale + rate.scale + 2)
  }

  /** `points` hundredths of a per cent of this value, exact, with four more digits than the product. */
  basisPoints(points: Decimal): Decimal {
    return result(this.units * points.units, this.scale + points.scale + 4)
  }

  /**
   * How many per cent of `whole` this value is: 25 of 200 is 12.5.
   *
   * @throws DecimalError `division by zero`, `rounding necessary`, `scale out of range`
   */
  percentOf(whole: Decimal, scale: number, rounding: RoundingMode): Decimal {
    return new Decimal(this.units * 100n, this.scale).divide(whole, scale, rounding)
  }

  /**
   * Splits this amount, without losing or making a unit of its scale, into equal parts or by weights.
   *
   * The units that do not divide go one each to the parts with the largest remainder, the earlier first among equals;
   * a negative amount is split as its mirror image, a part of weight zero is zero. Numbers and bigints count as
   * integer weights. Rescale first for finer parts.
   *
   * @throws DecimalError `invalid weights` for no part, more than `MAX_PARTS`, a negative weight, or all zero;
   *   `unsafe integer` for a fractional number among the weights
   */
  allocate(shares: number | readonly (bigint | number | Decimal)[]): Decimal[] {
    const parts =
      typeof shares === 'number' ? splitUnits(this.units, shares) : allocateUnits(this.units, weightsOf(shares))
    return parts.map((units) => new Decimal(units, this.scale))
  }

  /**
   * The same value with another number of digits after the point.
   *
   * @throws DecimalError `rounding necessary` where a digit other than zero would go and no mode is given
   */
  rescale(scale: number, rounding: RoundingMode = 'UNNECESSARY'): Decimal {
    return result(this.unitsAtScale(scale, rounding), scale)
  }

  /** The same value with the smallest scale, no zeros at the end of the fraction; equal values become identical. */
  normalise(): Decimal {
    let { units, scale } = this
    while (scale > 0 && units % 10n === 0n) {
      units /= 10n
      scale -= 1
    }
    return new Decimal(units, scale)
  }

  /** -1, 0 or 1 as this value is less than, equal to or greater than the other. */
  compare(other: Decimal): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale)
    const left = this.scale === scale ? this.units : unitsAt(this, scale)
    const right = other.scale === scale ? other.units : unitsAt(other, scale)
    return left < right ? -1 : left > right ? 1 : 0
  }

  /** Equality by value, whatever the scales: 1.0 equals 1.00. */
  equals(other: Decimal): boolean {
    return this.compare(other) === 0
  }

  /** Whether this value is less than the other. */
  lessThan(other: Decimal): boolean {
    return this.compare(other) < 0
  }

  /** Whether this value is less than the other or equal to it. */
  lessThanOrEqual(other: Decimal): boolean {
    return this.compare(other) <= 0
  }

  /** Whether this value is greater than the other. */
  greaterThan(other: Decimal): boolean {
    return this.compare(other) > 0
  }

  /** Whether this value is greater than the other or equal to it. */
  greaterThanOrEqual(other: Decimal): boolean {
    return this.compare(other) >= 0
  }

  /** The smaller of the two; this one where they are equal. */
  min(other: Decimal): Decimal {
    return this.compare(other) <= 0 ? this : other
  }

  /** The larger of the two; this one where they are equal. */
  max(other: Decimal): Decimal {
    return this.compare(other) >= 0 ? this : other
  }

  /** The value without its sign. */
  abs(): Decimal {
    return this.units < 0n ? new Decimal(-this.units, this.scale) : this
  }

  /** The value with the other sign; there is no negative zero. */
  negate(): Decimal {
    return new Decimal(-this.units, this.scale)
  }

  /** -1, 0 or 1. */
  sign(): -1 | 0 | 1 {
    return this.units < 0n ? -1 : this.units > 0n ? 1 : 0
  }

  /** Whether the value is zero, at any scale. */
  isZero(): boolean {
    return this.units === 0n
  }

  /** Whether the value is less than zero. */
  isNegative(): boolean {
    return this.units < 0n
  }

  /** Whether the value is greater than zero. */
  isPositive(): boolean {
    return this.units > 0n
  }

  /** Whether there is nothing but zeros after the point. */
  isInteger(): boolean {
    return this.units % powerOfTen(this.scale) === 0n
  }

  /**
   * The integer number of 10^-`scale`, as a signed 64-bit field holds it: 1.5 at scale 2 is 150.
   *
   * @throws DecimalError `overflow` outside the signed 64-bit range; `rounding necessary` where a digit other than zero
   *   would go and no mode is given; `scale out of range`
   */
  toScaledInt64(scale: number, rounding: RoundingMode = 'UNNECESSARY'): bigint {
    const units = this.unitsAtScale(scale, rounding)
    if (isInt64(units)) return units
    throw new DecimalError('overflow', `${shown(this.toString())} at scale ${scale} does not fit a signed 64-bit integer`)
  }

  /** The nearest double. Lossy: for charts and statistics, never for money that is booked. */
  toNumberUnsafe(): number {
    return Number(this.toString())
  }

  /** The plain notation with all digits of the scale, never with an exponent; `parse` reads it back unchanged. */
  toString(): string {
    return plainText(this.units, this.scale)
  }

  /** The same text as `toString`: JSON numbers would pass through a float. */
  toJSON(): string {
    return plainText(this.units, this.scale)
  }

  /**
   * Text for people, independent of any locale.
   *
   * @throws DecimalError `rounding necessary` where `scale` would drop a digit and no `rounding` is given
   */
  format(options: FormatOptions = {}): string {
    const { scale = this.scale, rounding = 'UNNECESSARY' } = options
    return decoratedText(this.rescale(scale, rounding).toString(), options)
  }

  /**
   * Refuses `a < b`, `a + b` and the like, which would silently compare or join texts.
   *
   * @throws DecimalError `implicit conversion`, always
   */
  valueOf(): never {
    throw new DecimalError('implicit conversion', `use compare, add or toString on ${shown(this.toString())}`)
  }

  private unitsAtScale(scale: number, rounding: RoundingMode): bigint {
    requireScale(scale)
    if (scale >= this.scale) return unitsAt(this, scale)
    try {
      return divideRounded(this.units, powerOfTen(this.scale - scale), rounding)
    } catch (error) {
      if (!(error instanceof DecimalError) || error.code !== 'rounding necessary') throw error
      throw new DecimalError('rounding necessary', `${shown(this.toString())} has more than ${scale} digits after the point`)
    }
  }
}

/** The units of a value at a scale that is not smaller than its own. */
const unitsAt = (value: Decimal, scale: number): bigint =>
  value.scale === scale ? value.units : value.units * powerOfTen(scale - value.scale)

/** A computed value within the limits. */
const result = (units: bigint, scale: number): Decimal => Decimal.of(units, scale)

/** Weights as integers in the same proportions. */
const weightsOf = (shares: readonly (bigint | number | Decimal)[]): bigint[] => {
  let scale = 0
  for (const share of shares) if (share instanceof Decimal) scale = Math.max(scale, share.scale)
  return shares.map((share) =>
    share instanceof Decimal ? unitsAt(share, scale) : toInteger(share) * powerOfTen(scale),
  )
}
