import type { Event } from './events/event.ts'
import type { EventPublisher } from './ports/event-publisher.ts'

interface Subscription {
  readonly publisher: EventPublisher
  ended: boolean
}

/** Those who are told of durable events; one that throws is reported and does not keep the others from theirs. */
export class Subscribers {
  readonly #flowNumber: number
  readonly #onError: (error: unknown, flowNumber: number) => void
  // Replaced, never changed, so that a publication in progress is not disturbed by who comes or goes.
  #subscriptions: readonly Subscription[] = []

  /** Those of a flow of this number. */
  constructor(flowNumber: number, onError: (error: unknown, flowNumber: number) => void) {
    this.#flowNumber = flowNumber
    this.#onError = onError
  }

  /** How many there are. */
  get count(): number {
    return this.#subscriptions.length
  }

  /** Adds one; the function returned takes it away again, at once even where a publication is in progress. */
  add(publisher: EventPublisher): () => void {
    const subscription = { publisher, ended: false }
    this.#subscriptions = [...this.#subscriptions, subscription]
    return () => {
      subscription.ended = true
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription)
    }
  }

  /** Tells of an error that nobody else is told of. */
  report(error: unknown): void {
    this.#onError(error, this.#flowNumber)
  }

  /** Tells all of the events of one command; of another flow where its number is given. */
  publish(events: readonly Event[], flowNumber: number = this.#flowNumber): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.ended) continue
      try {
        subscription.publisher.publish(events, flowNumber)
      } catch (error) {
        this.#onError(error, flowNumber)
      }
    }
  }
}
