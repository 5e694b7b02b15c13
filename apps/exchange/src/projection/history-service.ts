import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Event, EventPublisher, TradingHistory } from '@openlob/application'
import { openDatabase, SqlHistory } from '@openlob/postgres'
import type { HistoryDatabase } from '@openlob/postgres'
import type { Logger } from 'pino'
import type { ResolvedConfiguration } from '../configuration/resolve-configuration.ts'
import { FreshHistory } from './fresh-history.ts'
import { HistoryProgress } from './history-progress.ts'
import type { FlowStart } from './history-progress.ts'
import type { FromHistory, ProjectedFlow, ToHistory } from './messages.ts'

/** The history of what an exchange is put together from. */
export interface HistoryServiceOptions {
  readonly resolved: ResolvedConfiguration
  readonly dataDirectory: string
  readonly pluginDirectory: string
  readonly flows: readonly ProjectedFlow[]
  readonly logger: Logger
}

/** How the history is, for people. */
export interface HistoryHealth {
  readonly store: string
  readonly state: 'starting' | 'serving' | 'down'
  readonly lagEvents: number
  readonly lagSeconds: number
  readonly missedEvents: number
  /** What keeps it from going on, by what that is in: `store`, or the number of a flow. */
  readonly troubles: Readonly<Record<string, string>>
}

/** Where the process begins: as it was built, or from the sources. */
const ENTRY: URL = new URL(
  import.meta.url.endsWith('.ts') ? '../history-process.ts' : './history-process.js',
  import.meta.url,
)
/** The process is told of what is durable so often at most. */
const DURABLE_EVERY_MS = 5
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000
/** One that has lived so long begins its pauses anew. */
const HEALTHY_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const CONNECTIONS = 4

/**
 * The history beside an exchange: starts its process, tells that what is durable, and answers out of its database. The
 * exchange never waits for it; where the process dies it is started again.
 */
export class HistoryService implements EventPublisher {
  /** What was, up to this moment; it rejects where the database cannot answer. */
  readonly history: TradingHistory
  readonly #options: HistoryServiceOptions
  readonly #progress = new HistoryProgress()
  readonly #ending = new AbortController()
  readonly #troubles = new Map<string, string>()
  #child: ChildProcess | undefined
  #database: { readonly url: string; readonly opened: HistoryDatabase; readonly history: SqlHistory } | undefined
  #isTelling = false
  #supervising: Promise<void> = Promise.resolve()

  /** One that does nothing before it is started. */
  constructor(options: HistoryServiceOptions) {
    this.#options = options
    const { freshMs } = options.resolved.configuration.history
    this.history = new FreshHistory({
      history: () => this.#database?.history,
      caughtUp: async () => {
        if (this.#state === 'serving' && freshMs > 0) await this.#progress.caughtUp(AbortSignal.timeout(freshMs))
      },
    })
  }

  publish(events: readonly Event[], flowNumber: number): void {
    this.#progress.published(events, flowNumber)
    if (this.#isTelling) return
    this.#isTelling = true
    void setTimeout(DURABLE_EVERY_MS, undefined, { ref: false }).then(() => {
      this.#isTelling = false
      this.#tell({ type: 'durable', durable: this.#progress.durable() })
    })
  }

  /** Starts the process, from where the flows are; it is to be subscribed to the exchange before. */
  start(starts: readonly FlowStart[]): void {
    this.#progress.begin(starts)
    this.#supervising = this.#supervise()
  }

  /** Resolves when the history has all that has happened so far; rejects where it is stopped before. */
  async caughtUp(): Promise<void> {
    await this.#progress.caughtUp(this.#ending.signal)
    this.#ending.signal.throwIfAborted()
  }

  /** Throws the history away and has it built anew from the journal, while it goes on. */
  rebuild(): void {
    this.#progress.forget()
    this.#tell({ type: 'rebuild' })
  }

  /** Whether it was told to stop. */
  get isStopped(): boolean {
    return this.#ending.signal.aborted
  }

  /** How it is. */
  health(): HistoryHealth {
    const { store } = this.#options.resolved.configuration.history
    const [lagEvents, lagSeconds, missedEvents] = [
      this.#progress.lagEvents(),
      this.#progress.lagSeconds(),
      this.#progress.missedEvents(),
    ]
    return {
      store,
      state: this.#state,
      lagEvents,
      lagSeconds,
      missedEvents,
      troubles: Object.fromEntries(this.#troubles),
    }
  }

  /** Lets what is durable be written, for a while, and ends the process and its server. */
  async stop(): Promise<void> {
    this.#tell({ type: 'durable', durable: this.#progress.durable() })
    this.#ending.abort()
    const child = this.#child
    if (child !== undefined) {
      this.#tell({ type: 'stop' })
      const ended = this.#supervising.then(() => true)
      if (!(await Promise.race([ended, setTimeout(STOP_TIMEOUT_MS, false, { ref: false })]))) child.kill('SIGKILL')
    }
    await this.#supervising
    await this.#closeDatabase()
  }

  get #state(): HistoryHealth['state'] {
    if (this.#database === undefined) return this.#troubles.has('store') ? 'down' : 'starting'
    return this.#troubles.has('store') ? 'down' : 'serving'
  }

  #tell(message: ToHistory): void {
    if (this.#child?.connected === true) this.#child.send(message, () => undefined)
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#ending
    for (let failures = 0; !signal.aborted; failures += 1) {
      const startedMs = performance.now()
      const how = await this.#live()
      if (this.isStopped) return
      if (performance.now() - startedMs > HEALTHY_MS) failures = 0
      this.#trouble('store', `its process has ended (${how}) and is started again`)
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
      await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** One life of the process; resolves with how it ended. */
  #live(): Promise<string> {
    const { resolved, dataDirectory, pluginDirectory, flows } = this.#options
    return new Promise((resolve) => {
      const child = fork(fileURLToPath(ENTRY), { serialization: 'json' })
      this.#child = child
      child.on('message', (message) => {
        this.#hear(message as FromHistory)
      })
      child.once('error', (error) => {
        resolve(error.message)
      })
      child.once('exit', (code, signal) => {
        this.#child = undefined
        resolve(signal ?? `exit code ${code ?? '?'}`)
      })
      this.#tell({ type: 'start', resolved, dataDirectory, pluginDirectory, flows, durable: this.#progress.durable() })
    })
  }

  #hear(message: FromHistory): void {
    switch (message.type) {
      case 'serving':
        void this.#open(message.url)
        break
      case 'position':
        this.#progress.reached(message.position)
        this.#well(String(message.position.flow))
        break
      case 'trouble':
        this.#trouble(message.flow === undefined ? 'store' : String(message.flow), message.problem)
        break
      case 'well':
        this.#well(message.flow === undefined ? 'store' : String(message.flow))
        break
      case 'log':
        this.#options.logger.debug({ line: message.line }, 'the server of the history says')
    }
  }

  async #open(url: string): Promise<void> {
    if (this.#database?.url === url) return
    await this.#closeDatabase()
    const { schema } = this.#options.resolved.configuration.history
    const onError = (error: Error): void => {
      this.#options.logger.debug({ err: error }, 'a connection to the history was lost')
    }
    const opened = openDatabase({ url, schema, maxConnections: CONNECTIONS, onError })
    this.#database = { url, opened, history: new SqlHistory(opened) }
  }

  async #closeDatabase(): Promise<void> {
    const database = this.#database
    this.#database = undefined
    await database?.opened.destroy()
  }

  #trouble(what: string, problem: string): void {
    if (this.isStopped || this.#troubles.get(what) === problem) return
    this.#troubles.set(what, problem)
    const { logger } = this.#options
    logger.error({ history: what }, `the history waits, while the exchange goes on: ${problem}`)
  }

  #well(what: string): void {
    if (this.#troubles.delete(what)) this.#options.logger.info({ history: what }, 'the history goes on')
  }
}
