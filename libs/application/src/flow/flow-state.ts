import { Ledger } from '@openlob/domain'
import type { BookAdviser, CompleteOrderBook, OrderBookListener } from '@openlob/domain'
import type { Policies } from '../plugins/plugin.ts'
import { Amendment } from './amendment.ts'
import { Amounts } from './amounts.ts'
import { Arrival } from './arrival.ts'
import { ClearingPostings } from './clearing-postings.ts'
import { CommandIds } from './command-ids.ts'
import { EventEmitter } from './event-emitter.ts'
import { Fill } from './fill.ts'
import type { FlowLimits } from './flow-limits.ts'
import { instrumentIdsBehind, orderIdsBehind } from './flow-number.ts'
import { MatchReport } from './match-report.ts'
import { OrderRequest } from './order-request.ts'
import { OrderTable } from './order-table.ts'
import { OrderView, TradeView } from './policy-views.ts'
import { LedgerPostings } from './postings.ts'
import { TouchedLevels } from './touched-levels.ts'
import { Transfers } from './transfers.ts'
import { Venue } from './venue.ts'

/**
 * Makes an empty book that reports to the listener and asks the adviser; it is soon to have so many orders, where that
 * is known.
 */
export type BookFactory = (
  listener: OrderBookListener,
  adviser: BookAdviser,
  expectedOrders?: number,
) => CompleteOrderBook

/** What of a flow is given, not grown. */
export interface FlowSettings {
  readonly policies: Policies
  readonly limits: FlowLimits
  readonly createBook: BookFactory
  /** What the books of a state may ask. */
  readonly adviserOf: (state: FlowState) => BookAdviser
  /** Which of the exchange's flows it is; it stands in the ids that it gives. */
  readonly flowNumber: number
}

/** Everything that the steps of a flow work on. */
export class FlowState {
  readonly settings: FlowSettings
  readonly venue: Venue
  readonly orders: OrderTable = new OrderTable()
  readonly amounts: Amounts = new Amounts()
  readonly postings: LedgerPostings
  readonly clearingPostings: ClearingPostings
  readonly emitter: EventEmitter
  readonly levels: TouchedLevels = new TouchedLevels()
  readonly matches: MatchReport = new MatchReport()
  /** The orders that a command places. */
  readonly arrival: Arrival = new Arrival()
  /** The change of an order that a command makes. */
  readonly amendment: Amendment = new Amendment()
  /** What the books may ask. */
  readonly adviser: BookAdviser
  readonly commandIds: CommandIds = new CommandIds()
  readonly transfers: Transfers = new Transfers()
  /** What the client asks for one order. */
  readonly request: OrderRequest = new OrderRequest()
  /** The fill that is being cleared. */
  readonly fill: Fill = new Fill()
  /** The order that the risk policy is asked about. */
  readonly proposed: OrderView = new OrderView(this.amounts)
  /** The trade or open order that the fee and clearing policies are asked about. */
  readonly trade: TradeView = new TradeView(this.amounts)
  /** The configuration in force; empty before the first one. */
  configuration = ''
  /** The last command applied. */
  commandSequence = 0
  /** The timestamp of the last command applied. */
  timestampUs = 0
  /** Whether the command that is being applied was named by its client, for the first time. */
  keepsAnswer = false
  nextOrderId: number
  nextTradeId: number

  constructor(settings: FlowSettings, ledger: Ledger = new Ledger(), emitter: EventEmitter = new EventEmitter()) {
    this.settings = settings
    this.adviser = settings.adviserOf(this)
    this.venue = new Venue(instrumentIdsBehind(settings.flowNumber))
    this.nextOrderId = orderIdsBehind(settings.flowNumber) + 1
    this.nextTradeId = this.nextOrderId
    this.postings = new LedgerPostings(ledger, this.amounts)
    this.clearingPostings = new ClearingPostings(this.postings, this.venue, this.trade)
    this.emitter = emitter
  }

  /** Orders accepted since the first command ever. */
  get ordersAccepted(): number {
    return this.nextOrderId - 1 - orderIdsBehind(this.settings.flowNumber)
  }

  /** Trades since the first command ever. */
  get trades(): number {
    return this.nextTradeId - 1 - orderIdsBehind(this.settings.flowNumber)
  }
}
