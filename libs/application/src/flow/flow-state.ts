import { Ledger } from '@openlob/domain'
import type { OrderBook, OrderBookListener } from '@openlob/domain'
import type { Policies } from '../plugins/plugin.ts'
import { ClearingPostings } from './clearing-postings.ts'
import { EventEmitter } from './event-emitter.ts'
import type { FlowLimits } from './flow-limits.ts'
import { MatchReport } from './match-report.ts'
import { OrderRegistry } from './order-registry.ts'
import { LedgerPostings } from './postings.ts'
import { TouchedLevels } from './touched-levels.ts'
import { Venue } from './venue.ts'

/** Makes an empty book that reports to the listener. */
export type BookFactory = (listener: OrderBookListener) => OrderBook

/** What of a flow is given, not grown. */
export interface FlowSettings {
  readonly policies: Policies
  readonly limits: FlowLimits
  readonly createBook: BookFactory
}

/** Everything that the steps of a flow work on. */
export class FlowState {
  readonly settings: FlowSettings
  readonly venue: Venue = new Venue()
  readonly orders: OrderRegistry = new OrderRegistry()
  readonly postings: LedgerPostings
  readonly clearingPostings: ClearingPostings
  readonly emitter: EventEmitter
  readonly levels: TouchedLevels = new TouchedLevels()
  readonly matches: MatchReport = new MatchReport()
  /** The configuration in force; empty before the first one. */
  configuration = ''
  /** The last command applied. */
  commandSequence = 0
  /** The timestamp of the last command applied. */
  timestampUs = 0
  nextOrderId = 1
  nextTradeId = 1

  constructor(settings: FlowSettings, ledger: Ledger = new Ledger(), emitter: EventEmitter = new EventEmitter()) {
    this.settings = settings
    this.postings = new LedgerPostings(ledger)
    this.clearingPostings = new ClearingPostings(this.postings, this.venue)
    this.emitter = emitter
  }
}
