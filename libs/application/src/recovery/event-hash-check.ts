import type { TradingFlow } from '../flow/trading-flow.ts'
import { HEADER_LENGTH } from '../messages/flyweights.ts'
import { EventHashDecoder, EventHashEncoder } from '../messages/generated/index.ts'
import { RecoveryError } from './recovery-error.ts'

/** The octets that a check takes before the command of its record. */
const CHECK_LENGTH = HEADER_LENGTH + EventHashEncoder.BLOCK_LENGTH

/** What the events before a command came to when it was first carried out. */
export interface EventHashCheck {
  /** The last event that it is over. */
  readonly eventSequence: number
  /** {@link TradingFlow.eventHash} as a number of 64 bits. */
  readonly hash: bigint
  readonly algorithm: number
}

/** The record of a command, with a check of the events before it, as the flow has them now. */
export function withEventHash(flow: TradingFlow, command: Uint8Array): Uint8Array {
  const record = new Uint8Array(CHECK_LENGTH + command.length)
  new EventHashEncoder()
    .wrapMessage(new DataView(record.buffer), 0)
    .eventSequenceNumber(flow.eventSequence)
    .hash(BigInt(`0x${flow.eventHash}`))
    .algorithmNumber(flow.eventHashAlgorithm)
  record.set(command, CHECK_LENGTH)
  return record
}

/** The command of a record, and the check before it where there is one. */
export function splitRecord(payload: Uint8Array): { readonly command: Uint8Array; readonly check?: EventHashCheck } {
  if (!hasCheck(payload)) return { command: payload }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const decoder = new EventHashDecoder().wrapMessage(view, 0)
  const check = {
    eventSequence: decoder.eventSequenceNumber(),
    hash: decoder.hash(),
    algorithm: decoder.algorithmNumber(),
  }
  return { command: payload.subarray(CHECK_LENGTH), check }
}

/**
 * Holds a flow against what was recorded before its next command. Throws a {@link RecoveryError} where the events
 * differ. A hash that was made another way says nothing.
 */
export function compareEventHash(flow: TradingFlow, { eventSequence, hash, algorithm }: EventHashCheck): void {
  if (algorithm !== flow.eventHashAlgorithm) return
  const recorded = hash.toString(16).padStart(16, '0')
  if (recorded === flow.eventHash && eventSequence === flow.eventSequence) return
  const found = `event ${eventSequence} with hash ${recorded} there, event ${flow.eventSequence} with ${flow.eventHash} here`
  const what = `the events up to command ${flow.commandSequence} are not those of the journal: ${found}`
  throw new RecoveryError('DIVERGED', what)
}

function hasCheck(payload: Uint8Array): boolean {
  const { SCHEMA_ID, TEMPLATE_ID } = EventHashDecoder
  const templateId = payload[2]! | (payload[3]! << 8)
  return payload.length > CHECK_LENGTH && templateId === TEMPLATE_ID && payload[4] === SCHEMA_ID
}
