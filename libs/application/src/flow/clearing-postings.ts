import type { AccountId, AssetId } from '@openlob/domain'
import type { Postings } from '../plugins/clearing.ts'
import { BASE, QUOTE } from './amounts.ts'
import { must } from './must.ts'
import type { TradeView } from './policy-views.ts'
import type { LedgerPostings } from './postings.ts'
import type { Venue } from './venue.ts'

/** What a clearing policy is given: movements between open accounts, and nothing else of the ledger. */
export class ClearingPostings implements Postings {
  readonly #postings: LedgerPostings
  readonly #venue: Venue
  readonly #trade: TradeView
  #buyerBalance = 0
  #sellerBalance = 0

  constructor(postings: LedgerPostings, venue: Venue, trade: TradeView) {
    this.#postings = postings
    this.#venue = venue
    this.#trade = trade
  }

  /** Begins the clearing of a trade: what the buyer holds of the quote asset, and the seller of the base asset. */
  begin(buyerBalance: number, sellerBalance: number): void {
    this.#buyerBalance = buyerBalance
    this.#sellerBalance = sellerBalance
  }

  exchange(): void {
    const { ledger } = this.#postings
    const { instrument, buyerAccountId, sellerAccountId } = this.#trade
    this.#postings.payHeldAt(this.#buyerBalance, ledger.slotOf(sellerAccountId, instrument.quoteAssetId), QUOTE)
    this.#postings.payHeldAt(this.#sellerBalance, ledger.slotOf(buyerAccountId, instrument.baseAssetId), BASE)
  }

  payHeld(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#check(to, assetId)
    this.#postings.payHeld(from, to, assetId, units)
  }

  pay(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#check(to, assetId)
    this.#postings.pay(from, to, assetId, units)
  }

  #check(to: AccountId, assetId: AssetId): void {
    const open = this.#venue.accounts.has(to) && this.#venue.asset(assetId) !== undefined
    must(open, () => `clearing posts to open accounts in listed assets: account=${to} asset=${assetId}`)
  }
}
