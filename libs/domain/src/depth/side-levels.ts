import { BUY } from '../book/book-codes.ts'
import type { SideCode } from '../book/book-codes.ts'
import { invariant } from '../invariant.ts'
import type { Hashable, StateHash } from '../state-hash.ts'
import type { DepthLevel } from './depth-diff.ts'

/**
 * The levels of one side of a book outside of it, in two parallel arrays, best price last, where most changes happen.
 * O(log n) to find a level, O(levels better than it) to insert or remove it.
 */
export class SideLevels implements Hashable {
  /** Prices times `#sign`, ascending: a bid is the better the higher, an ask the lower. */
  readonly #keys: number[] = []
  readonly #quantities: number[] = []
  readonly #sign: 1 | -1
  /** The worst key that a cut seed covers; undefined where the seed was the whole side. */
  readonly #horizon: number | undefined

  /** Starts with a seed, best prices first: of `seedLevels` or more levels it counts as cut. */
  constructor(side: SideCode, levels: readonly DepthLevel[] = [], seedLevels?: number) {
    const sign = side === BUY ? 1 : -1
    this.#sign = sign
    for (const level of [...levels].reverse()) {
      this.#keys.push(level.priceTicks * sign)
      this.#quantities.push(level.quantityLots)
    }
    const sorted = this.#keys.every((key, index) => index === 0 || key > this.#keys[index - 1]!)
    invariant(sorted, `a seed has its best prices first: ${levels.map((level) => level.priceTicks).join(' ')}`)
    this.#horizon = levels.length > 0 && levels.length >= (seedLevels ?? Infinity) ? this.#keys[0] : undefined
  }

  /** The number of levels. */
  get count(): number {
    return this.#keys.length
  }

  /** Tells whether a side whose seed was cut has fewer than `levels` left. */
  isShallow(levels: number): boolean {
    return this.#horizon !== undefined && this.#keys.length < levels
  }

  /** Sets the quantity of a price, 0 for none; tells whether that changed anything. */
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

  /** The quantity at a price, 0 where there is no such level. */
  quantityLots(priceTicks: number): number {
    const key = priceTicks * this.#sign
    const index = this.#indexOf(key)
    return this.#keys[index] === key ? this.#quantities[index]! : 0
  }

  /** The best so many levels, best first. */
  best(levels: number): DepthLevel[] {
    const found: DepthLevel[] = []
    const end = Math.max(0, this.#keys.length - levels)
    for (let index = this.#keys.length - 1; index >= end; index -= 1) {
      found.push({ priceTicks: this.#keys[index]! * this.#sign, quantityLots: this.#quantities[index]! })
    }
    return found
  }

  /** Tells whether both have the same levels. */
  equals(other: SideLevels): boolean {
    if (this.#keys.length !== other.#keys.length) return false
    return this.#keys.every(
      (key, index) => key === other.#keys[index] && this.#quantities[index] === other.#quantities[index],
    )
  }

  /** Folds the levels. */
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
