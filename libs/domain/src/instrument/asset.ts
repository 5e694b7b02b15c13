import type { AssetId } from '../units.ts'

/** Something that is owned and moved: a currency, a coin, a share. */
export interface Asset {
  readonly assetId: AssetId
  /** Its ticker, such as `BTC`. */
  readonly symbol: string
  /** Decimal places of its base unit: amounts are integers of 10^-scale. 0 to 18. */
  readonly scale: number
}
