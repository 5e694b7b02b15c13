import { Bell } from './bell.ts'
import { allocateRing } from './ring.ts'
import type { RingMemory } from './ring.ts'
import type { TierSettings } from './tier.ts'

/** All the memory that the threads of one flow share. */
export interface FlowMemory {
  readonly gauges: SharedArrayBuffer
  /** From the gateway to the engine. */
  readonly requests: RingMemory
  /** From the engine to the gateway. */
  readonly events: RingMemory
  /** From the engine to the journal. */
  readonly records: RingMemory
  /** From the journal to the engine, while it recovers. */
  readonly engineFeed: RingMemory
  /** From the journal to the replica. */
  readonly replicaFeed: RingMemory
}

/** What stands in {@link FlowMemory.gauges}, in words of 64 bits. */
export const GAUGE_NAMES = [
  'durableSequence',
  'commandSequence',
  'eventSequence',
  'accounts',
  'assets',
  'instruments',
  'openOrders',
  'trades',
  'ordersAccepted',
  /** Not 0: the flow has failed, and whoever waits for another thread gives up. */
  'failed',
] as const

/** The name of a {@link GAUGE_NAMES | gauge}. */
export type GaugeName = (typeof GAUGE_NAMES)[number]

const LONGEST_RECORD = 1 << 20

/** Memory for the threads of one flow. */
export function allocateFlowMemory(tier: TierSettings): FlowMemory {
  const [gateway, engine, journal, replica] = [Bell.allocate(), Bell.allocate(), Bell.allocate(), Bell.allocate()]
  // The longest record that a journal takes must go through.
  const journalRing = Math.max(tier.journalRingOctets, 8 * LONGEST_RECORD)
  return {
    gauges: new SharedArrayBuffer(GAUGE_NAMES.length * BigInt64Array.BYTES_PER_ELEMENT),
    requests: allocateRing(tier.requestRingOctets, { reader: engine, writer: gateway }),
    events: allocateRing(tier.eventRingOctets, { reader: gateway, writer: engine }),
    records: allocateRing(journalRing, { reader: journal, writer: engine }),
    engineFeed: allocateRing(journalRing, { reader: engine, writer: journal }),
    replicaFeed: allocateRing(journalRing, { reader: replica, writer: journal }),
  }
}

/** Numbers that one thread writes and all read. */
export class Gauges {
  readonly #longs: BigInt64Array

  /** Those of this memory. */
  constructor(memory: SharedArrayBuffer) {
    this.#longs = new BigInt64Array(memory)
  }

  /** An integer from 0 to 2^53 − 1. */
  get(name: GaugeName): number {
    return Number(Atomics.load(this.#longs, GAUGE_NAMES.indexOf(name)))
  }

  /** Sets it for all threads. */
  set(name: GaugeName, value: number): void {
    Atomics.store(this.#longs, GAUGE_NAMES.indexOf(name), BigInt(value))
  }
}
