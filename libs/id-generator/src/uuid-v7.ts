import { requireTimeRange, requireTimestamp } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import type { IdRange } from './snowflake-layout.ts'

/** The last millisecond that a UUIDv7 can carry: 48 bits, in the year 10889. */
export const UUID_V7_LAST_TIMESTAMP_MS: number = 2 ** 48 - 1

/** The three fields of a UUIDv7 as RFC 9562 names them; version and variant are implied. */
export interface UuidV7Parts {
  /** `unix_ts_ms`: milliseconds since the Unix epoch. */
  readonly timestampMs: number
  /** `rand_a`: 12 bits. */
  readonly randA: number
  /** `rand_b`: 62 bits. */
  readonly randB: bigint
}

/** Two lower-case hexadecimal digits for every byte. */
export const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const BYTES = 16
const MAX_RAND_A = 0xfff
const MAX_RAND_B = (1n << 62n) - 1n
const VARIANT = 0b10n << 62n
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** Whether the text is a UUID of version 7 and the RFC's variant, in either case of letters. */
export function isUuidV7(text: string): boolean {
  return UUID_V7.test(text)
}

/** Reads a UUIDv7 into its 16 bytes; throws `invalid-uuid` for any other text. */
export function parseUuidV7(text: string): Uint8Array {
  if (!isUuidV7(text)) {
    throw new IdGeneratorError('invalid-uuid', `no UUID of version 7: ${JSON.stringify(text.slice(0, 40))}`)
  }
  const digits = text.replaceAll('-', '')
  return Uint8Array.from({ length: BYTES }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16))
}

/** Writes 16 bytes as a UUIDv7 in lower case; throws `invalid-uuid` for another length, version or variant. */
export function formatUuidV7(bytes: Uint8Array): string {
  requireBytes(bytes)
  const digits = Array.from(bytes, (byte) => HEX[byte]).join('')
  const group = (from: number, to?: number): string => digits.slice(from, to)
  return `${group(0, 8)}-${group(8, 12)}-${group(12, 16)}-${group(16, 20)}-${group(20)}`
}

/** Takes a UUIDv7 apart, given as text or bytes; throws `invalid-uuid` for what is none. */
export function decomposeUuidV7(uuid: string | Uint8Array): UuidV7Parts {
  const bytes = typeof uuid === 'string' ? parseUuidV7(uuid) : requireBytes(uuid)
  const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES)
  return {
    timestampMs: view.getUint16(0) * 2 ** 32 + view.getUint32(2),
    randA: view.getUint16(6) & MAX_RAND_A,
    randB: view.getBigUint64(8) & MAX_RAND_B,
  }
}

/** Puts a UUIDv7 together as bytes; throws where a part does not fit its field. */
export function composeUuidV7(parts: UuidV7Parts): Uint8Array {
  const { timestampMs, randA, randB } = parts
  requireTimestamp(timestampMs, 0, UUID_V7_LAST_TIMESTAMP_MS)
  const isRandA = Number.isInteger(randA) && randA >= 0 && randA <= MAX_RAND_A
  const isRandB = typeof randB === 'bigint' && randB >= 0n && randB <= MAX_RAND_B
  if (!isRandA || !isRandB) {
    throw new IdGeneratorError(
      'invalid-uuid',
      `randA has 12 bits and randB 62, as a bigint: randA=${String(randA)} randB=${String(randB)}`,
    )
  }
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(timestampMs / 2 ** 32))
  view.setUint32(2, timestampMs % 2 ** 32)
  view.setUint16(6, 0x7000 | randA)
  view.setBigUint64(8, VARIANT | randB)
  return bytes
}

/** The UUIDs of all generators from `fromMs` to `toMs`, both inclusive, as text that compares as the ids do. */
export function uuidV7Range(fromMs: number, toMs: number): IdRange<string> {
  requireTimeRange(fromMs, toMs, 0, UUID_V7_LAST_TIMESTAMP_MS)
  return {
    min: formatUuidV7(composeUuidV7({ timestampMs: fromMs, randA: 0, randB: 0n })),
    max: formatUuidV7(composeUuidV7({ timestampMs: toMs, randA: MAX_RAND_A, randB: MAX_RAND_B })),
  }
}

function requireBytes(bytes: Uint8Array): Uint8Array {
  const version = bytes.length === BYTES ? bytes[6]! >>> 4 : undefined
  const variant = bytes.length === BYTES ? bytes[8]! >>> 6 : undefined
  if (version === 7 && variant === 0b10) return bytes
  throw new IdGeneratorError(
    'invalid-uuid',
    `no UUID of version 7: length=${bytes.length} version=${String(version)} variant=${String(variant)}`,
  )
}
