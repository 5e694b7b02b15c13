import { invariant } from '../invariant.ts'

/** The highest account and asset id that a ledger takes; ids are dense, so this is how many there may be. */
export const MAX_LEDGER_ID: number = 2 ** 26

/**
 * Gives each pair of account and asset that is touched a slot from 1 on, and finds it again: an account's slots are a
 * chain, a step for each asset that it ever owned. Memory follows the pairs in use and the highest account id.
 */
export class BalanceSlots {
  #heads = new Int32Array(16)
  #next = new Int32Array(16)
  #assets = new Int32Array(16)
  #accounts = new Int32Array(16)
  #count = 0

  /** How many slots are in use: they are 1 to this. */
  get count(): number {
    return this.#count
  }

  /** How many slots there is room for, 0 included; grows by doubling. */
  get capacity(): number {
    return this.#next.length
  }

  /** The highest account id that there is room for. */
  get lastAccount(): number {
    return this.#heads.length - 1
  }

  /** Whose slot it is. */
  accountOf(slot: number): number {
    return this.#accounts[slot]!
  }

  /** Of which asset it is. */
  assetOf(slot: number): number {
    return this.#assets[slot]!
  }

  /** The slot of a pair, 0 where it was never touched or cannot be. */
  find(account: number, asset: number): number {
    let slot = this.#heads[account] ?? 0
    while (slot !== 0 && this.#assets[slot] !== asset) slot = this.#next[slot]!
    return slot
  }

  /** The slot of a pair, a new one where it was never touched; throws where no ledger takes such ids. */
  open(account: number, asset: number): number {
    const found = this.find(account, asset)
    if (found !== 0) return found
    invariant(isLedgerId(account) && isLedgerId(asset), `ledger ids are 1 to 2^26: account=${account} asset=${asset}`)
    if (account >= this.#heads.length) this.#heads = grown(this.#heads, account)
    this.#count += 1
    this.reserve(this.#count)
    this.#accounts[this.#count] = account
    this.#assets[this.#count] = asset
    this.#next[this.#count] = this.#heads[account]!
    this.#heads[account] = this.#count
    return this.#count
  }

  /** Makes room for so many slots in all, so that it need not grow for them. */
  reserve(slots: number): void {
    if (slots < this.#next.length) return
    this.#next = grown(this.#next, slots)
    this.#assets = grown(this.#assets, slots)
    this.#accounts = grown(this.#accounts, slots)
  }

  /** The assets that an account ever owned, in ascending order. */
  assetsOf(account: number): number[] {
    const assets: number[] = []
    for (let slot = this.#heads[account] ?? 0; slot !== 0; slot = this.#next[slot]!) assets.push(this.#assets[slot]!)
    return assets.sort((left, right) => left - right)
  }
}

function isLedgerId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= MAX_LEDGER_ID
}

function grown(array: Int32Array, index: number): Int32Array<ArrayBuffer> {
  let length = array.length
  while (length <= index) length *= 2
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}
