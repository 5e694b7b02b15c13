import { QueryUnavailableError } from '@openlob/application'
import type { Answer, Command, CommandRepeated, Event, EventPublisher, ExchangeFailure } from '@openlob/application'
import type { ExchangeService, ExchangeStatistics, ExchangeStatus, Queries } from '@openlob/application'
import type { RecoveryProgress, RecoveryReport, Unavailable, UnavailableReason } from '@openlob/application'
import { exchangeLimits, readCommand, repeatedAnswer } from '@openlob/application/composition'
import { Subscribers, unavailable, unavailableBecause } from '@openlob/application/composition'
import type { ExchangeLimits } from '@openlob/application'
import { allocateFlowMemory, Gauges } from './flow-memory.ts'
import type { FlowMemory } from './flow-memory.ts'
import { FlowThreads } from './flow-threads.ts'
import { Gateway } from './gateway.ts'
import { replicaQueries } from './replica-queries.ts'
import { TIERS } from './tier.ts'
import type { Tier, TierSettings } from './tier.ts'

/** How many queries may wait for each command that may. */
const PENDING_QUERIES_PER_COMMAND = 10

/** What a {@link ThreadedExchange} is made of. */
export interface ThreadedExchangeOptions extends Partial<ExchangeLimits> {
  /** The URL of a module that is a `FlowPartsModule`: each thread makes its own parts by it. */
  readonly parts: string | URL
  /**
   * The file that each thread begins with, where the program is bundled into one: built of `@openlob/threads/worker`.
   */
  readonly worker?: string | URL
  /** What it is called with: anything that can be sent to another thread. */
  readonly settings?: unknown
  /** The number of the flow, as the parts have it; 0 where left out. */
  readonly flowNumber?: number
  /**
   * The last event that the subscribers have heard of: what is recovered behind it they are told of at the start.
   * Nothing is, where left out.
   */
  readonly publishAfter?: number | undefined
  /**
   * The processors, numbered from 0, that engine, journal and replica are kept on, by turns; any where left out. The
   * start fails on a system that cannot do it: it takes Linux with `taskset`.
   */
  readonly cpus?: readonly number[]
  /** How much of the machine it may take; `normal` where left out. */
  readonly tier?: Tier | TierSettings
  /** Told of what goes wrong without an answer to put it in; what it throws itself is lost. */
  readonly onError?: (failure: ExchangeFailure) => void
}

/**
 * An exchange over four threads: this one takes commands and gives answers, events and what queries see; one matches;
 * one writes the journal; one, the replica, follows the journal, answers queries and saves snapshots. To whoever uses
 * it it is as the `Exchange` in one thread. One instance is started and stopped once.
 */
export class ThreadedExchange implements ExchangeService {
  readonly queries: Queries
  readonly #options: ThreadedExchangeOptions
  readonly #limits: ExchangeLimits
  readonly #memory: FlowMemory
  readonly #gauges: Gauges
  readonly #gateway: Gateway
  readonly #subscribers: Subscribers
  #threads: FlowThreads | undefined
  #status: ExchangeStatus = 'starting'
  #starting: Promise<RecoveryReport> | undefined
  #stopping: Promise<void> | undefined
  /** Rejects the start that is under way. */
  #failStart: ((error: unknown) => void) | undefined
  /** Why nothing is taken any more, once failed. */
  #failure: { readonly reason: UnavailableReason; readonly error: unknown } | undefined
  #refusals = 0
  #savesSnapshot = false

  /** An exchange that is not yet started, and has no threads yet. Throws where an option cannot be. */
  constructor(options: ThreadedExchangeOptions) {
    const { tier = 'normal' } = options
    this.#options = options
    this.#limits = exchangeLimits(options)
    this.#memory = allocateFlowMemory(settingsOf(tier))
    this.#gauges = new Gauges(this.#memory.gauges)
    this.#subscribers = new Subscribers(options.flowNumber ?? 0, (error) => {
      this.#report({ source: 'publisher', error })
    })
    this.#gateway = new Gateway(this.#memory, {
      publish: (events) => {
        this.#publish(events)
      },
      repeated: (event) => this.#repeated(event),
    })
    this.queries = replicaQueries((name, ...args) => this.#ask(name, args))
  }

  get status(): ExchangeStatus {
    return this.#status
  }

  /**
   * Starts the threads, recovers the state and begins to take commands. Rejects, with nothing left running, where
   * `Exchange.start` does: with an `Error` of the same name, message and details, but of no class of its own.
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
    const { pending } = this.#gateway
    if (pending >= this.#limits.maxPendingCommands)
      return Promise.resolve(unavailable('BUSY', `commands that wait for the journal: ${pending}; send it again later`))
    const answer = this.#gateway.send(taken)
    if (answer !== undefined) return answer
    return Promise.resolve(unavailable('BUSY', `the ring to the engine is full: ${pending} commands wait; send it again later`))
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#subscribers.add(publisher)
  }

  async saveSnapshot(): Promise<number> {
    if (this.#savesSnapshot) throw new QueryUnavailableError('BUSY', 'another snapshot that was asked for is being saved')
    this.#savesSnapshot = true
    try {
      return (await this.#ask('saveSnapshot', [])) as number
    } finally {
      this.#savesSnapshot = false
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  statistics(): ExchangeStatistics {
    const gauges = this.#gauges
    const commandSequence = gauges.figure('commandSequence')
    const durableSequence = gauges.get('durableSequence')
    return {
      status: this.#status,
      commandSequence,
      durableSequence,
      eventSequence: gauges.figure('eventSequence'),
      pendingCommands: this.#gateway.pending,
      subscribers: this.#subscribers.count,
      accounts: gauges.figure('accounts'),
      assets: gauges.figure('assets'),
      instruments: gauges.figure('instruments'),
      openOrders: gauges.figure('openOrders'),
      trades: gauges.figure('trades'),
      ordersAccepted: gauges.figure('ordersAccepted'),
      refusals: this.#refusals,
    }
  }

  async #start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    const { parts, settings, worker, publishAfter, cpus = [] } = this.#options
    const { spins } = settingsOf(this.#options.tier ?? 'normal')
    const threads = new FlowThreads({
      parts: String(parts),
      worker: worker === undefined ? undefined : new URL(worker),
      settings,
      spins,
      memory: this.#memory,
      limits: this.#limits,
      publishAfter,
      cpus,
      onFailure: (failure) => {
        this.#hear(failure)
      },
    })
    this.#threads = threads
    try {
      const failed = new Promise<never>((_, reject) => {
        this.#failStart = reject
      })
      const report = await Promise.race([threads.recover(onProgress), failed])
      this.#failStart = undefined
      this.#gateway.lastSequence = report.lastSequence
      this.#status = 'running'
      threads.unpublished.publish(this.#subscribers, report)
      this.#gateway.run().catch((error: unknown) => {
        this.#hear({ source: 'engine', error })
      })
      return report
    } catch (error) {
      this.#failure ??= { reason: 'NOT_RUNNING', error }
      this.#status = 'failed'
      await this.#end(threads)
      throw error
    }
  }

  #publish(events: readonly Event[]): void {
    if (events[0]?.type === 'CommandRejected') this.#refusals += 1
    this.#subscribers.publish(events)
  }

  async #repeated(event: CommandRepeated): Promise<Answer> {
    try {
      const events = await this.#threads?.ask('eventsOf', [event.firstCommandSequence], event.commandSequence)
      const answer = repeatedAnswer(event, events as readonly Event[] | undefined)
      if (answer.status === 'refused') this.#refusals += 1
      return answer
    } catch {
      return this.#unavailable()
    }
  }

  /** Asks the replica when it can know of all that was submitted before. Never throws: it rejects. */
  #ask(name: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const threads = this.#threads
      if (threads === undefined || !this.#canAnswer()) throw this.#cannotAnswer()
      const waiting = threads.pendingQueries
      if (waiting >= this.#limits.maxPendingCommands * PENDING_QUERIES_PER_COMMAND)
        throw new QueryUnavailableError('BUSY', `queries that wait for the journal: ${waiting}`)
      this.#gateway.afterPending(() => {
        if (this.#canAnswer()) threads.ask(name, args, this.#gateway.lastSequence).then(resolve, reject)
        else reject(this.#cannotAnswer())
      })
    })
  }

  #canAnswer(): boolean {
    return this.#status === 'running' || this.#status === 'stopping'
  }

  #cannotAnswer(): QueryUnavailableError {
    const { reason, text } = this.#unavailable()
    return new QueryUnavailableError(reason, text)
  }

  #hasFailed(): boolean {
    return this.#failure !== undefined
  }

  #beginToStop(): void {
    if (this.#status === 'running') this.#status = 'stopping'
  }

  async #stop(): Promise<void> {
    this.#beginToStop()
    await this.#starting?.catch(() => undefined)
    const threads = this.#threads
    this.#beginToStop()
    if (threads !== undefined && this.#status === 'stopping') {
      await new Promise<void>((resolve) => {
        this.#gateway.afterPending(resolve)
      })
      await this.#stopInOrder(threads)
    }
    if (threads !== undefined && this.#failure !== undefined) await this.#end(threads)
    if (this.#failure !== undefined) throw this.#failure.error
    this.#status = 'stopped'
  }

  /** Nothing waits for an answer any more. */
  async #stopInOrder(threads: FlowThreads): Promise<void> {
    // The ring is empty.
    this.#gateway.sendStop()
    await threads.closed('engine')
    if (this.#hasFailed()) return
    const { lastSequence } = this.#gateway
    if (lastSequence > 0) {
      await threads.ask('saveSnapshot', [], lastSequence).catch((error: unknown) => {
        if (this.#failure === undefined) this.#report({ source: 'snapshot', error })
      })
    }
    await threads.close('replica')
    await threads.close('journal')
    if (this.#hasFailed()) return
    this.#gateway.close(unavailable('NOT_RUNNING', 'the exchange is stopped'))
    await threads.kill()
  }

  /** Closes the journal where it can be, and ends all threads. */
  async #end(threads: FlowThreads): Promise<void> {
    this.#gauges.set('failed', 1)
    this.#gateway.close(this.#unavailable())
    await threads.close('journal')
    await threads.kill()
  }

  #hear(failure: ExchangeFailure): void {
    const { source, error } = failure
    if (source === 'snapshot' || source === 'publisher') {
      this.#report(failure)
      return
    }
    if (this.#failure !== undefined || this.#status === 'stopped') return
    if (this.#failStart !== undefined) {
      this.#failStart(error)
      return
    }
    this.#failure = { reason: source === 'journal' ? 'JOURNAL_FAILED' : 'ENGINE_FAILED', error }
    this.#status = 'failed'
    this.#gauges.set('failed', 1)
    this.#gateway.close(this.#unavailable())
    this.#threads?.abandonQueries(this.#cannotAnswer())
    this.#report(failure)
  }

  #report(failure: ExchangeFailure): void {
    try {
      this.#options.onError?.(failure)
    } catch {
      // There is nobody left to tell, and what is being released must go on.
    }
  }

  #unavailable(): Unavailable {
    return unavailableBecause(this.#status, this.#failure)
  }
}

function settingsOf(tier: Tier | TierSettings): TierSettings {
  return typeof tier === 'string' ? TIERS[tier] : tier
}
