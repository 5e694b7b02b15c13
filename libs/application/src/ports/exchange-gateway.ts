import type {
  Account,
  AccountId,
  Asset,
  AssetId,
  Balance,
  BookLevel,
  Instrument,
  InstrumentId,
  Order,
  OrderId,
  Trade,
} from '@openlob/domain'
import type { Answer, UnavailableReason } from '../answer.ts'
import type { Command, OrderReference } from '../commands/command.ts'
import type { OrderList } from '../events/event.ts'
import type { ExchangeStatistics, ExchangeStatus } from '../exchange-options.ts'
import type { RecoveryProgress, RecoveryReport } from '../recovery/recover.ts'
import type { TransfersRecord } from '../flow/transfers.ts'
import type { EventPublisher } from './event-publisher.ts'

/** The aggregated book of an instrument, best prices first. */
export interface BookDepth {
  readonly instrumentId: InstrumentId
  /** The last event that it contains. */
  readonly sequence: number
  /** How many levels a side can have here, at most 5,000: a side with as many may have been cut. */
  readonly levels: number
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/**
 * What can be asked. Answers come from memory and are released when everything they show is durable, so that no
 * crash can take back what was seen. Unknown ids answer undefined or nothing, never an error. A query rejects with a
 * {@link QueryUnavailableError} where the exchange has not started, fails before the answer is durable, or too many
 * wait.
 */
export interface Queries {
  /** The listed assets, by id. */
  assets(): Promise<readonly Asset[]>
  /** The listed instruments, by id. */
  instruments(): Promise<readonly Instrument[]>
  /** An account by name. */
  account(name: string): Promise<Account | undefined>
  /** An account by id. */
  accountById(account: AccountId): Promise<Account | undefined>
  /** The accounts from an id on, by id, at most `limit` and at most 10,000. */
  accounts(from: AccountId, limit: number): Promise<readonly Account[]>
  /** The balances of an account that are not zero. */
  balances(account: AccountId): Promise<readonly Balance[]>
  /** One balance, zero where it was never touched. */
  balance(account: AccountId, asset: AssetId): Promise<Balance>
  /** An account's open orders, oldest first; of one instrument where given. */
  openOrders(account: AccountId, instrument?: InstrumentId): Promise<readonly Order[]>
  /** The order lists of an account of which something is open, oldest first. */
  orderLists(account: AccountId): Promise<readonly OrderList[]>
  /** An order of the account: open, or among the last finished ones that memory keeps. */
  order(account: AccountId, order: OrderReference): Promise<Order | undefined>
  /** An order by the exchange's id, whoever's it is; for operators and replays. */
  orderById(order: OrderId): Promise<Order | undefined>
  /** The best `levels` prices a side, at most 5,000. */
  depth(instrument: InstrumentId, levels: number): Promise<BookDepth | undefined>
  /** The last trades of an instrument that memory keeps, newest first, at most `limit`. */
  recentTrades(instrument: InstrumentId, limit: number): Promise<readonly Trade[]>
  /** Money on its way to other flows, and how far that of others has arrived. */
  transfers(): Promise<TransfersRecord>
}

/** The exchange cannot answer a query. */
export class QueryUnavailableError extends Error {
  override readonly name: string = 'QueryUnavailableError'
  readonly reason: UnavailableReason

  /** The reason, and a sentence for people. */
  constructor(reason: UnavailableReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** The inbound port: what transports call. They never reach past it to the flow. */
export interface ExchangeGateway {
  /** Hands in a command. Never throws and never rejects: refusals are answers. */
  submit(command: Command): Promise<Answer>
  /** What can be asked. */
  readonly queries: Queries
  /** Sends the events of every command that becomes durable from here on; the function returned ends it. */
  subscribe(publisher: EventPublisher): () => void
}

/** An exchange as whoever starts it has it, in one thread or in several. */
export interface ExchangeService extends ExchangeGateway {
  /** Where it is in its life. */
  readonly status: ExchangeStatus
  /** Recovers the state and begins to take commands; once. Rejects where the state cannot be recovered. */
  start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport>
  /**
   * Saves a snapshot of everything so far, beside those that are due; resolves with the command that it goes up to.
   * Rejects with a {@link QueryUnavailableError} where the exchange cannot answer or saves one that was asked for
   * already, and with the store's error where it cannot be saved: the exchange goes on without it.
   */
  saveSnapshot(): Promise<number>
  /**
   * Takes nothing more, waits until all that was taken is durable and answered, saves a snapshot and closes the
   * journal. Rejects where the journal failed.
   */
  stop(): Promise<void>
  /** Figures for metrics, as of now. */
  statistics(): ExchangeStatistics
}
