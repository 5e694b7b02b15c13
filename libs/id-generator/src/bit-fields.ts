import { IdGeneratorError } from './id-generator-error.ts'
import { requireInteger } from './require-integer.ts'

/** 2024-01-01T00:00:00Z in milliseconds since the Unix epoch: where the default layouts begin to count. */
export const DEFAULT_EPOCH_MS = 1_704_067_200_000

/** The most node bits that a layout may have. */
export const MAX_NODE_BITS = 22
/** The most sequence bits that a layout may have. */
export const MAX_SEQUENCE_BITS = 22
const MIN_TIMESTAMP_BITS = 20
const MAX_TIMESTAMP_BITS = 52

/** What a layout can be told; a field left out takes the layout's default. */
export interface LayoutOptions {
  /** Time zero of the ids, in milliseconds since the Unix epoch; not negative. */
  readonly epochMs?: number
  /** From 20 to 52: 2^bits milliseconds is how long the layout lasts. */
  readonly timestampBits?: number
  /** From 0 to 22: 2^bits generators can run beside one another. */
  readonly nodeBits?: number
  /** From 0 to 22: 2^bits ids for each node and millisecond. */
  readonly sequenceBits?: number
}

/** The three things that an id says. */
export interface SnowflakeParts {
  /** Milliseconds since the Unix epoch, whatever the layout's epoch. */
  readonly timestampMs: number
  readonly nodeId: number
  readonly sequence: number
}

/** The checked numbers of a layout: widths in bits, limits inclusive. */
export interface BitFields {
  readonly epochMs: number
  readonly timestampBits: number
  readonly nodeBits: number
  readonly sequenceBits: number
  /** The last millisecond that an id can carry, since the Unix epoch. */
  readonly lastTimestampMs: number
  readonly maxNodeId: number
  readonly maxSequence: number
}

/** Checks a layout's numbers against one another and against the bits that an id has. */
export function bitFields(options: Required<LayoutOptions>, idBits: number): BitFields {
  const code = 'invalid-layout'
  const width = (name: keyof LayoutOptions, min: number, max: number): number =>
    requireInteger(options[name], { name, min, max, code })
  const timestampBits = width('timestampBits', MIN_TIMESTAMP_BITS, MAX_TIMESTAMP_BITS)
  const nodeBits = width('nodeBits', 0, MAX_NODE_BITS)
  const sequenceBits = width('sequenceBits', 0, MAX_SEQUENCE_BITS)
  const sum = timestampBits + nodeBits + sequenceBits
  if (sum > idBits) {
    throw new IdGeneratorError(
      code,
      `a layout has at most ${idBits} bits: ${timestampBits} + ${nodeBits} + ${sequenceBits} = ${sum}`,
    )
  }
  const epochMs = width('epochMs', 0, Number.MAX_SAFE_INTEGER - 2 ** timestampBits)
  return {
    epochMs,
    timestampBits,
    nodeBits,
    sequenceBits,
    lastTimestampMs: epochMs + 2 ** timestampBits - 1,
    maxNodeId: 2 ** nodeBits - 1,
    maxSequence: 2 ** sequenceBits - 1,
  }
}

/** Returns the timestamp where the time field from `firstMs` to `lastMs` can hold it, and throws where not. */
export function requireTimestamp(timestampMs: number, firstMs: number, lastMs: number): number {
  if (!Number.isSafeInteger(timestampMs)) {
    throw new IdGeneratorError(
      'invalid-timestamp',
      `a timestamp must be a whole number of milliseconds: timestampMs=${String(timestampMs)}`,
    )
  }
  if (timestampMs < firstMs) {
    throw new IdGeneratorError('before-epoch', `timestampMs=${timestampMs} is before the epoch: epochMs=${firstMs}`)
  }
  if (timestampMs > lastMs) {
    throw new IdGeneratorError(
      'past-time-field',
      `timestampMs=${timestampMs} is past the last that fits: lastTimestampMs=${lastMs}`,
    )
  }
  return timestampMs
}

/** Checks a node id against the fields. */
export function requireNodeId(nodeId: number, fields: BitFields): number {
  return requireInteger(nodeId, { name: 'nodeId', min: 0, max: fields.maxNodeId, code: 'invalid-node-id' })
}

/** Checks all parts of an id against the fields. */
export function requireParts(parts: SnowflakeParts, fields: BitFields): void {
  requireTimestamp(parts.timestampMs, fields.epochMs, fields.lastTimestampMs)
  requireNodeId(parts.nodeId, fields)
  requireInteger(parts.sequence, { name: 'sequence', min: 0, max: fields.maxSequence, code: 'invalid-sequence' })
}

/** Checks that a range of times is one, both ends inclusive and within the time field. */
export function requireTimeRange(fromMs: number, toMs: number, firstMs: number, lastMs: number): void {
  requireTimestamp(fromMs, firstMs, lastMs)
  requireTimestamp(toMs, firstMs, lastMs)
  if (fromMs > toMs) {
    throw new IdGeneratorError('invalid-time-range', `a range ends before it begins: fromMs=${fromMs} toMs=${toMs}`)
  }
}
