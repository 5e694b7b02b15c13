import type { Event } from './events/event.ts'
import type { EventPublisher } from './ports/event-publisher.ts'

/** Those who are told of durable events; one that throws is reported and does not keep the others from theirs. */
export class Subscribers {
  readonly #onError: (error: unknown) => void
  // Replaced, never changed, so that a publication in progress is not disturbed by who comes or goes.
  #publishers: readonly { readonly publisher: EventPublisher }[] = []

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** How many there are. */
  get count(): number {
    return this.#publishers.length
  }

  /** Adds one; the function returned takes it away again. */
  add(publisher: EventPublisher): () => void {
    const entry = { publisher }
    this.#publishers = [...this.#publishers, entry]
    return () => {
      this.#publishers = this.#publishers.filter((other) => other !== entry)
    }
  }

  /** Tells all of the events of one command. */
  publish(events: readonly Event[]): void {
    for (const { publisher } of this.#publishers) {
      try {
        publisher.publish(events)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
