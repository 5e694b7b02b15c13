import { asciiJson, asciiText } from '../encoding/ascii.ts'
import { alignedLength, SnapshotDecodingError } from './sections.ts'

/** No field of a snapshot has this name. */
const BIGINT = '$bigint'
const SPACE = 0x20

/** A value as JSON in ASCII; bigints as objects of their digits. */
export function jsonText(value: unknown): string {
  return asciiJson(value, bigintAsText)
}

/** The value again; throws a {@link SnapshotDecodingError} where it is none. */
export function jsonValue(octets: Uint8Array): unknown {
  try {
    return JSON.parse(asciiText(octets), textAsBigint)
  } catch (error) {
    throw new SnapshotDecodingError(`not JSON in ASCII: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A value as a section of a snapshot. */
export function jsonSection(value: unknown): Uint8Array {
  const text = jsonText(value)
  const section = new Uint8Array(alignedLength(text.length)).fill(SPACE, text.length)
  for (let index = 0; index < text.length; index += 1) section[index] = text.charCodeAt(index)
  return section
}

/** Whether it is an object of fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { [BIGINT]: value.toString() } : value
}

function textAsBigint(_key: string, value: unknown): unknown {
  if (!isObject(value) || !(BIGINT in value)) return value
  const digits = value[BIGINT]
  if (typeof digits !== 'string' || !/^-?[0-9]{1,40}$/.test(digits)) throw new SnapshotDecodingError('a bigint is digits as text')
  return BigInt(digits)
}
