/**
 * Finds slots by a hash: open addressing with linear probing, at most half full. What two slots of one hash are is for
 * whoever asks: go from {@link first} by {@link next} until the slot is 0. Removing leaves nothing behind.
 */
export class SlotIndex {
  /** Hash and slot in turn; the slot 0 says that the place is empty. */
  #entries: Int32Array = new Int32Array(64)
  #mask = 31
  #size = 0

  /** The place where a hash is looked for first. */
  first(hash: number): number {
    return hash & this.#mask
  }

  /** The place behind another. */
  next(place: number): number {
    return (place + 1) & this.#mask
  }

  /** The slot at a place, 0 where it is empty: the search is over. */
  slotAt(place: number): number {
    return this.#entries[(place << 1) | 1]!
  }

  /** The hash at a place. */
  hashAt(place: number): number {
    return this.#entries[place << 1]!
  }

  /** Adds a slot under its hash, an integer of 32 bits. */
  insert(hash: number, slot: number): void {
    if (this.#size > this.#mask >> 1) this.#grow()
    this.#size += 1
    this.#put(hash, slot)
  }

  /** Takes a slot out that is in under this hash. */
  remove(hash: number, slot: number): void {
    const entries = this.#entries
    const mask = this.#mask
    this.#size -= 1
    let hole = hash & mask
    while (entries[(hole << 1) | 1] !== slot) hole = (hole + 1) & mask
    for (let at = (hole + 1) & mask; entries[(at << 1) | 1] !== 0; at = (at + 1) & mask) {
      const home = entries[at << 1]! & mask
      // It may fill the hole unless its home lies behind the hole.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        entries[hole << 1] = entries[at << 1]!
        entries[(hole << 1) | 1] = entries[(at << 1) | 1]!
        hole = at
      }
    }
    entries[(hole << 1) | 1] = 0
  }

  /** Makes room for so many more, so that it need not grow for them. */
  reserve(count: number): void {
    let length = this.#entries.length
    while (this.#size + count > (length >> 1) >> 1) length *= 2
    if (length > this.#entries.length) this.#setLength(length)
  }

  #put(hash: number, slot: number): void {
    let at = hash & this.#mask
    while (this.#entries[(at << 1) | 1] !== 0) at = (at + 1) & this.#mask
    this.#entries[at << 1] = hash
    this.#entries[(at << 1) | 1] = slot
  }

  #grow(): void {
    this.#setLength(this.#entries.length * 2)
  }

  #setLength(length: number): void {
    const before = this.#entries
    this.#entries = new Int32Array(length)
    this.#mask = (length >> 1) - 1
    for (let from = 0; from < before.length; from += 2)
      if (before[from | 1] !== 0) this.#put(before[from]!, before[from | 1]!)
  }
}
