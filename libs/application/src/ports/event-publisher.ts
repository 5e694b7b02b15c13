import type { Event } from '../events/event.ts'

/**
 * Takes the events of a flow once their command is durable: market data, user notifications, projections.
 * Called with the events of one command at a time, in order and without a gap. Must not throw and must not block.
 */
export interface EventPublisher {
  /**
   * Takes the events of one command, and the number of the flow that they are of: each flow has a sequence of its own.
   * The array and what is in it are shared and must not be changed.
   */
  publish(events: readonly Event[], flowNumber: number): void
}
