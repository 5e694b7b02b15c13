import type { AccountId, AssetId } from '@openlob/domain'
import type { Postings } from '../plugins/clearing.ts'
import { must } from './must.ts'
import type { LedgerPostings } from './postings.ts'
import type { Venue } from './venue.ts'

/** What a clearing policy is given: movements between open accounts, and nothing else of the ledger. */
export class ClearingPostings implements Postings {
  readonly #postings: LedgerPostings
  readonly #venue: Venue

  constructor(postings: LedgerPostings, venue: Venue) {
    this.#postings = postings
    this.#venue = venue
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
    const open = this.#venue.account(to) !== undefined && this.#venue.asset(assetId) !== undefined
    must(open, () => `clearing posts to open accounts in listed assets: account=${to} asset=${assetId}`)
  }
}
