import { invariant } from '@openlob/domain'
import type { Event } from '../events/event.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'

/** Keeps the last events that were published, for tests and for embedding. */
export class MemoryEventPublisher implements EventPublisher {
  readonly #capacity: number
  #events: Event[] = []

  /** Keeps at most `capacity` events, 10,000 where left out. */
  constructor(capacity = 10_000) {
    invariant(Number.isSafeInteger(capacity) && capacity >= 1, `capacity must be a positive integer: capacity=${capacity}`)
    this.#capacity = capacity
  }

  /** The events kept, oldest first. */
  get events(): readonly Event[] {
    return this.#events.slice(-this.#capacity)
  }

  /** Keeps the events, and lets the oldest go where they are too many. */
  publish(events: readonly Event[]): void {
    for (const event of events) this.#events.push(event)
    // Trimmed at twice the capacity, so that a publication costs O(1) on average.
    if (this.#events.length > 2 * this.#capacity) this.#events = this.#events.slice(-this.#capacity)
  }

  /** Forgets what was kept. */
  clear(): void {
    this.#events = []
  }
}
