import type { AccountId, AssetId, Ledger } from '@openlob/domain'
import { SCRATCH } from './amounts.ts'
import type { Amounts } from './amounts.ts'
import { must } from './must.ts'

/** More than assets can be: makes one number of an account and an asset. */
const ASSETS = 2 ** 27
const INITIAL = 64
/** Up to so many are sorted by insertion. */
const FEW = 16

/** Every movement of money goes through here to the ledger, and what it touches is remembered for the notification. */
export class LedgerPostings {
  readonly ledger: Ledger
  readonly #amounts: Amounts
  /** How many balances the command has touched. */
  #touched = 0
  #slots = new Int32Array(INITIAL)
  /** The free and the held balance of each as they were before. */
  #before = new BigInt64Array(2 * INITIAL)
  /** By slot: the last command that touched it, as counted here. */
  #touchedBy = new Int32Array(INITIAL)
  #command = 1

  constructor(ledger: Ledger, amounts: Amounts) {
    this.ledger = ledger
    this.#amounts = amounts
  }

  /** How many balances {@link sortChanged} left. */
  get changedCount(): number {
    return this.#touched
  }

  deposit(accountId: AccountId, assetId: AssetId, units: bigint): boolean {
    this.touch(this.ledger.slotOf(accountId, assetId))
    return this.ledger.deposit(accountId, assetId, units)
  }

  withdraw(accountId: AccountId, assetId: AssetId, units: bigint): boolean {
    this.touch(this.ledger.slotOf(accountId, assetId))
    return this.ledger.withdraw(accountId, assetId, units)
  }

  /** Holds the amount at a place; false, and nothing changed, where the free balance does not cover it. */
  holdAt(slot: number, at: number): boolean {
    this.touch(slot)
    return this.ledger.holdAt(slot, this.#amounts.units, at)
  }

  /** Frees the amount at a place. */
  releaseAt(slot: number, at: number): void {
    if (this.#amounts.units[at] === 0n) return
    this.touch(slot)
    this.ledger.transferHeldAt(slot, slot, this.#amounts.units, at)
  }

  /** Pays the amount at a place out of what one slot holds to another of the same asset. */
  payHeldAt(source: number, target: number, at: number): void {
    this.touch(source)
    this.touch(target)
    this.ledger.transferHeldAt(source, target, this.#amounts.units, at)
  }

  payHeld(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#touchBoth(from, to, assetId)
    this.ledger.transferHeld(from, to, assetId, units)
  }

  pay(from: AccountId, to: AccountId, assetId: AssetId, units: bigint): void {
    this.#touchBoth(from, to, assetId)
    const covered = this.ledger.hold(from, assetId, units)
    must(covered, () => `free money covers what is paid from it: account=${from} asset=${assetId} units=${units}`)
    this.ledger.transferHeld(from, to, assetId, units)
  }

  /** Charges the amount at a place, or pays it as a rebate where it is negative. */
  collectFeeAt(slot: number, at: number): void {
    if (this.#amounts.units[at] === 0n) return
    this.touch(slot)
    this.ledger.collectFeeAt(slot, this.#amounts.units, at)
  }

  /** Remembers a balance as it is before it changes. */
  touch(slot: number): void {
    if (slot >= this.#touchedBy.length) this.#growSlots(slot)
    if (this.#touchedBy[slot] === this.#command) return
    this.#touchedBy[slot] = this.#command
    const index = this.#touched
    if (index === this.#slots.length) this.#growTouched()
    this.#touched = index + 1
    this.#slots[index] = slot
    this.ledger.readAt(slot, this.#before, index << 1)
  }

  /** Keeps of the touched balances those that are not what they were, and puts them in order: by account and asset. */
  sortChanged(): void {
    const { units } = this.#amounts
    let changed = 0
    for (let index = 0; index < this.#touched; index += 1) {
      const slot = this.#slots[index]!
      this.ledger.readAt(slot, units, SCRATCH)
      const isSame =
        units[SCRATCH] === this.#before[index << 1] && units[SCRATCH + 1] === this.#before[(index << 1) | 1]
      if (isSame) continue
      this.#slots[changed] = slot
      changed += 1
    }
    this.#touched = changed
    if (changed > FEW) this.#sortMany(changed)
    else if (changed > 1) this.#sortFew(changed)
  }

  /** The slot of a changed balance. */
  changedSlot(index: number): number {
    return this.#slots[index]!
  }

  /** Forgets what the command has touched. */
  clear(): void {
    this.#touched = 0
    this.#command = (this.#command + 1) | 0
    // Counted around once: no slot may seem touched by an old command of this number.
    if (this.#command === 0) this.#forgetAll()
  }

  #touchBoth(from: AccountId, to: AccountId, assetId: AssetId): void {
    this.touch(this.ledger.slotOf(from, assetId))
    this.touch(this.ledger.slotOf(to, assetId))
  }

  #sortFew(count: number): void {
    const slots = this.#slots
    for (let index = 1; index < count; index += 1) {
      const slot = slots[index]!
      const key = this.#keyOf(slot)
      let at = index
      while (at > 0 && this.#keyOf(slots[at - 1]!) > key) {
        slots[at] = slots[at - 1]!
        at -= 1
      }
      slots[at] = slot
    }
  }

  #sortMany(count: number): void {
    this.#slots.subarray(0, count).sort((left, right) => this.#keyOf(left) - this.#keyOf(right))
  }

  #keyOf(slot: number): number {
    return this.ledger.accountOf(slot) * ASSETS + this.ledger.assetOf(slot)
  }

  #growSlots(slot: number): void {
    const before = this.#touchedBy
    let length = before.length
    while (length <= slot) length *= 2
    this.#touchedBy = new Int32Array(length)
    this.#touchedBy.set(before)
  }

  #growTouched(): void {
    const [slots, before] = [this.#slots, this.#before]
    this.#slots = new Int32Array(slots.length * 2)
    this.#slots.set(slots)
    this.#before = new BigInt64Array(before.length * 2)
    this.#before.set(before)
  }

  #forgetAll(): void {
    this.#touchedBy.fill(0)
    this.#command = 1
  }
}
