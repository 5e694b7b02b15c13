import { SbeError, viewOf } from '@openlob/sbe/runtime'
import { charactersOf, clearedRoomFor, octetsOf } from '../messages/flyweights.ts'
import type { MessageEncoder } from '../messages/flyweights.ts'
import { OrderAcceptedDecoder } from '../messages/generated/index.ts'
import { readHeader } from '../messages/message-header.ts'
import type { ReadEvent } from './event-readers.ts'
import { EVENT_READERS } from './event-readers.ts'
import { EVENT_WRITERS } from './event-writers.ts'
import type { Event } from './event.ts'

/** Bytes that are no event of a version that this code reads. */
export class EventDecodingError extends Error {
  override readonly name: string = 'EventDecodingError'
}

/** An event as a message of `schema/openlob.xml` with its header. */
export function encodeEvent(event: Event): Uint8Array {
  const view = clearedRoomFor(charactersOf(event))
  // The table pairs each type with its own writer, which the compiler cannot follow over a union.
  const write = EVENT_WRITERS[event.type] as (view: DataView, event: Event) => MessageEncoder
  return octetsOf(view, write(view, event))
}

/** The event again; throws an {@link EventDecodingError} that says what is wrong where it is none. */
export function decodeEvent(octets: Uint8Array): Event {
  const { event, end } = readMessage(octets)
  if (end !== octets.length) throw new EventDecodingError(`${octets.length - end} octets behind the message`)
  return event
}

function readMessage(octets: Uint8Array): ReadEvent {
  const view = viewOf(octets)
  try {
    const header = readHeader(view, OrderAcceptedDecoder)
    if (typeof header === 'string') throw new EventDecodingError(header)
    const read = EVENT_READERS.get(header.templateId)
    if (read === undefined) throw new EventDecodingError(`template ${header.templateId} is no event`)
    return read(view)
  } catch (error) {
    throw error instanceof SbeError ? new EventDecodingError(`${error.message} (${error.code})`) : error
  }
}
