import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { Decimal, fromSteps, roundToSteps, stepsOf } from './index.ts'

const d = (text: string): Decimal => Decimal.parse(text)

describe('grid', () => {
  it.each(['0', '0.00', '-0.01'])('refuses the step %s', (step) => {
    expectRefusal(() => stepsOf(d('1'), d(step)), 'invalid step', step)
    expectRefusal(() => roundToSteps(d('1'), d(step), 'DOWN'), 'invalid step', step)
    expectRefusal(() => fromSteps(1n, d(step)), 'invalid step', step)
  })

  it('refuses a number of steps that is no safe integer', () => {
    expectRefusal(() => fromSteps(1.5, d('0.01')), 'unsafe integer', '1.5')
    expectRefusal(() => fromSteps(2 ** 53, d('0.01')), 'unsafe integer', '9007199254740992')
  })

  it('gives undefined for a value off the grid', () => {
    expect(stepsOf(d('50000.015'), d('0.01'))).toBeUndefined()
    expect(stepsOf(d('0.3'), d('0.25'))).toBeUndefined()
    expect(stepsOf(d('7'), d('5'))).toBeUndefined()
    expectRefusal(() => roundToSteps(d('0.3'), d('0.25'), 'UNNECESSARY'), 'rounding necessary', '/ 25')
  })

  it('counts the steps of a value on the grid, whatever the scales', () => {
    expect(stepsOf(d('50000.01'), d('0.01'))).toBe(5_000_001n)
    expect(stepsOf(d('50000.0100'), d('0.01'))).toBe(5_000_001n)
    expect(stepsOf(d('-1'), d('0.25'))).toBe(-4n)
    expect(stepsOf(d('0'), d('0.25'))).toBe(0n)
    expect(stepsOf(d('15'), d('5'))).toBe(3n)
  })

  it('rounds a value off the grid as told', () => {
    expect(roundToSteps(d('0.30'), d('0.25'), 'UP')).toBe(2n)
    expect(roundToSteps(d('0.30'), d('0.25'), 'HALF_EVEN')).toBe(1n)
    expect(roundToSteps(d('-0.30'), d('0.25'), 'FLOOR')).toBe(-2n)
  })

  it('makes the value of so many steps', () => {
    expect(fromSteps(5_000_001n, d('0.01')).toString()).toBe('50000.01')
    expect(fromSteps(-3, d('0.250')).toString()).toBe('-0.750')
  })
})
