/** Fields of an order in {@link OrderPool.links}, four a record. */
export const NEXT = 0
export const PREVIOUS = 1
export const SLOT = 2
export const RUNG = 3

/** Fields of an order in {@link OrderPool.amounts}, two a record. */
export const ORDER_ID = 0
export const LEAVES = 1

/**
 * The resting orders as records in typed arrays, addressed by a number from 1; 0 is no order. A released number is the
 * next to be allocated. What is read together lies together: a command touches a few cache lines an order.
 *
 * The arrays are replaced when the pool grows, so a caller must not hold one across {@link OrderPool.allocate}.
 */
export class OrderPool {
  /**
   * `NEXT`: the next younger order of the level, and from the youngest the oldest; of a free record the next free one.
   * `PREVIOUS`: the same the other way. `SLOT`: its level on the ladder. `RUNG`: the level's rung.
   */
  links: Int32Array
  amounts: Float64Array
  /** 1 for a post-only order, else 0. */
  postOnly: Uint8Array
  #size = 0
  #fresh = 1
  #free = 0

  constructor(initialOrders: number) {
    const capacity = initialOrders + 1
    this.links = new Int32Array(capacity * 4)
    this.amounts = new Float64Array(capacity * 2)
    this.postOnly = new Uint8Array(capacity)
  }

  /** Orders that are allocated. */
  get size(): number {
    return this.#size
  }

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.links.byteLength + this.amounts.byteLength + this.postOnly.byteLength
  }

  /** Takes a free record; its fields hold whatever they held. */
  allocate(): number {
    this.#size += 1
    const free = this.#free
    if (free !== 0) {
      this.#free = this.links[free << 2]!
      return free
    }
    if (this.#fresh === this.postOnly.length) this.#grow()
    return this.#fresh++
  }

  /** Gives a record back. */
  release(order: number): void {
    this.#size -= 1
    this.links[order << 2] = this.#free
    this.#free = order
  }

  #grow(): void {
    const capacity = this.postOnly.length * 2
    this.links = grownInt32(this.links, capacity * 4)
    this.amounts = grownFloat64(this.amounts, capacity * 2)
    const postOnly = new Uint8Array(capacity)
    postOnly.set(this.postOnly)
    this.postOnly = postOnly
  }
}

/** A longer copy of an array, zeros behind. */
export function grownInt32(array: Int32Array, length: number): Int32Array {
  const grown = new Int32Array(length)
  grown.set(array)
  return grown
}

/** A longer copy of an array, zeros behind. */
export function grownFloat64(array: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length)
  grown.set(array)
  return grown
}
