import type { OrderPool } from './order-pool.ts'

/**
 * Finds a pool record by order id: open addressing with linear probing, at most half full. Removing moves the entries
 * behind it back, so that nothing is left of an order that has gone.
 *
 * Each entry has a key beside its record, so that a search touches no record but its own: an id below 2^31 is its own
 * key, a larger one is folded into a negative number, and where two of them meet the records tell them apart.
 */
export class OrderIndex {
  readonly #pool: OrderPool
  /** Key and record in turn, both 0 in an empty place. */
  #entries: Int32Array
  #mask: number
  #shift: number
  #size = 0

  constructor(pool: OrderPool, initialOrders: number) {
    const bits = Math.max(4, 33 - Math.clz32(initialOrders))
    this.#pool = pool
    this.#entries = new Int32Array(2 << bits)
    // Shifted and not raised to a power, which would make it a double for the compiler.
    this.#mask = (1 << bits) - 1
    this.#shift = 32 - bits
  }

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.#entries.byteLength
  }

  /** The pool record of an order, 0 where there is none. */
  find(orderId: number): number {
    if (orderId > 2147483647) return this.#findWide(orderId)
    const entries = this.#entries
    const at = (Math.imul(orderId, 0x9e3779b1) >>> this.#shift) << 1
    const key = entries[at]!
    // Most searches end here, without a loop on their way.
    if (key === orderId) return entries[at | 1]!
    return key === 0 ? 0 : this.#findBehind(at >> 1, orderId)
  }

  /** Adds the pool record of an order that is not in the index. */
  insert(order: number, orderId: number): void {
    if (this.#size > this.#mask >> 1) this.#grow()
    this.#size += 1
    const key = orderId <= 2147483647 ? orderId : keyOfWide(orderId)
    const entries = this.#entries
    let at = Math.imul(key, 0x9e3779b1) >>> this.#shift
    while (entries[at << 1] !== 0) at = (at + 1) & this.#mask
    entries[at << 1] = key
    entries[(at << 1) | 1] = order
  }

  /** Takes out an order that is in the index. */
  remove(order: number, orderId: number): void {
    const entries = this.#entries
    const mask = this.#mask
    this.#size -= 1
    const key = orderId <= 2147483647 ? orderId : keyOfWide(orderId)
    let hole = Math.imul(key, 0x9e3779b1) >>> this.#shift
    while (entries[(hole << 1) | 1] !== order) hole = (hole + 1) & mask
    const next = (hole + 1) & mask
    if (entries[next << 1] !== 0) hole = this.#closeGap(hole, next)
    entries[hole << 1] = 0
    entries[(hole << 1) | 1] = 0
  }

  /** Moves what follows a hole back into it where that is nearer to its home; returns the hole that is left. */
  #closeGap(from: number, next: number): number {
    const entries = this.#entries
    const mask = this.#mask
    let hole = from
    let at = next
    for (let key = entries[at << 1]!; key !== 0; key = entries[at << 1]!) {
      const home = Math.imul(key, 0x9e3779b1) >>> this.#shift
      // It may fill the hole unless its home lies behind the hole.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        entries[hole << 1] = key
        entries[(hole << 1) | 1] = entries[(at << 1) | 1]!
        hole = at
      }
      at = (at + 1) & mask
    }
    return hole
  }

  #findBehind(home: number, orderId: number): number {
    const entries = this.#entries
    const mask = this.#mask
    let at = (home + 1) & mask
    let key = entries[at << 1]!
    while (key !== orderId && key !== 0) {
      at = (at + 1) & mask
      key = entries[at << 1]!
    }
    return entries[(at << 1) | 1]!
  }

  #findWide(orderId: number): number {
    const entries = this.#entries
    const wanted = keyOfWide(orderId)
    let at = Math.imul(wanted, 0x9e3779b1) >>> this.#shift
    for (let key = entries[at << 1]!; key !== 0; key = entries[at << 1]!) {
      const order = entries[(at << 1) | 1]!
      if (key === wanted && this.#pool.amounts[(order << 2) | 3] === orderId) return order
      at = (at + 1) & this.#mask
    }
    return 0
  }

  #grow(): void {
    const before = this.#entries
    this.#entries = new Int32Array(before.length * 2)
    this.#mask = before.length - 1
    this.#shift -= 1
    for (let from = 0; from < before.length; from += 2) {
      if (before[from] === 0) continue
      let at = Math.imul(before[from]!, 0x9e3779b1) >>> this.#shift
      while (this.#entries[at << 1] !== 0) at = (at + 1) & this.#mask
      this.#entries[at << 1] = before[from]!
      this.#entries[(at << 1) | 1] = before[from + 1]!
    }
  }
}

/** A negative number for an id of 2^31 or more; ids that differ only in high bits get different ones. */
function keyOfWide(orderId: number): number {
  return (orderId ^ Math.imul(orderId * 2 ** -32, 0x85ebca6b)) | 0x80000000
}
