import type { RejectReason } from '@openlob/domain'
import type { Event } from './events/event.ts'

/**
 * Why a command has no answer of the engine. For the first three it was never sequenced and changed nothing; for the
 * other two that is not known.
 */
export type UnavailableReason =
  /** It is no command: a field is missing, unknown, of the wrong type or beyond any range. */
  | 'MALFORMED'
  /** As many commands wait for the disk as may. */
  | 'BUSY'
  /** The exchange is starting, stopping or stopped. */
  | 'NOT_RUNNING'
  /** The journal failed: what was not answered may or may not have happened, and nothing more is taken. */
  | 'JOURNAL_FAILED'
  /** A defect stopped the engine: what was not answered may or may not have happened, and nothing more is taken. */
  | 'ENGINE_FAILED'

/** The command was carried out and is durable. */
export interface Done {
  readonly status: 'done'
  readonly commandSequence: number
  /** What it caused, in order; never empty. */
  readonly events: readonly Event[]
}

/** The command was refused: it stands in the journal and changed nothing. */
export interface Refused {
  readonly status: 'refused'
  readonly commandSequence: number
  readonly reason: RejectReason
  /** The sentence for people: what was wrong, with the values. */
  readonly text: string
}

/** The exchange does not answer for the command. */
export interface Unavailable {
  readonly status: 'unavailable'
  readonly reason: UnavailableReason
  readonly text: string
}

/** What becomes of a command; it resolves only when the journal says durable. */
export type Answer = Done | Refused | Unavailable
