import type { Account, AssetId, Instrument, Side } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'
import { must } from './must.ts'
import { remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'

/** What an order may come to cost: a price or the sum of the fills it would meet. */
export interface Exposure {
  readonly instrument: Instrument
  readonly side: Side
  readonly quoteUnits: bigint
  readonly baseUnits: bigint
}

/** The asset that an order pays with. */
export function holdAssetOf(instrument: Instrument, side: Side): AssetId {
  return side === 'buy' ? instrument.quoteAssetId : instrument.baseAssetId
}

/** The exposure of a limit order with so much open. */
export function limitExposure(instrument: Instrument, side: Side, priceTicks: number, lots: number): Exposure {
  const baseUnits = BigInt(lots) * instrument.baseUnitsPerLot
  const quoteUnits = BigInt(priceTicks) * BigInt(lots) * instrument.quoteUnitsPerTickLot
  return { instrument, side, quoteUnits, baseUnits }
}

/** What must be held for an exposure: the principal, and the worst-case fee where it is charged on top. */
export function requiredUnits(state: FlowState, account: Account, exposure: Exposure): bigint {
  const { instrument, side, quoteUnits, baseUnits } = exposure
  const { fees } = state.settings.policies
  const feeUnits = fees.openFeeUnits({ instrument, feeTier: account.feeTier, side, quoteUnits, baseUnits })
  must(
    typeof feeUnits === 'bigint' && feeUnits >= 0n,
    () => `a fee policy holds no negative fee: units=${String(feeUnits)}`,
  )
  return (side === 'buy' ? quoteUnits : baseUnits) + feeUnits
}

/** What an open limit order needs to have held for what is left of it. */
export function requiredForRest(state: FlowState, instrument: Instrument, order: OpenOrder): bigint {
  const account = state.venue.account(order.accountId)
  must(account !== undefined, () => `an order's account is open: orderId=${order.orderId}`)
  must(order.priceTicks !== undefined, () => `an order that rests has a price: orderId=${order.orderId}`)
  return requiredUnits(state, account, limitExposure(instrument, order.side, order.priceTicks, remainingLots(order)))
}

/** Frees what an order holds beyond `requiredUnits`. */
export function trimHold(state: FlowState, instrument: Instrument, order: OpenOrder, required: bigint): void {
  const surplus = order.heldUnits - required
  must(
    surplus >= 0n,
    () => `an order holds what it needs: orderId=${order.orderId} held=${order.heldUnits} required=${required}`,
  )
  state.postings.release(order.accountId, holdAssetOf(instrument, order.side), surplus)
  order.heldUnits = required
}
