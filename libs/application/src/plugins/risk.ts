import type { AccountId, AssetId, Instrument, PriceTicks, RejectReason, Side, TimeInForce, Trade } from '@openlob/domain'
import type { PolicyState } from './policy.ts'

/**
 * An order that wants in, or one that wants to be another: it has passed the instrument's own rules. The object is used
 * again for the next question: keep what it says, not the object.
 */
export interface ProposedOrder {
  readonly accountId: AccountId
  readonly instrument: Instrument
  readonly side: Side
  readonly type: 'limit' | 'market'
  readonly timeInForce: TimeInForce
  /** Undefined for a market order. */
  readonly priceTicks: PriceTicks | undefined
  /** The total asked for, executed part included. */
  readonly quantityLots: number
  /** What would be open: less than the total for an order that is amended. */
  readonly leavesLots: number
  /** Price times total in quote units; for a market order what it would meet in the book now. */
  readonly notionalUnits: bigint
  /** Whether an open order is to be amended. */
  readonly amends: boolean
  /** The account's open orders, this one not counted unless it is amended. */
  readonly openOrders: number
  /** What would be held for it. */
  readonly holdAssetId: AssetId
  /** How much more would be held than is held for it now; 0 or less where an amendment needs no more. */
  readonly holdUnits: bigint
  /** What the account has free of that asset. */
  readonly freeUnits: bigint
}

/** The reasons that a risk policy may give. */
export type RiskReason = Extract<
  RejectReason,
  'INSUFFICIENT_BALANCE' | 'TOO_MANY_OPEN_ORDERS' | 'ORDER_LIMIT_EXCEEDED' | 'REFUSED_BY_RISK'
>

/** Why a risk policy refuses. */
export interface RiskRefusal {
  readonly reason: RiskReason
  /** What was wrong, with the values; follows the sentence of the reason. ASCII. */
  readonly detail: string
}

/** Accepts or refuses orders before money is held for them. */
export interface RiskPolicy extends PolicyState {
  /** Undefined: accepted. Changes nothing: the order may still be refused by what comes after. */
  check(order: ProposedOrder): RiskRefusal | undefined
  /** Told of each trade once it is settled, where it wants to know: here it may remember. */
  onTrade?(trade: Trade): void
}
