const INITIAL = 64
/** Up to so many are looked through, and sorted by insertion. */
const FEW = 16
/** More than prices can be: makes one number of a book's side and a price. */
const PRICES = 2 ** 31

/** The price levels that a command touches, each with what it gains or loses in all. */
export class TouchedLevels {
  #count = 0
  /** The instrument and the side of each, as one number. */
  #sides = new Int32Array(INITIAL)
  #pricesTicks = new Int32Array(INITIAL)
  #changesLots = new Float64Array(INITIAL)

  /** How many levels {@link sortChanged} left. */
  get changedCount(): number {
    return this.#count
  }

  /** Takes a change of a level's total. */
  add(instrumentId: number, side: number, priceTicks: number, changeLots: number): void {
    const bookSide = (instrumentId << 1) | side
    const count = this.#count
    // Fills come level by level, so that a level that was met before is mostly among the last.
    for (let index = count - 1; index >= 0 && index >= count - FEW; index -= 1) {
      if (this.#pricesTicks[index] !== priceTicks || this.#sides[index] !== bookSide) continue
      this.#changesLots[index]! += changeLots
      return
    }
    if (count === this.#sides.length) this.#grow()
    this.#sides[count] = bookSide
    this.#pricesTicks[count] = priceTicks
    this.#changesLots[count] = changeLots
    this.#count = count + 1
  }

  /** Takes a level that may have changed, whatever by: it is told of as it is then. */
  touch(instrumentId: number, side: number, priceTicks: number): void {
    if (priceTicks !== 0) this.add(instrumentId, side, priceTicks, Number.NaN)
  }

  /** Keeps the levels whose total is another now, in order: by instrument, bids before asks, by rising price. */
  sortChanged(): void {
    if (this.#count > FEW) this.#sortMany()
    else this.#sortFew()
    let changed = 0
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#changesLots[index] === 0) continue
      this.#sides[changed] = this.#sides[index]!
      this.#pricesTicks[changed] = this.#pricesTicks[index]!
      changed += 1
    }
    this.#count = changed
  }

  /** The instrument of a changed level. */
  instrumentIdOf(index: number): number {
    return this.#sides[index]! >> 1
  }

  /** The side of a changed level. */
  sideOf(index: number): number {
    return this.#sides[index]! & 1
  }

  /** The price of a changed level. */
  priceTicksOf(index: number): number {
    return this.#pricesTicks[index]!
  }

  /** Forgets what the command has touched. */
  clear(): void {
    this.#count = 0
  }

  #sortFew(): void {
    const [sides, prices, changes] = [this.#sides, this.#pricesTicks, this.#changesLots]
    for (let index = 1; index < this.#count; index += 1) {
      const side = sides[index]!
      const price = prices[index]!
      const change = changes[index]!
      let at = index
      while (at > 0 && (sides[at - 1]! > side || (sides[at - 1] === side && prices[at - 1]! > price))) {
        sides[at] = sides[at - 1]!
        prices[at] = prices[at - 1]!
        changes[at] = changes[at - 1]!
        at -= 1
      }
      sides[at] = side
      prices[at] = price
      changes[at] = change
    }
  }

  /** The same for many, of which some may be the same level again. */
  #sortMany(): void {
    const totals = new Map<number, number>()
    for (let index = 0; index < this.#count; index += 1) {
      const key = this.#sides[index]! * PRICES + this.#pricesTicks[index]!
      totals.set(key, (totals.get(key) ?? 0) + this.#changesLots[index]!)
    }
    this.#count = totals.size
    Array.from(totals)
      .sort(([left], [right]) => left - right)
      .forEach(([key, changeLots], index) => {
        this.#sides[index] = Math.floor(key / PRICES)
        this.#pricesTicks[index] = key % PRICES
        this.#changesLots[index] = changeLots
      })
  }

  #grow(): void {
    const [sides, prices, changes] = [this.#sides, this.#pricesTicks, this.#changesLots]
    this.#sides = new Int32Array(sides.length * 2)
    this.#sides.set(sides)
    this.#pricesTicks = new Int32Array(prices.length * 2)
    this.#pricesTicks.set(prices)
    this.#changesLots = new Float64Array(changes.length * 2)
    this.#changesLots.set(changes)
  }
}
