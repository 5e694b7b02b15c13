import { MessageChannel } from 'node:worker_threads'
import type { ExchangeFailure, JournalOpening, RecoveryProgress, RecoveryReport } from '@openlob/application'
import { EventMemory, readEvents, UnpublishedEvents } from '@openlob/application/composition'
import { cpuOf } from './affinity.ts'
import type { FlowMemory } from './flow-memory.ts'
import { FlowThread } from './flow-thread.ts'
import type { FromThread, Role, ThreadLimits, ThreadStart, ToThread } from './messages.ts'
import { receivedError } from './thread-error.ts'

/** What the threads of a flow are started with. */
export interface FlowThreadsOptions {
  readonly parts: string
  /** Where each thread begins; the file of this package where left out. */
  readonly worker: URL | undefined
  readonly settings: unknown
  readonly spins: number
  readonly memory: FlowMemory
  readonly limits: ThreadLimits
  readonly publishAfter?: number | undefined
  /** The processors of engine, journal and replica, by turns; any where left out. */
  readonly cpus?: readonly number[]
  /** Told of everything that goes wrong. */
  readonly onFailure: (failure: ExchangeFailure) => void
}

/** In the order in which they are given processors. */
const ROLES: readonly Role[] = ['engine', 'journal', 'replica']

interface Asked {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** The engine, the journal and the replica of a flow in a thread each. */
export class FlowThreads {
  readonly #options: FlowThreadsOptions
  readonly #threads: Readonly<Record<Role, FlowThread>>
  readonly #asked = new Map<number, Asked>()
  readonly #closed = new Set<Role>()
  #nextQuery = 1
  #opened: ((opening: JournalOpening) => void) | undefined
  #ready: Partial<Record<Role, (report: RecoveryReport | undefined) => void>> = {}
  /** What is recovered and unknown to the subscribers. */
  readonly unpublished: UnpublishedEvents
  #onProgress: ((progress: RecoveryProgress) => void) | undefined
  #onClosed: (() => void)[] = []

  /** Starts them; they do nothing before {@link recover}. */
  constructor(options: FlowThreadsOptions) {
    this.#options = options
    this.unpublished = new UnpublishedEvents(options.publishAfter)
    const [engineFeed, replicaFeed] = [new MessageChannel(), new MessageChannel()]
    this.#threads = {
      journal: this.#thread('journal', [engineFeed.port1, replicaFeed.port1]),
      engine: this.#thread('engine', [engineFeed.port2]),
      replica: this.#thread('replica', [replicaFeed.port2]),
    }
  }

  /** Opens the journal and recovers engine and replica; resolves with what the engine found. */
  async recover(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    this.#onProgress = onProgress
    const ready = (role: Role): Promise<RecoveryReport | undefined> =>
      new Promise((resolve) => {
        this.#ready[role] = resolve
      })
    const opening = await new Promise<JournalOpening>((resolve) => {
      this.#opened = resolve
    })
    const reports = [ready('engine'), ready('replica')]
    for (const role of ['engine', 'replica'] as const) this.#threads[role].say({ type: 'recover', opening })
    const [report] = await Promise.all(reports)
    return report!
  }

  /** Asks the replica something; the answer knows of a command. Rejects with the replica's error. */
  ask(name: string, args: readonly unknown[], from: number): Promise<unknown> {
    const id = this.#nextQuery
    this.#nextQuery += 1
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject })
      this.#threads.replica.say({ type: 'query', id, name, args, from })
    })
  }

  /** How many questions have no answer yet. */
  get pendingQueries(): number {
    return this.#asked.size
  }

  /** Answers all questions with this error. */
  abandonQueries(error: Error): void {
    const asked = [...this.#asked.values()]
    this.#asked.clear()
    for (const { reject } of asked) reject(error)
  }

  /** Resolves when a thread that was told to end has. */
  async closed(role: Role): Promise<void> {
    while (!this.#closed.has(role)) await new Promise<void>((resolve) => this.#onClosed.push(resolve))
  }

  /** Tells a thread to end and waits until it has, or has failed. */
  async close(role: 'journal' | 'replica'): Promise<void> {
    const message: ToThread = { type: 'close' }
    this.#threads[role].say(message)
    await this.closed(role)
  }

  /** Ends all of them at once. */
  async kill(): Promise<void> {
    await Promise.all(Object.values(this.#threads).map((thread) => thread.kill()))
  }

  #thread(role: Role, feeds: ThreadStart['feeds']): FlowThread {
    const { worker, onFailure, ...others } = this.#options
    const { parts, settings, memory, spins, limits, publishAfter } = others
    const cpus = cpuOf(others.cpus ?? [], ROLES.indexOf(role))
    const onDeath = (error: Error): void => {
      this.#ended(role)
      // Also of the journal: that its thread has ended is nothing that the disk has said.
      onFailure({ source: 'engine', error })
    }
    const onMessage = (message: FromThread): void => {
      this.#hear(role, message)
    }
    const start: ThreadStart = { role, parts, settings, memory, spins, limits, feeds, publishAfter, cpus }
    return new FlowThread(worker, start, { onMessage, onDeath })
  }

  #hear(role: Role, message: FromThread): void {
    if (message.type === 'answer') this.#take(message.id)?.resolve(message.result)
    else if (message.type === 'refusal') this.#take(message.id)?.reject(receivedError(message.error))
    else if (message.type === 'failed') this.#failed(role, message)
    else if (message.type === 'closed') this.#ended(role)
    else if (message.type === 'opened') this.#opened?.(message.opening)
    else this.#hearOfRecovery(role, message)
  }

  #hearOfRecovery(role: Role, message: FromThread & { readonly type: 'unpublished' | 'progress' | 'ready' }): void {
    if (message.type === 'progress') this.#onProgress?.(message.progress)
    else if (message.type === 'ready') this.#ready[role]?.(message.report)
    else this.unpublished.add(readEvents(new EventMemory(message.memory), message.count))
  }

  /** What fails ends with it; where a snapshot cannot be saved all goes on. */
  #failed(role: Role, { source, error }: FromThread & { readonly type: 'failed' }): void {
    if (source !== 'snapshot') this.#ended(role)
    this.#options.onFailure({ source, error: receivedError(error) })
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }

  #ended(role: Role): void {
    this.#closed.add(role)
    for (const tell of this.#onClosed.splice(0)) tell()
  }
}
