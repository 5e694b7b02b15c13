import { DepthView } from '@openlob/application'
import type { BookLevelChanged, Queries } from '@openlob/application'
import type { InstrumentId, Side } from '@openlob/domain'
import type { LevelChanges } from './backpressure.ts'
import type { Listing } from './listings.ts'
import { MAX_DEPTH } from './messages.ts'
import type { BookText, LevelText } from './replies.ts'

/** What changed in a book since it was last asked. */
export interface CollectedChanges {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly changes: Readonly<Record<Side, LevelChanges>>
}

type Changes = Record<Side, Map<number, number>>

/**
 * The book of one instrument as its subscribers see it: a view seeded on first use and kept by events, and the levels
 * that changed since the last update went out. An update covers the events from the one behind the update before it.
 */
export class MarketBook {
  readonly #id: InstrumentId
  readonly #queries: Queries
  #view: DepthView | undefined
  #seeding: Promise<void> | undefined
  /** The last event of each level while a seed is awaited: the seed may be older. */
  #behindSeed: Map<string, BookLevelChanged> | undefined
  #changes: Changes = emptyChanges()
  /** The last event that an update has told. */
  #toldSequence = 0
  #lastSequence = 0

  constructor(id: InstrumentId, queries: Queries) {
    this.#id = id
    this.#queries = queries
  }

  /** Tells whether {@link snapshot} can be asked. */
  get seeded(): boolean {
    return this.#view !== undefined
  }

  /** Tells whether so much of a cut seed is used up that {@link seed} is due. */
  get isShallow(): boolean {
    return this.#view?.isShallow(MAX_DEPTH / 2) ?? false
  }

  /** Asks for the book; one question at a time. Rejects where the exchange does not answer. */
  seed(): Promise<void> {
    this.#seeding ??= this.#ask().finally(() => {
      this.#seeding = undefined
      this.#behindSeed = undefined
    })
    return this.#seeding
  }

  /** Takes an event of this instrument. */
  apply(event: BookLevelChanged): void {
    this.#behindSeed?.set(`${event.side}${event.priceTicks}`, event)
    if (this.#view === undefined) return
    this.#view.apply(event)
    if (event.sequence <= this.#toldSequence) return
    this.#changes[event.side].set(event.priceTicks, event.quantityLots)
    this.#lastSequence = event.sequence
  }

  /** What changed since it was last asked, undefined where nothing did. */
  collect(): CollectedChanges | undefined {
    const changes = this.#changes
    if (changes.buy.size === 0 && changes.sell.size === 0) return undefined
    this.#changes = emptyChanges()
    const firstSequence = this.#toldSequence + 1
    this.#toldSequence = this.#lastSequence
    return { firstSequence, lastSequence: this.#lastSequence, changes }
  }

  /** The best `levels` of each side; the book must be seeded. */
  snapshot(listing: Listing, levels: number): BookText {
    if (this.#view === undefined) throw new Error(`a snapshot of a book without a seed: instrumentId=${this.#id}`)
    const { bids, asks, sequence } = this.#view.depth(levels)
    const text = ({ priceTicks, quantityLots }: (typeof bids)[number]): LevelText => [
      listing.price.of(priceTicks),
      listing.quantity.of(quantityLots),
    ]
    return { sequence, bids: bids.map(text), asks: asks.map(text) }
  }

  async #ask(): Promise<void> {
    this.#behindSeed = new Map()
    const depth = await this.#queries.depth(this.#id, MAX_DEPTH)
    if (depth === undefined) throw new Error(`the exchange does not know its instrument: instrumentId=${this.#id}`)
    const view = new DepthView(depth)
    const behind = [...this.#behindSeed.values()].sort((left, right) => left.sequence - right.sequence)
    for (const event of behind) view.apply(event)
    // Before the first seed nobody was told anything: updates begin behind it.
    if (this.#view === undefined) this.#toldSequence = view.sequence
    this.#view = view
  }
}

function emptyChanges(): Changes {
  return { buy: new Map(), sell: new Map() }
}
