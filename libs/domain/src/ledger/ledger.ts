import { invariant, InvariantError } from '../invariant.ts'
import type { Hashable, StateHash } from '../state-hash.ts'
import { accountId, assetId, MAX_UNITS } from '../units.ts'
import type { AccountId, AssetId } from '../units.ts'

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
 * only moves it. Since no supply passes 2^63 − 1, no balance can overflow.
 *
 * Balances are two `BigInt64Array`s, one row an account; every movement is O(1) and allocates nothing but growth.
 */
export class Ledger implements Hashable {
  #free = new BigInt64Array(0)
  #held = new BigInt64Array(0)
  #supply = new BigInt64Array(0)
  #fees = new BigInt64Array(0)
  #accountCapacity = 0
  #assetCapacity = 0

  /** The free balance; 0 for whatever was never touched. */
  freeUnits(account: AccountId, asset: AssetId): bigint {
    return this.#free[this.#existing(account, asset)] ?? 0n
  }

  /** The held balance; 0 for whatever was never touched. */
  heldUnits(account: AccountId, asset: AssetId): bigint {
    return this.#held[this.#existing(account, asset)] ?? 0n
  }

  /** Deposits less withdrawals of an asset. */
  supplyUnits(asset: AssetId): bigint {
    return this.#supply[asset] ?? 0n
  }

  /** Fees collected of an asset; negative where rebates passed them. */
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
    if (units > this.#held[source]!) throw uncovered('held money covers the payment', from, asset, units)
    this.#held[source] = BigInt.asIntN(64, this.#held[source]! - units)
    this.#free[target] = BigInt.asIntN(64, this.#free[target]! + units)
  }

  /** Moves a fee from an account's free balance to the venue; negative units pay a rebate. Throws where it lacks. */
  collectFee(account: AccountId, asset: AssetId, units: bigint): void {
    const slot = this.#slot(account, asset)
    if (units > this.#free[slot]!) throw uncovered('free money covers the fee', account, asset, units)
    this.#free[slot] = BigInt.asIntN(64, this.#free[slot]! - units)
    this.#fees[asset] = BigInt.asIntN(64, this.#fees[asset]! + units)
  }

  /** The balances of an account that are not zero, by asset. */
  balances(account: AccountId): Balance[] {
    const found: Balance[] = []
    for (let asset = 1; asset < this.#assetCapacity; asset += 1) {
      const freeUnits = this.freeUnits(account, assetId(asset))
      const heldUnits = this.heldUnits(account, assetId(asset))
      if (freeUnits === 0n && heldUnits === 0n) continue
      found.push({ accountId: account, assetId: assetId(asset), freeUnits, heldUnits })
    }
    return found
  }

  /** Everything, for a snapshot; ordered by account, then asset. */
  snapshot(): LedgerSnapshot {
    const balances: Balance[] = []
    for (let account = 1; account < this.#accountCapacity; account += 1)
      for (const balance of this.balances(accountId(account))) balances.push(balance)
    const totals: AssetTotals[] = []
    for (let asset = 1; asset < this.#assetCapacity; asset += 1) {
      const id = assetId(asset)
      const supplyUnits = this.supplyUnits(id)
      const feesCollectedUnits = this.feesCollectedUnits(id)
      if (supplyUnits !== 0n || feesCollectedUnits !== 0n) totals.push({ assetId: id, supplyUnits, feesCollectedUnits })
    }
    return { balances, totals }
  }

  /** A ledger from its snapshot; throws where the books do not balance. */
  static restore(snapshot: LedgerSnapshot): Ledger {
    const ledger = new Ledger()
    for (const { assetId: asset, supplyUnits, feesCollectedUnits } of snapshot.totals) {
      ledger.#ensure(0, asset)
      ledger.#supply[asset] = supplyUnits
      ledger.#fees[asset] = feesCollectedUnits
    }
    for (const { accountId: account, assetId: asset, freeUnits, heldUnits } of snapshot.balances) {
      notNegative(freeUnits)
      notNegative(heldUnits)
      const slot = ledger.#slot(account, asset)
      ledger.#free[slot] = freeUnits
      ledger.#held[slot] = heldUnits
    }
    const broken = ledger.imbalance()
    invariant(broken === undefined, `the restored ledger balances: ${broken ?? ''}`)
    return ledger
  }

  /** Names the first asset whose balances and fees do not add up to its supply; undefined where all do. O(accounts). */
  imbalance(): string | undefined {
    for (let asset = 1; asset < this.#assetCapacity; asset += 1) {
      let sum = this.#fees[asset]!
      for (let account = 1; account < this.#accountCapacity; account += 1) {
        const slot = account * this.#assetCapacity + asset
        sum += this.#free[slot]! + this.#held[slot]!
      }
      if (sum !== this.#supply[asset]!) return `asset=${asset} owned=${sum} supply=${this.#supply[asset]!}`
    }
    return undefined
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

  #existing(account: number, asset: number): number {
    if (account >= this.#accountCapacity || asset >= this.#assetCapacity) return -1
    return account * this.#assetCapacity + asset
  }

  #slot(account: number, asset: number): number {
    if (account >= this.#accountCapacity || asset >= this.#assetCapacity) this.#ensure(account, asset)
    return account * this.#assetCapacity + asset
  }

  #ensure(account: number, asset: number): void {
    const from = { rows: this.#accountCapacity, columns: this.#assetCapacity }
    const to = { rows: doubled(from.rows, account), columns: doubled(from.columns, asset) }
    this.#free = resized(this.#free, from, to)
    this.#held = resized(this.#held, from, to)
    this.#supply = resized(this.#supply, { ...from, rows: 1 }, { ...to, rows: 1 })
    this.#fees = resized(this.#fees, { ...from, rows: 1 }, { ...to, rows: 1 })
    this.#accountCapacity = to.rows
    this.#assetCapacity = to.columns
  }
}

/** The capacity doubled until `index` fits. */
function doubled(capacity: number, index: number): number {
  let next = Math.max(capacity, 4)
  while (next <= index) next *= 2
  return next
}

interface Table {
  readonly rows: number
  readonly columns: number
}

function resized(values: BigInt64Array, from: Table, to: Table): BigInt64Array<ArrayBuffer> {
  const copy = new BigInt64Array(to.rows * to.columns)
  for (let row = 0; row < from.rows; row += 1)
    copy.set(values.subarray(row * from.columns, (row + 1) * from.columns), row * to.columns)
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
  if (units < 0n || units > MAX_UNITS)
    throw new InvariantError(`an amount is not negative and fits 64 bits: units=${units}`)
}
