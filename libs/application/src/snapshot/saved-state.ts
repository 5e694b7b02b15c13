import type { PluginSlot } from '../plugins/plugin.ts'
import type { HistorySnapshot, SavedHistory } from '../queries/recent-history.ts'
import type { FlowSnapshot, PolicyRecord } from './flow-snapshot.ts'
import { decodeJsonSnapshot } from './json-snapshot.ts'
import { isObject, jsonSection, jsonValue } from './json.ts'
import { isSections, joinSections, SnapshotDecodingError, splitSections } from './sections.ts'

const VERSION = 2

/** What a snapshot says of the flow beside its state. */
export interface SavedFlowHead {
  readonly commandSequence: number
  readonly eventSequence: number
  /** The hash over all events so far. */
  readonly eventHash: string
  readonly eventHashAlgorithm: number
  /** The hash over the state, what policies remember left out; 1 is over its sections, 0 was over its fields. */
  readonly stateHash: string
  readonly stateHashAlgorithm: 1
  /** The hash over what policies remember. */
  readonly policyHash: string
  readonly policies: Readonly<Record<PluginSlot, PolicyRecord>>
}

/** A flow as a snapshot of this version has it. */
export interface SavedFlow extends SavedFlowHead {
  /** Its state, as `stateSections` makes them. */
  readonly sections: readonly Uint8Array[]
}

/** What an exchange keeps in its snapshot store: a flow, as this version or an earlier one kept it, and its history. */
export interface SavedState {
  readonly flow: SavedFlow | FlowSnapshot
  readonly history: SavedHistory | HistorySnapshot
}

/** A flow and its history as octets. */
export function encodeSnapshot({ sections, ...head }: SavedFlow, { orders, ...history }: SavedHistory): Uint8Array {
  const octets = new Uint8Array(orders.buffer, orders.byteOffset, orders.byteLength)
  return joinSections(VERSION, [jsonSection({ flow: head, history }), octets, ...sections])
}

/**
 * The flow and its history again; throws a {@link SnapshotDecodingError} where the octets are none. Reads what earlier
 * versions wrote. What it holds is proved by the hashes that it carries, when a flow is restored from it.
 */
export function decodeSnapshot(payload: Uint8Array): SavedState {
  if (!isSections(payload)) return decodeJsonSnapshot(payload)
  const [first, octets, ...sections] = splitSections(payload, VERSION)
  if (first === undefined || octets === undefined) throw new SnapshotDecodingError('flow or history is missing')
  const value = jsonValue(first)
  if (!isObject(value) || !isObject(value['flow']) || !isObject(value['history']))
    throw new SnapshotDecodingError('flow or history is missing')
  const head = value['flow'] as unknown as SavedFlowHead
  const history = value['history'] as unknown as Omit<SavedHistory, 'orders'>
  const orders = new Int32Array(octets.buffer, octets.byteOffset, octets.length >> 2)
  return { flow: { ...head, sections }, history: { ...history, orders } }
}

/** The configuration in force for what a snapshot has. Throws a {@link SnapshotDecodingError} where it is none. */
export function configurationOf(flow: SavedFlow | FlowSnapshot): string {
  if (!('sections' in flow)) return flow.configuration
  const [head] = flow.sections
  if (head === undefined) throw new SnapshotDecodingError('a state has a head')
  return (jsonValue(head) as { readonly configuration: string }).configuration
}
