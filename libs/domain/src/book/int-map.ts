const EMPTY = 0

/**
 * A map from 32-bit integers to 32-bit integers other than 0, by open addressing with linear probing, at most half
 * full. Removing leaves nothing behind.
 */
export class IntMap {
  #keys: Int32Array = new Int32Array(16)
  #values: Int32Array = new Int32Array(16)
  #mask = 15
  #shift = 28
  #size = 0

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.#keys.byteLength + this.#values.byteLength
  }

  /** The value of a key, 0 where there is none. */
  get(key: number): number {
    const keys = this.#keys
    const values = this.#values
    const mask = this.#mask
    let at = Math.imul(key, 0x9e3779b1) >>> this.#shift
    let value = values[at]!
    while (value !== EMPTY && keys[at] !== key) {
      at = (at + 1) & mask
      value = values[at]!
    }
    return value
  }

  /** Sets the value of a key, which must not be 0. */
  set(key: number, value: number): void {
    const at = this.#place(key)
    if (this.#values[at] !== EMPTY) {
      this.#values[at] = value
      return
    }
    this.#keys[at] = key
    this.#values[at] = value
    this.#size += 1
    if (this.#size * 2 > this.#mask) this.#grow()
  }

  /** Takes a key out, where it is in. */
  delete(key: number): void {
    const keys = this.#keys
    const values = this.#values
    const mask = this.#mask
    let hole = this.#place(key)
    if (values[hole] === EMPTY) return
    this.#size -= 1
    let at = (hole + 1) & mask
    while (values[at] !== EMPTY) {
      const home = Math.imul(keys[at]!, 0x9e3779b1) >>> this.#shift
      // It may fill the hole unless its home lies behind the hole.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at]!
        values[hole] = values[at]!
        hole = at
      }
      at = (at + 1) & mask
    }
    values[hole] = EMPTY
  }

  /** Where a key is, or where it would go. */
  #place(key: number): number {
    let at = Math.imul(key, 0x9e3779b1) >>> this.#shift
    while (this.#values[at] !== EMPTY && this.#keys[at] !== key) at = (at + 1) & this.#mask
    return at
  }

  #grow(): void {
    const keys = this.#keys
    const values = this.#values
    this.#keys = new Int32Array(keys.length * 2)
    this.#values = new Int32Array(keys.length * 2)
    this.#mask = this.#keys.length - 1
    this.#shift -= 1
    for (let from = 0; from < keys.length; from += 1) {
      if (values[from] === EMPTY) continue
      const at = this.#place(keys[from]!)
      this.#keys[at] = keys[from]!
      this.#values[at] = values[from]!
    }
  }
}
