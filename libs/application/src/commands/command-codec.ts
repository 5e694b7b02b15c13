import { asciiBytes, asciiJson, asciiText } from '../encoding/ascii.ts'
import type { SequencedCommand } from './command.ts'
import { readCommand } from './command-shape.ts'

const VERSION = 1

/** Bytes that are no command of a version that this code reads. */
export class CommandDecodingError extends Error {
  override readonly name: string = 'CommandDecodingError'
}

/** A command as the journal keeps it: `{"v":1,"sequence":…,"timestampUs":…,"command":{…}}`, ASCII, amounts as text. */
export function encodeCommand({ sequence, timestampUs, command }: SequencedCommand): Uint8Array {
  const body = 'units' in command ? { ...command, units: command.units.toString() } : command
  return asciiBytes(asciiJson({ v: VERSION, sequence, timestampUs, command: body }))
}

/** The command again; throws a {@link CommandDecodingError} that says what is wrong where it is none. */
export function decodeCommand(payload: Uint8Array): SequencedCommand {
  const record = parsed(payload)
  const { v, sequence, timestampUs, command, ...others } = record
  if (v !== VERSION) throw new CommandDecodingError(`version ${String(v)} is not ${VERSION}`)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new CommandDecodingError(`unknown field ${unknown}`)
  const body = isObject(command) && 'units' in command ? { ...command, units: amountOf(command['units']) } : command
  const read = readCommand(body)
  if ('malformation' in read) throw new CommandDecodingError(read.malformation)
  return {
    sequence: counted(sequence, 'sequence', 1),
    timestampUs: counted(timestampUs, 'timestampUs', 0),
    command: read,
  }
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
