import { CommandRoom } from '../commands/command-buffer.ts'
import type { Event } from '../events/event.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { RecentHistory } from '../queries/recent-history.ts'
import { replayRecord } from '../recovery/apply-record.ts'
import { recover } from '../recovery/recover.ts'
import type { RecoveryReport, RecoverySources } from '../recovery/recover.ts'

/** From what a {@link FlowFollower} begins. */
export interface FollowerSources extends Omit<RecoverySources, 'history' | 'onApplied' | 'publishAfter'> {
  /** The last event that is known already. */
  readonly afterEvent: number
  /** Told of the events of each command behind it, while it catches up. */
  readonly onEvents: (events: readonly Event[]) => void
}

/**
 * A copy of a flow that is there for its events alone: it catches up from behind an event that is known, then follows
 * the journal. It holds the hashes over all events in the journal against its own.
 */
export class FlowFollower {
  readonly #flow: TradingFlow
  readonly #room = new CommandRoom()

  private constructor(flow: TradingFlow) {
    this.#flow = flow
  }

  /**
   * One that has caught up with the journal. Where neither journal nor snapshots go back far enough, the first events
   * that it tells do not follow the one that is known. Rejects as a start does.
   */
  static async recover(
    sources: FollowerSources,
  ): Promise<{ readonly follower: FlowFollower; readonly report: RecoveryReport }> {
    const { afterEvent, onEvents, ...others } = sources
    const onApplied = ({ eventSequence, state }: TradingFlow): void => {
      if (eventSequence > afterEvent) onEvents(state.emitter.events())
    }
    const history = new RecentHistory({ finishedOrders: 1, tradesPerInstrument: 1 })
    const { flow, report } = await recover({ ...others, history, onApplied, publishAfter: afterEvent })
    return { follower: new FlowFollower(flow), report }
  }

  /** The last command applied. */
  get sequence(): number {
    return this.#flow.commandSequence
  }

  /** The events of the next record. Throws a `RecoveryError` where it does not follow or its events are others. */
  apply(record: JournalRecord): readonly Event[] {
    replayRecord(this.#flow, record, this.#room)
    return this.#flow.state.emitter.events()
  }
}
