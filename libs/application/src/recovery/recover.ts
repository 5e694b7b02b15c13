import { CommandRoom } from '../commands/command-buffer.ts'
import { decodeSnapshot } from '../snapshot/saved-state.ts'
import { ConfigurationMismatchError } from '../flow/configuration.ts'
import { isOrderMessage } from '../flow/read-request.ts'
import type { TradingFlow, TradingFlowOptions } from '../flow/trading-flow.ts'
import { PluginError } from '../plugins/policy.ts'
import type { Journal, JournalOpening, JournalRecord } from '../ports/journal.ts'
import type { LatestSnapshot, Snapshot, UnusableSnapshot } from '../ports/snapshot-store.ts'
import type { SnapshotStore } from '../ports/snapshot-store.ts'
import type { RecentHistory } from '../queries/recent-history.ts'
import { replayRecord } from './apply-record.ts'
import { ConfiguredFlow } from './configured-flow.ts'
import { attempt, RecoveryError } from './recovery-error.ts'

/** How far a recovery has come. */
export interface RecoveryProgress {
  /** The last command applied. */
  readonly sequence: number
  /** The last one that there is. */
  readonly lastSequence: number
}

/** What a start found and did. */
export interface RecoveryReport {
  /** The command that the snapshot goes up to, undefined where there was none. */
  readonly snapshotSequence: number | undefined
  /** Commands applied again from the journal. */
  readonly replayedCommands: number
  /** The last command recovered, 0 where there was none. */
  readonly lastSequence: number
  /** What was cut off the end of the journal. */
  readonly tornTail: JournalOpening['tornTail']
  /** Newer snapshots that could not be used. */
  readonly unusableSnapshots: readonly UnusableSnapshot[]
  /** The last event recovered, 0 where there was none. */
  readonly lastEventSequence: number
  /** The last event that the snapshot has, 0 where there was none. */
  readonly snapshotEventSequence: number
  /** The hash over all events up to the last command recovered. */
  readonly eventHash: string
  /** Open orders. */
  readonly orderCount: number
  readonly accountCount: number
}

/** A flow as it was, and how it came to be so. */
export interface Recovered {
  readonly flow: TradingFlow
  readonly report: RecoveryReport
}

/** From what a state is recovered. */
export interface RecoverySources {
  /** Where the records are read. */
  readonly journal: Pick<Journal, 'read'>
  readonly opening: JournalOpening
  readonly snapshots: SnapshotStore
  readonly history: RecentHistory
  readonly flow: TradingFlowOptions
  /** The last event that subscribers have heard of, where they are to be told of what is behind it. */
  readonly publishAfter?: number | undefined
  /** Told of each command that was applied again: its events stand in the flow until the next one. */
  readonly onApplied?: ((flow: TradingFlow) => void) | undefined
  readonly onProgress?: ((progress: RecoveryProgress) => void) | undefined
}

const PROGRESS_EVERY_COMMANDS = 10_000

/** Newest good snapshot, then the journal behind it; checks that the two fit and that nothing is missing. */
export async function recover(sources: RecoverySources): Promise<Recovered> {
  const { opening } = sources
  const { snapshot, unusable } = await startingPoint(sources)
  checkContinuity(snapshot, opening)
  const isNew = snapshot === undefined
  const configured = isNew ? ConfiguredFlow.begin(sources.flow) : restored(snapshot, sources)
  const { eventSequence: snapshotEventSequence } = configured.flow
  const replayedCommands = await replay(configured, sources)
  const flow = configured.finish()
  const { orders, venue } = flow.state
  const report: RecoveryReport = {
    snapshotSequence: snapshot?.sequence,
    replayedCommands,
    lastSequence: flow.commandSequence,
    tornTail: opening.tornTail,
    unusableSnapshots: unusable,
    lastEventSequence: flow.eventSequence,
    snapshotEventSequence,
    eventHash: flow.eventHash,
    orderCount: orders.count,
    accountCount: venue.accounts.count,
  }
  return { flow, report }
}

/**
 * The newest snapshot. Where events are to be published again, one that they are all behind; if there is none, and the
 * journal does not begin at the beginning, the newest all the same.
 */
async function startingPoint({ snapshots, opening, publishAfter }: RecoverySources): Promise<LatestSnapshot> {
  if (publishAfter === undefined) return snapshots.latest()
  const isBefore = ({ payload }: Snapshot): boolean => {
    try {
      return decodeSnapshot(payload).flow.eventSequence <= publishAfter
    } catch {
      // What cannot be read is refused where it is restored.
      return true
    }
  }
  const found = await snapshots.latest(isBefore)
  return found.snapshot !== undefined || opening.firstSequence === 1 ? found : snapshots.latest()
}

function checkContinuity(snapshot: Snapshot | undefined, { firstSequence, lastSequence }: JournalOpening): void {
  const from = snapshot?.sequence ?? 0
  if (from > lastSequence)
    throw new RecoveryError('JOURNAL_BEHIND_SNAPSHOT', `the journal ends at ${lastSequence}, behind the snapshot at ${from}`)
  if (firstSequence !== undefined && firstSequence > from + 1)
    throw new RecoveryError('GAP', `the journal begins at ${firstSequence}, and there is no snapshot from ${firstSequence - 1} on: the newest good one is at ${from}`)
}

function restored(snapshot: Snapshot, { flow: options, history, opening }: RecoverySources): ConfiguredFlow {
  const content = attempt('UNREADABLE_SNAPSHOT', `the snapshot at ${snapshot.sequence} cannot be read`, () => decodeSnapshot(snapshot.payload))
  const replays = opening.lastSequence > snapshot.sequence
  const where = `the snapshot at ${snapshot.sequence} does not give the state that it was taken of`
  const configured = attempt('DIVERGED', where, () => ConfiguredFlow.restore(content.flow, options, replays))
  const { commandSequence } = configured.flow
  if (commandSequence !== snapshot.sequence) throw new RecoveryError('DIVERGED', `${where}: it goes up to ${commandSequence}`)
  history.restore(content.history)
  return configured
}

async function replay(configured: ConfiguredFlow, sources: RecoverySources): Promise<number> {
  const { journal, opening, history, onProgress, onApplied } = sources
  const room = new CommandRoom()
  let { flow } = configured
  const from = flow.commandSequence
  for await (const records of journal.read(from + 1))
    for (const record of records) {
      if (record.sequence === from + 1 || !isOrderMessage(record.payload)) flow = prepared(configured, record)
      replayRecord(flow, record, room)
      history.recordFrom(flow)
      onApplied?.(flow)
      if (record.sequence % PROGRESS_EVERY_COMMANDS === 0)
        onProgress?.({ sequence: record.sequence, lastSequence: opening.lastSequence })
    }
  if (flow.commandSequence !== opening.lastSequence)
    throw new RecoveryError('GAP', `the journal was read up to ${flow.commandSequence}, and goes up to ${opening.lastSequence}`)
  onProgress?.({ sequence: flow.commandSequence, lastSequence: opening.lastSequence })
  return flow.commandSequence - from
}

/** The flow that a record is to be applied to; throws where no known plugins are those that it was decided by. */
function prepared(configured: ConfiguredFlow, record: JournalRecord): TradingFlow {
  try {
    configured.prepare(record)
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    throw new ConfigurationMismatchError(configured.inForceFor(record), configured.ownConfiguration)
  }
  return configured.flow
}
