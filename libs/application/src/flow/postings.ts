import type { AccountId, AssetId, Ledger } from '@openlob/domain'
import { must } from './must.ts'

/** A balance that a command has touched, as it was before. */
export interface TouchedBalance {
  readonly accountId: AccountId
  readonly assetId: AssetId
  readonly freeUnits: bigint
  readonly heldUnits: bigint
}

/** More than assets can be: makes one number of an account and an asset. */
const ASSETS = 2 ** 20

/** Every movement of money goes through here to the ledger, and what it touches is remembered for the notification. */
export class LedgerPostings {
  readonly ledger: Ledger
  readonly #touched = new Map<number, TouchedBalance>()

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  deposit(accountId: AccountId, assetId: AssetId, units: bigint): boolean {
    this.#touch(accountId, assetId)
    return this.ledger.deposit(accountId, assetId, units)
  }

  withdraw(accountId: AccountId, assetId: AssetId, units: bigint): boolean {
    this.#touch(accountId, assetId)
    return this.ledger.withdraw(accountId, assetId, units)
  }

  /** False, and nothing changed, where the free balance does not cover it, however much it is. */
  hold(accountId: AccountId, assetId: AssetId, units: bigint): boolean {
    if (units > this.ledger.freeUnits(accountId, assetId)) return false
    this.#touch(accountId, assetId)
    return this.ledger.hold(accountId, assetId, units)
  }

  release(accountId: AccountId, assetId: AssetId, units: bigint): void {
    if (units === 0n) return
    this.#touch(accountId, assetId)
    this.ledger.release(accountId, assetId, units)
  }

  payHeld(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#touch(from, assetId)
    this.#touch(to, assetId)
    this.ledger.transferHeld(from, to, assetId, units)
  }

  pay(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#touch(from, assetId)
    this.#touch(to, assetId)
    const covered = this.ledger.hold(from, assetId, units)
    must(covered, () => `free money covers what is paid from it: account=${from} asset=${assetId} units=${units}`)
    this.ledger.transferHeld(from, to, assetId, units)
  }

  collectFee(accountId: AccountId, assetId: AssetId, units: bigint): void {
    if (units === 0n) return
    this.#touch(accountId, assetId)
    this.ledger.collectFee(accountId, assetId, units)
  }

  /** The touched balances that are not what they were, by account and asset; forgets them. */
  takeChanged(): readonly TouchedBalance[] {
    const changed: TouchedBalance[] = []
    for (const before of this.#touched.values()) {
      const freeUnits = this.ledger.freeUnits(before.accountId, before.assetId)
      const heldUnits = this.ledger.heldUnits(before.accountId, before.assetId)
      if (freeUnits === before.freeUnits && heldUnits === before.heldUnits) continue
      changed.push({ accountId: before.accountId, assetId: before.assetId, freeUnits, heldUnits })
    }
    this.#touched.clear()
    return changed.sort((left, right) => left.accountId - right.accountId || left.assetId - right.assetId)
  }

  #touch(accountId: AccountId, assetId: AssetId): void {
    const key = accountId * ASSETS + assetId
    if (this.#touched.has(key)) return
    const freeUnits = this.ledger.freeUnits(accountId, assetId)
    const heldUnits = this.ledger.heldUnits(accountId, assetId)
    this.#touched.set(key, { accountId, assetId, freeUnits, heldUnits })
  }
}
