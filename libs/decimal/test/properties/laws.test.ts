import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, fromSteps, roundToSteps, stepsOf } from '@openlob/decimal'
import { decimal, nonZeroDecimal, rounding } from '../arbitraries.ts'

const runs = { seed: 42, numRuns: 1000 }
const same = (left: Decimal, right: Decimal): void => {
  expect(left.toString()).toBe(right.toString())
}
const unitOf = (scale: number): Decimal => Decimal.of(1n, scale)

describe('addition and multiplication', () => {
  it('commute', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        same(a.add(b), b.add(a))
        same(a.multiply(b), b.multiply(a))
      }),
      runs,
    )
  })

  it('associate', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        same(a.add(b).add(c), a.add(b.add(c)))
        same(a.multiply(b).multiply(c), a.multiply(b.multiply(c)))
      }),
      runs,
    )
  })

  it('distribute', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(a.multiply(b.add(c)).equals(a.multiply(b).add(a.multiply(c)))).toBe(true)
      }),
      runs,
    )
  })

  it('have neutral elements and inverses', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        same(a.add(Decimal.zero), a)
        same(a.multiply(Decimal.one), a)
        expect(a.add(a.negate()).isZero()).toBe(true)
        expect(a.add(b).subtract(b).equals(a)).toBe(true)
        same(a.subtract(b), a.add(b.negate()))
      }),
      runs,
    )
  })

  it('make a power by repetition', () => {
    fc.assert(
      fc.property(decimal, fc.nat({ max: 7 }), (a, exponent) => {
        let product = Decimal.one
        for (let i = 0; i < exponent; i += 1) product = product.multiply(a)
        same(a.power(exponent), product)
      }),
      runs,
    )
  })
})

describe('division', () => {
  it('undoes a multiplication', () => {
    fc.assert(
      fc.property(decimal, nonZeroDecimal, (a, b) => {
        same(a.multiply(b).divide(b, a.scale, 'UNNECESSARY'), a)
      }),
      runs,
    )
  })

  it('is the quotient and the remainder', () => {
    fc.assert(
      fc.property(decimal, nonZeroDecimal, (a, b) => {
        const remainder = a.remainder(b)
        expect(a.divide(b, 0, 'DOWN').multiply(b).add(remainder).equals(a)).toBe(true)
        expect(remainder.abs().lessThan(b.abs())).toBe(true)
        expect(remainder.isZero() || remainder.sign() === a.sign()).toBe(true)
      }),
      runs,
    )
  })

  it('is less than one unit off, towards the side that the mode says', () => {
    fc.assert(
      fc.property(decimal, nonZeroDecimal, fc.nat({ max: 12 }), rounding, (a, b, scale, mode) => {
        // The error of the quotient times |b|, which needs no division to be exact.
        const quotient = a.divide(b, scale, mode)
        const bound = unitOf(scale).multiply(b.abs())
        const signedError = quotient.multiply(b).subtract(a)
        const error = b.isNegative() ? signedError.negate() : signedError
        const outward = a.sign() * b.sign() < 0 ? error.negate() : error
        expect(error.abs().lessThan(bound)).toBe(true)
        if (mode === 'UP') expect(outward.isNegative()).toBe(false)
        if (mode === 'DOWN') expect(outward.isPositive()).toBe(false)
        if (mode === 'CEILING') expect(error.isNegative()).toBe(false)
        if (mode === 'FLOOR') expect(error.isPositive()).toBe(false)
        if (!mode.startsWith('HALF')) return
        const toHalf = error.abs().multiply(Decimal.fromInteger(2)).compare(bound)
        expect(toHalf).toBeLessThanOrEqual(0)
        if (toHalf !== 0) return
        if (mode === 'HALF_UP') expect(outward.isPositive()).toBe(true)
        if (mode === 'HALF_DOWN') expect(outward.isNegative()).toBe(true)
        if (mode === 'HALF_EVEN') expect(quotient.units % 2n).toBe(0n)
      }),
      { ...runs, numRuns: 5000 },
    )
  })

  it('rounds in order', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.nat({ max: 6 }), rounding, (a, b, scale, mode) => {
        const order = a.rescale(scale, mode).compare(b.rescale(scale, mode))
        if (order !== 0) expect(order).toBe(a.compare(b))
      }),
      runs,
    )
  })

  it('agrees with rescaling where the divisor is one', () => {
    fc.assert(
      fc.property(decimal, fc.nat({ max: 35 }), rounding, (a, scale, mode) => {
        same(a.divide(Decimal.one, scale, mode), a.rescale(scale, mode))
      }),
      runs,
    )
  })
})

describe('order', () => {
  it('is total, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(a.compare(b) + b.compare(a)).toBe(0)
        const [low, middle, high] = [a, b, c].sort(Decimal.compare) as [Decimal, Decimal, Decimal]
        expect(low.lessThanOrEqual(middle) && middle.lessThanOrEqual(high) && low.lessThanOrEqual(high)).toBe(true)
        same(low, low.min(high))
        expect(a.max(b).equals(a.min(b))).toBe(a.equals(b))
      }),
      runs,
    )
  })

  it('is kept by addition, and is the sign of the difference', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(a.add(c).compare(b.add(c))).toBe(a.compare(b))
        expect(a.subtract(b).sign()).toBe(a.compare(b))
        expect([a.lessThan(b), a.equals(b), a.greaterThan(b)].filter(Boolean)).toHaveLength(1)
        expect([a.lessThanOrEqual(b), a.greaterThanOrEqual(b)]).toEqual([!a.greaterThan(b), !a.lessThan(b)])
      }),
      runs,
    )
  })

  it('does not see the scale, nor does the normal form', () => {
    fc.assert(
      fc.property(decimal, fc.nat({ max: 9 }), (a, more) => {
        const wider = a.rescale(a.scale + more)
        expect(wider.equals(a)).toBe(true)
        same(wider.normalise(), a.normalise())
        expect(a.normalise().equals(a)).toBe(true)
      }),
      runs,
    )
  })
})

describe('text', () => {
  it('is read back as the same value with the same scale', () => {
    fc.assert(
      fc.property(decimal, (a) => {
        expect(Decimal.parse(a.toString())).toEqual(a)
        expect(Decimal.parse(JSON.parse(JSON.stringify(a)) as string)).toEqual(a)
        expect(Decimal.parse(a.format({ trimZeros: true }))).toEqual(a.normalise())
        expect(Decimal.parse(a.format({ grouping: '_' }).replaceAll('_', ''))).toEqual(a)
      }),
      runs,
    )
  })

  it('of a double is read back as the same double', () => {
    const double = fc.double({ noNaN: true, min: -1e15, max: 1e15 }).filter((n) => n === 0 || Math.abs(n) > 1e-200)
    fc.assert(
      fc.property(double, (n) => {
        expect(Decimal.fromNumber(n).toNumberUnsafe()).toBe(n === 0 ? 0 : n)
      }),
      runs,
    )
  })
})

describe('allocation', () => {
  const weight = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 10n ** 20n }))
  const weights = fc
    .array(weight, { minLength: 1, maxLength: 12 })
    .filter((all) => all.some((each) => each > 0n))

  it('loses no unit, stays within one unit of the exact share and grows with the weight', () => {
    fc.assert(
      fc.property(decimal, weights, (amount, all) => {
        const parts = amount.allocate(all)
        const total = all.reduce((sum, each) => sum + each, 0n)
        same(Decimal.sum(parts).rescale(amount.scale), amount)
        parts.forEach((part, i) => {
          const error = part.units * total - amount.units * all[i]!
          expect(error < total && error > -total).toBe(true)
          if (all[i] === 0n) expect(part.isZero()).toBe(true)
          parts.forEach((other, j) => {
            if (all[i]! > all[j]!) expect(part.abs().greaterThanOrEqual(other.abs())).toBe(true)
            if (all[i] === all[j] && i < j) expect(part.abs().greaterThanOrEqual(other.abs())).toBe(true)
          })
        })
      }),
      runs,
    )
  })

  it('is mirrored by the sign, and by equal weights the same as by parts', () => {
    fc.assert(
      fc.property(decimal, weights, fc.integer({ min: 1, max: 30 }), (amount, all, parts) => {
        expect(amount.negate().allocate(all)).toEqual(amount.allocate(all).map((part) => part.negate()))
        expect(amount.allocate(parts)).toEqual(amount.allocate(Array.from({ length: parts }, () => 7n)))
      }),
      runs,
    )
  })
})

describe('grid', () => {
  const step = nonZeroDecimal.map((value) => value.abs())

  it('gives back the steps that made a value', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }), step, fc.nat({ max: 5 }), (steps, size, more) => {
        const value = fromSteps(steps, size)
        expect(stepsOf(value, size)).toBe(steps)
        expect(stepsOf(value.rescale(value.scale + more), size)).toBe(steps)
      }),
      runs,
    )
  })

  it('refuses exactly what would need rounding', () => {
    fc.assert(
      fc.property(decimal, step, rounding, (value, size, mode) => {
        const steps = roundToSteps(value, size, mode)
        expect(stepsOf(value, size)).toBe(fromSteps(steps, size).equals(value) ? steps : undefined)
        expect(fromSteps(steps, size).subtract(value).abs().lessThan(size)).toBe(true)
      }),
      runs,
    )
  })
})
