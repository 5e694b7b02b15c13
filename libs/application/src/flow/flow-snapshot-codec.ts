import { asciiBytes, asciiJson, asciiText } from '../encoding/ascii.ts'
import type { HistorySnapshot } from '../queries/recent-history.ts'
import type { FlowSnapshot } from './flow-snapshot.ts'

const VERSION = 1
/** No field of a snapshot has this name. */
const BIGINT = '$bigint'

/** What an exchange keeps in its snapshot store. */
export interface ExchangeSnapshot {
  readonly flow: FlowSnapshot
  readonly history: HistorySnapshot
}

/** Bytes that are no snapshot of a version that this code reads. */
export class SnapshotDecodingError extends Error {
  override readonly name: string = 'SnapshotDecodingError'
}

/** A snapshot as bytes: JSON in ASCII with its version. */
export function encodeSnapshot(snapshot: ExchangeSnapshot): Uint8Array {
  const { flow, history } = snapshot
  return asciiBytes(asciiJson({ v: VERSION, flow, history }, bigintAsText))
}

/**
 * The snapshot again; throws a {@link SnapshotDecodingError} where it is none. Its content is proved by the hashes that
 * it carries, when a flow is restored from it.
 */
export function decodeSnapshot(payload: Uint8Array): ExchangeSnapshot {
  let value: unknown
  try {
    value = JSON.parse(asciiText(payload), textAsBigint)
  } catch (error) {
    throw new SnapshotDecodingError(`not JSON in ASCII: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw new SnapshotDecodingError('not an object')
  const { v, flow, history } = value
  if (v !== VERSION) throw new SnapshotDecodingError(`version ${String(v)} is not ${VERSION}`)
  if (!isObject(flow) || !isObject(history)) throw new SnapshotDecodingError('flow or history is missing')
  return { flow: flow as unknown as FlowSnapshot, history: history as unknown as HistorySnapshot }
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
