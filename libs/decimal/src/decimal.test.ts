import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { Decimal, INT64_MAX, INT64_MIN, MAX_DIGITS, MAX_SCALE } from './index.ts'

const d = (text: string): Decimal => Decimal.parse(text)

describe('Decimal construction', () => {
  it.each([-1, 1.5, MAX_SCALE + 1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the scale %s', (scale) => {
    expectRefusal(() => Decimal.of(1n, scale), 'scale out of range', String(scale))
    expectRefusal(() => d('1').rescale(scale), 'scale out of range', String(scale))
    expectRefusal(() => d('1').divide(d('3'), scale, 'DOWN'), 'scale out of range', String(scale))
    expectRefusal(() => d('1').toScaledInt64(scale), 'scale out of range', String(scale))
    expectRefusal(() => d('1').format({ scale }), 'scale out of range', String(scale))
  })

  it('refuses more digits than MAX_DIGITS', () => {
    const bound = 10n ** BigInt(MAX_DIGITS)
    expect(Decimal.of(1n - bound, 5).units).toBe(1n - bound)
    expectRefusal(() => Decimal.of(bound, 0), 'too many digits', '100000')
    expectRefusal(() => Decimal.of(-bound, 0), 'too many digits', '-100000')
    expectRefusal(() => Decimal.fromInteger(bound), 'too many digits', '100000')
  })

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %s as an integer', (value) => {
    expectRefusal(() => Decimal.fromInteger(value), 'unsafe integer', String(value))
    expectRefusal(() => Decimal.of(value, 2), 'unsafe integer', String(value))
  })

  it('takes integers as bigint and as number', () => {
    expect(Decimal.fromInteger(-5).toString()).toBe('-5')
    expect(Decimal.fromInteger(10n ** 30n).toString()).toBe(`1${'0'.repeat(30)}`)
    expect([Decimal.of(150n, 2), Decimal.of(-150, 2)].map(String)).toEqual(['1.50', '-1.50'])
    expect([Decimal.zero, Decimal.one].map(String)).toEqual(['0', '1'])
  })

  it('takes a double by its shortest text', () => {
    const values = [50_000, 0.1, -0, 1e-7, 123.456, -2.5e-10, Number.MAX_SAFE_INTEGER, 0.1 + 0.2]
    expect(values.map((value) => Decimal.fromNumber(value).toString())).toEqual([
      '50000',
      '0.1',
      '0',
      '0.0000001',
      '123.456',
      '-0.00000000025',
      '9007199254740991',
      '0.30000000000000004',
    ])
  })

  it('refuses a double that names no exact decimal', () => {
    expectRefusal(() => Decimal.fromNumber(Number.NaN), 'not a number', 'NaN')
    expectRefusal(() => Decimal.fromNumber(Number.NEGATIVE_INFINITY), 'not a number', '-Infinity')
    expectRefusal(() => Decimal.fromNumber(2 ** 53), 'unsafe integer', '9007199254740992')
    expectRefusal(() => Decimal.fromNumber(-1e21), 'unsafe integer', '-1e+21')
    expectRefusal(() => Decimal.fromNumber(5e-324), 'scale out of range', '5e-324')
    expectRefusal(() => Decimal.fromNumber('1' as unknown as number), 'not a number', '1')
  })
})

describe('Decimal arithmetic', () => {
  it('refuses a result that is too long or too fine', () => {
    const huge = d('9'.repeat(MAX_DIGITS))
    const fine = Decimal.of(1n, 200)
    expectRefusal(() => huge.add(Decimal.one), 'too many digits', '1000')
    expectRefusal(() => huge.negate().subtract(Decimal.one), 'too many digits', '-1000')
    expectRefusal(() => huge.add(fine), 'too many digits', '9999')
    expectRefusal(() => huge.multiply(huge), 'too many digits', '9999')
    expectRefusal(() => fine.multiply(fine), 'scale out of range', '400')
    expectRefusal(() => huge.divide(fine, 0, 'DOWN'), 'too many digits', '9999')
    expectRefusal(() => huge.rescale(1), 'too many digits', '9999')
    expectRefusal(() => Decimal.of(1n, MAX_SCALE).percent(Decimal.one), 'scale out of range', '257')
    expectRefusal(() => d('2').power(1_000_000_000), 'too many digits', '')
    expectRefusal(() => d('0.1').power(1_000_000_000), 'scale out of range', '256')
  })

  it('refuses to divide by zero', () => {
    expectRefusal(() => d('1.5').divide(d('0.00'), 2, 'UP'), 'division by zero', '1.5 / 0.00')
    expectRefusal(() => Decimal.zero.divide(Decimal.zero, 2, 'UP'), 'division by zero', '0 / 0')
    expectRefusal(() => d('1.5').remainder(Decimal.zero), 'division by zero', '1.5 mod 0')
    expectRefusal(() => d('1.5').percentOf(Decimal.zero, 2, 'UP'), 'division by zero', '/ 0')
  })

  it('refuses to round where no mode is given, and names the value', () => {
    expectRefusal(() => d('1.25').rescale(1), 'rounding necessary', '1.25 has more than 1 digits')
    expectRefusal(() => d('1.25').format({ scale: 1 }), 'rounding necessary', '1.25')
    expectRefusal(() => d('1.25').toScaledInt64(1), 'rounding necessary', '1.25')
    expectRefusal(() => d('1').divide(d('3'), 5, 'UNNECESSARY'), 'rounding necessary', '/ 3')
    expect(d('1.20').rescale(1).toString()).toBe('1.2')
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the exponent %s', (exponent) => {
    expectRefusal(() => d('2').power(exponent), 'invalid exponent', String(exponent))
  })

  it('keeps the scale that its operations state', () => {
    expect(d('1.5').add(d('2.25')).toString()).toBe('3.75')
    expect(d('1.50').subtract(d('0.5')).toString()).toBe('1.00')
    expect(d('1.5').multiply(d('2.00')).toString()).toBe('3.000')
    expect(d('1').divide(d('8'), 2, 'HALF_EVEN').toString()).toBe('0.12')
    expect(d('-7.5').remainder(d('2')).toString()).toBe('-1.5')
    expect(d('1.1').power(3).toString()).toBe('1.331')
    expect(Decimal.of(1n, 200).power(1).scale).toBe(200)
    expect(d('-1').power(Number.MAX_SAFE_INTEGER).toString()).toBe('-1')
    expect(d('0.00').power(0).toString()).toBe('1')
  })

  it('takes rates exactly', () => {
    expect(d('50').percent(d('3')).toString()).toBe('1.50')
    expect(d('200.00').basisPoints(d('7.5')).format({ trimZeros: true })).toBe('0.15')
    expect(d('25').percentOf(d('200'), 1, 'UNNECESSARY').toString()).toBe('12.5')
  })

  it('sums any number of values', () => {
    expect(Decimal.sum([]).toString()).toBe('0')
    expect(Decimal.sum([d('0.1'), d('0.2'), d('-0.30')]).toString()).toBe('0.00')
  })

  it('leaves its operands as they were', () => {
    const value = d('-1.50')
    const others = [value.negate(), value.abs(), value.normalise(), value.rescale(5)]
    expect(others.map(String)).toEqual(['1.50', '1.50', '-1.5', '-1.50000'])
    expect(value.toString()).toBe('-1.50')
  })
})

describe('Decimal comparison', () => {
  it('is by value, not by scale', () => {
    expect(d('1.0').equals(d('1.00'))).toBe(true)
    expect(d('0').equals(d('-0.000'))).toBe(true)
    expect(d('9').compare(d('10.0'))).toBe(-1)
    expect([d('10'), d('-2.5'), d('9')].sort(Decimal.compare).map(String)).toEqual(['-2.5', '9', '10'])
    expect(d('1.0').min(d('1.00')).scale).toBe(1)
    expect(d('1.0').max(d('1.00')).scale).toBe(1)
  })

  it('knows the sign', () => {
    const facts = (text: string): unknown[] => {
      const value = d(text)
      return [value.sign(), value.isNegative(), value.isZero(), value.isPositive()]
    }
    expect(facts('-0.1')).toEqual([-1, true, false, false])
    expect(facts('0.0')).toEqual([0, false, true, false])
    expect(facts('3')).toEqual([1, false, false, true])
    expect([d('3.00').isInteger(), d('-3.01').isInteger(), d('0.0').isInteger()]).toEqual([true, false, true])
  })

  it('refuses operators that would compare or join texts', () => {
    const value = d('2') as unknown as number
    expectRefusal(() => value < 10, 'implicit conversion', '2')
    expectRefusal(() => value + 1, 'implicit conversion', '2')
    expectRefusal(() => value * 2, 'implicit conversion', '2')
    expect(`${d('2').toString()}|${String(d('3'))}`).toBe('2|3')
  })
})

describe('Decimal as int64', () => {
  it('refuses what is outside the range', () => {
    expectRefusal(() => d('9223372036854775808').toScaledInt64(0), 'overflow', '9223372036854775808 at scale 0')
    expectRefusal(() => d('-9223372036854775809').toScaledInt64(0), 'overflow', '-9223372036854775809')
    expectRefusal(() => d('92233720368547758.08').toScaledInt64(2), 'overflow', '92233720368547758.08 at scale 2')
    expectRefusal(() => d('9223372036854775807.5').toScaledInt64(0, 'UP'), 'overflow', '9223372036854775807.5')
    expectRefusal(() => Decimal.fromScaledInt64(INT64_MAX + 1n, 0), 'overflow', '9223372036854775808')
    expectRefusal(() => Decimal.fromScaledInt64(INT64_MIN - 1n, 0), 'overflow', '-9223372036854775809')
  })

  it('goes there and back at the ends of the range', () => {
    for (const value of [INT64_MIN, INT64_MAX, 0n, -1n]) {
      for (const scale of [0, 8, 18]) expect(Decimal.fromScaledInt64(value, scale).toScaledInt64(scale)).toBe(value)
    }
    expect(d('1.5').toScaledInt64(2)).toBe(150n)
    expect(d('-1.005').toScaledInt64(2, 'HALF_EVEN')).toBe(-100n)
  })
})
