/** `units` of 10^-scale as a plain decimal with all its places, such as `0.10000000`. */
export function fixedText(units: bigint, scale: number): string {
  if (scale === 0) return units.toString()
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Writes whole steps of a size with a fixed number of places. */
export class FixedSteps {
  readonly places: number
  readonly #units: bigint

  /** `step` is `stepUnits` of 10^-stepScale; it has no more places than `places`. */
  constructor(stepUnits: bigint, stepScale: number, places: number) {
    this.places = places
    this.#units = stepUnits * 10n ** BigInt(places - stepScale)
  }

  /** The text of so many steps. */
  text(steps: number | bigint): string {
    return fixedText(BigInt(steps) * this.#units, this.places)
  }

  /** So many steps in units of the last place. */
  units(steps: number | bigint): bigint {
    return BigInt(steps) * this.#units
  }
}
