/** What somebody who lists a spot instrument says of it; amounts are decimal text. */
export interface SpotInstrumentTerms {
  readonly symbol: string
  readonly tickSize: string
  readonly lotSize: string
  /** In the base asset; one lot where left out. */
  readonly minQuantity?: string
  /** In the base asset; as much as a book takes where left out. */
  readonly maxQuantity?: string
  /** In the quote asset; 2^31 − 1 ticks where left out. */
  readonly maxPrice?: string
  /** In the quote asset; none where left out. */
  readonly minNotional?: string
  /** In the quote asset; what 64 bits hold where left out. */
  readonly maxNotional?: string
}

/** Why the terms of an instrument cannot be: names the term and the rule. */
export interface InvalidTerms {
  readonly invalid: string
}
