import type { AccountId, AssetId, Instrument } from '@openlob/domain'
import type { PolicyState } from './policy.ts'

/**
 * A trade that is to be cleared. The buyer's quote and the seller's base units are held by their orders. The object is
 * used again for the next trade: keep what it says, not the object.
 */
export interface ClearingTrade {
  readonly instrument: Instrument
  readonly buyerAccountId: AccountId
  readonly sellerAccountId: AccountId
  readonly quoteUnits: bigint
  readonly baseUnits: bigint
}

/** The movements that clearing may order. Each throws where the money is not there: clearing cannot make any. */
export interface Postings {
  /** Pays the quote units that the buyer holds to the seller, and delivers the base units that the seller holds. */
  exchange(): void
  /** Pays money that an order holds to the free balance of an account. */
  payHeld(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void
  /** Pays free money to the free balance of another account. */
  pay(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void
}

/** Says what a trade moves between accounts. Fees are charged after it. */
export interface ClearingPolicy extends PolicyState {
  /** Accounts beside the two sides that it posts to; no order is taken until they are open. */
  readonly accounts: readonly AccountId[]
  /** Settles a trade: takes exactly `quoteUnits` out of what the buyer holds and `baseUnits` out of the seller's. */
  clear(trade: ClearingTrade, postings: Postings): void
}
