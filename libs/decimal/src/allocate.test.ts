import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { Decimal, MAX_PARTS } from './index.ts'

const amount = Decimal.parse('10.00')
const texts = (parts: Decimal[]): string[] => parts.map(String)

describe('Decimal.allocate', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_PARTS + 1])('refuses %s parts', (parts) => {
    expectRefusal(() => amount.allocate(parts), 'invalid weights', String(parts))
  })

  it('refuses weights that are no proportion', () => {
    expectRefusal(() => amount.allocate([]), 'invalid weights', 'none')
    expectRefusal(() => amount.allocate([0n, 0, Decimal.zero]), 'invalid weights', 'zero')
    expectRefusal(() => amount.allocate([1n, -2n]), 'invalid weights', '-2 is negative')
    expectRefusal(() => amount.allocate([1, Number.NaN]), 'unsafe integer', 'NaN')
    expectRefusal(() => amount.allocate([0.5, 0.5]), 'unsafe integer', '0.5')
    expectRefusal(() => amount.allocate(new Array<bigint>(MAX_PARTS + 1).fill(1n)), 'invalid weights', 'too many')
  })

  it('gives the units that do not divide to the earlier parts', () => {
    expect(texts(amount.allocate(3))).toEqual(['3.34', '3.33', '3.33'])
    expect(texts(amount.negate().allocate(3))).toEqual(['-3.34', '-3.33', '-3.33'])
    expect(texts(Decimal.parse('0.02').allocate(3))).toEqual(['0.01', '0.01', '0.00'])
    expect(texts(amount.allocate(1))).toEqual(['10.00'])
  })

  it('gives them to the largest remainders', () => {
    expect(texts(amount.allocate([1n, 2n, 3n]))).toEqual(['1.67', '3.33', '5.00'])
    expect(texts(amount.negate().allocate([1n, 2n, 3n]))).toEqual(['-1.67', '-3.33', '-5.00'])
    expect(texts(Decimal.parse('0.05').allocate([3, 7]))).toEqual(['0.02', '0.03'])
  })

  it('gives nothing to a weight of zero', () => {
    expect(texts(amount.allocate([0, 1, 0, 2]))).toEqual(['0.00', '3.33', '0.00', '6.67'])
  })

  it('takes decimals as weights, mixed with integers', () => {
    expect(texts(amount.allocate([Decimal.parse('0.5'), Decimal.parse('0.25'), 1n, 0]))).toEqual([
      '2.86',
      '1.43',
      '5.71',
      '0.00',
    ])
  })
})
