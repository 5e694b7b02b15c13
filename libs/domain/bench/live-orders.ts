/** The ids that are live, of which any can be drawn in one step. */
export class LiveOrders {
  readonly #ids: number[] = []
  /** By id: its place among the live ones, counted from 1. */
  readonly #places: number[] = []

  get size(): number {
    return this.#ids.length
  }

  has(orderId: number): boolean {
    return (this.#places[orderId] ?? 0) !== 0
  }

  /** The live id that an even draw from 0 to 1 falls on. */
  any(draw: number): number {
    return this.#ids[Math.floor(draw * this.#ids.length)]!
  }

  add(orderId: number): void {
    if (this.has(orderId)) return
    this.#ids.push(orderId)
    this.#places[orderId] = this.#ids.length
  }

  remove(orderId: number): void {
    const place = this.#places[orderId] ?? 0
    if (place === 0) return
    this.#places[orderId] = 0
    const last = this.#ids.pop()!
    if (last === orderId) return
    this.#ids[place - 1] = last
    this.#places[last] = place
  }
}
