import { QueryUnavailableError } from '@openlob/application'
import type { Answer, Command, EventPublisher, ExchangeFailure, ExchangeLimits } from '@openlob/application'
import type { ExchangeService, ExchangeStatistics, ExchangeStatus, Queries } from '@openlob/application'
import type { RecoveryProgress, RecoveryReport, Unavailable, UnavailableReason } from '@openlob/application'
import { exchangeLimits, readCommand, Subscribers, unavailable, unavailableBecause } from '@openlob/application/composition'
import { replicaQueries } from '../replica-queries.ts'
import { receivedError } from '../thread-error.ts'
import { FlowChild } from './flow-child.ts'
import type { FromProcess, ProcessBatch } from './process-messages.ts'
import { receivedAnswer, receivedEvents } from './sent-instruments.ts'

/** How many queries may wait for each command that may. */
const PENDING_QUERIES_PER_COMMAND = 10

/** What a {@link ProcessExchange} is made of. */
export interface ProcessExchangeOptions extends Partial<ExchangeLimits> {
  /** The URL of a module that is a `FlowPartsModule`: the process makes its parts by it. */
  readonly parts: string | URL
  /** What it is called with: anything that can be sent to another process. */
  readonly settings?: unknown
  /**
   * The file that the process begins with, where the program is bundled into one: built of
   * `@openlob/threads/flow-process`.
   */
  readonly entry?: URL
  /** The number of the flow, as the parts have it; 0 where left out. */
  readonly flowNumber?: number
  /** The last event that the subscribers have heard of; as `ExchangeOptions.publishAfter`. */
  readonly publishAfter?: number | undefined
  /**
   * The processors, numbered from 0, that the process is kept on; any where left out. The start fails on a system that
   * cannot do it: it takes Linux with `taskset`.
   */
  readonly cpus?: readonly number[]
  /** Told of what goes wrong without an answer to put it in; what it throws itself is lost. */
  readonly onError?: (failure: ExchangeFailure) => void
}

interface Asked {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

interface Starting {
  readonly resolve: (report: RecoveryReport) => void
  readonly reject: (error: unknown) => void
}

const NO_FIGURES: Omit<ExchangeStatistics, 'status' | 'subscribers'> = {
  commandSequence: 0,
  durableSequence: 0,
  eventSequence: 0,
  pendingCommands: 0,
  accounts: 0,
  assets: 0,
  instruments: 0,
  openOrders: 0,
  trades: 0,
  ordersAccepted: 0,
  refusals: 0,
}

/**
 * An exchange in a process of its own, so that nothing that happens there (memory that runs out, a plugin that blocks,
 * a kill) reaches this one. To whoever uses it it is as the `Exchange` in one thread; its figures are those of the last
 * thing it said. One instance is started and stopped once.
 */
export class ProcessExchange implements ExchangeService {
  readonly queries: Queries
  readonly #options: ProcessExchangeOptions
  readonly #limits: ExchangeLimits
  readonly #subscribers: Subscribers
  readonly #answers = new Map<number, (answer: Answer) => void>()
  readonly #asked = new Map<number, Asked>()
  #nextId = 1
  #child: FlowChild | undefined
  #figures = NO_FIGURES
  #status: ExchangeStatus = 'starting'
  #starting: Promise<RecoveryReport> | undefined
  #stopping: Promise<void> | undefined
  #settleStart: Starting | undefined
  #onProgress: ((progress: RecoveryProgress) => void) | undefined
  #onStopped: ((error: Error | undefined) => void) | undefined
  /** Why nothing is taken any more, once failed. */
  #failure: { readonly reason: UnavailableReason; readonly error: unknown } | undefined

  /** An exchange that is not yet started, and has no process yet. Throws where an option cannot be. */
  constructor(options: ProcessExchangeOptions) {
    this.#options = options
    this.#limits = exchangeLimits(options)
    this.#subscribers = new Subscribers(options.flowNumber ?? 0, (error) => {
      this.#report({ source: 'publisher', error })
    })
    this.queries = replicaQueries((name, ...args) => this.#ask(name, args))
  }

  get status(): ExchangeStatus {
    return this.#status
  }

  /** The id of its process, undefined where it has none. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    if (this.#starting !== undefined || this.#status !== 'starting')
      return Promise.reject(new Error(`an exchange is started once: status=${this.#status}`))
    this.#onProgress = onProgress
    this.#starting = this.#start()
    return this.#starting
  }

  submit(command: Command): Promise<Answer> {
    if (this.#status !== 'running') return Promise.resolve(this.#unavailable())
    const taken = readCommand(command)
    if ('malformation' in taken) return Promise.resolve(unavailable('MALFORMED', taken.malformation))
    const pending = this.#answers.size
    if (pending >= this.#limits.maxPendingCommands)
      return Promise.resolve(unavailable('BUSY', `commands that wait for the journal: ${pending}; send it again later`))
    return new Promise((resolve) => {
      const id = this.#nextId
      this.#nextId += 1
      this.#answers.set(id, resolve)
      this.#child!.say({ type: 'submit', id, command: taken })
    })
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#subscribers.add(publisher)
  }

  async saveSnapshot(): Promise<number> {
    return (await this.#ask('saveSnapshot', [])) as number
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  statistics(): ExchangeStatistics {
    return { ...this.#figures, status: this.#status, subscribers: this.#subscribers.count }
  }

  async #start(): Promise<RecoveryReport> {
    const { parts, settings, entry, publishAfter, cpus = [] } = this.#options
    const child = new FlowChild(entry, {
      onBatch: (batch) => {
        this.#hear(batch)
      },
      onDeath: (error) => {
        this.#died(error)
      },
    })
    this.#child = child
    try {
      const report = await new Promise<RecoveryReport>((resolve, reject) => {
        this.#settleStart = { resolve, reject }
        child.say({ type: 'start', parts: String(parts), settings, limits: this.#limits, publishAfter, cpus })
      })
      this.#settleStart = undefined
      return report
    } catch (error) {
      this.#settleStart = undefined
      this.#failure ??= { reason: 'NOT_RUNNING', error }
      this.#status = 'failed'
      await child.kill()
      throw error
    }
  }

  #hear({ messages, statistics }: ProcessBatch<FromProcess>): void {
    if (statistics !== undefined) this.#figures = statistics
    for (const message of messages) {
      if (message.type === 'events') this.#subscribers.publish(receivedEvents(message.events))
      else if (message.type === 'answer') this.#answered(message.id, receivedAnswer(message.answer))
      else if (message.type === 'result') this.#taken(message.id)?.resolve(message.result)
      else if (message.type === 'refusal') this.#taken(message.id)?.reject(queryError(receivedError(message.error)))
      else this.#hearOfLife(message)
    }
  }

  #hearOfLife(message: Exclude<FromProcess, { readonly type: 'events' | 'answer' | 'result' | 'refusal' }>): void {
    if (message.type === 'progress') this.#onProgress?.(message.progress)
    else if (message.type === 'started') this.#started(message.report)
    else if (message.type === 'notStarted') this.#settleStart?.reject(receivedError(message.error))
    else if (message.type === 'failed') this.#failed(message.source, receivedError(message.error))
    else this.#onStopped?.(message.type === 'stopped' ? undefined : receivedError(message.error))
  }

  #started(report: RecoveryReport): void {
    if (this.#status === 'starting') this.#status = 'running'
    this.#settleStart?.resolve(report)
  }

  #answered(id: number, answer: Answer): void {
    const resolve = this.#answers.get(id)
    this.#answers.delete(id)
    resolve?.(answer)
  }

  #taken(id: number): Asked | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }

  /** Never throws: it rejects. */
  #ask(name: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#status !== 'running' && this.#status !== 'stopping') throw this.#cannotAnswer()
      const waiting = this.#asked.size
      if (waiting >= this.#limits.maxPendingCommands * PENDING_QUERIES_PER_COMMAND)
        throw new QueryUnavailableError('BUSY', `queries that wait for the journal: ${waiting}`)
      const id = this.#nextId
      this.#nextId += 1
      this.#asked.set(id, { resolve, reject })
      this.#child!.say({ type: 'query', id, name, args })
    })
  }

  #failed(source: ExchangeFailure['source'], error: Error): void {
    if (source === 'journal' || source === 'engine') this.#fail(source, error)
    else this.#report({ source, error })
  }

  #died(error: Error): void {
    this.#onStopped?.(error)
    this.#settleStart?.reject(error)
    if (this.#settleStart === undefined && this.#status !== 'stopped') this.#fail('engine', error)
  }

  #fail(source: 'journal' | 'engine', error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = { reason: source === 'journal' ? 'JOURNAL_FAILED' : 'ENGINE_FAILED', error }
    this.#status = 'failed'
    for (const id of [...this.#answers.keys()]) this.#answered(id, this.#unavailable())
    for (const id of [...this.#asked.keys()]) this.#taken(id)?.reject(this.#cannotAnswer())
    this.#report({ source, error })
  }

  #beginToStop(): void {
    if (this.#status === 'running') this.#status = 'stopping'
  }

  async #stop(): Promise<void> {
    this.#beginToStop()
    await this.#starting?.catch(() => undefined)
    this.#beginToStop()
    const child = this.#child
    if (child !== undefined && this.#status === 'stopping') {
      const error = await new Promise<Error | undefined>((resolve) => {
        this.#onStopped = resolve
        child.say({ type: 'stop' })
      })
      if (error !== undefined) this.#fail('journal', error)
      else if (this.#failure === undefined) this.#status = 'stopped'
    }
    if (this.#failure === undefined) await child?.letGo()
    else await child?.kill()
    if (this.#failure !== undefined) throw this.#failure.error
    this.#status = 'stopped'
  }

  #unavailable(): Unavailable {
    return unavailableBecause(this.#status, this.#failure)
  }

  #cannotAnswer(): QueryUnavailableError {
    const { reason, text } = this.#unavailable()
    return new QueryUnavailableError(reason, text)
  }

  #report(failure: ExchangeFailure): void {
    try {
      this.#options.onError?.(failure)
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** What a query is refused with has its class again. */
function queryError(error: Error & { readonly reason?: UnavailableReason }): Error {
  const { name, reason, message } = error
  return name === 'QueryUnavailableError' && reason !== undefined ? new QueryUnavailableError(reason, message) : error
}
