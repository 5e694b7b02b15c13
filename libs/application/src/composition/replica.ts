import { CommandRoom } from '../commands/command-buffer.ts'
import type { Event } from '../events/event.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Queries } from '../ports/exchange-gateway.ts'
import type { Snapshot } from '../ports/snapshot-store.ts'
import { flowQueries } from '../queries/flow-queries.ts'
import { RecentHistory } from '../queries/recent-history.ts'
import type { HistoryLimits } from '../queries/recent-history.ts'
import { replayRecord } from '../recovery/apply-record.ts'
import { recover } from '../recovery/recover.ts'
import type { RecoveryReport, RecoverySources } from '../recovery/recover.ts'
import { encodeSnapshot } from '../snapshot/saved-state.ts'

/** From what a {@link Replica} is recovered. */
export interface ReplicaSources extends Omit<RecoverySources, 'history'> {
  /** How much of the past its queries remember. */
  readonly historyLimits?: Partial<HistoryLimits> | undefined
}

/** A replica as its flow was, and how it came to be so. */
export interface RecoveredReplica {
  readonly replica: Replica
  readonly report: RecoveryReport
}

/**
 * A second copy of a flow that follows the first by the journal: it carries out what is durable, so that all that it
 * shows is, answers queries and is what snapshots are taken of, beside the flow that trades. It holds the hashes over
 * all events in the journal against its own.
 */
export class Replica {
  /** The queries; they answer from the last command applied. */
  readonly queries: Queries
  readonly #flow: TradingFlow
  readonly #history: RecentHistory
  readonly #room = new CommandRoom()

  private constructor(flow: TradingFlow, history: RecentHistory) {
    this.#flow = flow
    this.#history = history
    this.queries = flowQueries(
      () => flow,
      history,
      (answer) =>
        new Promise((resolve) => {
          resolve(answer())
        }),
    )
  }

  /** One from the newest good snapshot and what the journal has behind it. Rejects as a start does. */
  static async recover(sources: ReplicaSources): Promise<RecoveredReplica> {
    const history = new RecentHistory(sources.historyLimits)
    const { flow, report } = await recover({ ...sources, history })
    return { replica: new Replica(flow, history), report }
  }

  /** The flow. */
  get flow(): TradingFlow {
    return this.#flow
  }

  /** The last command applied. */
  get sequence(): number {
    return this.#flow.commandSequence
  }

  /** Applies the next record. Throws a `RecoveryError` where it does not follow or its events are others. */
  apply(record: JournalRecord): void {
    replayRecord(this.#flow, record, this.#room)
    this.#history.recordFrom(this.#flow)
  }

  /** What a command did that its client has named, undefined where it is no longer kept. */
  eventsOf(commandSequence: number): readonly Event[] | undefined {
    return this.#history.answers.eventsOf(commandSequence)
  }

  /** The state as it is. O(state). */
  snapshot(): Snapshot {
    const payload = encodeSnapshot(this.#flow.save(), this.#history.save())
    return { sequence: this.sequence, payload }
  }
}
