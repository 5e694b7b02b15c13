import { Decimal, fromSteps } from '@openlob/decimal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StepText, shortest } from './step-text.ts'

describe('the text of steps', () => {
  it('is the shortest decimal', () => {
    expect(new StepText(Decimal.parse('0.01')).of(5_000_000)).toBe('50000')
    expect(new StepText(Decimal.parse('0.01')).of(5)).toBe('0.05')
    expect(new StepText(Decimal.parse('0.50')).of(3)).toBe('1.5')
    expect(new StepText(Decimal.parse('10')).of(10)).toBe('100')
    expect(new StepText(Decimal.parse('0.01')).of(0)).toBe('0')
  })

  it('is what exact decimals give, for every step and number of steps', () => {
    const units = fc.bigInt({ min: 1n, max: 10n ** 20n })
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 18 }), fc.maxSafeNat(), (step, scale, steps) => {
        const size = Decimal.of(step, scale)
        expect(new StepText(size).of(steps)).toBe(shortest(fromSteps(BigInt(steps), size)))
      }),
      { seed: 42, numRuns: 500 },
    )
  })
})
