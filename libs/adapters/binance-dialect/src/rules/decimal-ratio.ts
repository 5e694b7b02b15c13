/** A decimal as units of its last place, and how many of them make one. */
export interface DecimalRatio {
  readonly units: bigint
  readonly one: bigint
}

/** A decimal without an exponent, such as `1.25`. */
export function decimalRatio(text: string): DecimalRatio {
  const [whole = '', fraction = ''] = text.split('.')
  return { units: BigInt(whole + fraction), one: 10n ** BigInt(fraction.length) }
}

/** A decimal in units of 10^-scale; what is below is cut off. */
export function unitsOf(text: string, scale: number): bigint {
  const { units, one } = decimalRatio(text)
  return (units * 10n ** BigInt(scale)) / one
}
