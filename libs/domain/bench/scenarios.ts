import type { OrderBookListener } from '../src/book/order-book-listener.ts'
import { generateMix } from './mix.ts'
import { RecordWriter } from './record-writer.ts'
import { generateRegime, REGIMES } from './regimes.ts'
import { ReportTally } from './report-tally.ts'
import type { Workload } from './workload.ts'

/** Something that the book is measured at. */
export interface Scenario {
  readonly name: string
  readonly generate: (messages: number, seed: number) => Workload
  /** What the reports go to. */
  readonly createListener: () => OrderBookListener
  readonly initialOrders: number
}

/** The mix of a market maker's venue with a listener that sums up, and five markets whose reports are written out. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'mix', generate: generateMix, createListener: () => new ReportTally(), initialOrders: 1024 },
  ...REGIMES.map((regime) => ({
    name: regime.name,
    generate: (messages: number, seed: number) => generateRegime(regime, messages, seed),
    createListener: () => new RecordWriter(),
    initialOrders: regime.liveOrders,
  })),
]

/** The scenario of a name. */
export function scenarioOf(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)
  if (scenario === undefined) throw new Error(`no such scenario: ${name}`)
  return scenario
}
