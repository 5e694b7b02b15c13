import type { Fee, Instrument, Side } from '@openlob/domain'
import type { PolicyState } from './policy.ts'

/** One side of one trade, as far as its fee depends on it. The object is used again for the next question. */
export interface FeeBasis {
  readonly instrument: Instrument
  /** The account's tier at the time of the trade. */
  readonly feeTier: number
  readonly side: Side
  /** Whether its order rested (maker) or arrived (taker). */
  readonly role: 'maker' | 'taker'
  /** What the buyer pays and the seller receives. */
  readonly quoteUnits: bigint
  /** What the seller delivers and the buyer receives. */
  readonly baseUnits: bigint
}

/** What is open of an order, as far as the fee to be held for it depends on it. Used again for the next question. */
export interface OpenFeeBasis {
  readonly instrument: Instrument
  readonly feeTier: number
  readonly side: Side
  /** The most that it can pay or receive in the quote asset. */
  readonly quoteUnits: bigint
  readonly baseUnits: bigint
}

/** Says what a trade costs either side. */
export interface FeePolicy extends PolicyState {
  /** Tells whether the schedule has this tier; tier 0 exists always. */
  hasTier(feeTier: number): boolean
  /**
   * The fee of one side of one trade, in the instrument's base or quote asset. In the asset received at most what was
   * received; in the asset paid at most what {@link openFeeUnits} had held. Negative units are a rebate, of at
   * most what the trade moves of that asset. The venue pays it out of the fees that it has collected of the asset,
   * those of the same trade included; what they do not cover is not paid, and the trade says what was paid.
   */
  fee(basis: FeeBasis): Fee
  /**
   * The same where every fee is a share of what is received, rounded down: the share in parts per million, 0 to
   * 1,000,000. Where it is there {@link fee} is not asked, and no trade makes an object.
   */
  receivedSharePpm?(basis: FeeBasis): number
  /**
   * The most that the fees on all of this can be in the asset that the order pays with, held beside the principal; left
   * out where all fees come out of what is received. Never less than the fee of any part at this price or a better one,
   * as maker or taker, plus this for the rest.
   */
  openFeeUnits?(basis: OpenFeeBasis): bigint
}
