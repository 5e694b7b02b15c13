import { accountId as brandAccountId, assetId as brandAssetId, instrumentId as brandInstrumentId } from '@openlob/domain'
import type {
  Account,
  AccountId,
  Asset,
  AssetId,
  Hashable,
  InstrumentId,
  StateHash,
} from '@openlob/domain'
import { foldAccount, foldAsset, foldInstrument } from '../events/folds.ts'
import type { Market } from './market.ts'
import { broken, must } from './must.ts'


/**
 * Who may trade, what, and where: accounts, assets and markets, each numbered from 1 in the order of their arrival.
 * Accounts, assets and instruments are frozen, since queries and events show them as they are.
 */
export class Venue implements Hashable {
  readonly #accounts: Account[] = []
  readonly #accountIds = new Map<string, AccountId>()
  readonly #assets: Asset[] = []
  readonly #assetIds = new Map<string, AssetId>()
  readonly #markets: Market[] = []
  readonly #instrumentIds = new Map<string, InstrumentId>()
  /** The id behind which those of the instruments begin. */
  readonly #instrumentsBehind: number

  /** An empty one; the ids of its instruments begin behind this one. */
  constructor(instrumentsBehind = 0) {
    this.#instrumentsBehind = instrumentsBehind
  }

  /** The accounts, by id. */
  get accounts(): readonly Account[] {
    return this.#accounts
  }

  /** The assets, by id. */
  get assets(): readonly Asset[] {
    return this.#assets
  }

  /** The markets, by the ids of their instruments. */
  get markets(): readonly Market[] {
    return this.#markets
  }

  /** The id of the next account. */
  get nextAccountId(): AccountId {
    return brandAccountId(this.#accounts.length + 1)
  }

  /** The id of the next asset. */
  get nextAssetId(): AssetId {
    return brandAssetId(this.#assets.length + 1)
  }

  /** The id of the next instrument. */
  get nextInstrumentId(): InstrumentId {
    return brandInstrumentId(this.#instrumentsBehind + this.#markets.length + 1)
  }

  account(accountId: AccountId): Account | undefined {
    return this.#accounts[accountId - 1]
  }

  accountNamed(name: string): Account | undefined {
    const accountId = this.#accountIds.get(name)
    return accountId === undefined ? undefined : this.account(accountId)
  }

  asset(assetId: AssetId): Asset | undefined {
    return this.#assets[assetId - 1]
  }

  assetWithSymbol(symbol: string): Asset | undefined {
    const assetId = this.#assetIds.get(symbol)
    return assetId === undefined ? undefined : this.asset(assetId)
  }

  market(instrumentId: InstrumentId): Market | undefined {
    return this.#markets[instrumentId - 1 - this.#instrumentsBehind]
  }

  marketWithSymbol(symbol: string): Market | undefined {
    const instrumentId = this.#instrumentIds.get(symbol)
    return instrumentId === undefined ? undefined : this.market(instrumentId)
  }

  /** Adds the account with the next id. */
  addAccount(account: Account): void {
    if (account.accountId !== this.#accounts.length + 1) broken(`accounts come in order: accountId=${account.accountId}`)
    this.#accounts.push(Object.freeze(account))
    this.#accountIds.set(account.name, account.accountId)
  }

  /** Puts an account on another fee tier. */
  setFeeTier(accountId: AccountId, feeTier: number): Account {
    const account = this.account(accountId)
    must(account !== undefined, () => `the account is open: accountId=${accountId}`)
    const changed = Object.freeze({ ...account, feeTier })
    this.#accounts[accountId - 1] = changed
    return changed
  }

  /** Adds the asset with the next id. */
  addAsset(asset: Asset): void {
    must(asset.assetId === this.nextAssetId, () => `assets come in order: assetId=${asset.assetId}`)
    this.#assets.push(Object.freeze(asset))
    this.#assetIds.set(asset.symbol, asset.assetId)
  }

  /** Adds the market with the next id. */
  addMarket(market: Market): void {
    const { instrumentId, symbol } = market.instrument
    must(instrumentId === this.nextInstrumentId, () => `instruments come in order: instrumentId=${instrumentId}`)
    this.#markets.push(market)
    this.#instrumentIds.set(symbol, instrumentId)
  }

  hashInto(hash: StateHash): void {
    hash.integer(this.#accounts.length)
    for (const account of this.#accounts) foldAccount(hash, account)
    hash.integer(this.#assets.length)
    for (const asset of this.#assets) foldAsset(hash, asset)
    hash.integer(this.#markets.length)
    for (const { instrument, book } of this.#markets) {
      foldInstrument(hash, instrument)
      book.hashInto(hash)
    }
  }
}
