import type { Answer } from '../answer.ts'
import type { Command } from '../commands/command.ts'
import type { ExchangeFailure, ExchangeStatistics } from '../exchange-options.ts'
import type { Event } from '../events/event.ts'
import type { ExchangeService, Queries } from '../ports/exchange-gateway.ts'
import type { RecoveryProgress, RecoveryReport } from '../recovery/recover.ts'
import type { FlowFailure, GroupedFlow } from './flow-group-options.ts'

/** What is heard of a {@link SupervisedFlow}. */
export interface SupervisedFlowListener {
  /** Events of one command are durable; gapless over restarts. */
  onEvents(events: readonly Event[]): void
  /** Something went wrong. */
  onFailure(failure: FlowFailure): void
  /** It runs again. */
  onRestarted(): void
  /** Waits before it is started again. */
  pause(failures: number): Promise<void>
}

/**
 * A flow that comes back by itself: where its engine, its thread or its process has ended, it is recovered from the
 * journal and goes on. Not where the journal failed: what the disk has then nobody knows, and a person must look.
 */
export class SupervisedFlow {
  readonly name: string
  readonly flowNumber: number
  readonly #flow: GroupedFlow
  readonly #listener: SupervisedFlowListener
  #exchange: ExchangeService
  /** The last event published. */
  #published: number | undefined
  #restarting: Promise<void> | undefined
  #stopAsked: (() => void) | undefined
  readonly #stopped = new Promise<void>((resolve) => {
    this.#stopAsked = resolve
  })
  /** In a row, without a start that succeeded. */
  #failures = 0

  /** One that is not yet started. */
  constructor(flow: GroupedFlow, listener: SupervisedFlowListener) {
    this.name = flow.name
    this.flowNumber = flow.flowNumber
    this.#flow = flow
    this.#listener = listener
    this.#exchange = this.#create()
  }

  /** Where its exchange is in its life. */
  isRunning(): boolean {
    return this.#exchange.status === 'running'
  }

  /** What its exchange answers. */
  get queries(): Queries {
    return this.#exchange.queries
  }

  /** Hands a command to its exchange. */
  submit(command: Command): Promise<Answer> {
    return this.#exchange.submit(command)
  }

  /** Figures of its exchange. */
  statistics(): ExchangeStatistics {
    return this.#exchange.statistics()
  }

  /** Saves a snapshot; as `ExchangeService.saveSnapshot`. */
  saveSnapshot(): Promise<number> {
    return this.#exchange.saveSnapshot()
  }

  /** Starts it for the first time. Rejects where that fails: it is not tried again. */
  async start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    const report = await this.#exchange.start(onProgress)
    // What it has done since, to put its configuration in force, it is yet to publish.
    this.#published ??= report.lastEventSequence
    return report
  }

  /** Stops it in order, wherever it is. Rejects where it has failed and is not being started again. */
  async stop(): Promise<void> {
    this.#stopAsked?.()
    this.#stopAsked = undefined
    await this.#restarting
    await this.#exchange.stop()
  }

  #create(): ExchangeService {
    const exchange = this.#flow.create({
      publishAfter: this.#published,
      onError: (failure) => {
        this.#hear(exchange, failure)
      },
    })
    exchange.subscribe({
      publish: (events) => {
        this.#published = events.at(-1)!.sequence
        this.#listener.onEvents(events)
      },
    })
    return exchange
  }

  #hear(exchange: ExchangeService, failure: ExchangeFailure): void {
    // One that was given up has nothing to say.
    if (exchange !== this.#exchange) return
    const isDown = failure.source === 'journal' || failure.source === 'engine'
    const restarts = failure.source === 'engine' && !this.#isStopping()
    this.#tell(failure, !isDown || restarts)
    if (restarts) this.#restarting ??= this.#restart()
  }

  async #restart(): Promise<void> {
    while (!this.#isStopping()) {
      // It cannot end in order, but gives back what it holds.
      await this.#exchange.stop().catch(() => undefined)
      this.#failures += 1
      await Promise.race([this.#listener.pause(this.#failures), this.#stopped])
      if (this.#isStopping()) break
      this.#exchange = this.#create()
      try {
        await this.#exchange.start()
      } catch (error) {
        this.#tell({ source: 'engine', error }, true)
        continue
      }
      this.#failures = 0
      break
    }
    this.#restarting = undefined
    if (this.isRunning()) this.#listener.onRestarted()
  }

  #isStopping(): boolean {
    return this.#stopAsked === undefined
  }

  #tell(failure: ExchangeFailure, goesOn: boolean): void {
    this.#listener.onFailure({ ...failure, flow: this.name, goesOn })
  }
}
