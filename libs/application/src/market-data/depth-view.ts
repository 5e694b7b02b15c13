import { BUY, invariant, SELL, SideLevels, StateHash } from '@openlob/domain'
import type { DepthLevel, Hashable, InstrumentId, Side } from '@openlob/domain'
import type { BookLevelChanged } from '../events/event.ts'
import type { BookDepth } from '../ports/exchange-gateway.ts'

/** A copy of the best levels of a {@link DepthView}, best prices first. */
export interface DepthSnapshot {
  readonly instrumentId: InstrumentId
  /** The last event that it contains: apply those behind it. */
  readonly sequence: number
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}

/**
 * The aggregated (L2) book of one instrument, kept outside the flow: seeded by `queries.depth`, then kept by the
 * `BookLevelChanged` events behind it. Events that the seed contains are passed over, so that both may overlap.
 *
 * Where the seed was cut at its level limit, the view covers prices down to its last level and no further, and
 * {@link isShallow} tells when trading has used up so much of it that a new seed is due.
 */
export class DepthView implements Hashable {
  readonly instrumentId: InstrumentId
  readonly #bids: SideLevels
  readonly #asks: SideLevels
  #sequence: number

  /** A side of the seed with as many levels as its limit counts as cut. */
  constructor(seed: BookDepth) {
    this.instrumentId = seed.instrumentId
    this.#sequence = seed.sequence
    this.#bids = new SideLevels(BUY, seed.bids, seed.levels)
    this.#asks = new SideLevels(SELL, seed.asks, seed.levels)
  }

  /** The last event that the view contains. */
  get sequence(): number {
    return this.#sequence
  }

  /**
   * Takes an event in its order; false where it changed nothing: it is not behind {@link sequence}, or its price is
   * beyond a cut seed. O(log n) to find the level, O(levels better than it) to insert or remove it.
   */
  apply(event: BookLevelChanged): boolean {
    invariant(
      event.instrumentId === this.instrumentId,
      `the event is another instrument's: instrumentId=${event.instrumentId}, the view's ${this.instrumentId}`,
    )
    if (event.sequence <= this.#sequence) return false
    this.#sequence = event.sequence
    return this.#side(event.side).set(event.priceTicks, event.quantityLots)
  }

  /** A copy of the best `levels` of each side. */
  depth(levels: number): DepthSnapshot {
    const { instrumentId, sequence } = this
    return { instrumentId, sequence, bids: this.#bids.best(levels), asks: this.#asks.best(levels) }
  }

  /** The quantity at a price, 0 where there is no such level. */
  quantityLots(side: Side, priceTicks: number): number {
    return this.#side(side).quantityLots(priceTicks)
  }

  /** The number of levels of a side. */
  levelCount(side: Side): number {
    return this.#side(side).count
  }

  /** Tells whether a side whose seed was cut has fewer than `levels` left: seed a new view. */
  isShallow(levels: number): boolean {
    return this.#bids.isShallow(levels) || this.#asks.isShallow(levels)
  }

  /** Tells whether both show the same levels of the same instrument; the sequence does not count. */
  equals(other: DepthView): boolean {
    return (
      this.instrumentId === other.instrumentId && this.#bids.equals(other.#bids) && this.#asks.equals(other.#asks)
    )
  }

  /** Folds instrument and levels; the sequence does not count. */
  hashInto(hash: StateHash): void {
    hash.integer(this.instrumentId)
    this.#bids.hashInto(hash)
    this.#asks.hashInto(hash)
  }

  /** The hash of instrument and levels, 16 hexadecimal digits. */
  digest(): string {
    const hash = new StateHash()
    this.hashInto(hash)
    return hash.digest()
  }

  #side(side: Side): SideLevels {
    return side === 'buy' ? this.#bids : this.#asks
  }
}
