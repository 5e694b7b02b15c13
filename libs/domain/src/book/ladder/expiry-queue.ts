import type { LiveOrder } from './live-order.ts'

/**
 * Orders by the time at which they expire, and by id at one time: a binary heap in which each order knows its place,
 * so that one that leaves early leaves nothing behind. O(log n) to add and to remove.
 */
export class ExpiryQueue {
  readonly #heap: LiveOrder[] = []

  /** Adds an order that has an expiry time. */
  add(order: LiveOrder): void {
    this.#heap.push(order)
    this.#rise(order, this.#heap.length - 1)
  }

  /** Takes an order out; no harm where it is not in. */
  remove(order: LiveOrder): void {
    const at = order.expiryPlace
    if (at === -1) return
    order.expiryPlace = -1
    const last = this.#heap.pop()!
    if (last === order) return
    this.#sink(last, at)
    this.#rise(last, last.expiryPlace)
  }

  /** The order that expires next where its time is reached. */
  due(timeUs: number): LiveOrder | undefined {
    const first = this.#heap[0]
    return first !== undefined && first.expiresAtUs <= timeUs ? first : undefined
  }

  #rise(order: LiveOrder, from: number): void {
    let at = from
    while (at > 0) {
      const parent = this.#heap[(at - 1) >> 1]!
      if (!isBefore(order, parent)) break
      this.#put(parent, at)
      at = (at - 1) >> 1
    }
    this.#put(order, at)
  }

  #sink(order: LiveOrder, from: number): void {
    let at = from
    for (;;) {
      const child = this.#firstChild(at)
      if (child === undefined || !isBefore(child, order)) break
      const next = child.expiryPlace
      this.#put(child, at)
      at = next
    }
    this.#put(order, at)
  }

  #firstChild(at: number): LiveOrder | undefined {
    const left = this.#heap[2 * at + 1]
    const right = this.#heap[2 * at + 2]
    return left !== undefined && right !== undefined && isBefore(right, left) ? right : left
  }

  #put(order: LiveOrder, at: number): void {
    this.#heap[at] = order
    order.expiryPlace = at
  }
}

function isBefore(one: LiveOrder, other: LiveOrder): boolean {
  return one.expiresAtUs < other.expiresAtUs || (one.expiresAtUs === other.expiresAtUs && one.orderId < other.orderId)
}
