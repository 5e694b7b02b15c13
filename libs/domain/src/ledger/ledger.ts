import { invariant, InvariantError } from '../invariant.ts'
import type { Hashable, StateHash } from '../state-hash.ts'
import { accountId, assetId, MAX_UNITS } from '../units.ts'
import type { AccountId, AssetId } from '../units.ts'
import { BalanceSlots } from './balance-slots.ts'

/** Words of 64 bits of a balance in {@link Ledger.balanceColumns}. */
const BALANCE_LONGS = 3

/** What one account has of one asset, in the asset's base units. */
export interface Balance {
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** Free to withdraw or to trade with. */
  readonly freeUnits: bigint
  /** Held for open orders. */
  readonly heldUnits: bigint
}

/** One asset over the whole ledger. */
export interface AssetTotals {
  readonly assetId: AssetId
  /** Deposits less withdrawals; equals all free and held balances plus the fees collected. */
  readonly supplyUnits: bigint
  /** What the venue has earned in fees and not paid out in rebates. */
  readonly feesCollectedUnits: bigint
}

/** Everything needed to rebuild a ledger: the balances that are not zero, and the totals. */
export interface LedgerSnapshot {
  readonly balances: readonly Balance[]
  readonly totals: readonly AssetTotals[]
}

/**
 * Who owns what: for each account and asset a free and a held balance, neither ever negative, and for each asset the
 * supply and the fees collected. Money enters by {@link deposit} and leaves by {@link withdraw}; everything else
 * only moves it. No supply passes 2^63 − 1 and no rebate what was collected, so no balance can overflow.
 *
 * Balances are two `BigInt64Array`s with a slot for each pair of account and asset that was ever touched; a movement
 * takes a step for each asset of the account and allocates nothing but growth.
 */
export class Ledger implements Hashable {
  #free = new BigInt64Array(16)
  #held = new BigInt64Array(16)
  #supply = new BigInt64Array(0)
  #fees = new BigInt64Array(0)
  readonly #slots = new BalanceSlots()

  /** The free balance; 0 for whatever was never touched. */
  freeUnits(account: AccountId, asset: AssetId): bigint {
    return this.#free[this.#slots.find(account, asset)] ?? 0n
  }

  /** The held balance; 0 for whatever was never touched. */
  heldUnits(account: AccountId, asset: AssetId): bigint {
    return this.#held[this.#slots.find(account, asset)] ?? 0n
  }

  /**
   * The slot of a balance, from 1 on and the same for good, for those who move money on the hot path: it takes an
   * account and an asset to a number once, and amounts by their place in an array, so that none becomes an object.
   */
  slotOf(account: AccountId, asset: AssetId): number {
    const found = this.#slots.find(account, asset)
    return found === 0 ? this.#slot(account, asset) : found
  }

  /** The same without opening one: 0, of which nothing is free or held, where the balance was never touched. */
  findSlot(account: AccountId, asset: AssetId): number {
    return this.#slots.find(account, asset)
  }

  /** Whose balance a slot is. */
  accountOf(slot: number): AccountId {
    return this.#slots.accountOf(slot) as AccountId
  }

  /** Of which asset a slot's balance is. */
  assetOf(slot: number): AssetId {
    return this.#slots.assetOf(slot) as AssetId
  }

  /** Writes the free balance of a slot to `amounts[at]` and the held one to the place behind it. */
  readAt(slot: number, amounts: BigInt64Array, at: number): void {
    amounts[at] = this.#free[slot]!
    amounts[at + 1] = this.#held[slot]!
  }

  /** {@link hold} of `amounts[at]` on a slot. */
  holdAt(slot: number, amounts: BigInt64Array, at: number): boolean {
    if (amounts[at]! < 0n) throw outOfRange(amounts[at]!)
    if (amounts[at]! > this.#free[slot]!) return false
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! - amounts[at]!)
    this.#held[slot] = BigInt.asIntN(64, this.#held[slot]! + amounts[at]!)
    return true
  }

  /** {@link transferHeld} of `amounts[at]` from one slot to another of the same asset, or to itself: a release. */
  transferHeldAt(source: number, target: number, amounts: BigInt64Array, at: number): void {
    if (amounts[at]! < 0n) throw outOfRange(amounts[at]!)
    if (amounts[at]! > this.#held[source]!) throw this.#notHeld(source, amounts[at]!)
    this.#held[source] = BigInt.asIntN(64, this.#held[source]! - amounts[at]!)
    this.#free[target] = BigInt.asIntN(64, this.#free[target]! + amounts[at]!)
  }

  /** {@link collectFee} of `amounts[at]` from a slot. */
  collectFeeAt(slot: number, amounts: BigInt64Array, at: number): void {
    const asset = this.assetOf(slot)
    if (amounts[at]! > this.#free[slot]!) throw uncovered('free money covers the fee', this.accountOf(slot), asset, amounts[at]!)
    const collected = BigInt.asIntN(64, this.#fees[asset]! + amounts[at]!)
    if (collected < 0n) throw uncovered('collected fees cover the rebate', this.accountOf(slot), asset, amounts[at]!)
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! - amounts[at]!)
    this.#fees[asset] = collected
  }

  /** Deposits less withdrawals of an asset. */
  supplyUnits(asset: AssetId): bigint {
    return this.#supply[asset] ?? 0n
  }

  /** Fees collected of an asset less the rebates paid from them; never negative. */
  feesCollectedUnits(asset: AssetId): bigint {
    return this.#fees[asset] ?? 0n
  }

  /** Brings money in. False, and nothing changed, where the supply would pass 2^63 − 1. */
  deposit(account: AccountId, asset: AssetId, units: bigint): boolean {
    positive(units)
    const slot = this.#slot(account, asset)
    if (units > MAX_UNITS - this.#supply[asset]!) return false
    this.#supply[asset] = BigInt.asIntN(64, this.#supply[asset]! + units)
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! + units)
    return true
  }

  /** Takes money out. False, and nothing changed, where the free balance does not cover it. */
  withdraw(account: AccountId, asset: AssetId, units: bigint): boolean {
    positive(units)
    const slot = this.#slot(account, asset)
    if (units > this.#free[slot]!) return false
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! - units)
    this.#supply[asset] = BigInt.asIntN(64, this.#supply[asset]! - units)
    return true
  }

  /** Sets free money aside for an order. False, and nothing changed, where the free balance does not cover it. */
  hold(account: AccountId, asset: AssetId, units: bigint): boolean {
    notNegative(units)
    const slot = this.#slot(account, asset)
    if (units > this.#free[slot]!) return false
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! - units)
    this.#held[slot] = BigInt.asIntN(64, this.#held[slot]! + units)
    return true
  }

  /** Frees money that an order no longer needs; throws where less is held. */
  release(account: AccountId, asset: AssetId, units: bigint): void {
    this.transferHeld(account, account, asset, units)
  }

  /** Pays held money of one account to the free balance of another; throws where less is held. */
  transferHeld(from: AccountId, to: AccountId, asset: AssetId, units: bigint): void {
    notNegative(units)
    const target = this.#slot(to, asset)
    const source = this.#slot(from, asset)
    if (units > this.#held[source]!) throw this.#notHeld(source, units)
    this.#held[source] = BigInt.asIntN(64, this.#held[source]! - units)
    this.#free[target] = BigInt.asIntN(64, this.#free[target]! + units)
  }

  /**
   * Moves a fee from an account's free balance to the venue; negative units pay a rebate out of the fees collected.
   * Throws where either does not cover it.
   */
  collectFee(account: AccountId, asset: AssetId, units: bigint): void {
    const slot = this.#slot(account, asset)
    if (units > this.#free[slot]!) throw uncovered('free money covers the fee', account, asset, units)
    if (-units > this.#fees[asset]!) throw uncovered('collected fees cover the rebate', account, asset, units)
    this.collectFeeAt(slot, BigInt64Array.of(units), 0)
  }

  /** The balances of an account that are not zero, by asset. */
  balances(account: AccountId): Balance[] {
    return this.#slots.assetsOf(account).flatMap((asset) => {
      const balance = { accountId: account, assetId: assetId(asset) }
      const freeUnits = this.freeUnits(account, balance.assetId)
      const heldUnits = this.heldUnits(account, balance.assetId)
      return freeUnits === 0n && heldUnits === 0n ? [] : [{ ...balance, freeUnits, heldUnits }]
    })
  }

  /** Everything, for a snapshot; ordered by account, then asset. */
  snapshot(): LedgerSnapshot {
    const balances: Balance[] = []
    for (let account = 1; account <= this.#slots.lastAccount; account += 1)
      for (const balance of this.balances(accountId(account))) balances.push(balance)
    return { balances, totals: this.totals() }
  }

  /**
   * The balances that are not zero, three words of 64 bits each: account (the lower half) and asset, free, held; in the
   * order of {@link snapshot}, behind them a word of zeros where their number is odd. O(balances).
   */
  balanceColumns(): BigInt64Array {
    let columns = new BigInt64Array(BALANCE_LONGS * 1024)
    let ids = new Int32Array(columns.buffer)
    let end = 0
    for (let account = 1; account <= this.#slots.lastAccount; account += 1)
      for (const asset of this.#slots.assetsOf(account)) {
        const slot = this.#slots.find(account, asset)
        if (this.#free[slot] === 0n && this.#held[slot] === 0n) continue
        if (end === columns.length) {
          columns = grown(columns, 2 * end)
          ids = new Int32Array(columns.buffer)
        }
        ids[2 * end] = account
        ids[2 * end + 1] = asset
        columns[end + 1] = this.#free[slot]!
        columns[end + 2] = this.#held[slot]!
        end += BALANCE_LONGS
      }
    // Filled up with zeros, which are no balance, to a multiple of 16 octets.
    return columns.slice(0, end + (end & 1))
  }

  /** The supply and the fees of each asset, where they are not zero. */
  totals(): AssetTotals[] {
    const totals: AssetTotals[] = []
    for (let asset = 1; asset < this.#supply.length; asset += 1) {
      const id = assetId(asset)
      const supplyUnits = this.supplyUnits(id)
      const feesCollectedUnits = this.feesCollectedUnits(id)
      if (supplyUnits !== 0n || feesCollectedUnits !== 0n) totals.push({ assetId: id, supplyUnits, feesCollectedUnits })
    }
    return totals
  }

  /** A ledger from its snapshot; throws where an amount is out of range or the books do not balance. */
  static restore(snapshot: LedgerSnapshot): Ledger {
    const ledger = new Ledger()
    ledger.#restoreTotals(snapshot.totals)
    const units = new BigInt64Array(2)
    for (const { accountId: account, assetId: asset, freeUnits, heldUnits } of snapshot.balances) {
      notNegative(freeUnits)
      notNegative(heldUnits)
      units[0] = freeUnits
      units[1] = heldUnits
      ledger.#restoreBalance(account, asset, units, 0)
    }
    ledger.#checkBalanced()
    return ledger
  }

  /** The same from {@link balanceColumns} and the totals of each asset. */
  static restoreColumns(columns: BigInt64Array, totals: readonly AssetTotals[]): Ledger {
    const ledger = new Ledger()
    ledger.#restoreTotals(totals)
    const ids = new Int32Array(columns.buffer, columns.byteOffset, columns.length * 2)
    ledger.#slots.reserve(columns.length / BALANCE_LONGS)
    ledger.#setRoom(ledger.#slots.capacity)
    for (let at = 0; at + BALANCE_LONGS <= columns.length; at += BALANCE_LONGS) {
      if (columns[at + 1]! < 0n || columns[at + 2]! < 0n) throw outOfRange(columns[at + 1]!)
      ledger.#restoreBalance(ids[at * 2]! as AccountId, ids[at * 2 + 1]! as AssetId, columns, at + 1)
    }
    ledger.#checkBalanced()
    return ledger
  }

  /** Names the first asset whose balances and fees do not add up to its supply; undefined where all do. O(balances). */
  imbalance(): string | undefined {
    const owned = this.#fees.slice()
    for (let slot = 1; slot <= this.#slots.count; slot += 1) {
      const asset = this.#slots.assetOf(slot)
      // Nothing is negative: a sum that is does not fit 64 bits, and no supply equals it.
      owned[asset] = BigInt.asIntN(64, owned[asset]! + this.#free[slot]!)
      if (owned[asset] >= 0n) owned[asset] = BigInt.asIntN(64, owned[asset] + this.#held[slot]!)
      if (owned[asset] < 0n) return `asset=${asset} owned=more than 64 bits supply=${this.#supply[asset] ?? 0n}`
    }
    const asset = owned.findIndex((units, index) => units !== this.#supply[index])
    return asset < 0 ? undefined : `asset=${asset} owned=${owned[asset] ?? 0n} supply=${this.#supply[asset] ?? 0n}`
  }

  /** Folds what is not zero, ordered by account, then asset, so that spare capacity makes no difference. */
  hashInto(hash: StateHash): void {
    const { balances, totals } = this.snapshot()
    for (const balance of balances) {
      hash.integer(balance.accountId)
      hash.integer(balance.assetId)
      hash.int64(balance.freeUnits)
      hash.int64(balance.heldUnits)
    }
    for (const total of totals) {
      hash.integer(total.assetId)
      hash.int64(total.supplyUnits)
      hash.int64(total.feesCollectedUnits)
    }
  }

  #restoreTotals(totals: readonly AssetTotals[]): void {
    for (const { assetId: asset, supplyUnits, feesCollectedUnits } of totals) {
      notNegative(supplyUnits)
      notNegative(feesCollectedUnits)
      this.#ensureAsset(asset)
      this.#supply[asset] = supplyUnits
      this.#fees[asset] = feesCollectedUnits
    }
  }

  #restoreBalance(account: AccountId, asset: AssetId, units: BigInt64Array, at: number): void {
    const known = this.#slots.count
    const slot = this.#slot(account, asset)
    if (slot <= known) throw new InvariantError(`a balance stands once: account=${account} asset=${asset}`)
    this.#free[slot] = units[at]!
    this.#held[slot] = units[at + 1]!
  }

  #checkBalanced(): void {
    const broken = this.imbalance()
    invariant(broken === undefined, `the restored ledger balances: ${broken ?? ''}`)
  }

  #notHeld(slot: number, units: bigint): InvariantError {
    return uncovered('held money covers the payment', this.accountOf(slot), this.assetOf(slot), units)
  }

  #slot(account: AccountId, asset: AssetId): number {
    const found = this.#slots.find(account, asset)
    if (found !== 0) return found
    const slot = this.#slots.open(account, asset)
    this.#ensureAsset(asset)
    if (slot >= this.#free.length) this.#setRoom(this.#slots.capacity)
    return slot
  }

  #setRoom(slots: number): void {
    this.#free = grown(this.#free, slots)
    this.#held = grown(this.#held, slots)
  }

  #ensureAsset(asset: AssetId): void {
    let length = Math.max(this.#supply.length, 16)
    while (length <= asset) length *= 2
    if (length === this.#supply.length) return
    this.#supply = grown(this.#supply, length)
    this.#fees = grown(this.#fees, length)
  }
}

function grown(values: BigInt64Array, length: number): BigInt64Array<ArrayBuffer> {
  const copy = new BigInt64Array(length)
  copy.set(values)
  return copy
}

function uncovered(rule: string, account: AccountId, asset: AssetId, units: bigint): InvariantError {
  return new InvariantError(`${rule}: account=${account} asset=${asset} units=${units}`)
}

function positive(units: bigint): void {
  if (units <= 0n || units > MAX_UNITS)
    throw new InvariantError(`an amount is positive and fits 64 bits: units=${units}`)
}

function notNegative(units: bigint): void {
  if (units < 0n || units > MAX_UNITS) throw outOfRange(units)
}

function outOfRange(units: bigint): InvariantError {
  return new InvariantError(`an amount is not negative and fits 64 bits: units=${units}`)
}
