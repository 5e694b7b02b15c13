import type { TradingFlow } from '@openlob/application'
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

/** What all threads go by, in words of 64 bits that are read and written at once. */
const SHARED_NAMES = [
  'durableSequence',
  /** Not 0: the flow has failed, and whoever waits for another thread gives up. */
  'failed',
] as const

/** Figures of the engine behind them: seen with the events of the command that they are of. */
const FIGURE_NAMES = [
  'commandSequence',
  'eventSequence',
  'accounts',
  'assets',
  'instruments',
  'openOrders',
  'trades',
  'ordersAccepted',
] as const

type SharedName = (typeof SHARED_NAMES)[number]

/** The name of a figure of the engine. */
export type FigureName = (typeof FIGURE_NAMES)[number]

const GAUGES = SHARED_NAMES.length + FIGURE_NAMES.length

const LONGEST_RECORD = 1 << 20

/** Memory for the threads of one flow. */
export function allocateFlowMemory(tier: TierSettings): FlowMemory {
  const [gateway, engine, journal, replica] = [Bell.allocate(), Bell.allocate(), Bell.allocate(), Bell.allocate()]
  // The longest record that a journal takes must go through.
  const journalRing = Math.max(tier.journalRingOctets, 8 * LONGEST_RECORD)
  return {
    gauges: new SharedArrayBuffer(GAUGES * BigInt64Array.BYTES_PER_ELEMENT),
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
  readonly #figures: Float64Array

  /** Those of this memory. */
  constructor(memory: SharedArrayBuffer) {
    this.#longs = new BigInt64Array(memory)
    this.#figures = new Float64Array(memory, SHARED_NAMES.length * BigInt64Array.BYTES_PER_ELEMENT)
  }

  /** An integer from 0 to 2^53 − 1. */
  get(name: SharedName): number {
    return Number(Atomics.load(this.#longs, SHARED_NAMES.indexOf(name)))
  }

  /** Sets it for all threads. */
  set(name: SharedName, value: number): void {
    Atomics.store(this.#longs, SHARED_NAMES.indexOf(name), BigInt(value))
  }

  /** A figure of the engine. */
  figure(name: FigureName): number {
    return this.#figures[FIGURE_NAMES.indexOf(name)]!
  }

  /** Writes the figures of a flow as it is; others see them with what is written into a ring after that. */
  tell(flow: TradingFlow): void {
    const figures = this.#figures
    const { venue, orders, trades, ordersAccepted } = flow.state
    figures[0] = flow.commandSequence
    figures[1] = flow.eventSequence
    figures[2] = venue.accounts.count
    figures[3] = venue.assets.length
    figures[4] = venue.markets.length
    figures[5] = orders.count
    figures[6] = trades
    figures[7] = ordersAccepted
  }
}
