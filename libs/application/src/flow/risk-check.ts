import { MAX_UNITS } from '@openlob/domain'
import type { AccountId, AssetId, SideCode } from '@openlob/domain'
import type { RiskReason } from '../plugins/risk.ts'
import { EXTRA, FREE } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import type { Market } from './market.ts'
import { must } from './must.ts'
import { holdAssetOf, sideOf } from './policy-views.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

const REASONS: readonly RiskReason[] = [
  'INSUFFICIENT_BALANCE',
  'TOO_MANY_OPEN_ORDERS',
  'ORDER_LIMIT_EXCEEDED',
  'REFUSED_BY_RISK',
]

/**
 * The risk step: asks the policy about the proposed order, of which the caller has filled in what the command says and
 * `amounts[EXTRA]`, to be held on the slot of a balance; then makes sure that the money is there whatever the policy
 * says.
 */
export function checkRisk(
  state: FlowState,
  accountId: AccountId,
  market: Market,
  side: SideCode,
  balance: number,
): Refusal | undefined {
  const { proposed, orders, postings, amounts } = state
  const holdAssetId = holdAssetOf(market, side)
  postings.ledger.readAt(balance, amounts.units, FREE)
  proposed.accountId = accountId
  proposed.instrument = market.instrument
  proposed.side = sideOf(side)
  proposed.openOrders = orders.countOf(accountId)
  proposed.holdAssetId = holdAssetId
  const refused = state.settings.policies.risk.check(proposed)
  if (refused !== undefined) {
    must(REASONS.includes(refused.reason), () => `a risk policy refuses with one of its reasons: ${refused.reason}`)
    return refusal(refused.reason, refused.detail)
  }
  if (amounts.units[EXTRA]! <= amounts.units[FREE]!) return undefined
  return uncovered(holdAssetId, amounts.units[EXTRA]!, amounts.units[FREE]!)
}

/** That an order needs more than any balance can be. */
export function unaffordable({ postings }: FlowState, accountId: AccountId, assetId: AssetId): Refusal {
  const freeUnits = postings.ledger.freeUnits(accountId, assetId)
  const detail = `assetId=${assetId} freeUnits=${freeUnits}, and no balance passes ${MAX_UNITS}`
  return refusal('INSUFFICIENT_BALANCE', detail)
}

function uncovered(assetId: AssetId, neededUnits: bigint, freeUnits: bigint): Refusal {
  return refusal('INSUFFICIENT_BALANCE', `assetId=${assetId} neededUnits=${neededUnits} freeUnits=${freeUnits}`)
}
