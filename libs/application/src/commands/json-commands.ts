import { asciiText } from '../encoding/ascii.ts'
import type { Command, SequencedCommand } from './command.ts'
import { CommandDecodingError } from './command-decoding-error.ts'
import { readStoredCommand } from './command-shape.ts'

const VERSION = 1
const OPENING_BRACE = 0x7b
const QUOTE = 0x22

/** Tells whether a record of a journal is one of those that were JSON: before commands were messages. */
export function isJsonCommand(payload: Uint8Array): boolean {
  return payload[0] === OPENING_BRACE && payload[1] === QUOTE
}

/** Reads `{"v":1,"sequence":…,"timestampUs":…,"command":{…}}`, ASCII, amounts as text. */
export function decodeJsonCommand(payload: Uint8Array): SequencedCommand {
  const record = parsed(payload)
  const { v, sequence, timestampUs, command, ...others } = record
  if (v !== VERSION) throw new CommandDecodingError(`version ${String(v)} is not ${VERSION}`)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new CommandDecodingError(`unknown field ${unknown}`)
  const body = isObject(command) && 'units' in command ? { ...command, units: amountOf(command['units']) } : command
  return {
    sequence: counted(sequence, 'sequence', 1),
    timestampUs: counted(timestampUs, 'timestampUs', 0),
    command: commandOf(body),
  }
}

function commandOf(body: unknown): Command {
  const read = readStoredCommand(body)
  if ('malformation' in read) throw new CommandDecodingError(read.malformation)
  return read
}

function parsed(payload: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(asciiText(payload))
  } catch (error) {
    throw new CommandDecodingError(`not JSON in ASCII: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw new CommandDecodingError('not an object')
  return value
}

function amountOf(value: unknown): bigint {
  if (typeof value === 'string' && /^(0|-?[1-9][0-9]{0,38})$/.test(value)) return BigInt(value)
  throw new CommandDecodingError('units: an integer as text is wanted')
}

function counted(value: unknown, name: string, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new CommandDecodingError(`${name}: an integer from ${least} is wanted`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
