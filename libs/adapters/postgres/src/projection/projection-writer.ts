import type { Event } from '@openlob/application'
import type { HistoryDatabase } from '../database.ts'
import { HistoryBatch } from './history-batch.ts'
import { openPosition, skipEvents } from './positions.ts'
import type { HistoryPosition } from './positions.ts'
import { writeBatch } from './write-batch.ts'

/** Writes the events of one flow behind those that are in: gathered, and in one transaction each time. */
export class ProjectionWriter {
  readonly #database: HistoryDatabase
  #position: HistoryPosition
  #batch: HistoryBatch

  private constructor(database: HistoryDatabase, flow: number, position: HistoryPosition) {
    this.#database = database
    this.#position = position
    this.#batch = new HistoryBatch(flow)
  }

  /** One that goes on where the history of the flow is. Rejects with the driver's error. */
  static async open(database: HistoryDatabase, flow: number): Promise<ProjectionWriter> {
    return new ProjectionWriter(database, flow, await openPosition(database, flow))
  }

  /** How far the history is. */
  get position(): HistoryPosition {
    return this.#position
  }

  /** The events that are gathered and not yet in. */
  get gatheredEvents(): number {
    return this.#batch.eventCount
  }

  /** Gathers the events of the next command. */
  add(events: readonly Event[]): void {
    this.#batch.add(events)
  }

  /**
   * Writes what is gathered. Where it does not follow what is in, the events between are missed for good, which is
   * kept. Where it rejects nothing of it is lost, and it can be called again: what is in already is not written twice.
   */
  async flush(): Promise<void> {
    const batch = this.#batch
    if (batch.eventCount === 0) return
    const { flow, firstEventSequence, lastEventSequence: eventSequence, commandSequence, timestampUs } = batch
    const missed = firstEventSequence - 1 - this.#position.eventSequence
    if (missed > 0) {
      await skipEvents(this.#database, flow, this.#position, firstEventSequence - 1)
      const missedEvents = this.#position.missedEvents + missed
      this.#position = { ...this.#position, eventSequence: firstEventSequence - 1, missedEvents }
    }
    await writeBatch(this.#database, batch)
    this.#position = { ...this.#position, commandSequence, eventSequence, timestampUs }
    this.#batch = new HistoryBatch(flow)
  }
}
