import type { CommandRoom } from '../commands/command-buffer.ts'
import { decodeCommand } from '../commands/command-codec.ts'
import type { SequencedCommand } from '../commands/command.ts'
import type { Event } from '../events/event.ts'
import { ConfigurationMismatchError } from '../flow/configuration.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import { isOrderMessage } from '../flow/read-request.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { compareEventHash, splitRecord } from './event-hash-check.ts'
import type { EventHashCheck } from './event-hash-check.ts'
import { attempt, RecoveryError } from './recovery-error.ts'

interface ReadRecord {
  readonly command: SequencedCommand
  readonly check: EventHashCheck | undefined
}

/** A command out of the journal, and what it did. */
export interface AppliedRecord {
  readonly command: SequencedCommand
  readonly events: readonly Event[]
}

/**
 * Applies the next record of a journal to the flow that comes before it. Throws a {@link RecoveryError} where it is not
 * the next, no command, or cannot be applied, and a `ConfigurationMismatchError` where it was decided under another
 * configuration; the flow must not be used after that.
 */
export function applyRecord(flow: TradingFlow, record: JournalRecord): AppliedRecord {
  const { command, check } = readRecord(record, flow.commandSequence + 1)
  if (check !== undefined) compareEventHash(flow, check)
  checkConfiguration(flow, command)
  const events = attempt('DIVERGED', `command ${record.sequence} cannot be applied`, () => flow.apply(command))
  return { command, events }
}

/**
 * The same where nobody asks what happened: its events stand in the flow as messages. An order does not become an
 * object; `room` is where its message is put for that.
 */
export function replayRecord(flow: TradingFlow, record: JournalRecord, room: CommandRoom): void {
  const { sequence } = record
  const { command: payload, check } = splitRecord(record.payload)
  // A configuration that is to be checked is none of an order.
  const mayBeOrder = sequence === flow.commandSequence + 1 && flow.state.configuration === flow.configuration
  if (!mayBeOrder || !isOrderMessage(payload)) {
    applyRecord(flow, record)
    return
  }
  if (check !== undefined) compareEventHash(flow, check)
  const buffer = room.take(payload)
  attempt('DIVERGED', `command ${sequence} cannot be applied`, () => {
    flow.applyMessage(buffer, 0, payload.length)
  })
}

/** The command of a record. Throws a {@link RecoveryError} where it is none, or another than expected. */
export function commandOf(record: JournalRecord, expected: number): SequencedCommand {
  return readRecord(record, expected).command
}

function readRecord({ sequence, payload }: JournalRecord, expected: number): ReadRecord {
  if (sequence !== expected) throw new RecoveryError('GAP', `the journal has ${sequence} where ${expected} comes next`)
  const read = attempt('UNREADABLE_COMMAND', `record ${sequence} of the journal is no command`, () => {
    const { command: message, check } = splitRecord(payload)
    return { command: decodeCommand(message), check }
  })
  if (read.command.sequence !== sequence)
    throw new RecoveryError('UNREADABLE_COMMAND', `record ${sequence} of the journal has command ${read.command.sequence}`)
  return read
}

/** A command is applied again only under the configuration that it was first decided under. */
function checkConfiguration(flow: TradingFlow, { command }: SequencedCommand): void {
  const recorded = command.type === 'ConfigureFlow' ? command.configuration : flow.state.configuration
  if (recorded !== flow.configuration) throw new ConfigurationMismatchError(recorded, flow.configuration)
}
