import { SbeError, viewOf } from '@openlob/sbe/runtime'
import { charactersOf, octetsOf, roomFor } from '../messages/flyweights.ts'
import type { MessageEncoder } from '../messages/flyweights.ts'
import { PlaceOrderDecoder } from '../messages/generated/index.ts'
import { readHeader } from '../messages/message-header.ts'
import { CommandDecodingError } from './command-decoding-error.ts'
import type { ReadCommand } from './command-readers.ts'
import { COMMAND_READERS } from './command-readers.ts'
import { readCommand } from './command-shape.ts'
import type { CommandPlace } from './command-writers.ts'
import { COMMAND_WRITERS } from './command-writers.ts'
import type { Command, SequencedCommand } from './command.ts'
import { decodeJsonCommand, isJsonCommand } from './json-commands.ts'

type Write = (view: DataView, place: CommandPlace, command: Command) => MessageEncoder

/** A command as a message of `schema/openlob.xml` with its header; a journal keeps it behind a check now and then. */
export function encodeCommand(sequenced: SequencedCommand): Uint8Array {
  const { command } = sequenced
  const view = roomFor(charactersOf(command))
  // The table pairs each type with its own writer, which the compiler cannot follow over a union.
  const write = COMMAND_WRITERS[command.type] as Write
  return octetsOf(view, write(view, sequenced, command))
}

/**
 * The command again; throws a {@link CommandDecodingError} that says what is wrong where it is none. Reads what earlier
 * versions of the schema wrote, and the JSON from before there was one; what a later version wrote it refuses.
 */
export function decodeCommand(payload: Uint8Array): SequencedCommand {
  if (isJsonCommand(payload)) return decodeJsonCommand(payload)
  const { sequence, timestampUs, command, end } = readMessage(payload)
  if (end !== payload.length) throw new CommandDecodingError(`${payload.length - end} octets behind the message`)
  const read = readCommand(command)
  if ('malformation' in read) throw new CommandDecodingError(read.malformation)
  if (sequence < 1) throw new CommandDecodingError('sequence: an integer from 1 is wanted')
  return { sequence, timestampUs, command: read }
}

function readMessage(payload: Uint8Array): ReadCommand {
  const view = viewOf(payload)
  try {
    const header = readHeader(view, PlaceOrderDecoder)
    if (typeof header === 'string') throw new CommandDecodingError(header)
    const read = COMMAND_READERS.get(header.templateId)
    if (read === undefined) throw new CommandDecodingError(`template ${header.templateId} is no command`)
    return read(view)
  } catch (error) {
    throw error instanceof SbeError ? new CommandDecodingError(`${error.message} (${error.code})`) : error
  }
}
