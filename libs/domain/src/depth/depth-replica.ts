import { BUY, SELL } from '../book/book-codes.ts'
import type { SideCode } from '../book/book-codes.ts'
import { requireLevels, requireSide } from '../book/book-arguments.ts'
import type { DepthDiff, DepthImage, DepthLevel } from './depth-diff.ts'
import { SideLevels } from './side-levels.ts'

/** What a replica did with a diff: changes between it and the replica are missing where it says `gap`. */
export type DepthOutcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'contained' }
  | { readonly kind: 'gap'; readonly expectedUpdateId: number; readonly firstUpdateId: number }

const APPLIED: DepthOutcome = Object.freeze({ kind: 'applied' })
const CONTAINED: DepthOutcome = Object.freeze({ kind: 'contained' })

/**
 * A copy of a book's displayed levels, kept from an image and the diffs behind it. Diffs may be repeated and may
 * begin before the image, so that a client can collect them before it asks for the image; after a gap it stays as it
 * was, and wants a new image.
 */
export class DepthReplica {
  readonly #sides: readonly [SideLevels, SideLevels]
  #lastUpdateId: number

  /** Starts with a whole image: of a cut one, levels that come up from behind the cut would be missing. */
  constructor(image: DepthImage) {
    this.#sides = [new SideLevels(BUY, image.bids), new SideLevels(SELL, image.asks)]
    this.#lastUpdateId = image.lastUpdateId
  }

  /** The last change that it contains. */
  get lastUpdateId(): number {
    return this.#lastUpdateId
  }

  /** Takes a diff: passes over what it contains already, and takes nothing of one that leaves a gap. */
  apply(diff: DepthDiff): DepthOutcome {
    const expectedUpdateId = this.#lastUpdateId + 1
    const { firstUpdateId, lastUpdateId } = diff
    if (lastUpdateId < expectedUpdateId) return CONTAINED
    if (firstUpdateId > expectedUpdateId) return { kind: 'gap', expectedUpdateId, firstUpdateId }
    for (const { priceTicks, quantityLots } of diff.bids) this.#sides[BUY].set(priceTicks, quantityLots)
    for (const { priceTicks, quantityLots } of diff.asks) this.#sides[SELL].set(priceTicks, quantityLots)
    this.#lastUpdateId = lastUpdateId
    return APPLIED
  }

  /** The best `levels` of a side, best first; infinity is all of them. */
  depth(side: SideCode, levels: number): DepthLevel[] {
    requireSide(side)
    requireLevels(levels)
    return this.#sides[side].best(levels)
  }

  /** The quantity at a price, 0 where there is no such level. */
  levelLots(side: SideCode, priceTicks: number): number {
    requireSide(side)
    return this.#sides[side].quantityLots(priceTicks)
  }
}
