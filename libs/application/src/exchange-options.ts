import { invariant } from '@openlob/domain'
import type { TradingFlowOptions } from './flow/trading-flow.ts'
import type { Clock } from './ports/clock.ts'
import type { Journal } from './ports/journal.ts'
import type { SnapshotStore } from './ports/snapshot-store.ts'
import type { HistoryLimits } from './queries/recent-history.ts'

/** What an exchange is made of. */
export interface ExchangeOptions extends TradingFlowOptions {
  readonly journal: Journal
  readonly snapshots: SnapshotStore
  readonly clock: Clock
  /** A snapshot is taken every so many commands, and at a clean stop; 100,000 where left out. */
  readonly snapshotEveryCommands?: number
  /**
   * And after so many seconds by the time that commands are stamped with, where there were any; 3,600 where left out.
   * It is taken after the first command behind that time.
   */
  readonly snapshotEverySeconds?: number
  /** The hash over all events is journaled before every so many commands, so that a replay proves itself; 100. */
  readonly hashEveryCommands?: number
  /** How many commands may wait for the journal before more are answered BUSY; 10,000 where left out. */
  readonly maxPendingCommands?: number
  /** How much of the past the queries remember. */
  readonly history?: Partial<HistoryLimits>
  /**
   * The last event that the subscribers have heard of: what is recovered behind it they are told of at the start.
   * Nothing is, where left out.
   */
  readonly publishAfter?: number | undefined
  /** Told of what goes wrong without an answer to put it in; what it throws itself is lost. */
  readonly onError?: (failure: ExchangeFailure) => void
}

/** The numbers of the options. */
export interface ExchangeLimits {
  readonly snapshotEveryCommands: number
  readonly snapshotEverySeconds: number
  readonly hashEveryCommands: number
  readonly maxPendingCommands: number
}

const DEFAULTS: ExchangeLimits = {
  snapshotEveryCommands: 100_000,
  snapshotEverySeconds: 3_600,
  hashEveryCommands: 100,
  maxPendingCommands: 10_000,
}

/** The numbers of the options, the defaults where they are left out; throws where one is no positive integer. */
export function exchangeLimits(options: Partial<ExchangeLimits>): ExchangeLimits {
  const limit = (name: keyof ExchangeLimits): number => {
    const value = options[name] ?? DEFAULTS[name]
    invariant(Number.isSafeInteger(value) && value >= 1, `a positive integer is wanted: ${name}=${value}`)
    return value
  }
  return {
    snapshotEveryCommands: limit('snapshotEveryCommands'),
    snapshotEverySeconds: limit('snapshotEverySeconds'),
    hashEveryCommands: limit('hashEveryCommands'),
    maxPendingCommands: limit('maxPendingCommands'),
  }
}

/** Something that went wrong inside, and where. */
export interface ExchangeFailure {
  /** `journal` and `engine` stop the exchange; the others do not. */
  readonly source: 'journal' | 'engine' | 'snapshot' | 'publisher'
  readonly error: unknown
}

/** Where an exchange is in its life. */
export type ExchangeStatus = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed'

/** Figures for metrics. */
export interface ExchangeStatistics {
  readonly status: ExchangeStatus
  /** The last command sequenced. */
  readonly commandSequence: number
  /** The last command known to be durable. */
  readonly durableSequence: number
  /** The last event, durable or not. */
  readonly eventSequence: number
  /** Commands that wait for the journal. */
  readonly pendingCommands: number
  readonly subscribers: number
  readonly accounts: number
  readonly assets: number
  readonly instruments: number
  readonly openOrders: number
  /** Trades since the first command ever. */
  readonly trades: number
  /** Orders accepted since the first command ever. */
  readonly ordersAccepted: number
  /** Commands refused since the start. */
  readonly refusals: number
}
