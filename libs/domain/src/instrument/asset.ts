import type { AssetId } from '../units.ts'

/** Something that is owned and moved: a currency, a coin, a share. */
export interface Asset {
  readonly assetId: AssetId
  /** Its ticker, such as `BTC`. */
  readonly symbol: string
  /**
   * Decimal places of its base unit: amounts are integers of 10^-scale. 0 to 18. All that is deposited of an asset fits
   * 2^63 − 1 base units: 92 billion whole ones at scale 8, and only 9.2 at scale 18; take the scale that is traded in,
   * not that of the chain.
   */
  readonly scale: number
}
