import { ExpiryQueue } from './expiry-queue.ts'
import type { LiveOrder } from './live-order.ts'

/** Orders by whose they are, without those that are nobody's. */
class OrdersByOwner {
  readonly #orders: Map<number, Set<LiveOrder>> = new Map<number, Set<LiveOrder>>()

  of(owner: number): ReadonlySet<LiveOrder> | undefined {
    return this.#orders.get(owner)
  }

  add(owner: number, order: LiveOrder): void {
    if (owner === 0) return
    const orders = this.#orders.get(owner)
    if (orders === undefined) this.#orders.set(owner, new Set([order]))
    else orders.add(order)
  }

  remove(owner: number, order: LiveOrder): void {
    const orders = this.#orders.get(owner)
    orders?.delete(order)
    // Of an owner without orders nothing is kept.
    if (orders?.size === 0) this.#orders.delete(owner)
  }
}

/** The orders with details that are alive, by all that they are looked for by. */
export class LiveOrders {
  readonly byId: Map<number, LiveOrder> = new Map<number, LiveOrder>()
  readonly pegs: Set<LiveOrder> = new Set<LiveOrder>()
  readonly trailing: Set<LiveOrder> = new Set<LiveOrder>()
  readonly expiring: ExpiryQueue = new ExpiryQueue()
  readonly #byAccount: OrdersByOwner = new OrdersByOwner()
  readonly #bySession: OrdersByOwner = new OrdersByOwner()
  readonly #triggerCounts: Map<number, number> = new Map<number, number>()
  #ownedCount = 0

  /** Those of them that are somebody's. */
  get ownedCount(): number {
    return this.#ownedCount
  }

  /** Keeps an order. */
  add(order: LiveOrder): void {
    this.byId.set(order.orderId, order)
    if (order.floats) this.pegs.add(order)
    if (order.trails) this.trailing.add(order)
    if (order.expiresAtUs !== 0) this.expiring.add(order)
    if (order.accountId !== 0) this.#ownedCount += 1
    this.#byAccount.add(order.accountId, order)
    this.#bySession.add(order.sessionId, order)
  }

  /** Lets an order go. */
  remove(order: LiveOrder): void {
    this.byId.delete(order.orderId)
    this.pegs.delete(order)
    this.trailing.delete(order)
    this.expiring.remove(order)
    if (order.accountId !== 0) this.#ownedCount -= 1
    this.#byAccount.remove(order.accountId, order)
    this.#bySession.remove(order.sessionId, order)
    this.waitsNoMore(order)
  }

  /** Notes that an order waits for a trigger. */
  waits(order: LiveOrder): void {
    order.waits = true
    this.#countTrigger(order.accountId, 1)
  }

  /** Notes that an order waits for no trigger any more. */
  waitsNoMore(order: LiveOrder): void {
    if (!order.waits) return
    order.waits = false
    this.#countTrigger(order.accountId, -1)
  }

  /** The orders of an account, or of a session, other than 0. */
  ofAccount(accountId: number): Iterable<LiveOrder> {
    return this.#byAccount.of(accountId) ?? []
  }

  ofSession(sessionId: number): Iterable<LiveOrder> {
    return this.#bySession.of(sessionId) ?? []
  }

  /** How many orders an account other than 0 has. */
  countOf(accountId: number): number {
    return this.#byAccount.of(accountId)?.size ?? 0
  }

  /** How many of an account's orders, or of nobody's, wait for a trigger. */
  triggerCountOf(accountId: number): number {
    return this.#triggerCounts.get(accountId) ?? 0
  }

  /** In the order in which they were accepted. */
  bySequence(): LiveOrder[] {
    return [...this.byId.values()].sort((left, right) => left.sequence - right.sequence)
  }

  #countTrigger(accountId: number, more: number): void {
    const count = this.triggerCountOf(accountId) + more
    if (count === 0) this.#triggerCounts.delete(accountId)
    else this.#triggerCounts.set(accountId, count)
  }
}
