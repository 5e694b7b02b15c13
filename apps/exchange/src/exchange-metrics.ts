import type { Answer, Event, ExchangeStatistics } from '@openlob/application'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { GatewayMeter } from './metered-gateway.ts'

/** A number that is read when it is asked for. */
export interface MetricReading {
  readonly name: string
  readonly help: string
  readonly kind: 'gauge' | 'counter'
  readonly read: () => number
}

/** Seconds: from a fast disk's group commit to a stalled one. */
const COMMIT_BUCKETS_SECONDS = [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Seconds: from a plain order to one that sweeps the book. */
const PROCESSING_BUCKETS_SECONDS = [
  2e-6, 3e-6, 4e-6, 5e-6, 6e-6, 8e-6, 1e-5, 1.25e-5, 1.5e-5, 2e-5, 2.5e-5, 3e-5, 4e-5, 5e-5, 6.5e-5, 8e-5, 1e-4,
  1.25e-4, 1.5e-4, 2e-4, 3e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 0.1,
]

type FlowRow = readonly [name: string, help: string, read: (statistics: ExchangeStatistics) => number]

const FLOW_ROWS: readonly FlowRow[] = [
  ['running', '1 while the flow takes commands, else 0', ({ status }) => (status === 'running' ? 1 : 0)],
  ['command_sequence', 'The last command sequenced in the flow', ({ commandSequence }) => commandSequence],
  ['durable_sequence', 'The last command of the flow on stable storage', ({ durableSequence }) => durableSequence],
  ['open_orders', 'Resting orders of the flow', ({ openOrders }) => openOrders],
]

/** The Prometheus metrics of one exchange, in a registry of their own. */
export class ExchangeMetrics implements GatewayMeter {
  readonly registry: Registry = new Registry()
  readonly #commands = new Map<string, number>()
  readonly #events = new Map<string, number>()
  readonly #processingSeconds: Histogram
  readonly #commitSeconds: Histogram

  constructor() {
    const registers = [this.registry]
    const answers = 'Commands answered since the start, by outcome: done, refused or unavailable (not taken)'
    this.#addCounts('openlob_commands_total', answers, 'outcome', this.#commands)
    this.#addCounts('openlob_events_total', 'Events published since the start, by type', 'type', this.#events)
    this.#processingSeconds = new Histogram({
      name: 'openlob_processing_seconds',
      help: 'From a command until its result is ready, not yet durable; over threads until it is on its way to the engine',
      buckets: PROCESSING_BUCKETS_SECONDS,
      registers,
    })
    this.#commitSeconds = new Histogram({
      name: 'openlob_commit_seconds',
      help: 'From handing in a command to its answer, when it is on stable storage',
      buckets: COMMIT_BUCKETS_SECONDS,
      registers,
    })
    for (const outcome of ['done', 'refused', 'unavailable']) this.#commands.set(outcome, 0)
    collectDefaultMetrics({ register: this.registry })
  }

  /** Adds numbers that are read at each scrape. */
  add(readings: readonly MetricReading[]): void {
    for (const { name, help, kind, read } of readings) {
      const registers = [this.registry]
      if (kind === 'gauge') {
        const gauge: Gauge = new Gauge({ name, help, registers, collect: () => { gauge.set(read()) } })
      } else {
        const counter: Counter = new Counter({
          name,
          help,
          registers,
          collect: () => {
            counter.reset()
            counter.inc(read())
          },
        })
      }
    }
  }

  /** Adds what is read of each flow at each scrape, where there are several. */
  addByFlow(flows: () => readonly (readonly [name: string, statistics: ExchangeStatistics])[]): void {
    for (const [name, help, read] of FLOW_ROWS) {
      const gauge: Gauge<'flow'> = new Gauge({
        name: `openlob_flow_${name}`,
        help,
        labelNames: ['flow'],
        registers: [this.registry],
        collect: () => {
          for (const [flow, statistics] of flows()) gauge.set({ flow }, read(statistics))
        },
      })
    }
  }

  handedIn(seconds: number): void {
    this.#processingSeconds.observe(seconds)
  }

  answered(outcome: Answer['status'], seconds: number): void {
    count(this.#commands, outcome)
    if (outcome !== 'unavailable') this.#commitSeconds.observe(seconds)
  }

  published(type: Event['type']): void {
    count(this.#events, type)
  }

  /** Adds a counter of what is counted elsewhere: one that is asked at each count takes ten times as long. */
  #addCounts(name: string, help: string, label: string, counts: ReadonlyMap<string, number>): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect: () => {
        counter.reset()
        for (const [value, total] of counts) counter.inc({ [label]: value }, total)
      },
    })
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
