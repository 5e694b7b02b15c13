/** How a book is set up. */
export interface BookOptions {
  /** Resting orders to reserve memory for; more grow it by doubling. 1,024 where left out. */
  readonly initialOrders?: number
}

/**
 * The resting orders, field by field in typed arrays, addressed by a number from 1; 0 is no order. A released number
 * is the next to be allocated. Orders of a level form a ring through `next` and `previous`, oldest after newest.
 *
 * The arrays are replaced when the pool grows, so a caller must not hold one across {@link OrderPool.allocate}.
 */
export class OrderPool {
  orderIds: Float64Array
  leaves: Float64Array
  /** The next younger order of the level, and from the youngest to the oldest; of a free entry the next free one. */
  next: Int32Array
  previous: Int32Array
  /** Where on the ladder the order stands. */
  slots: Int32Array
  /** 1 for a post-only order, else 0. */
  postOnly: Uint8Array
  #size = 0
  #fresh = 1
  #free = 0

  constructor(initialOrders: number) {
    const capacity = initialOrders + 1
    this.orderIds = new Float64Array(capacity)
    this.leaves = new Float64Array(capacity)
    this.next = new Int32Array(capacity)
    this.previous = new Int32Array(capacity)
    this.slots = new Int32Array(capacity)
    this.postOnly = new Uint8Array(capacity)
  }

  /** Orders that are allocated. */
  get size(): number {
    return this.#size
  }

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    const { orderIds, leaves, next, previous, slots, postOnly } = this
    const wide = orderIds.byteLength + leaves.byteLength
    return wide + next.byteLength + previous.byteLength + slots.byteLength + postOnly.byteLength
  }

  /** Takes a free entry; its fields hold whatever they held. */
  allocate(): number {
    this.#size += 1
    const free = this.#free
    if (free !== 0) {
      this.#free = this.next[free]!
      return free
    }
    if (this.#fresh === this.next.length) this.#grow()
    return this.#fresh++
  }

  /** Gives an entry back. */
  release(order: number): void {
    this.#size -= 1
    this.next[order] = this.#free
    this.#free = order
  }

  #grow(): void {
    const capacity = this.next.length * 2
    this.orderIds = grownFloat64(this.orderIds, capacity)
    this.leaves = grownFloat64(this.leaves, capacity)
    this.next = grownInt32(this.next, capacity)
    this.previous = grownInt32(this.previous, capacity)
    this.slots = grownInt32(this.slots, capacity)
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
