/** A price and a quantity, as text. */
export type LevelText = readonly [price: string, quantity: string]

/** A book as REST answers it. */
export interface DepthText {
  readonly lastUpdateId: number
  readonly bids: readonly LevelText[]
  readonly asks: readonly LevelText[]
}

/** A change of a book as the stream tells it. */
export interface DiffText {
  readonly U: number
  readonly u: number
  readonly b: readonly LevelText[]
  readonly a: readonly LevelText[]
}

/** A local book, kept from a snapshot and the changes behind it by the procedure that the dialect describes. */
export class DepthBook {
  readonly #bids: Map<string, string>
  readonly #asks: Map<string, string>
  readonly #seedId: number
  #lastId: number
  #previous: number | undefined

  constructor({ lastUpdateId, bids, asks }: DepthText) {
    this.#bids = new Map(bids)
    this.#asks = new Map(asks)
    this.#seedId = lastUpdateId
    this.#lastId = lastUpdateId
  }

  /** Takes a change; throws where one before it is missing. */
  apply({ U, u, b, a }: DiffText): void {
    const before = this.#previous
    this.#previous = u
    if (before !== undefined && U !== before + 1) throw new Error(`a gap in the stream: ${before}, then ${U}`)
    if (u <= this.#seedId) return
    if (U > this.#lastId + 1) throw new Error(`a gap behind the snapshot: ${this.#lastId}, then ${U}`)
    set(this.#bids, b)
    set(this.#asks, a)
    this.#lastId = u
  }

  /** The levels, best first. */
  get levels(): { readonly bids: readonly LevelText[]; readonly asks: readonly LevelText[] } {
    return { bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) }
  }
}

function set(side: Map<string, string>, levels: readonly LevelText[]): void {
  for (const [price, quantity] of levels)
    if (Number(quantity) === 0) side.delete(price)
    else side.set(price, quantity)
}

function sorted(side: ReadonlyMap<string, string>, sign: number): LevelText[] {
  return [...side].sort(([left], [right]) => sign * (Number(left) - Number(right)))
}
