import { OrderQueue } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'

/**
 * Queues by price, best price first: for what is not displayed and for triggers, of which a book has fewer than of
 * displayed orders. Finding a price is a binary search; a price that comes or goes moves those behind it.
 */
export class PriceQueues {
  readonly #sign: 1 | -1
  /** The prices in use, worst first, so that the best is the last. */
  readonly #prices: number[] = []
  readonly #queues: Map<number, OrderQueue> = new Map<number, OrderQueue>()

  constructor(highestFirst: boolean) {
    this.#sign = highestFirst ? 1 : -1
  }

  /** Whether nothing stands here. */
  get isEmpty(): boolean {
    return this.#prices.length === 0
  }

  /** The best price, -1 where nothing stands here. */
  get bestTicks(): number {
    return this.#prices.at(-1) ?? -1
  }

  /** The oldest order of the best price. */
  get first(): LiveOrder | undefined {
    return this.#queues.get(this.bestTicks)?.first
  }

  /** Puts an order at the back of the queue of a price. */
  add(order: LiveOrder, ticks: number): void {
    let queue = this.#queues.get(ticks)
    if (queue === undefined) {
      queue = new OrderQueue()
      this.#queues.set(ticks, queue)
      this.#prices.splice(this.#place(ticks), 0, ticks)
    }
    order.queueTicks = ticks
    queue.append(order)
  }

  /** Takes out an order that stands here. */
  remove(order: LiveOrder): void {
    const { queue, queueTicks } = order
    if (queue === undefined) return
    queue.remove(order)
    if (queue.first !== undefined) return
    this.#queues.delete(queueTicks)
    this.#prices.splice(this.#place(queueTicks), 1)
  }

  /** What stands behind an order, at its price or the next one. */
  after(order: LiveOrder): LiveOrder | undefined {
    if (order.next !== undefined) return order.next
    const place = this.#place(order.queueTicks)
    return place === 0 ? undefined : this.#queues.get(this.#prices[place - 1]!)?.first
  }

  /** What is open at a price in all. */
  lotsAt(ticks: number): number {
    let lots = 0
    for (const order of this.#queues.get(ticks)?.orders() ?? []) lots += order.leavesLots
    return lots
  }

  /** All orders, best price first, oldest first in a price. */
  *orders(): Generator<LiveOrder> {
    for (let order = this.first; order !== undefined; order = this.after(order)) yield order
  }

  /** Where a price is, or would go. */
  #place(ticks: number): number {
    let [from, to] = [0, this.#prices.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#prices[middle]! * this.#sign < ticks * this.#sign) from = middle + 1
      else to = middle
    }
    return from
  }
}
