import type { AccountId, AssetId } from '../units.ts'

/** Money on its way from one flow of an exchange to another: it has left the one, and arrives in the other once. */
export interface Transfer {
  /** The number of the flow that it left. */
  readonly fromFlow: number
  /** The number of the flow that it is for. */
  readonly toFlow: number
  /** From 1, gapless, one sequence for each pair of flows: what the other has had before it knows by this. */
  readonly number: number
  /** The same account in both flows. */
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** In base units, positive. */
  readonly units: bigint
}
