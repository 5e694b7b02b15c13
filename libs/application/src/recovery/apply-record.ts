import { decodeCommand } from '../commands/command-codec.ts'
import type { SequencedCommand } from '../commands/command.ts'
import type { Event } from '../events/event.ts'
import { ConfigurationMismatchError } from '../flow/configuration.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { attempt, RecoveryError } from './recovery-error.ts'

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
  const command = commandOf(record, flow.commandSequence + 1)
  checkConfiguration(flow, command)
  const events = attempt('DIVERGED', `command ${record.sequence} cannot be applied`, () => flow.apply(command))
  return { command, events }
}

/** The command of a record. Throws a {@link RecoveryError} where it is none, or another than expected. */
export function commandOf({ sequence, payload }: JournalRecord, expected: number): SequencedCommand {
  if (sequence !== expected) throw new RecoveryError('GAP', `the journal has ${sequence} where ${expected} comes next`)
  const command = attempt('UNREADABLE_COMMAND', `record ${sequence} of the journal is no command`, () => decodeCommand(payload))
  if (command.sequence !== sequence)
    throw new RecoveryError('UNREADABLE_COMMAND', `record ${sequence} of the journal has command ${command.sequence}`)
  return command
}

/** A command is applied again only under the configuration that it was first decided under. */
function checkConfiguration(flow: TradingFlow, { command }: SequencedCommand): void {
  const recorded = command.type === 'ConfigureFlow' ? command.configuration : flow.state.configuration
  if (recorded !== flow.configuration) throw new ConfigurationMismatchError(recorded, flow.configuration)
}
