import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as library from '@openlob/decimal'
import { DecimalError, INT64_MAX, INT64_MIN, type RoundingMode, divideRounded, roundingModes } from '@openlob/decimal'
import { int64 } from '../arbitraries.ts'

const runs = { seed: 42, numRuns: 6000 }
const UNTOUCHED = 77n
const fits = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX

/** The result, or the code of the refusal. */
const outcome = (run: () => bigint | string): bigint | string => {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
    return error.code
  }
}

const sums = [
  {
    name: 'addition',
    oracle: (a: bigint, b: bigint) => a + b,
    overflows: library.addOverflows,
    wrapping: library.addWrapping,
    checked: library.addChecked,
    into: library.addInto,
    slots: library.addSlots,
  },
  {
    name: 'subtraction',
    oracle: (a: bigint, b: bigint) => a - b,
    overflows: library.subtractOverflows,
    wrapping: library.subtractWrapping,
    checked: library.subtractChecked,
    into: library.subtractInto,
    slots: library.subtractSlots,
  },
]

describe.each(sums)('int64 $name', ({ oracle, overflows, wrapping, checked, into, slots }) => {
  it('equals the oracle, and refuses exactly what does not fit', () => {
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        const exact = oracle(a, b)
        const expected = fits(exact) ? exact : UNTOUCHED
        expect(overflows(a, b)).toBe(!fits(exact))
        expect(wrapping(a, b)).toBe(BigInt.asIntN(64, exact))
        expect(outcome(() => checked(a, b))).toBe(fits(exact) ? exact : 'overflow')

        const target = BigInt64Array.of(UNTOUCHED, UNTOUCHED)
        expect(into(target, 1, a, b)).toBe(fits(exact))
        expect(target.join()).toBe([UNTOUCHED, expected].join())

        const operands = BigInt64Array.of(a, b, UNTOUCHED)
        expect(slots(operands, 2, operands, 0, operands, 1)).toBe(fits(exact))
        expect(operands.join()).toBe([a, b, expected].join())
      }),
      runs,
    )
  })
})

describe('int64 multiplication and division', () => {
  const expectedOf = (a: bigint, b: bigint, divisor: bigint, rounding: RoundingMode): bigint | string =>
    outcome(() => {
      const exact = divideRounded(a * b, divisor, rounding)
      if (!fits(exact)) throw new DecimalError('overflow', '')
      return exact
    })

  const agrees = (a: bigint, b: bigint, divisor: bigint, rounding: RoundingMode): void => {
    const expected = expectedOf(a, b, divisor, rounding)
    expect(outcome(() => library.mulDiv(a, b, divisor, rounding))).toBe(expected)

    const target = BigInt64Array.of(UNTOUCHED)
    const into = outcome(() => (library.mulDivInto(target, 0, a, b, divisor, rounding) ? target[0]! : 'overflow'))
    expect(into).toBe(expected)
    expect(target[0]).toBe(typeof expected === 'bigint' ? expected : UNTOUCHED)

    const slots = BigInt64Array.of(a, b, divisor, UNTOUCHED)
    expect(outcome(() => (library.mulDivSlots(slots, 0, rounding) ? slots[3]! : 'overflow'))).toBe(expected)
    expect(slots.join()).toBe([a, b, divisor, target[0]].join())
  }

  it('equals the oracle in every rounding mode, and refuses exactly what does not fit', () => {
    fc.assert(fc.property(int64, int64, int64, fc.constantFrom(...roundingModes), agrees), runs)
  })

  it('equals the oracle where the result is next to an integer or to the ends of the range', () => {
    const end = fc.constantFrom(INT64_MIN, INT64_MIN + 1n, INT64_MAX, INT64_MAX - 1n)
    const near = fc.bigInt({ min: -3n, max: 3n })
    fc.assert(
      fc.property(fc.oneof(end, int64), int64, near, fc.constantFrom(...roundingModes), (a, b, offset, rounding) => {
        agrees(a, b, BigInt.asIntN(64, b + offset), rounding)
        agrees(b, a, b, rounding)
      }),
      runs,
    )
  })

  it('equals the oracle on ties', () => {
    fc.assert(
      fc.property(int64, int64, fc.constantFrom(...roundingModes), (a, b, rounding) => {
        const odd = BigInt.asIntN(63, a) | 1n
        agrees(odd, b, BigInt.asIntN(64, 2n * b), rounding)
      }),
      runs,
    )
  })
})
