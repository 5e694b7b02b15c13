import { asciiBytes } from '../encoding/ascii.ts'
import type { HistorySnapshot } from '../queries/recent-history.ts'
import type { FlowSnapshot } from './flow-snapshot.ts'
import { isObject, jsonText, jsonValue } from './json.ts'
import { SnapshotDecodingError } from './sections.ts'

const VERSION = 1

/** Version 1 of a snapshot: JSON in ASCII with its version. It was written by the first versions, and is still read. */
export interface JsonSnapshot {
  readonly flow: FlowSnapshot
  readonly history: HistorySnapshot
}

/** A snapshot of version 1 as octets. */
export function encodeJsonSnapshot({ flow, history }: JsonSnapshot): Uint8Array {
  return asciiBytes(jsonText({ v: VERSION, flow, history }))
}

/** The snapshot again; throws a {@link SnapshotDecodingError} where it is none. */
export function decodeJsonSnapshot(payload: Uint8Array): JsonSnapshot {
  const value = jsonValue(payload)
  if (!isObject(value)) throw new SnapshotDecodingError('not an object')
  const { v, flow, history } = value
  if (v !== VERSION) throw new SnapshotDecodingError(`version ${String(v)} is not ${VERSION}`)
  if (!isObject(flow) || !isObject(history)) throw new SnapshotDecodingError('flow or history is missing')
  return { flow: flow as unknown as FlowSnapshot, history: history as unknown as HistorySnapshot }
}
