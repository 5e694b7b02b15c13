import type { Event } from '../events/event.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import type { Subscribers } from '../subscribers.ts'
import type { RecoveryReport } from './recover.ts'

/** Events that were durable when a flow failed, and that its subscribers had not heard of. */
export class UnpublishedEvents {
  readonly #after: number | undefined
  #commands: (readonly Event[])[] = []

  /** Those behind an event; none where it is undefined. */
  constructor(after: number | undefined) {
    this.#after = after
  }

  /** Takes those of the command that a recovery has just applied, where they are behind the event. */
  take({ eventSequence, state }: TradingFlow): void {
    if (this.#after !== undefined && eventSequence > this.#after) this.add(state.emitter.events())
  }

  /** Takes those of a command. */
  add(events: readonly Event[]): void {
    this.#commands.push(events)
  }

  /**
   * Tells the subscribers of them. Where a snapshot has some of them, so that nobody can be told of those, that is
   * reported.
   */
  publish(subscribers: Subscribers, { snapshotEventSequence }: RecoveryReport): void {
    for (const events of this.#commands) subscribers.publish(events)
    this.#commands = []
    const after = this.#after
    if (after === undefined || snapshotEventSequence <= after) return
    const events = `events ${after + 1} to ${snapshotEventSequence}`
    subscribers.report(new Error(`${events} cannot be published: a snapshot has what they did, and not them`))
  }
}
