import { describe, expect, it } from 'vitest'
import { Decimal, type FormatOptions } from './index.ts'

const cases: [string, FormatOptions, string][] = [
  ['1234567.891', {}, '1234567.891'],
  ['1234567.891', { grouping: ',' }, '1,234,567.891'],
  ['-1234567.891', { grouping: ',' }, '-1,234,567.891'],
  ['123456', { grouping: ' ' }, '123 456'],
  ['-123', { grouping: ',' }, '-123'],
  ['0', { grouping: ',' }, '0'],
  ['999.995', { scale: 2, rounding: 'HALF_UP', grouping: ',' }, '1,000.00'],
  ['1.5', { scale: 4 }, '1.5000'],
  ['1.5', { scale: 4, trimZeros: true }, '1.5'],
  ['1.500', { trimZeros: true }, '1.5'],
  ['100.00', { trimZeros: true }, '100'],
  ['100', { trimZeros: true }, '100'],
  ['-0.00', { trimZeros: true }, '0'],
  ['0.05', { scale: 1, rounding: 'DOWN' }, '0.0'],
  ['-0.05', { scale: 1, rounding: 'DOWN' }, '0.0'],
  ['1.995', { scale: 2, rounding: 'CEILING', trimZeros: true }, '2'],
]

describe('Decimal.format', () => {
  it.each(cases)('writes %s with %j as %s', (text, options, expected) => {
    expect(Decimal.parse(text).format(options)).toBe(expected)
  })
})

describe('Decimal text', () => {
  it('is plain, whatever the magnitude', () => {
    expect(Decimal.of(1n, 30).toString()).toBe(`0.${'0'.repeat(29)}1`)
    expect(Decimal.of(-5n, 1).toString()).toBe('-0.5')
    expect(Decimal.of(10n ** 25n, 0).toString()).toBe(`1${'0'.repeat(25)}`)
  })

  it('is a string in JSON', () => {
    expect(JSON.stringify({ price: Decimal.parse('50000.10') })).toBe('{"price":"50000.10"}')
  })

  it('becomes the nearest double only by a name that says so', () => {
    expect(Decimal.parse('0.1').toNumberUnsafe()).toBe(0.1)
    expect(Decimal.parse('9007199254740993').toNumberUnsafe()).toBe(9_007_199_254_740_992)
  })
})
