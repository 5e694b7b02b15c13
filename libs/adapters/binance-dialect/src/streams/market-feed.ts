import { DepthView } from '@openlob/application'
import type { BookLevelChanged, Queries } from '@openlob/application'
import type { Market } from '../market/markets.ts'
import type { BookSpeed } from './stream-name.ts'

const LEVELS = 5000
/** With fewer levels left of a book that was cut, it is asked for anew. */
const LEVELS_MIN = 1000

/** The best price of a side and its quantity; zeros where the side is empty. */
export interface BestLevel {
  readonly priceTicks: number
  readonly quantityLots: number
}

/** What changed in a book since it was last told. */
export interface BookChanges {
  /** The first and the last update that it covers. */
  readonly firstUpdateId: number
  readonly lastUpdateId: number
  readonly bids: ReadonlyMap<number, number>
  readonly asks: ReadonlyMap<number, number>
}

class Gathered {
  lastUpdateId: number
  bids = new Map<number, number>()
  asks = new Map<number, number>()

  constructor(lastUpdateId: number) {
    this.lastUpdateId = lastUpdateId
  }
}

const NO_LEVEL: BestLevel = { priceTicks: 0, quantityLots: 0 }

/** The book of one market for the streams: seeded once somebody listens, then kept by events. */
export class MarketFeed {
  readonly market: Market
  readonly #queries: Queries
  #view: DepthView | undefined
  #seeding: Promise<void> | undefined
  #isAsking = false
  /** What came since the book was asked for. */
  #pending: BookLevelChanged[] = []
  readonly #gathered = new Map<BookSpeed, Gathered>()
  #best: readonly [BestLevel, BestLevel] = [NO_LEVEL, NO_LEVEL]

  constructor(market: Market, queries: Queries) {
    this.market = market
    this.#queries = queries
  }

  /** The book; undefined until it is seeded. */
  get view(): DepthView | undefined {
    return this.#view
  }

  /** Resolves once the book is known. */
  seed(): Promise<void> {
    this.#seeding ??= this.#ask().catch((error: unknown) => {
      this.#seeding = undefined
      throw error
    })
    return this.#seeding
  }

  /** Takes a change; true where it changed what is known of the book. */
  apply(event: BookLevelChanged): boolean {
    if (this.#isAsking) this.#pending.push(event)
    if (this.#view?.apply(event) !== true) return false
    for (const gathered of this.#gathered.values()) {
      const side = event.side === 'buy' ? gathered.bids : gathered.asks
      side.set(event.priceTicks, event.quantityLots)
    }
    return true
  }

  /** The best bid and ask where they are others than at the last call. */
  takeBest(): readonly [bid: BestLevel, ask: BestLevel] | undefined {
    const depth = this.#view?.depth(1)
    const [bid = NO_LEVEL] = depth?.bids ?? []
    const [ask = NO_LEVEL] = depth?.asks ?? []
    const [bidBefore, askBefore] = this.#best
    if (isSame(bid, bidBefore) && isSame(ask, askBefore)) return undefined
    this.#best = [bid, ask]
    return this.#best
  }

  /** Begins to gather changes at a speed; from then on they are chained. */
  gather(speed: BookSpeed): void {
    if (this.#gathered.has(speed) || this.#view === undefined) return
    this.#gathered.set(speed, new Gathered(this.#view.sequence))
  }

  /** Ends that. */
  forget(speed: BookSpeed): void {
    this.#gathered.delete(speed)
  }

  /** What changed since the last call at that speed; undefined where nothing did. */
  take(speed: BookSpeed): BookChanges | undefined {
    const gathered = this.#gathered.get(speed)
    const view = this.#view
    if (gathered === undefined || view === undefined || gathered.bids.size + gathered.asks.size === 0) return undefined
    const { lastUpdateId: before, bids, asks } = gathered
    gathered.lastUpdateId = view.sequence
    gathered.bids = new Map()
    gathered.asks = new Map()
    return { firstUpdateId: before + 1, lastUpdateId: view.sequence, bids, asks }
  }

  /** Asks for the book anew where trading has used up what is known of it; the changes go on meanwhile. */
  async refresh(): Promise<void> {
    if (!this.#isAsking && this.#view?.isShallow(LEVELS_MIN) === true) await this.#ask()
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    try {
      const seed = await this.#queries.depth(this.market.instrument.instrumentId, LEVELS)
      if (seed === undefined) throw new Error(`an instrument that is listed has a book: ${this.market.symbol}`)
      const view = new DepthView(seed)
      for (const event of this.#pending) view.apply(event)
      this.#view = view
    } finally {
      this.#isAsking = false
      this.#pending = []
    }
  }
}

function isSame(left: BestLevel, right: BestLevel): boolean {
  return left.priceTicks === right.priceTicks && left.quantityLots === right.quantityLots
}
