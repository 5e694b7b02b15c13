import { Decimal } from '@openlob/decimal'

/** A decimal as units of its last place, and how many of them make one. */
export interface DecimalRatio {
  readonly units: bigint
  readonly one: bigint
}

/** A decimal such as `1.25`; throws a `DecimalError` where it is none. */
export function decimalRatio(text: string): DecimalRatio {
  const { units, scale } = Decimal.parse(text)
  return { units, one: 10n ** BigInt(scale) }
}

/** A decimal in units of 10^-scale; what is below is cut off. */
export function unitsOf(text: string, scale: number): bigint {
  const { units, one } = decimalRatio(text)
  return (units * 10n ** BigInt(scale)) / one
}
