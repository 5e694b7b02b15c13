import type { Account, AccountId, Hashable, StateHash } from '@openlob/domain'
import { foldAccount } from '../events/folds.ts'
import { broken } from './must.ts'
import { SlotIndex } from './slot-index.ts'

/** The most octets of an account's name. */
export const ACCOUNT_NAME_OCTETS = 32
const NAME_WORDS = ACCOUNT_NAME_OCTETS / 4
/** Words of 32 bits in a record: the name, zeros behind it. */
const STRIDE = NAME_WORDS
const INITIAL_ACCOUNTS = 64

/**
 * The accounts of a flow, numbered from 1 in the order of their arrival, by id and by name. Each is a record of words,
 * and becomes an object where somebody asks for one, so that a million of them start in no time. Every step is O(1).
 */
export class AccountTable implements Hashable, Iterable<Account> {
  #count = 0
  /** The record of account `n` is the one at `n`. */
  #words = new Int32Array(INITIAL_ACCOUNTS * STRIDE)
  #octets = new Uint8Array(this.#words.buffer)
  /** By account. A plugin may take any integer of 53 bits for a tier. */
  #feeTiers = new Float64Array(INITIAL_ACCOUNTS)
  readonly #names = new SlotIndex()
  /** A name that is looked for. */
  readonly #sought = new Int32Array(NAME_WORDS)
  readonly #soughtOctets = new Uint8Array(this.#sought.buffer)

  /** How many there are: their ids are 1 to this. */
  get count(): number {
    return this.#count
  }

  /** The id of the next one. */
  get nextId(): AccountId {
    return (this.#count + 1) as AccountId
  }

  /** Whether there is one of this id. */
  has(accountId: number): boolean {
    return accountId >= 1 && accountId <= this.#count
  }

  /** The fee tier of an account that there is. */
  feeTierOf(accountId: number): number {
    return this.#feeTiers[accountId]!
  }

  /** An account, frozen; undefined where there is none of this id. */
  get(accountId: number): Account | undefined {
    if (!this.has(accountId) || !Number.isInteger(accountId)) return undefined
    const name = this.#nameOf(accountId)
    return Object.freeze({ accountId: accountId as AccountId, name, feeTier: this.feeTierOf(accountId) })
  }

  /** The account of a name; undefined where none has it. */
  named(name: string): Account | undefined {
    if (!this.#seek(name)) return undefined
    const hash = hashOf(this.#sought, 0)
    for (let place = this.#names.first(hash); ; place = this.#names.next(place)) {
      const accountId = this.#names.slotAt(place)
      if (accountId === 0) return undefined
      if (this.#names.hashAt(place) === hash && this.#isSought(accountId)) return this.get(accountId)
    }
  }

  /** So many accounts from an id on. */
  slice(from: number, count: number): Account[] {
    const accounts: Account[] = []
    for (let accountId = Math.max(1, from); accountId < from + count && accountId <= this.#count; accountId += 1)
      accounts.push(this.get(accountId)!)
    return accounts
  }

  /** All of them, by id. */
  *[Symbol.iterator](): Generator<Account> {
    for (let accountId = 1; accountId <= this.#count; accountId += 1) yield this.get(accountId)!
  }

  /** Opens the next account under a name that is none yet. */
  open(name: string, feeTier = 0): Account {
    if (!this.#seek(name)) broken(`a name has 1 to ${ACCOUNT_NAME_OCTETS} characters of ASCII: name=${name}`)
    return this.setFeeTier(this.openNamed(this.#soughtOctets, 0, name.length), feeTier)
  }

  /** The same for a name of 1 to {@link ACCOUNT_NAME_OCTETS} octets, on fee tier 0; returns its id. */
  openNamed(octets: Uint8Array, from: number, length: number): AccountId {
    const accountId = this.nextId
    if ((accountId + 1) * STRIDE > this.#words.length) this.#setRoom((accountId + 1) * 2)
    const to = accountId * STRIDE * 4
    for (let index = 0; index < length; index += 1) this.#octets[to + index] = octets[from + index]!
    this.#count += 1
    this.#names.insert(hashOf(this.#words, accountId * STRIDE), accountId)
    return accountId
  }

  /** Puts an account on another fee tier; returns it as it is now. */
  setFeeTier(accountId: AccountId, feeTier: number): Account {
    const account = this.get(accountId) ?? broken(`the account is open: accountId=${accountId}`)
    this.#feeTiers[accountId] = feeTier
    return Object.freeze({ ...account, feeTier })
  }

  /** Makes room for so many more, so that it need not grow for them. */
  reserve(count: number): void {
    const records = this.#count + count + 1
    if (records * STRIDE > this.#words.length) this.#setRoom(records)
    this.#names.reserve(count)
  }

  /** Copies the name of an account; returns its length. O(1). */
  copyName(accountId: number, into: Uint8Array, at: number): number {
    const from = accountId * STRIDE * 4
    let length = 0
    for (; length < ACCOUNT_NAME_OCTETS && this.#octets[from + length] !== 0; length += 1)
      into[at + length] = this.#octets[from + length]!
    return length
  }

  hashInto(hash: StateHash): void {
    hash.integer(this.#count)
    for (const account of this) foldAccount(hash, account)
  }

  /** Takes the name that is looked for; false where no account can have it. */
  #seek(name: string): boolean {
    if (name.length < 1 || name.length > ACCOUNT_NAME_OCTETS) return false
    this.#sought.fill(0)
    for (let index = 0; index < name.length; index += 1) {
      const code = name.charCodeAt(index)
      if (code < 1 || code > 127) return false
      this.#soughtOctets[index] = code
    }
    return true
  }

  #isSought(accountId: number): boolean {
    for (let index = 0; index < NAME_WORDS; index += 1)
      if (this.#words[accountId * STRIDE + index] !== this.#sought[index]) return false
    return true
  }

  #nameOf(accountId: number): string {
    const name = new Uint8Array(ACCOUNT_NAME_OCTETS)
    return String.fromCharCode(...name.subarray(0, this.copyName(accountId, name, 0)))
  }

  #setRoom(records: number): void {
    const before = this.#words
    this.#words = new Int32Array(records * STRIDE)
    this.#words.set(before)
    this.#octets = new Uint8Array(this.#words.buffer)
    const tiers = this.#feeTiers
    this.#feeTiers = new Float64Array(records)
    this.#feeTiers.set(tiers)
  }
}

/** The hash of a name whose words begin at a place. */
function hashOf(words: Int32Array, from: number): number {
  let hash = 0x9e3779b1 | 0
  for (let index = 0; index < NAME_WORDS; index += 1) {
    const word = words[from + index]!
    if (word === 0) break
    const mixed = hash ^ word
    hash = Math.imul((mixed << 15) | (mixed >>> 17), 0xcc9e2d51)
  }
  return hash ^ (hash >>> 15)
}
