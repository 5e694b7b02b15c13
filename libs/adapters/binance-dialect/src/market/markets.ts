import type { Event, EventPublisher, Queries } from '@openlob/application'
import type { Asset, AssetId, Instrument, InstrumentId } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import type { SelfTradePreventionMode } from '../orders/order-parameters.ts'
import { FixedSteps, fixedText } from './fixed-text.ts'

/** An instrument under the name and with the texts of the dialect. */
export interface Market {
  readonly instrument: Instrument
  /** Such as BTCUSDT. */
  readonly symbol: string
  readonly base: Asset
  readonly quote: Asset
  readonly price: FixedSteps
  readonly quantity: FixedSteps
  /** What keeps an order from trading with its own where it does not say. */
  readonly selfTradePreventionMode: SelfTradePreventionMode
}

/** What is listed: asked for once, then kept by events. */
export class Markets implements EventPublisher {
  readonly #queries: Queries
  readonly #selfTradePreventionMode: SelfTradePreventionMode
  readonly #assets = new Map<AssetId, Asset>()
  readonly #byId = new Map<InstrumentId, Market>()
  readonly #bySymbol = new Map<string, Market>()
  /** Told of before their assets were known, which had been listed before this was made. */
  readonly #early: Instrument[] = []
  #loading: Promise<void> | undefined

  /** Of markets that have a mode of self-trade prevention. */
  constructor(queries: Queries, selfTradePreventionMode: SelfTradePreventionMode) {
    this.#queries = queries
    this.#selfTradePreventionMode = selfTradePreventionMode
  }

  /** Asks for what is listed; once, and again where that failed. */
  load(): Promise<void> {
    this.#loading ??= this.#ask().catch((error: unknown) => {
      this.#loading = undefined
      throw error
    })
    return this.#loading
  }

  publish(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'AssetListed') this.#assets.set(event.asset.assetId, event.asset)
      else if (event.type === 'InstrumentListed') this.#add(event.instrument)
      else if (event.type === 'InstrumentStatusChanged') {
        const market = this.#byId.get(event.instrumentId)
        if (market !== undefined) this.#add({ ...market.instrument, status: event.status })
      }
    }
  }

  /** All markets, in the order of listing. */
  all(): readonly Market[] {
    const markets = [...this.#bySymbol.values()]
    return markets.sort((left, right) => left.instrument.instrumentId - right.instrument.instrumentId)
  }

  /** All assets, by id. */
  assets(): readonly Asset[] {
    return [...this.#assets.values()].sort((left, right) => left.assetId - right.assetId)
  }

  /** The market of that name; fails where there is none. */
  named(symbol: string): Market {
    const market = this.#bySymbol.get(symbol)
    if (market === undefined) throw new DialectError('BAD_SYMBOL')
    return market
  }

  /** The market of that name, in whatever case. */
  find(symbol: string): Market | undefined {
    return this.#bySymbol.get(symbol.toUpperCase())
  }

  /** The market of an instrument. */
  byId(id: InstrumentId): Market | undefined {
    return this.#byId.get(id)
  }

  /** An asset by id. */
  asset(id: AssetId): Asset {
    const asset = this.#assets.get(id)
    if (asset === undefined) throw new Error(`an asset is listed before it is owned: assetId=${id}`)
    return asset
  }

  /** An amount of an asset with all its places. */
  amount(id: AssetId, units: bigint): string {
    return fixedText(units, this.asset(id).scale)
  }

  async #ask(): Promise<void> {
    const [assets, instruments] = await Promise.all([this.#queries.assets(), this.#queries.instruments()])
    for (const asset of assets) this.#assets.set(asset.assetId, asset)
    // What an event has told since the question is newer than the answer.
    for (const instrument of instruments) if (!this.#byId.has(instrument.instrumentId)) this.#add(instrument)
    for (const instrument of this.#early.splice(0)) this.#add(instrument)
  }

  #add(instrument: Instrument): void {
    const base = this.#assets.get(instrument.baseAssetId)
    const quote = this.#assets.get(instrument.quoteAssetId)
    if (base === undefined || quote === undefined) {
      this.#early.push(instrument)
      return
    }
    const symbol = `${base.symbol}${quote.symbol}`.toUpperCase()
    const { tickSize, lotSize } = instrument
    const price = new FixedSteps(tickSize.units, tickSize.scale, Math.max(quote.scale, tickSize.scale))
    const quantity = new FixedSteps(lotSize.units, lotSize.scale, Math.max(base.scale, lotSize.scale))
    const { instrumentId } = instrument
    const selfTradePreventionMode = this.#selfTradePreventionMode
    const market: Market = { instrument, symbol, base, quote, price, quantity, selfTradePreventionMode }
    this.#byId.set(instrumentId, market)
    const other = this.#bySymbol.get(symbol)
    // Of two markets that come to the same name the first one has it.
    if ((other?.instrument.instrumentId ?? instrumentId) === instrumentId) this.#bySymbol.set(symbol, market)
  }
}

/** What was paid on average: an amount of the quote asset for lots, with the places of a price, the rest cut off. */
export function averagePrice({ price, quantity, quote }: Market, quoteUnits: bigint, lots: bigint): string {
  const baseUnits = quantity.units(lots)
  if (baseUnits === 0n) return fixedText(0n, price.places)
  const scaled = quoteUnits * 10n ** BigInt(price.places + quantity.places)
  return fixedText(scaled / (baseUnits * 10n ** BigInt(quote.scale)), price.places)
}
