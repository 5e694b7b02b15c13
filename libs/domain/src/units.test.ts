import { describe, expect, it } from 'vitest'
import { InvariantError } from './invariant.ts'
import { accountId, MAX_PRICE_TICKS, MAX_QUANTITY_LOTS, orderId, priceTicks, quantityLots } from './units.ts'

const never = [Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 1.5]

describe('units', () => {
  it.each([...never, 2 ** 31])('refuse %s as a price', (value) => {
    expect(() => priceTicks(value)).toThrow(InvariantError)
    expect(() => priceTicks(value)).toThrow(`priceTicks=${value}`)
  })

  it.each([...never, 2 ** 53])('refuse %s as a quantity or an id', (value) => {
    expect(() => quantityLots(value)).toThrow(`quantityLots=${value}`)
    expect(() => orderId(value)).toThrow(`orderId=${value}`)
    expect(() => accountId(value)).toThrow(`accountId=${value}`)
  })

  it('take the whole range', () => {
    expect([priceTicks(1), priceTicks(MAX_PRICE_TICKS)]).toEqual([1, 2 ** 31 - 1])
    expect([quantityLots(1), quantityLots(MAX_QUANTITY_LOTS)]).toEqual([1, Number.MAX_SAFE_INTEGER])
  })
})
