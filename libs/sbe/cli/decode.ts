import { readFileSync } from 'node:fs'
import { decodeMessage, jsonOf, SbeError } from '../src/index.ts'
import { FRAMING_HEADER_LENGTH, readFramingHeader, viewOf } from '../src/runtime/index.ts'
import { readSchema, UserError } from './generate-files.ts'

/** How `sbe-gen decode` reads a file. */
export interface DecodeSettings {
  readonly hex?: boolean
  readonly frames?: 'big' | 'little'
}

/** The messages of a file, one behind another, as JSON. Throws where one is damaged, after those before it. */
export function* decode(schemaFile: string, file: string, { hex = false, frames }: DecodeSettings): Generator<string> {
  const schema = readSchema(schemaFile)
  const octets = hex ? fromHex(readOctets(file).toString('latin1')) : readOctets(file)
  let at = 0
  while (at < octets.length) {
    const frame = frames === undefined ? undefined : readFrame(octets, at, frames)
    const start = frame === undefined ? at : at + FRAMING_HEADER_LENGTH
    const message = damaged(at, () => decodeMessage(schema, octets.subarray(0, frame?.end ?? octets.length), start))
    yield jsonOf({ header: message.header, name: message.name, value: message.value, end: message.end }, 2)
    at = frame?.end ?? message.end
  }
}

function readFrame(octets: Buffer, at: number, order: 'big' | 'little'): { readonly end: number } {
  const header = damaged(at, () => readFramingHeader(viewOf(octets), at, octets.length - at, order === 'little'))
  if (header === undefined) throw new UserError(`sbe-gen: at octet ${at}: the frame is cut off`)
  return { end: at + header.frameLength }
}

/** Says where in the file something is damaged. */
function damaged<Result>(at: number, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw error instanceof SbeError ? new SbeError(error.code, `at octet ${at}: ${error.message} (${error.code})`) : error
  }
}

function readOctets(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new UserError(`sbe-gen: the messages cannot be read: ${(error as Error).message}`)
  }
}

function fromHex(text: string): Buffer {
  const digits = text.replaceAll(/\s+/g, '')
  if (/^([0-9a-f]{2})*$/i.test(digits)) return Buffer.from(digits, 'hex')
  throw new UserError('sbe-gen: the file is not hexadecimal: two digits 0 to 9 and a to f an octet, and blanks')
}
