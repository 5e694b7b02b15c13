import { Decimal } from './decimal.ts'
import { DecimalError, shown } from './decimal-error.ts'
import { powerOfTen, toInteger } from './limits.ts'
import { type RoundingMode, divideRounded } from './rounding.ts'

/**
 * How many whole steps (ticks of a price, lots of a quantity) make the value, or `undefined` when it is off the grid.
 *
 * @throws DecimalError `invalid step` for a step that is not positive
 */
export const stepsOf = (value: Decimal, step: Decimal): bigint | undefined => {
  const [dividend, divisor] = aligned(value, step)
  return dividend % divisor === 0n ? dividend / divisor : undefined
}

/**
 * The number of whole steps nearest to the value in the direction that the rounding says.
 *
 * @throws DecimalError `invalid step`; `rounding necessary` for a value off the grid under `UNNECESSARY`
 */
export const roundToSteps = (value: Decimal, step: Decimal, rounding: RoundingMode): bigint => {
  const [dividend, divisor] = aligned(value, step)
  return divideRounded(dividend, divisor, rounding)
}

/**
 * The value of so many steps, with the scale of the step: 5000001 ticks of 0.01 are 50000.01.
 *
 * @throws DecimalError `invalid step`, `unsafe integer` for a number of steps that is no safe integer
 */
export const fromSteps = (steps: bigint | number, step: Decimal): Decimal => {
  requirePositive(step)
  return Decimal.of(toInteger(steps) * step.units, step.scale)
}

const aligned = (value: Decimal, step: Decimal): [bigint, bigint] => {
  requirePositive(step)
  if (value.scale === step.scale) return [value.units, step.units]
  return value.scale < step.scale
    ? [value.units * powerOfTen(step.scale - value.scale), step.units]
    : [value.units, step.units * powerOfTen(value.scale - step.scale)]
}

const requirePositive = (step: Decimal): void => {
  if (step.units <= 0n) throw new DecimalError('invalid step', `${shown(step.toString())} is not positive`)
}
