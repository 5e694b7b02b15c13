import { Exchange, ManualClock, MemoryJournal, MemorySnapshotStore } from '../../src/index.ts'
import type { Answer, Command, EventPublisher, ExchangeService, FlowWiring, GroupedFlow } from '../../src/index.ts'

/** A death at a command: before anything of it is done, or when all of it is durable and nobody has heard of it. */
export interface Death {
  /** The so manieth command since the flow was first started. */
  readonly atCommand: number
  readonly when: 'before' | 'after'
}

/** Where a flow keeps everything, and how many commands were handed to it over all its lives. */
class Remains {
  readonly storage = new MemoryJournal().storage
  readonly snapshots = new MemorySnapshotStore()
  readonly clock = new ManualClock(1_000)
  commands = 0
}

/** A flow that dies at these commands, and finds its journal again when it is created anew. */
export function mortalFlow(
  name: string,
  flowNumber: number,
  instruments: readonly string[],
  deaths: readonly Death[] = [],
): GroupedFlow {
  const remains = new Remains()
  return { name, flowNumber, instruments, create: (wiring) => new MortalExchange(flowNumber, remains, deaths, wiring) }
}

/** An exchange that a kill of its process ends in the middle of a command: silent from then on. */
class MortalExchange implements ExchangeService {
  readonly #exchange: Exchange
  readonly #remains: Remains
  readonly #deaths: readonly Death[]
  readonly #wiring: FlowWiring
  #isDead = false
  #isMute = false

  constructor(flowNumber: number, remains: Remains, deaths: readonly Death[], wiring: FlowWiring) {
    const { storage, snapshots, clock } = remains
    const journal = new MemoryJournal({ storage })
    this.#exchange = new Exchange({ journal, snapshots, clock, flowNumber, snapshotEveryCommands: 7, ...wiring })
    this.#remains = remains
    this.#deaths = deaths
    this.#wiring = wiring
  }

  get status(): ExchangeService['status'] {
    return this.#isDead ? 'failed' : this.#exchange.status
  }

  get queries(): ExchangeService['queries'] {
    return this.#exchange.queries
  }

  start(...args: Parameters<ExchangeService['start']>): ReturnType<ExchangeService['start']> {
    return this.#exchange.start(...args)
  }

  async submit(command: Command): Promise<Answer> {
    if (this.#isDead) return SILENCE
    this.#remains.commands += 1
    const death = this.#deaths.find(({ atCommand }) => atCommand === this.#remains.commands)
    if (death?.when === 'before') {
      this.#die()
      return SILENCE
    }
    if (death !== undefined) this.#isMute = true
    const answer = await this.#exchange.submit(command)
    if (death !== undefined) this.#die()
    return this.#isMute ? SILENCE : answer
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#exchange.subscribe({
      publish: (...args) => {
        if (!this.#isMute) publisher.publish(...args)
      },
    })
  }

  saveSnapshot(): Promise<number> {
    return this.#exchange.saveSnapshot()
  }

  stop(): Promise<void> {
    return this.#isDead ? Promise.reject(new Error('killed')) : this.#exchange.stop()
  }

  statistics(): ReturnType<ExchangeService['statistics']> {
    return { ...this.#exchange.statistics(), status: this.status }
  }

  #die(): void {
    if (this.#isDead) return
    this.#isDead = true
    this.#isMute = true
    this.#wiring.onError({ source: 'engine', error: new Error('killed') })
  }
}

const SILENCE: Answer = { status: 'unavailable', reason: 'ENGINE_FAILED', text: 'killed' }
