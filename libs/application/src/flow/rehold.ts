import type { Account, AssetId } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'
import { holdAssetOf, limitExposure, requiredForRest, requiredUnits, trimHold } from './holds.ts'
import { must } from './must.ts'
import { remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'
import type { Market } from './venue.ts'

/** What the account lacks for its open orders if it were as given, in words; undefined where it lacks nothing. */
export function shortfallOf(state: FlowState, account: Account, orders: readonly OpenOrder[]): string | undefined {
  const needed = new Map<AssetId, bigint>()
  for (const order of orders) {
    const { instrument } = marketOf(state, order)
    const assetId = holdAssetOf(instrument, order.side)
    const exposure = limitExposure(instrument, order.side, order.priceTicks ?? 0, remainingLots(order))
    const moreUnits = requiredUnits(state, account, exposure) - order.heldUnits
    needed.set(assetId, (needed.get(assetId) ?? 0n) + moreUnits)
  }
  for (const [assetId, units] of needed) {
    const freeUnits = state.postings.ledger.freeUnits(account.accountId, assetId)
    if (units > freeUnits) return `assetId=${assetId} neededUnits=${units} freeUnits=${freeUnits}`
  }
  return undefined
}

/**
 * Brings the holds of open orders to what they need now; gives back those that the free balance does not cover, which
 * hold what they held.
 */
export function rehold(state: FlowState, orders: Iterable<OpenOrder>): readonly OpenOrder[] {
  const growing: OpenOrder[] = []
  // What shrinks frees money first, for what grows.
  for (const order of orders) {
    const { instrument } = marketOf(state, order)
    const required = requiredForRest(state, instrument, order)
    if (required > order.heldUnits) growing.push(order)
    else trimHold(state, instrument, order, required)
  }
  return growing.filter((order) => !growHold(state, order))
}

function growHold(state: FlowState, order: OpenOrder): boolean {
  const { instrument } = marketOf(state, order)
  const required = requiredForRest(state, instrument, order)
  const moreUnits = required - order.heldUnits
  if (!state.postings.hold(order.accountId, holdAssetOf(instrument, order.side), moreUnits)) return false
  order.heldUnits = required
  return true
}

function marketOf(state: FlowState, order: OpenOrder): Market {
  const market = state.venue.market(order.instrumentId)
  must(market !== undefined, () => `an order's instrument is listed: orderId=${order.orderId}`)
  return market
}
