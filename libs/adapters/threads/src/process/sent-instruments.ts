import type { Answer, Event } from '@openlob/application'
import type { Instrument } from '@openlob/domain'
import { instrumentFrom, instrumentRecord } from '@openlob/application/composition'

/*
 * An instrument has decimals, which do not come out of another process as what they were: it goes as its record.
 */

type InstrumentRecord = Parameters<typeof instrumentFrom>[0]

/** Events to be sent. */
export function sentEvents(events: readonly Event[]): readonly Event[] {
  if (!events.some(({ type }) => type === 'InstrumentListed')) return events
  return events.map((event) =>
    event.type === 'InstrumentListed'
      ? { ...event, instrument: instrumentRecord(event.instrument) as unknown as Instrument }
      : event,
  )
}

/** Events that were sent. */
export function receivedEvents(events: readonly Event[]): readonly Event[] {
  if (!events.some(({ type }) => type === 'InstrumentListed')) return events
  return events.map((event) =>
    event.type === 'InstrumentListed'
      ? { ...event, instrument: instrumentFrom(event.instrument as unknown as InstrumentRecord) }
      : event,
  )
}

/** An answer to be sent. */
export function sentAnswer(answer: Answer): Answer {
  return answer.status === 'done' ? { ...answer, events: sentEvents(answer.events) } : answer
}

/** An answer that was sent. */
export function receivedAnswer(answer: Answer): Answer {
  return answer.status === 'done' ? { ...answer, events: receivedEvents(answer.events) } : answer
}
