import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { Decimal, type RoundingMode, divideRounded, isRoundingMode, roundingModes } from './index.ts'

/** The table of Java's RoundingMode: the inputs, then each mode's results. */
const inputs = ['5.5', '2.5', '1.6', '1.1', '1.0', '-1.0', '-1.1', '-1.6', '-2.5', '-5.5']
const table: Record<Exclude<RoundingMode, 'UNNECESSARY'>, number[]> = {
  UP: [6, 3, 2, 2, 1, -1, -2, -2, -3, -6],
  DOWN: [5, 2, 1, 1, 1, -1, -1, -1, -2, -5],
  CEILING: [6, 3, 2, 2, 1, -1, -1, -1, -2, -5],
  FLOOR: [5, 2, 1, 1, 1, -1, -2, -2, -3, -6],
  HALF_UP: [6, 3, 2, 1, 1, -1, -1, -2, -3, -6],
  HALF_DOWN: [5, 2, 2, 1, 1, -1, -1, -2, -2, -5],
  HALF_EVEN: [6, 2, 2, 1, 1, -1, -1, -2, -2, -6],
}

describe('rounding', () => {
  it.each(Object.entries(table))('%s gives the values of its definition', (mode, expected) => {
    expect(isRoundingMode(mode)).toBe(true)
    const rounded = inputs.map((text) => Decimal.parse(text).rescale(0, mode as RoundingMode).toString())
    expect(rounded).toEqual(expected.map(String))
  })

  it('UNNECESSARY refuses to lose a digit and nothing else', () => {
    expect(divideRounded(-10n, 5n, 'UNNECESSARY')).toBe(-2n)
    expectRefusal(() => divideRounded(-11n, 5n, 'UNNECESSARY'), 'rounding necessary', '-11 / 5')
  })

  it('refuses a mode that is none', () => {
    expect([isRoundingMode('half_even'), isRoundingMode(undefined), isRoundingMode(6)]).toEqual([false, false, false])
    expectRefusal(() => divideRounded(1n, 2n, 'HALF' as RoundingMode), 'unknown rounding', 'HALF')
  })

  it('refuses a divisor of zero', () => {
    for (const mode of roundingModes) expectRefusal(() => divideRounded(7n, 0n, mode), 'division by zero', '7 / 0')
  })

  it('knows the eight modes', () => {
    expect([...roundingModes].sort()).toEqual([...Object.keys(table), 'UNNECESSARY'].sort())
  })
})
