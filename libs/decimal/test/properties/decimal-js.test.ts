import { Decimal as Oracle } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, type RoundingMode } from '@openlob/decimal'
import { decimal, nonZeroDecimal, rounding } from '../arbitraries.ts'

// Enough digits that the oracle never rounds before it is asked to.
Oracle.set({ precision: 700, toExpNeg: -9e15, toExpPos: 9e15, minE: -9e15, maxE: 9e15 })

const oracleMode: Record<Exclude<RoundingMode, 'UNNECESSARY'>, Oracle.Rounding> = {
  UP: Oracle.ROUND_UP,
  DOWN: Oracle.ROUND_DOWN,
  CEILING: Oracle.ROUND_CEIL,
  FLOOR: Oracle.ROUND_FLOOR,
  HALF_UP: Oracle.ROUND_HALF_UP,
  HALF_DOWN: Oracle.ROUND_HALF_DOWN,
  HALF_EVEN: Oracle.ROUND_HALF_EVEN,
}
const runs = { seed: 42, numRuns: 1500 }
const oracle = (value: Decimal): Oracle => new Oracle(value.toString())
/** The oracle writes zero with a sign; there is no negative zero here. */
const text = (value: Oracle, scale: number): string => value.plus(0).toFixed(scale).replace(/^-(?=[0.]+$)/, '')

describe('Decimal beside decimal.js', () => {
  it('adds, subtracts, multiplies and compares alike', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const scale = Math.max(a.scale, b.scale)
        expect(a.add(b).toString()).toBe(text(oracle(a).plus(oracle(b)), scale))
        expect(a.subtract(b).toString()).toBe(text(oracle(a).minus(oracle(b)), scale))
        expect(a.multiply(b).toString()).toBe(text(oracle(a).times(oracle(b)), a.scale + b.scale))
        expect(a.compare(b)).toBe(oracle(a).comparedTo(oracle(b)))
        expect(a.min(b).equals(Decimal.parse(Oracle.min(oracle(a), oracle(b)).toString()))).toBe(true)
        expect(a.max(b).equals(Decimal.parse(Oracle.max(oracle(a), oracle(b)).toString()))).toBe(true)
      }),
      runs,
    )
  })

  it('divides and takes the remainder alike, in every rounding mode', () => {
    fc.assert(
      fc.property(decimal, nonZeroDecimal, fc.nat({ max: 40 }), rounding, (a, b, scale, mode) => {
        const exact = oracle(a).div(oracle(b))
        expect(a.divide(b, scale, mode).toString()).toBe(text(exact.toDecimalPlaces(scale, oracleMode[mode]), scale))
        expect(a.remainder(b).toString()).toBe(text(oracle(a).mod(oracle(b)), Math.max(a.scale, b.scale)))
        const percent = exact.times(100).toDecimalPlaces(scale, oracleMode[mode])
        expect(a.percentOf(b, scale, mode).toString()).toBe(text(percent, scale))
      }),
      { ...runs, numRuns: 4000 },
    )
  })

  it('rescales and formats alike, in every rounding mode', () => {
    fc.assert(
      fc.property(decimal, fc.nat({ max: 40 }), rounding, (a, scale, mode) => {
        const expected = text(oracle(a).toDecimalPlaces(scale, oracleMode[mode]), scale)
        expect(a.rescale(scale, mode).toString()).toBe(expected)
        expect(a.format({ scale, rounding: mode })).toBe(expected)
        expect(a.normalise().toString()).toBe(text(oracle(a), oracle(a).decimalPlaces()))
      }),
      { ...runs, numRuns: 4000 },
    )
  })

  it('raises to powers, negates and takes rates alike', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.nat({ max: 6 }), (a, b, exponent) => {
        expect(a.power(exponent).toString()).toBe(text(oracle(a).pow(exponent), a.scale * exponent))
        expect(a.negate().toString()).toBe(text(oracle(a).negated(), a.scale))
        expect(a.abs().toString()).toBe(text(oracle(a).abs(), a.scale))
        expect(a.percent(b).toString()).toBe(text(oracle(a).times(oracle(b)).div(100), a.scale + b.scale + 2))
        expect(a.basisPoints(b).toString()).toBe(text(oracle(a).times(oracle(b)).div(10_000), a.scale + b.scale + 4))
      }),
      runs,
    )
  })

  it('reads the same value from any text that follows the grammar', () => {
    const digits = fc.stringMatching(/^\d{1,20}$/)
    const sign = fc.constantFrom('', '-', '+')
    const exponent = fc.oneof(fc.constant(''), fc.integer({ min: -60, max: 60 }).map((power) => `e${power}`))
    fc.assert(
      fc.property(sign, digits, fc.option(digits), exponent, (lead, whole, fraction, tail) => {
        const written = `${lead}${whole}${fraction === null ? '' : `.${fraction}`}${tail}`
        const value = Decimal.parse(written)
        expect(value.toString()).toBe(text(new Oracle(written), value.scale))
      }),
      runs,
    )
  })
})
