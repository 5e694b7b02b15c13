import type { AccountId, AssetId } from '@openlob/domain'
import { EXTRA, REQUIRED } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { marketOf, requireForRest, requireOnTier, trimHold } from './holds.ts'
import { holdAssetOf } from './policy-views.ts'

/** What an account lacks for its open orders if it were on a fee tier, in words; undefined where it lacks nothing. */
export function shortfallOf(
  state: FlowState,
  accountId: AccountId,
  feeTier: number,
  slots: readonly number[],
): string | undefined {
  const { orders, amounts, postings } = state
  const needed = new Map<AssetId, bigint>()
  for (const slot of slots) {
    const market = marketOf(state, slot)
    const side = orders.sideOf(slot)
    const assetId = holdAssetOf(market, side)
    if (!requireOnTier(state, market, slot, feeTier)) return `assetId=${assetId} orderId=${orders.orderIdOf(slot)} needs more than any balance can be`
    const moreUnits = amounts.units[REQUIRED]! - orders.longs[orders.heldAt(slot)]!
    needed.set(assetId, (needed.get(assetId) ?? 0n) + moreUnits)
  }
  for (const [assetId, units] of needed) {
    const freeUnits = postings.ledger.freeUnits(accountId, assetId)
    if (units > freeUnits) return `assetId=${assetId} neededUnits=${units} freeUnits=${freeUnits}`
  }
  return undefined
}

/**
 * Brings the holds of open orders to what they need now; gives back those that the free balance does not cover, which
 * hold what they held.
 */
export function rehold(state: FlowState, slots: readonly number[]): readonly number[] {
  const { orders, amounts } = state
  const growing: number[] = []
  // What shrinks frees money first, for what grows.
  for (const slot of slots) {
    const market = marketOf(state, slot)
    requireForRest(state, market, slot)
    if (amounts.units[REQUIRED]! > orders.longs[orders.heldAt(slot)]!) growing.push(slot)
    else trimHold(state, slot)
  }
  return growing.filter((slot) => !growHold(state, slot))
}

function growHold(state: FlowState, slot: number): boolean {
  const { orders, postings } = state
  const { units } = state.amounts
  const market = marketOf(state, slot)
  const held = orders.heldAt(slot)
  requireForRest(state, market, slot)
  units[EXTRA] = units[REQUIRED]! - orders.longs[held]!
  if (!postings.holdAt(orders.balanceOf(slot), EXTRA)) return false
  orders.longs[held] = units[REQUIRED]!
  return true
}
