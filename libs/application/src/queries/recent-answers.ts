import { decodeEvent } from '../events/event-codec.ts'
import type { EventBuffer } from '../events/event-buffer.ts'
import type { Event } from '../events/event.ts'
import { COMMAND_IDS_KEPT } from '../flow/command-ids.ts'
import { BoundedMap } from './bounded-map.ts'

/** An answer that is kept, as plain data: its events as messages in hexadecimal digits. */
export interface KeptAnswer {
  readonly commandSequence: number
  readonly events: readonly string[]
}

/** What the commands did that clients have named, so that one that comes again is answered as at first. */
export class RecentAnswers {
  readonly #messages = new BoundedMap<number, readonly Uint8Array[]>(COMMAND_IDS_KEPT)

  /** Keeps what a command did. */
  record(commandSequence: number, events: EventBuffer): void {
    this.#messages.set(commandSequence, Array.from(events.messages(), (message) => message.slice()))
  }

  /** What a command did, undefined where it is not kept. */
  eventsOf(commandSequence: number): readonly Event[] | undefined {
    return this.#messages.get(commandSequence)?.map(decodeEvent)
  }

  /** All that is kept, oldest first. */
  snapshot(): KeptAnswer[] {
    const kept = this.#messages.entries()
    return Array.from(kept, ([commandSequence, events]) => ({ commandSequence, events: events.map(hexOf) }))
  }

  /** Takes in what another kept. */
  restore(answers: readonly KeptAnswer[]): void {
    for (const { commandSequence, events } of answers) this.#messages.set(commandSequence, events.map(octetsOf))
  }
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}

function octetsOf(hex: string): Uint8Array {
  const pairs = hex.match(/../g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}
