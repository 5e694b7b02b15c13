import { ReferenceBook, StateHash } from '@openlob/domain'
import { FlowAudit } from '../../audit/flow-audit.ts'
import type { Event } from '../../events/event.ts'
import type { BookFactory } from '../../flow/flow-state.ts'
import { TradingFlow } from '../../flow/trading-flow.ts'
import type { TradingFlowOptions } from '../../flow/trading-flow.ts'
import type { JournalRecord } from '../../ports/journal.ts'
import { applyRecord } from '../../recovery/apply-record.ts'

/**
 * What is true: the records that have reached the disk, applied one after the other to a flow with the obvious book,
 * from the first one on and whatever happens to the exchange. Everything that the exchange says is held against it.
 */
export class ShadowFlow {
  readonly #flow: TradingFlow
  readonly #audit = new FlowAudit()
  /** By event: it as text. */
  readonly #events: string[] = []
  /** By command: the sequence of its last event. */
  readonly #ends: number[] = [0]

  constructor(options: TradingFlowOptions) {
    const createBook: BookFactory = (listener, adviser) => new ReferenceBook(listener, { adviser })
    this.#flow = new TradingFlow({ ...options, createBook })
  }

  /** The last command on the disk. */
  get commandSequence(): number {
    return this.#flow.commandSequence
  }

  /** The last event of a command on the disk. */
  get eventSequence(): number {
    return this.#flow.eventSequence
  }

  get eventHash(): string {
    return this.#flow.eventHash
  }

  get stateHash(): string {
    return StateHash.of(this.#flow)
  }

  /** Applies what the disk has gained. Throws where it has lost something that it had. */
  advance(records: readonly JournalRecord[]): void {
    if (records.length < this.#flow.commandSequence)
      throw new Error(`command ${this.#flow.commandSequence} was on the disk, which now ends at ${records.length}`)
    for (const record of records.slice(this.#flow.commandSequence)) {
      const { events } = applyRecord(this.#flow, record)
      this.#audit.hear(events)
      for (const event of events) this.#events.push(eventText(event))
      this.#ends.push(this.#flow.eventSequence)
    }
  }

  /** What does not fit together in it: money, holds, books, sequences. */
  problems(): string[] {
    return this.#audit.problems(this.#flow)
  }

  /** Throws unless this is what a command did, and it is on the disk. */
  expectEvents(commandSequence: number, events: readonly Event[]): void {
    if (commandSequence > this.#flow.commandSequence)
      throw new Error(`command ${commandSequence} was acknowledged, and the disk ends at ${this.#flow.commandSequence}`)
    const [from, to] = [this.#ends[commandSequence - 1]!, this.#ends[commandSequence]!]
    if (events.length !== to - from) throw new Error(`command ${commandSequence} was answered with ${events.length} events of ${to - from}`)
    for (const event of events) this.expectEvent(event)
  }

  /** Throws unless this is an event of a command on the disk. */
  expectEvent(event: Event): void {
    const expected = this.#events[event.sequence - 1]
    if (expected === undefined)
      throw new Error(`event ${event.sequence} was let out, and the disk has events up to ${this.#events.length}`)
    if (eventText(event) !== expected) throw new Error(`event ${event.sequence} is not what happened: ${eventText(event)}, ${expected}`)
  }
}

function eventText(event: Event): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
