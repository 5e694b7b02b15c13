/**
 * A map of so many entries at the most: the oldest go first. As a plain `Map` alone it would have to step over all that
 * were deleted before the oldest that is left.
 */
export class BoundedMap<Key, Value> {
  readonly #limit: number
  readonly #map = new Map<Key, Value>()
  /** The keys, in a ring once it is full. */
  readonly #keys: Key[] = []
  #oldest = 0

  /** An empty one of at most so many, 1 or more. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** The value of a key, undefined where it is not, or no longer, there. */
  get(key: Key): Value | undefined {
    return this.#map.get(key)
  }

  /** Sets the value of a key; the value that had to go for it, undefined where none had. O(1). */
  set(key: Key, value: Value): Value | undefined {
    const isNew = !this.#map.has(key)
    this.#map.set(key, value)
    if (!isNew) return undefined
    if (this.#keys.length < this.#limit) {
      this.#keys.push(key)
      return undefined
    }
    const gone = this.#keys[this.#oldest]!
    this.#keys[this.#oldest] = key
    this.#oldest = (this.#oldest + 1) % this.#limit
    const goneValue = this.#map.get(gone)
    this.#map.delete(gone)
    return goneValue
  }

  /** The entries, oldest first. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#map.entries()
  }

  /** The values, oldest first. */
  values(): IterableIterator<Value> {
    return this.#map.values()
  }
}
