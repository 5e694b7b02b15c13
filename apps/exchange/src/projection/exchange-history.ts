import { setTimeout } from 'node:timers/promises'
import { HistoryUnavailableError, MarketTape, MemoryHistory, restoreTape, TapedHistory } from '@openlob/application'
import type { ExchangeGateway, Queries } from '@openlob/application'
import type { FlowStart } from './history-progress.ts'
import { HistoryDesk } from './history-desk.ts'
import { HistoryService } from './history-service.ts'
import type { HistoryHealth, HistoryServiceOptions } from './history-service.ts'
import type { MetricReading } from '../exchange-metrics.ts'

const RETRY_MS = 1_000
const IN_MEMORY: HistoryHealth = {
  store: 'memory',
  state: 'serving',
  lagEvents: 0,
  lagSeconds: 0,
  missedEvents: 0,
  troubles: {},
}

/** What was, as the configuration has it: in a database beside the exchange, or in memory since the start. */
export class ExchangeHistory {
  /** What questions are answered from. */
  readonly taped: TapedHistory
  readonly #service: HistoryService | undefined

  /** Of an exchange that has not started; it hears every event of it. */
  constructor(exchange: ExchangeGateway, options: HistoryServiceOptions) {
    if (options.resolved.configuration.history.store === 'memory') {
      const history = new MemoryHistory()
      exchange.subscribe(history)
      this.taped = new TapedHistory(history.tape, history)
      return
    }
    const tape = new MarketTape()
    exchange.subscribe(tape)
    this.#service = new HistoryService(options)
    exchange.subscribe(this.#service)
    this.taped = new TapedHistory(tape, this.#service.history)
  }

  /** Begins where the exchange is, before any command of this start; older candles come once the database has all. */
  async start(queries: Queries, starts: readonly FlowStart[]): Promise<void> {
    await this.taped.tape.seed(queries)
    const service = this.#service
    if (service === undefined) return
    service.start(starts)
    const instruments = await queries.instruments()
    const restoring = instruments.map(({ instrumentId }) => instrumentId)
    void service.caughtUp().then(
      async () => {
        for (let instrumentId = restoring.pop(); instrumentId !== undefined; instrumentId = restoring.pop())
          for (let isRestored = false; !isRestored;) isRestored = await this.#restored(instrumentId)
      },
      () => undefined,
    )
  }

  /** How it is. */
  health(): HistoryHealth {
    return this.#service?.health() ?? IN_MEMORY
  }

  /** What whoever runs the exchange asks of it. */
  desk(queries: Queries): HistoryDesk {
    const rebuild = (): boolean => {
      this.#service?.rebuild()
      return this.#service !== undefined
    }
    return new HistoryDesk({ queries, history: this.taped, rebuild })
  }

  /** Lets what is durable be written, for a while, and ends what runs for it. */
  async stop(): Promise<void> {
    await this.#service?.stop()
  }

  /** The numbers that `/metrics` shows. */
  readings(): MetricReading[] {
    const row = (name: string, help: string, read: (health: HistoryHealth) => number): MetricReading => {
      return { kind: 'gauge', name: `openlob_history_${name}`, help, read: () => read(this.health()) }
    }
    return [
      row('serving', '1 while questions about the past are answered, else 0', ({ state }) =>
        state === 'serving' ? 1 : 0,
      ),
      row('lag_events', 'Durable events that are not yet in the history', ({ lagEvents }) => lagEvents),
      row(
        'lag_seconds',
        'How much older the last command in the history is than the last one',
        ({ lagSeconds }) => lagSeconds,
      ),
      row('missed_events', 'Events that the history can never have', ({ missedEvents }) => missedEvents),
      row('troubles', 'What keeps it from going on', ({ troubles }) => Object.keys(troubles).length),
    ]
  }

  async #restored(instrumentId: Parameters<typeof restoreTape>[2]): Promise<boolean> {
    try {
      await restoreTape(this.taped.tape, this.taped, instrumentId)
      return true
    } catch (error) {
      if (!(error instanceof HistoryUnavailableError)) throw error
      // The database has gone in between; it comes back, or the exchange is stopped.
      if (this.#service?.isStopped === true) return true
      await setTimeout(RETRY_MS, undefined, { ref: false })
      return false
    }
  }
}
