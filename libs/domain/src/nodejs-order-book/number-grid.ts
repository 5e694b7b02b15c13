import { Decimal, fromSteps, stepsOf } from '@openlob/decimal'
import { invariant } from '../invariant.ts'

/** Numbers as whole steps, exactly: a number stands for the shortest decimal text that JavaScript writes it as. */
export class NumberGrid {
  /** One step. */
  readonly step: Decimal
  readonly #most: bigint

  /** Throws an `InvariantError` unless the step is a positive decimal. */
  constructor(name: string, step: string, most: number) {
    const parsed = Decimal.tryParse(step)
    invariant(parsed?.isPositive() === true, `${name} must be a positive decimal: ${name}=${step}`)
    this.step = parsed
    this.#most = BigInt(most)
  }

  /** How many steps a number is, undefined where it is not positive, no multiple, or too many. */
  stepsOf(value: number): number | undefined {
    if (!Number.isFinite(value) || value <= 0) return undefined
    const decimal = Decimal.tryParse(String(value))
    const steps = decimal && stepsOf(decimal, this.step)
    return steps === undefined || steps > this.#most ? undefined : Number(steps)
  }

  /** The number nearest to so many steps. */
  valueOf(steps: number | bigint): number {
    return Number(fromSteps(BigInt(steps), this.step).toString())
  }
}
