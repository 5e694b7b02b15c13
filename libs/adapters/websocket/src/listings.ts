import type { Event, Queries } from '@openlob/application'
import { amountOf } from '@openlob/domain'
import type { Asset, AssetId, Instrument, InstrumentId } from '@openlob/domain'
import { problem } from './errors.ts'
import type { Problem } from './errors.ts'
import { StepText, shortest } from './step-text.ts'

/** An instrument with what its messages need. */
export interface Listing {
  readonly instrument: Instrument
  readonly symbol: string
  readonly price: StepText
  readonly quantity: StepText
}

/** What is listed: loaded once, then kept by events, so that reading a message asks nobody. */
export class Listings {
  readonly #queries: Queries
  readonly #byId = new Map<InstrumentId, Listing>()
  readonly #bySymbol = new Map<string, Listing>()
  readonly #assets = new Map<AssetId, Asset>()
  #loading: Promise<void> | undefined
  #loaded = false

  constructor(queries: Queries) {
    this.#queries = queries
  }

  /** True once {@link load} has resolved. */
  get loaded(): boolean {
    return this.#loaded
  }

  /** Asks for what is listed; once, and again where that failed. */
  load(): Promise<void> {
    this.#loading ??= this.#ask().catch((error: unknown) => {
      this.#loading = undefined
      throw error
    })
    return this.#loading
  }

  /** Takes an event; all but listings and their changes are passed over. */
  apply(event: Event): void {
    if (event.type === 'AssetListed') this.#assets.set(event.asset.assetId, event.asset)
    else if (event.type === 'InstrumentListed') this.#add(event.instrument)
    else if (event.type === 'InstrumentStatusChanged') {
      const listing = this.#byId.get(event.instrumentId)
      if (listing !== undefined) this.#add({ ...listing.instrument, status: event.status })
    }
  }

  /** All instruments, in the order of listing. */
  all(): readonly Listing[] {
    return [...this.#byId.values()].sort((left, right) => left.instrument.instrumentId - right.instrument.instrumentId)
  }

  /** The number of instruments. */
  get count(): number {
    return this.#byId.size
  }

  /** An instrument by id. */
  byId(id: InstrumentId): Listing | undefined {
    return this.#byId.get(id)
  }

  /** The instrument that a message means: the one it names, or the only one. */
  named(symbol: string | undefined): Listing | Problem {
    if (symbol !== undefined) return this.#bySymbol.get(symbol) ?? problem('UNKNOWN_INSTRUMENT', `symbol=${symbol}`)
    const [only] = this.#byId.values()
    if (only === undefined) return problem('UNKNOWN_INSTRUMENT', 'None is listed yet.')
    return this.#byId.size === 1 ? only : problem('AMBIGUOUS_SYMBOL')
  }

  /** An asset by its ticker. */
  assetNamed(symbol: string): Asset | undefined {
    for (const asset of this.#assets.values()) if (asset.symbol === symbol) return asset
    return undefined
  }

  /** The ticker of an asset. */
  assetSymbol(id: AssetId): string {
    return this.#assets.get(id)?.symbol ?? `#${id}`
  }

  /** An amount of an asset as the shortest decimal text. */
  amount(id: AssetId, units: bigint): string {
    const asset = this.#assets.get(id)
    return asset === undefined ? units.toString() : shortest(amountOf(asset, units))
  }

  async #ask(): Promise<void> {
    const [assets, instruments] = await Promise.all([this.#queries.assets(), this.#queries.instruments()])
    for (const asset of assets) this.#assets.set(asset.assetId, asset)
    // What an event has told since the question is newer than the answer.
    for (const instrument of instruments) if (!this.#byId.has(instrument.instrumentId)) this.#add(instrument)
    this.#loaded = true
  }

  #add(instrument: Instrument): void {
    const { instrumentId, symbol, tickSize, lotSize } = instrument
    const known = this.#byId.get(instrumentId)
    const price = known?.price ?? new StepText(tickSize)
    const listing = { instrument, symbol, price, quantity: known?.quantity ?? new StepText(lotSize) }
    this.#byId.set(instrumentId, listing)
    this.#bySymbol.set(symbol, listing)
  }
}
