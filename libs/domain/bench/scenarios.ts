import type { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { BUY, SELL, STOP } from '../src/book/book-codes.ts'
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
  /** What is placed in the ladder book, and not in the peer, before the messages. */
  readonly prepare?: (book: LadderBook) => void
}

const STOPS = 1000
const FIRST_STOP_ID = 2 ** 31 - STOPS

/** Stops on both sides, too far away to be triggered. */
function placeStops(book: LadderBook): void {
  for (let at = 0; at < STOPS; at += 1) {
    const side = at % 2 === 0 ? BUY : SELL
    const stopPriceTicks = side === BUY ? 2_000_000_000 + at : 1 + at
    const orderId = FIRST_STOP_ID + at
    const code = book.place({ orderId, side, type: STOP, stopPriceTicks, quantityLots: 1 })
    if (code !== 0) throw new Error(`a stop is refused: code ${code}`)
  }
}

/**
 * The mix of a market maker's venue with a listener that sums up, alone and beside stops that wait; and five markets
 * whose reports are written out.
 */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'mix', generate: generateMix, createListener: () => new ReportTally(), initialOrders: 1024 },
  {
    name: 'mix beside 1,000 stops',
    generate: generateMix,
    createListener: () => new ReportTally(),
    initialOrders: 1024,
    prepare: placeStops,
  },
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
