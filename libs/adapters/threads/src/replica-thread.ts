import { instrumentRecord, Replica, SnapshotSchedule } from '@openlob/application/composition'
import type { SnapshotInterval } from '@openlob/application/composition'
import type { JournalOpening, RecoveryReport } from '@openlob/application'
import type { FlowParts } from './parts.ts'
import type { RecordFeed } from './record-feed.ts'

/** After so many records queries have their turn. */
const RECORDS_A_TURN = 512

/** A question to the replica. */
export interface ReplicaQuery {
  /** Of `Queries`, or `eventsOf` and `saveSnapshot`. */
  readonly name: string
  readonly args: readonly unknown[]
  /** The command that the answer has to know of. */
  readonly from: number
}

/** How a {@link ReplicaThread} works. */
export interface ReplicaThreadOptions {
  readonly parts: FlowParts
  readonly feed: RecordFeed
  readonly interval: SnapshotInterval
  /** Told of each snapshot that cannot be taken or saved. */
  readonly onSnapshotError: (error: unknown) => void
}

type AnyQuery = (...args: readonly unknown[]) => Promise<unknown>

interface Waiting {
  readonly query: ReplicaQuery
  readonly resolve: (result: Promise<unknown>) => void
}

/** A `Replica` in a thread of its own: follows the journal, answers queries and saves snapshots. */
export class ReplicaThread {
  readonly #options: ReplicaThreadOptions
  readonly #replica: Replica
  readonly #schedule: SnapshotSchedule
  #waiting: Waiting[] = []
  #isClosing = false
  #running: Promise<void> = Promise.resolve()

  private constructor(options: ReplicaThreadOptions, replica: Replica, snapshotSequence: number) {
    const { parts, interval, onSnapshotError } = options
    this.#options = options
    this.#replica = replica
    this.#schedule = new SnapshotSchedule(parts.snapshots(), interval, snapshotSequence, onSnapshotError)
  }

  /** One that has recovered. Rejects as a start does. */
  static async recover(options: ReplicaThreadOptions, opening: JournalOpening): Promise<ReplicaThread> {
    const { parts, feed } = options
    const { replica, report } = await Replica.recover({
      journal: { read: (from) => feed.read(from, opening.lastSequence) },
      opening,
      snapshots: parts.snapshots(),
      flow: parts.flow,
      historyLimits: parts.history,
    })
    return new ReplicaThread(options, replica, snapshotSequenceOf(report))
  }

  /** Follows the journal until it is closed. Rejects where a record cannot be applied. */
  run(): Promise<void> {
    this.#options.feed.follow(this.#replica.sequence + 1)
    this.#running = this.#follow()
    return this.#running
  }

  /** The answer from a state that knows of the command that the query names. */
  ask(query: ReplicaQuery): Promise<unknown> {
    if (query.from <= this.#replica.sequence) return this.#answer(query)
    return new Promise((resolve) => {
      this.#waiting.push({ query, resolve })
    })
  }

  /** Ends when no snapshot is being saved. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#options.feed.bell.ring()
    await this.#running
    await this.#schedule.settled()
  }

  async #follow(): Promise<void> {
    const { feed } = this.#options
    while (!this.#isClosing) {
      const seen = feed.bell.count()
      if (this.#apply() > 0) await new Promise((resolve) => setImmediate(resolve))
      else await feed.bell.rung(seen)
    }
  }

  #apply(): number {
    const { feed } = this.#options
    const replica = this.#replica
    let count = 0
    while (count < RECORDS_A_TURN) {
      const record = feed.next()
      if (record === undefined) break
      replica.apply(record)
      count += 1
      this.#takeSnapshotWhenDue()
    }
    if (this.#waiting.length > 0) this.#answerWaiting()
    return count
  }

  #takeSnapshotWhenDue(): void {
    const replica = this.#replica
    if (!this.#schedule.isDue(replica.sequence, replica.flow.state.timestampUs)) return
    this.#schedule.take(replica.sequence, () => replica.snapshot())
    this.#schedule.onDurable(replica.sequence)
  }

  #answerWaiting(): void {
    const { sequence } = this.#replica
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ query }) => query.from > sequence)
    for (const { query, resolve } of waiting) if (query.from <= sequence) resolve(this.#answer(query))
  }

  async #answer({ name, args }: ReplicaQuery): Promise<unknown> {
    const replica = this.#replica
    if (name === 'eventsOf') return replica.eventsOf(args[0] as number)
    if (name === 'saveSnapshot') return this.#saveSnapshot()
    if (name === 'instruments') return (await replica.queries.instruments()).map(instrumentRecord)
    const queries = replica.queries as unknown as Readonly<Record<string, AnyQuery>>
    const query = queries[name]
    if (query === undefined) throw new Error(`there is no such query: ${name}`)
    return query(...args)
  }

  async #saveSnapshot(): Promise<number> {
    const snapshot = this.#replica.snapshot()
    await this.#schedule.save(snapshot)
    return snapshot.sequence
  }
}

function snapshotSequenceOf({ snapshotSequence }: RecoveryReport): number {
  return snapshotSequence ?? 0
}
