import { fromSteps } from '@openlob/decimal'
import type { Decimal } from '@openlob/decimal'

/**
 * Writes prices or quantities of one instrument: so many steps of a size as the shortest decimal text, `50000` and
 * not `50000.00`. Exact; the common case needs no bigint, as a snapshot writes thousands.
 */
export class StepText {
  readonly #step: Decimal
  readonly #units: number

  constructor(step: Decimal) {
    this.#step = step
    this.#units = Number(step.units)
  }

  /** The text of `steps`, an integer from 0. */
  of(steps: number): string {
    const total = steps * this.#units
    if (!Number.isSafeInteger(total)) return shortest(fromSteps(BigInt(steps), this.#step))
    const { scale } = this.#step
    if (scale === 0 || total === 0) return total.toString()
    const digits = total.toString().padStart(scale + 1, '0')
    let end = digits.length
    const point = end - scale
    while (end > point && digits.charCodeAt(end - 1) === 48) end -= 1
    return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
  }
}

/** The shortest text of a decimal: no zeros at the end of the fraction. */
export function shortest(value: Decimal): string {
  return value.format({ trimZeros: true })
}
