import type { OrderPool } from './order-pool.ts'


/**
 * Finds a pool record by order id: open addressing with linear probing, at most half full. Removing moves the entries
 * behind it back, so that nothing is left of an order that has gone.
 */
export class OrderIndex {
  readonly #pool: OrderPool
  #entries: Int32Array
  #mask: number
  #shift: number

  constructor(pool: OrderPool, initialOrders: number) {
    const bits = Math.max(4, 33 - Math.clz32(initialOrders))
    this.#pool = pool
    this.#entries = new Int32Array(2 ** bits)
    this.#mask = 2 ** bits - 1
    this.#shift = 32 - bits
  }

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.#entries.byteLength
  }

  /** The pool record of an order, 0 where there is none. */
  find(orderId: number): number {
    const entries = this.#entries
    const mask = this.#mask
    const { amounts } = this.#pool
    let at = scattered(orderId) >>> this.#shift
    let order = entries[at]!
    while (order !== 0 && amounts[order << 1] !== orderId) {
      at = (at + 1) & mask
      order = entries[at]!
    }
    return order
  }

  /** Adds a pool record, whose order id is set and not in the index. */
  insert(order: number): void {
    if (this.#pool.size * 2 > this.#mask) this.#grow()
    this.#put(order)
  }

  /** Takes out an order that is in the index. */
  remove(order: number): void {
    const entries = this.#entries
    const mask = this.#mask
    const shift = this.#shift
    const { amounts } = this.#pool
    let hole = scattered(amounts[order << 1]!) >>> shift
    while (entries[hole] !== order) hole = (hole + 1) & mask
    let at = (hole + 1) & mask
    let candidate = entries[at]!
    while (candidate !== 0) {
      const home = scattered(amounts[candidate << 1]!) >>> shift
      // It may fill the hole unless its home lies behind the hole.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        entries[hole] = candidate
        hole = at
      }
      at = (at + 1) & mask
      candidate = entries[at]!
    }
    entries[hole] = 0
  }

  #put(order: number): void {
    const entries = this.#entries
    let at = scattered(this.#pool.amounts[order << 1]!) >>> this.#shift
    while (entries[at] !== 0) at = (at + 1) & this.#mask
    entries[at] = order
  }

  #grow(): void {
    const before = this.#entries
    this.#entries = new Int32Array(before.length * 2)
    this.#mask = this.#entries.length - 1
    this.#shift -= 1
    for (const order of before) if (order !== 0) this.#put(order)
  }
}

/** Spreads consecutive ids, and ids that differ only in high bits, over the upper bits of 32. */
function scattered(orderId: number): number {
  return orderId <= 2147483647 ? Math.imul(orderId, 0x9e3779b1) : scatteredWide(orderId)
}

function scatteredWide(orderId: number): number {
  return Math.imul(orderId ^ Math.imul(orderId * 2 ** -32, 0x85ebca6b), 0x9e3779b1)
}
