import { BUY } from '@openlob/domain'
import type { AssetId, SideCode } from '@openlob/domain'

/** A fill on its way through clearing, used again for each. What it comes to stands in the flow's amounts. */
export class Fill {
  /** The slot of the order that rested. */
  maker = 0
  /** The slot of the order that arrived. */
  taker = 0
  tradeId = 0
  instrumentId = 0
  priceTicks = 0
  quantityLots = 0
  takerSide: SideCode = BUY
  makerFeeAssetId: AssetId = 0 as AssetId
  takerFeeAssetId: AssetId = 0 as AssetId
}
