import { setTimeout } from 'node:timers/promises'
import { EmbeddedServer, eraseHistory, migrate, openDatabase } from '@openlob/postgres'
import type { Configuration } from '../configuration/configuration.ts'
import { flowPartsOf } from '../flow-parts.ts'
import { loadPlugins } from '../load-plugins.ts'
import { FlowProjector } from './flow-projector.ts'
import { historyPlace } from './history-place.ts'
import type { FlowSequences, FromHistory, HistoryStart, ToHistory } from './messages.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** So long a stop waits for what is durable to be in. */
const DRAIN_MS = 5_000
/** A transaction of a batch that takes longer is given up. */
const STATEMENT_TIMEOUT_MS = 60_000

/** The history of an exchange, in a process of its own: its server where that is embedded, and all that is written. */
export class HistoryWorker {
  readonly #say: (message: FromHistory) => void
  readonly #ending = new AbortController()
  /** From when the database is open until it is closed. */
  #round = new AbortController()
  /** The last durable command of each flow. */
  readonly #durableSequences = new Map<number, number>()
  #projectors: readonly FlowProjector[] = []
  #mustErase = false
  #running: Promise<void> = Promise.resolve()

  /** One that tells of itself by `say`. */
  constructor(say: (message: FromHistory) => void) {
    this.#say = say
  }

  /** Takes a message; resolves when it has done what that says. */
  async hear(message: ToHistory): Promise<void> {
    switch (message.type) {
      case 'start':
        this.#running = this.#run(message)
        return this.#running
      case 'durable':
        this.#durable(message.durable)
        return
      case 'rebuild':
        this.#mustErase = true
        this.#endRound()
        return
      case 'stop':
        await this.#drain()
        await this.end()
    }
  }

  /** Ends what it does, and its server. */
  async end(): Promise<void> {
    this.#ending.abort()
    this.#endRound()
    await this.#running
  }

  #endRound(): void {
    this.#round.abort()
    for (const projector of this.#projectors) projector.end()
  }

  #durable(durable: FlowSequences): void {
    for (const [flow, sequence] of durable) {
      this.#durableSequences.set(flow, sequence)
      this.#projectors.find(({ number }) => number === flow)?.durable(sequence)
    }
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_MS
    while (this.#projectors.some(({ isDone, isRunning }) => isRunning && !isDone) && performance.now() < deadline)
      await setTimeout(10)
  }

  async #run(start: HistoryStart): Promise<void> {
    const { configuration } = start.resolved
    this.#durable(start.durable)
    const plugins = await loadPlugins(start.resolved, start.pluginDirectory)
    this.#projectors = start.flows.map(({ number, dataDirectory }) => {
      const { flow, snapshots } = flowPartsOf(configuration, { dataDirectory, plugins, flowNumber: number })
      const durable = this.#durableSequences.get(number) ?? 0
      const onPosition = (position: (FromHistory & { readonly type: 'position' })['position']): void => {
        this.#say({ type: 'position', position })
      }
      return new FlowProjector({ number, dataDirectory, flow, snapshots, onPosition }, durable)
    })
    await this.#again(undefined, this.#ending.signal, () => this.#serve(configuration, start.dataDirectory))
  }

  /** Serves until it is ended, or the server is. */
  async #serve(configuration: Configuration, dataDirectory: string): Promise<void> {
    const { history } = configuration
    const onLine = (line: string): void => {
      this.#say({ type: 'log', line })
    }
    const place = historyPlace(configuration, dataDirectory)
    const server = history.store === 'embedded' ? await EmbeddedServer.start({ directory: place, onLine }) : undefined
    const url = server?.url ?? history.url
    const { schema } = history
    const maxConnections = this.#projectors.length + 1
    const database = openDatabase({
      url,
      schema,
      maxConnections,
      relaxedCommit: true,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    })
    this.#round = new AbortController()
    const { signal } = this.#round
    const isEnding = (): boolean => this.#ending.signal.aborted
    try {
      await migrate(database, { schema })
      if (this.#mustErase) await eraseHistory(database)
      this.#mustErase = false
      this.#say({ type: 'serving', url })
      this.#say({ type: 'well', flow: undefined })
      if (isEnding()) return
      const projecting = Promise.all(
        this.#projectors.map((projector) => this.#again(projector.number, signal, () => projector.run(database))),
      )
      const gone = server?.ended.then(() => 'gone' as const)
      if ((await Promise.race([projecting, ...(gone === undefined ? [] : [gone])])) !== 'gone') return
      this.#endRound()
      await projecting
      if (!isEnding()) throw new Error('the database server has ended')
    } finally {
      await database.destroy()
      await server?.stop()
    }
  }

  /** Does something over and over until the signal ends it; where it fails, after a pause that grows. */
  async #again(flow: number | undefined, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const isOver = (): boolean => signal.aborted
    for (let failures = 0; !isOver(); ) {
      try {
        await work()
        failures = 0
      } catch (error) {
        if (isOver()) return
        this.#say({ type: 'trouble', flow, problem: error instanceof Error ? error.message : String(error) })
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
        await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined)
        failures += 1
      }
    }
  }
}
