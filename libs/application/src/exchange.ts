import { StateHash } from '@openlob/domain'
import { answerOf, repeatedAnswer } from './answer-of.ts'
import type { Answer, Unavailable, UnavailableReason } from './answer.ts'
import { encodeCommand } from './commands/command-codec.ts'
import { readCommand } from './commands/command-shape.ts'
import type { Command, SequencedCommand } from './commands/command.ts'
import type { Event } from './events/event.ts'
import { exchangeLimits } from './exchange-options.ts'
import type { ExchangeFailure, ExchangeLimits, ExchangeOptions, ExchangeStatistics } from './exchange-options.ts'
import type { ExchangeStatus } from './exchange-options.ts'
import { checkConfigurationLength } from './flow/configuration.ts'
import { TradingFlow } from './flow/trading-flow.ts'
import type { EventPublisher } from './ports/event-publisher.ts'
import { QueryUnavailableError } from './ports/exchange-gateway.ts'
import type { ExchangeService, Queries } from './ports/exchange-gateway.ts'
import type { Snapshot } from './ports/snapshot-store.ts'
import { flowQueries } from './queries/flow-queries.ts'
import { RecentHistory } from './queries/recent-history.ts'
import { withEventHash } from './recovery/event-hash-check.ts'
import { recover } from './recovery/recover.ts'
import type { RecoveryProgress, RecoveryReport } from './recovery/recover.ts'
import { SnapshotSchedule } from './recovery/snapshot-schedule.ts'
import { UnpublishedEvents } from './recovery/unpublished-events.ts'
import { ReleaseQueue } from './release-queue.ts'
import { Sequencer } from './sequencer.ts'
import { encodeSnapshot } from './snapshot/saved-state.ts'
import { Subscribers } from './subscribers.ts'
import { unavailable, unavailableBecause } from './unavailable.ts'

/** How many queries may wait for each command that may. */
const PENDING_QUERIES_PER_COMMAND = 10

/**
 * The exchange: sequences commands, journals them, lets the flow carry them out, and lets nothing out (answers, events,
 * what queries see) before the journal says durable. One instance is started and stopped once.
 */
export class Exchange implements ExchangeService {
  readonly queries: Queries
  readonly #options: ExchangeOptions
  readonly #limits: ExchangeLimits
  readonly #history: RecentHistory
  readonly #queue: ReleaseQueue = new ReleaseQueue()
  readonly #subscribers: Subscribers
  #flow: TradingFlow
  #sequencer: Sequencer
  #schedule: SnapshotSchedule
  #status: ExchangeStatus = 'starting'
  #starting: Promise<RecoveryReport> | undefined
  #stopping: Promise<void> | undefined
  /** Why nothing is taken any more, once failed. */
  #failure: { readonly reason: UnavailableReason; readonly error: unknown } | undefined
  #durableSequence = 0
  #refusals = 0
  /** Whether one that was asked for is being taken or saved. */
  #savesSnapshot = false

  /**
   * An exchange that is not yet started. Throws where an option, or one of a plugin's, cannot be; a
   * {@link ConfigurationTooLongError} where they are too many to be journaled.
   */
  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#limits = exchangeLimits(options)
    this.#flow = new TradingFlow(options)
    checkConfigurationLength(this.#flow.configuration)
    this.#history = new RecentHistory(options.history)
    this.#sequencer = new Sequencer(options.clock)
    this.#schedule = this.#scheduleFrom(0)
    this.#subscribers = new Subscribers(options.flowNumber ?? 0, (error) => {
      this.#report('publisher', error)
    })
    this.queries = flowQueries(
      () => this.#flow,
      this.#history,
      (answer) => this.#released(answer),
    )
  }

  /** Where it is in its life. */
  get status(): ExchangeStatus {
    return this.#status
  }

  /**
   * Recovers the state and begins to take commands. Rejects, and leaves the journal closed, where it is damaged, does
   * not fit the snapshot ({@link RecoveryError}) or was written with plugins that are not known
   * ({@link ConfigurationMismatchError}), and where a new configuration cannot be put in force: the journal has nothing
   * of it then, and the old one starts again.
   */
  start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    if (this.#starting !== undefined || this.#status !== 'starting')
      return Promise.reject(new Error(`an exchange is started once: status=${this.#status}`))
    this.#starting = this.#start(onProgress)
    return this.#starting
  }

  submit(command: Command): Promise<Answer> {
    if (this.#status !== 'running') return Promise.resolve(this.#unavailable())
    const taken = readCommand(command)
    if ('malformation' in taken) return Promise.resolve(unavailable('MALFORMED', taken.malformation))
    if (taken.type === 'ConfigureFlow')
      return Promise.resolve(unavailable('MALFORMED', 'type: ConfigureFlow is for the exchange itself'))
    const pending = this.#sequencer.lastSequence - this.#durableSequence
    if (pending >= this.#limits.maxPendingCommands)
      return Promise.resolve(unavailable('BUSY', `commands that wait for the journal: ${pending}; send it again later`))
    return this.#carryOut(taken)
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#subscribers.add(publisher)
  }

  /**
   * Saves a snapshot of everything so far, beside those that are due; resolves with the command that it goes up to.
   * Rejects with a {@link QueryUnavailableError} where the exchange cannot answer or saves one that was asked for
   * already, and with the store's error where it cannot be saved: the exchange goes on without it. O(state).
   */
  async saveSnapshot(): Promise<number> {
    if (this.#savesSnapshot) throw new QueryUnavailableError('BUSY', 'another snapshot that was asked for is being saved')
    this.#savesSnapshot = true
    try {
      const snapshot = await this.#released(() => this.#snapshot())
      await this.#schedule.save(snapshot)
      return snapshot.sequence
    } finally {
      this.#savesSnapshot = false
    }
  }

  /**
   * Takes nothing more, waits until all that was taken is durable and answered, saves a snapshot and closes the
   * journal. Rejects where the journal failed.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** Figures for metrics, as of now. */
  statistics(): ExchangeStatistics {
    const { venue, orders, trades, ordersAccepted } = this.#flow.state
    const commandSequence = this.#flow.commandSequence
    return {
      status: this.#status,
      commandSequence,
      durableSequence: this.#durableSequence,
      eventSequence: this.#flow.eventSequence,
      pendingCommands: commandSequence - this.#durableSequence,
      subscribers: this.#subscribers.count,
      accounts: venue.accounts.count,
      assets: venue.assets.length,
      instruments: venue.markets.length,
      openOrders: orders.count,
      trades,
      ordersAccepted,
      refusals: this.#refusals,
    }
  }

  /** A hash over everything that the flow holds, durable or not: equal for equal histories. O(state). */
  stateHash(): string {
    return StateHash.of(this.#flow)
  }

  /** The running hash over every event so far, durable or not. */
  eventHash(): string {
    return this.#flow.eventHash
  }

  async #start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    const { journal, snapshots, clock, publishAfter } = this.#options
    try {
      const opening = await journal.open({
        onDurable: (sequence) => {
          this.#durable(sequence)
        },
        onFailure: (error) => {
          this.#fail('JOURNAL_FAILED', 'journal', error)
        },
      })
      const unpublished = new UnpublishedEvents(publishAfter)
      const sources = { journal, opening, snapshots, history: this.#history, flow: this.#options, publishAfter }
      const { flow, report } = await recover({ ...sources, onProgress, onApplied: (at) => { unpublished.take(at) } })
      this.#throwIfFailed()
      this.#flow = flow
      this.#durableSequence = flow.commandSequence
      this.#sequencer = new Sequencer(clock, flow.commandSequence, flow.state.timestampUs)
      this.#schedule = this.#scheduleFrom(report.snapshotSequence ?? 0)
      this.#status = 'running'
      unpublished.publish(this.#subscribers, report)
      const { configuration } = flow
      if (flow.state.configuration !== configuration) void this.#carryOut({ type: 'ConfigureFlow', configuration })
      this.#throwIfFailed()
      return report
    } catch (error) {
      this.#failure ??= { reason: 'NOT_RUNNING', error }
      this.#status = 'failed'
      await journal.close().catch(() => undefined)
      throw error
    }
  }

  /**
   * Sequencer → flow → journal → release queue. The flow comes before the journal, so that a command that it cannot
   * carry out is never replayed; nothing that it did is let out before the journal has it.
   */
  #carryOut(command: Command): Promise<Answer> {
    let sequenced: SequencedCommand
    let events: readonly Event[]
    let record: Uint8Array
    try {
      sequenced = this.#sequencer.next(command)
      record = this.#recordOf(sequenced)
      events = this.#flow.apply(sequenced)
    } catch (error) {
      // A defect, and the state may be half changed: nothing of it may be shown or built upon.
      this.#fail('ENGINE_FAILED', 'engine', error)
      return Promise.resolve(this.#unavailable())
    }
    try {
      this.#options.journal.append(sequenced.sequence, record)
    } catch (error) {
      this.#fail('JOURNAL_FAILED', 'journal', error)
      return Promise.resolve(this.#unavailable())
    }
    this.#history.recordFrom(this.#flow)
    const answer = this.#answered(sequenced.sequence, events)
    this.#takeSnapshotWhenDue()
    return answer
  }

  /** What the journal keeps of a command that is about to be carried out. */
  #recordOf(sequenced: SequencedCommand): Uint8Array {
    const message = encodeCommand(sequenced)
    return sequenced.sequence % this.#limits.hashEveryCommands === 0 ? withEventHash(this.#flow, message) : message
  }

  /** The answer to a command, let out behind its events when it is durable. */
  #answered(commandSequence: number, events: readonly Event[]): Promise<Answer> {
    return new Promise((resolve) => {
      const release = (): void => {
        this.#subscribers.publish(events)
        resolve(this.#answerOf(commandSequence, events))
      }
      this.#queue.push(commandSequence, release, () => {
        resolve(this.#unavailable())
      })
    })
  }

  #answerOf(commandSequence: number, events: readonly Event[]): Answer {
    const [first] = events
    const answer =
      first?.type === 'CommandRepeated'
        ? repeatedAnswer(first, this.#history.answers.eventsOf(first.firstCommandSequence))
        : answerOf(commandSequence, events)
    if (answer.status === 'refused') this.#refusals += 1
    return answer
  }

  /** An answer from the state as it is, let out when all of that state is durable. Never throws: it rejects. */
  #released<Result>(answer: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#canAnswer()) throw this.#cannotAnswer()
      if (this.#flow.commandSequence === this.#durableSequence) {
        resolve(answer())
        return
      }
      if (this.#queue.length >= this.#limits.maxPendingCommands * PENDING_QUERIES_PER_COMMAND)
        throw new QueryUnavailableError('BUSY', `queries that wait for the journal: ${this.#queue.length}`)
      const result = answer()
      const release = (): void => {
        resolve(result)
      }
      this.#queue.push(this.#flow.commandSequence, release, () => {
        reject(this.#cannotAnswer())
      })
    })
  }

  #canAnswer(): boolean {
    return this.#starting !== undefined && this.#status !== 'starting' && this.#status !== 'failed'
  }

  #cannotAnswer(): QueryUnavailableError {
    const { reason, text } = this.#unavailable()
    return new QueryUnavailableError(reason, text)
  }

  #durable(sequence: number): void {
    if (this.#status === 'failed') return
    this.#durableSequence = sequence
    this.#queue.releaseUpTo(() => this.#durableSequence)
    this.#schedule.onDurable(sequence)
  }

  #takeSnapshotWhenDue(): void {
    const { commandSequence, state } = this.#flow
    if (this.#schedule.isDue(commandSequence, state.timestampUs))
      this.#schedule.take(commandSequence, () => this.#snapshot())
  }

  #snapshot(): Snapshot {
    const payload = encodeSnapshot(this.#flow.save(), this.#history.save())
    return { sequence: this.#flow.commandSequence, payload }
  }

  #scheduleFrom(lastSequence: number): SnapshotSchedule {
    return new SnapshotSchedule(this.#options.snapshots, this.#limits, lastSequence, (error) => {
      this.#report('snapshot', error)
    })
  }

  #beginToStop(): void {
    if (this.#status === 'running') this.#status = 'stopping'
  }

  async #stop(): Promise<void> {
    this.#beginToStop()
    await this.#starting?.catch(() => undefined)
    if (this.#starting === undefined) {
      this.#status = 'stopped'
      return
    }
    this.#beginToStop()
    await this.#queue.whenEmpty()
    await this.#schedule.settled()
    if (this.#failure === undefined) await this.#saveLastSnapshot()
    try {
      await this.#options.journal.close()
    } catch (error) {
      this.#fail('JOURNAL_FAILED', 'journal', error)
    }
    this.#throwIfFailed()
    this.#status = 'stopped'
  }

  async #saveLastSnapshot(): Promise<void> {
    if (this.#flow.commandSequence === 0) return
    try {
      await this.#options.snapshots.save(this.#snapshot())
    } catch (error) {
      this.#report('snapshot', error)
    }
  }

  #fail(reason: UnavailableReason, source: ExchangeFailure['source'], error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = { reason, error }
    this.#status = 'failed'
    this.#queue.abandonAll()
    this.#report(source, error)
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  #report(source: ExchangeFailure['source'], error: unknown): void {
    try {
      this.#options.onError?.({ source, error })
    } catch {
      // There is nobody left to tell, and what is being released must go on.
    }
  }

  #unavailable(): Unavailable {
    return unavailableBecause(this.#status, this.#failure)
  }
}
