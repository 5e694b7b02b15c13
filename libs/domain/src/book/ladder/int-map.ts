/**
 * A map from 32-bit integers to 32-bit integers other than 0, by open addressing with linear probing, at most half
 * full. Removing leaves nothing behind.
 */
export class IntMap {
  /** Key and value in turn; the value 0 says that the place is empty. */
  #entries: Int32Array = new Int32Array(32)
  #mask = 15
  #shift = 28
  #size = 0

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.#entries.byteLength
  }

  /** The value of a key, 0 where there is none. */
  get(key: number): number {
    const entries = this.#entries
    const at = (((Math.imul(key, 0x9e3779b1) >>> 1) | (key & 0x80000000)) >>> this.#shift) << 1
    // Most searches end here, without a loop on their way.
    return entries[at] === key ? entries[at | 1]! : entries[(this.#place(key) << 1) | 1]!
  }

  /** Sets the value of a key, which must not be 0. */
  set(key: number, value: number): void {
    const at = this.#place(key)
    if (this.#entries[(at << 1) | 1] === 0) this.#size += 1
    this.#entries[at << 1] = key
    this.#entries[(at << 1) | 1] = value
    if (this.#size * 2 > this.#mask) this.#grow()
  }

  /** Takes a key out, where it is in. */
  delete(key: number): void {
    const entries = this.#entries
    const mask = this.#mask
    let hole = this.#place(key)
    if (entries[(hole << 1) | 1] === 0) return
    this.#size -= 1
    let at = (hole + 1) & mask
    while (entries[(at << 1) | 1] !== 0) {
      const home = scattered(entries[at << 1]!) >>> this.#shift
      // It may fill the hole unless its home lies behind the hole.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        entries[hole << 1] = entries[at << 1]!
        entries[(hole << 1) | 1] = entries[(at << 1) | 1]!
        hole = at
      }
      at = (at + 1) & mask
    }
    entries[(hole << 1) | 1] = 0
  }

  /** Where a key is, or where it would go. */
  #place(key: number): number {
    const entries = this.#entries
    let at = scattered(key) >>> this.#shift
    while (entries[(at << 1) | 1] !== 0 && entries[at << 1] !== key) at = (at + 1) & this.#mask
    return at
  }

  #grow(): void {
    const before = this.#entries
    this.#entries = new Int32Array(before.length * 2)
    this.#mask = before.length - 1
    this.#shift -= 1
    for (let from = 0; from < before.length; from += 2) {
      if (before[from + 1] === 0) continue
      const at = this.#place(before[from]!)
      this.#entries[at << 1] = before[from]!
      this.#entries[(at << 1) | 1] = before[from + 1]!
    }
  }
}

/**
 * Spreads neighbouring keys over the upper bits of 32 so that they do not meet, and keeps the negative ones apart from
 * the others in a half of their own: the prices of a market, bids and asks, are found at the first attempt.
 */
function scattered(key: number): number {
  return (Math.imul(key, 0x9e3779b1) >>> 1) | (key & 0x80000000)
}
