import { assetId as brandAssetId, instrumentId as brandInstrumentId } from '@openlob/domain'
import type { Asset, AssetId, Hashable, InstrumentId, StateHash } from '@openlob/domain'
import { foldAsset, foldInstrument } from '../events/folds.ts'
import { AccountTable } from './account-table.ts'
import type { Market } from './market.ts'
import { must } from './must.ts'

/**
 * Who may trade, what, and where: accounts, assets and markets, each numbered from 1 in the order of their arrival.
 * Assets and instruments are frozen, since queries and events show them as they are.
 */
export class Venue implements Hashable {
  /** Who may trade. */
  readonly accounts: AccountTable = new AccountTable()
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

  /** The assets, by id. */
  get assets(): readonly Asset[] {
    return this.#assets
  }

  /** The markets, by the ids of their instruments. */
  get markets(): readonly Market[] {
    return this.#markets
  }

  /** The id of the next asset. */
  get nextAssetId(): AssetId {
    return brandAssetId(this.#assets.length + 1)
  }

  /** The id of the next instrument. */
  get nextInstrumentId(): InstrumentId {
    return brandInstrumentId(this.#instrumentsBehind + this.#markets.length + 1)
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
    this.accounts.hashInto(hash)
    hash.integer(this.#assets.length)
    for (const asset of this.#assets) foldAsset(hash, asset)
    hash.integer(this.#markets.length)
    for (const { instrument, book } of this.#markets) {
      foldInstrument(hash, instrument)
      book.hashInto(hash)
    }
  }
}
