import { invariant, StateHash } from '@openlob/domain'
import type { Hashable, InstrumentId, Side } from '@openlob/domain'
import type { BookLevelChanged } from '../events/event.ts'
import type { BookDepth } from '../ports/exchange-gateway.ts'

/** One price of one side, all its orders together. */
export interface DepthLevel {
  readonly priceTicks: number
  readonly quantityLots: number
}

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
    this.#bids = new SideLevels(1, seed.bids, seed.levels)
    this.#asks = new SideLevels(-1, seed.asks, seed.levels)
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

/** The levels of one side in two parallel arrays, best price last, where most changes happen. */
class SideLevels {
  /** Prices times `#sign`, ascending: a bid is the better the higher, an ask the lower. */
  readonly #keys: number[] = []
  readonly #quantities: number[] = []
  readonly #sign: 1 | -1
  /** The worst key that a cut seed covers; undefined where the seed was the whole side. */
  readonly #horizon: number | undefined

  constructor(sign: 1 | -1, levels: readonly DepthLevel[], seedLevels: number) {
    this.#sign = sign
    for (const level of [...levels].reverse()) {
      this.#keys.push(level.priceTicks * sign)
      this.#quantities.push(level.quantityLots)
    }
    const sorted = this.#keys.every((key, index) => index === 0 || key > this.#keys[index - 1]!)
    invariant(sorted, `a seed has its best prices first: ${levels.map((level) => level.priceTicks).join(' ')}`)
    this.#horizon = levels.length > 0 && levels.length >= seedLevels ? this.#keys[0] : undefined
  }

  get count(): number {
    return this.#keys.length
  }

  isShallow(levels: number): boolean {
    return this.#horizon !== undefined && this.#keys.length < levels
  }

  set(priceTicks: number, quantityLots: number): boolean {
    const key = priceTicks * this.#sign
    if (this.#horizon !== undefined && key < this.#horizon) return false
    const index = this.#indexOf(key)
    if (this.#keys[index] !== key) {
      if (quantityLots === 0) return false
      this.#keys.splice(index, 0, key)
      this.#quantities.splice(index, 0, quantityLots)
      return true
    }
    if (quantityLots === 0) {
      this.#keys.splice(index, 1)
      this.#quantities.splice(index, 1)
      return true
    }
    const changed = this.#quantities[index] !== quantityLots
    this.#quantities[index] = quantityLots
    return changed
  }

  quantityLots(priceTicks: number): number {
    const key = priceTicks * this.#sign
    const index = this.#indexOf(key)
    return this.#keys[index] === key ? this.#quantities[index]! : 0
  }

  best(levels: number): DepthLevel[] {
    const found: DepthLevel[] = []
    const end = Math.max(0, this.#keys.length - levels)
    for (let index = this.#keys.length - 1; index >= end; index -= 1) {
      found.push({ priceTicks: this.#keys[index]! * this.#sign, quantityLots: this.#quantities[index]! })
    }
    return found
  }

  equals(other: SideLevels): boolean {
    if (this.#keys.length !== other.#keys.length) return false
    return this.#keys.every(
      (key, index) => key === other.#keys[index] && this.#quantities[index] === other.#quantities[index],
    )
  }

  hashInto(hash: StateHash): void {
    hash.integer(this.#keys.length)
    this.#keys.forEach((key, index) => {
      hash.integer(key * this.#sign)
      hash.integer(this.#quantities[index]!)
    })
  }

  /** The first index whose key is not less. */
  #indexOf(key: number): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
