import type { OrderId } from '@openlob/domain'

const KEPT_MAX = 10_000

/** The clients' names for cancellations and amendments that are under way, for the reports of what came of them. */
export class CancelNames {
  readonly #names = new Map<OrderId, string>()

  /** Remembers a name until {@link forget}; the oldest make room. */
  set(order: OrderId, name: string): void {
    if (this.#names.size >= KEPT_MAX) {
      const [oldest] = this.#names.keys()
      if (oldest !== undefined) this.#names.delete(oldest)
    }
    this.#names.set(order, name)
  }

  /** The name under which an order is being cancelled. */
  get(order: OrderId): string | undefined {
    return this.#names.get(order)
  }

  /** Forgets a name. */
  forget(order: OrderId): void {
    this.#names.delete(order)
  }
}
