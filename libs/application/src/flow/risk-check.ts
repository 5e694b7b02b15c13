import type { ProposedOrder, RiskReason } from '../plugins/risk.ts'
import type { FlowState } from './flow-state.ts'
import { must } from './must.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

const REASONS: readonly RiskReason[] = [
  'INSUFFICIENT_BALANCE',
  'TOO_MANY_OPEN_ORDERS',
  'ORDER_LIMIT_EXCEEDED',
  'REFUSED_BY_RISK',
]

/** The risk step: asks the policy, then makes sure that the money is there whatever the policy says. */
export function checkRisk(state: FlowState, order: ProposedOrder): Refusal | undefined {
  const refused = state.settings.policies.risk.check(order)
  if (refused !== undefined) {
    must(REASONS.includes(refused.reason), () => `a risk policy refuses with one of its reasons: ${refused.reason}`)
    return refusal(refused.reason, refused.detail)
  }
  if (order.holdUnits <= order.freeUnits) return undefined
  const detail = `assetId=${order.holdAssetId} neededUnits=${order.holdUnits} freeUnits=${order.freeUnits}`
  return refusal('INSUFFICIENT_BALANCE', detail)
}
