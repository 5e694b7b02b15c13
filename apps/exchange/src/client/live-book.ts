import { Decimal } from '@openlob/decimal'
import type { BookText, BookUpdateNotice, LevelText } from '@openlob/websocket'

/** One price of one side with the text as it came. */
export interface LiveLevel {
  readonly price: Decimal
  readonly quantity: Decimal
}

/** The best levels of both sides, best prices first. */
export interface LiveDepth {
  readonly bids: readonly LiveLevel[]
  readonly asks: readonly LiveLevel[]
}

/**
 * The book of one instrument as a client of the protocol keeps it: a snapshot, then the updates behind it. Memory
 * follows the levels that there are.
 */
export class LiveBook {
  readonly #bids = new Map<string, LiveLevel>()
  readonly #asks = new Map<string, LiveLevel>()
  #sequence: number

  constructor(snapshot: BookText) {
    this.#sequence = snapshot.sequence
    change(this.#bids, snapshot.bids)
    change(this.#asks, snapshot.asks)
  }

  /** The last event that the book contains. */
  get sequence(): number {
    return this.#sequence
  }

  /**
   * Takes an update; passed over where the book contains it already. False where others before it are missing: the
   * book stays as it is then and is right no more, so another must be had.
   */
  apply(update: BookUpdateNotice): boolean {
    if (update.last_sequence <= this.#sequence) return true
    if (update.first_sequence > this.#sequence + 1) return false
    this.#sequence = update.last_sequence
    change(this.#bids, update.bids)
    change(this.#asks, update.asks)
    return true
  }

  /** The best `levels` of each side. O(n log n) in the levels that there are: for a screen, not for each update. */
  depth(levels: number): LiveDepth {
    const bids = [...this.#bids.values()].sort((left, right) => right.price.compare(left.price))
    const asks = [...this.#asks.values()].sort((left, right) => left.price.compare(right.price))
    return { bids: bids.slice(0, levels), asks: asks.slice(0, levels) }
  }
}

/** The levels of a snapshot as a depth. */
export function depthOf({ bids, asks }: Pick<BookText, 'bids' | 'asks'>): LiveDepth {
  return { bids: bids.map(level), asks: asks.map(level) }
}

function change(side: Map<string, LiveLevel>, levels: readonly LevelText[]): void {
  for (const text of levels) {
    const [price, quantity] = text
    if (quantity === '0') side.delete(price)
    else side.set(price, level(text))
  }
}

function level([price, quantity]: LevelText): LiveLevel {
  return { price: Decimal.parse(price), quantity: Decimal.parse(quantity) }
}
