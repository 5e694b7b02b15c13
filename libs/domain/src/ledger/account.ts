import type { AccountId } from '../units.ts'

/**
 * Someone who may trade: a name and the terms it trades on. What it owns stands in the ledger, its orders in the
 * flow; margin accounts will add positions beside the balances.
 */
export interface Account {
  readonly accountId: AccountId
  /** Unique, chosen by whoever opened it. */
  readonly name: string
  /** Its place in the fee schedule, from 0. */
  readonly feeTier: number
}
