import type { Answer } from '../../answer.ts'
import type { Command } from '../../commands/command.ts'
import type { Event } from '../../events/event.ts'
import type { ExchangeFailure, ExchangeOptions } from '../../exchange-options.ts'
import { Exchange } from '../../exchange.ts'
import { ManualClock } from '../../memory/manual-clock.ts'
import { makerTaker } from '../../plugins/maker-taker.ts'
import type { PluginChoices } from '../../plugins/plugin.ts'
import { sampleSetting } from '../sample-commands.ts'
import { isEnding } from './action.ts'
import type { Action, Ending, Ordinary } from './action.ts'
import { forgetfulPolicy } from './forgetful-policy.ts'
import { ShadowFlow } from './shadow-flow.ts'
import { SimulatedDisk, SimulatedJournal, SimulatedSnapshotStore } from './simulated-disk.ts'
import type { SimulatedBug } from './simulated-disk.ts'

const START_US = 1_700_000_000_000_000
const ACCOUNTS = 4
/** Small, so that each comes often. */
const LIMITS = { snapshotEveryCommands: 25, hashEveryCommands: 7, maxPendingCommands: 20 }
/** So many turns of the queue of promises are enough for whatever follows from an action. */
const TURNS = 40

/** How often what happened. */
export interface SimulationCounts {
  commands: number
  acknowledged: number
  unanswered: number
  starts: number
  snapshotsUsed: number
}

interface Answered {
  readonly answer: Answer
}

/** An exchange with simulated disk, network and clock, and what is true beside it. */
export class SimulatedWorld {
  readonly counts: SimulationCounts = { commands: 0, acknowledged: 0, unanswered: 0, starts: 0, snapshotsUsed: 0 }
  readonly #disk: SimulatedDisk
  readonly #shadow: ShadowFlow
  readonly #clock = new ManualClock(START_US)
  readonly #network: Command[] = []
  readonly #failures: ExchangeFailure[] = []
  #answers: Answered[] = []
  #published: Event[] = []
  #nextEvent = 1
  #journal: SimulatedJournal
  #store: SimulatedSnapshotStore
  #exchange: Exchange

  constructor(bug: SimulatedBug | undefined) {
    this.#disk = new SimulatedDisk(bug)
    this.#shadow = new ShadowFlow({ plugins: this.#plugins() })
    this.#journal = new SimulatedJournal(this.#disk)
    this.#store = new SimulatedSnapshotStore(this.#disk)
    this.#exchange = new Exchange(this.#options())
  }

  /** Starts for the first time, and lets the accounts have money. */
  async begin(): Promise<void> {
    await this.#start()
    for (const command of sampleSetting(ACCOUNTS)) {
      this.#submit(command)
      this.#journal.write(1)
    }
    await settled()
    this.check()
  }

  /** Lets something happen, and all that follows from it. */
  async perform(action: Action): Promise<void> {
    if (isEnding(action)) await this.#end(action)
    else this.#live(action)
    await settled()
  }

  /** Throws where anything is not as it must be. */
  check(): void {
    this.#shadow.advance(this.#disk.records)
    for (const event of this.#published) this.#expectNext(event)
    this.#published = []
    for (const { answer } of this.#answers) this.#expectAnswer(answer)
    this.#answers = []
    const [problem] = this.#shadow.problems()
    if (problem !== undefined) throw new Error(problem)
    const [failure] = this.#failures
    if (failure !== undefined) throw new Error(`the exchange failed: ${failure.source}`, { cause: failure.error })
    if (this.#exchange.status === 'running' && this.#journal.pendingRecords === 0) this.#expectState()
  }

  #live(action: Ordinary): void {
    switch (action.kind) {
      case 'send':
        this.#network.push(action.command)
        return
      case 'tick':
        this.#clock.advance(action.byUs)
        return
      case 'write':
        this.#journal.write(action.records)
        return
      case 'save':
        this.#store.end()
        return
      case 'snapshot':
        // It may be refused, where another is under way: the exchange says so, and that is all.
        void this.#exchange.saveSnapshot().catch(() => undefined)
        return
      case 'save-fails':
        this.#store.end(new Error('ENOSPC'))
        return
      case 'deliver':
      case 'duplicate':
      case 'drop':
        this.#carry(action.kind, action.pick)
    }
  }

  #carry(kind: 'deliver' | 'duplicate' | 'drop', pick: number): void {
    if (this.#network.length === 0) return
    const at = pick % this.#network.length
    if (kind === 'duplicate') this.#network.push(this.#network[at]!)
    else {
      const [command] = this.#network.splice(at, 1)
      if (kind === 'deliver') this.#submit(command!)
    }
  }

  async #end(action: Ending): Promise<void> {
    switch (action.kind) {
      case 'write-fails':
        await this.#failWrite(action.code, action.kept)
        return
      case 'stop':
        await this.#stop()
        return
      case 'crash':
        this.#journal.die(action.kept)
        break
      case 'record-flips':
        this.#journal.die(0)
        await this.#expectRefusal(action.pick)
        break
      case 'snapshot-flips':
        this.#journal.die(0)
        this.#disk.flippedSnapshot = this.#disk.snapshots[0]?.sequence
        break
    }
    await this.#start()
  }

  async #failWrite(code: string, kept: number): Promise<void> {
    this.#journal.fail(new Error(code), kept)
    await settled()
    const heard = this.#failures.splice(0).some(({ source }) => source === 'journal')
    if (!heard || this.#exchange.status !== 'failed') throw new Error(`a failed write stops the exchange: ${this.#exchange.status}`)
    this.check()
    await this.#start()
  }

  async #stop(): Promise<void> {
    const stopping = this.#exchange.stop()
    for (let turn = 0; turn < 4; turn += 1) {
      this.#journal.write(Number.MAX_SAFE_INTEGER)
      this.#store.endAll()
      await settled()
    }
    await stopping
    if (this.#journal.pendingRecords > 0) throw new Error('a clean stop leaves nothing unwritten')
    this.check()
    await this.#start()
  }

  async #expectRefusal(pick: number): Promise<void> {
    const { length } = this.#disk.records
    this.#disk.flippedRecord = pick % length
    this.#restart()
    const error: unknown = await this.#exchange.start().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    this.#disk.flippedRecord = undefined
    if (!(error instanceof Error) || error.name !== 'JournalDamagedError') throw new Error('a damaged journal stops the start')
    if (this.#disk.records.length !== length) throw new Error('a refused start changes nothing')
  }

  /** A new process over what is on the disk. */
  #restart(): void {
    this.#journal = new SimulatedJournal(this.#disk)
    this.#store = new SimulatedSnapshotStore(this.#disk)
    this.#exchange = new Exchange(this.#options())
    this.#published = []
    this.#answers = []
  }

  async #start(): Promise<void> {
    this.#restart()
    this.#shadow.advance(this.#disk.records)
    const exchange = this.#exchange
    this.#nextEvent = this.#shadow.eventSequence + 1
    exchange.subscribe({
      publish: (events) => {
        if (exchange === this.#exchange) this.#published.push(...events)
      },
    })
    const { lastSequence, eventHash, snapshotSequence } = await exchange.start()
    this.counts.starts += 1
    if (snapshotSequence !== undefined) this.counts.snapshotsUsed += 1
    if (lastSequence !== this.#shadow.commandSequence)
      throw new Error(`it started at command ${lastSequence}, and the disk ends at ${this.#shadow.commandSequence}`)
    if (eventHash !== this.#shadow.eventHash) throw new Error(`the events replayed up to command ${lastSequence} are others`)
  }

  #submit(command: Command): void {
    const exchange = this.#exchange
    this.counts.commands += 1
    void exchange.submit(command).then((answer) => {
      if (exchange === this.#exchange) this.#answers.push({ answer })
    })
  }

  #expectAnswer(answer: Answer): void {
    if (answer.status === 'unavailable') {
      this.counts.unanswered += 1
      return
    }
    this.counts.acknowledged += 1
    const { commandSequence } = answer
    if (answer.status === 'done') this.#shadow.expectEvents(commandSequence, answer.events)
    else if (commandSequence > this.#shadow.commandSequence)
      throw new Error(`the refusal of command ${commandSequence} was let out, and the disk ends at ${this.#shadow.commandSequence}`)
  }

  #expectNext(event: Event): void {
    if (event.sequence !== this.#nextEvent) throw new Error(`event ${event.sequence} was published where ${this.#nextEvent} comes next`)
    this.#nextEvent += 1
    this.#shadow.expectEvent(event)
  }

  #expectState(): void {
    const { commandSequence } = this.#shadow
    if (this.#exchange.eventHash() !== this.#shadow.eventHash) throw new Error(`the events up to command ${commandSequence} are others`)
    if (this.#exchange.stateHash() !== this.#shadow.stateHash) throw new Error(`the state after command ${commandSequence} is another`)
  }

  #options(): ExchangeOptions {
    return {
      journal: this.#journal,
      snapshots: this.#store,
      clock: this.#clock,
      plugins: this.#plugins(),
      ...LIMITS,
      onError: (failure) => {
        // A snapshot that is not saved is no failure of the exchange.
        if (failure.source !== 'snapshot') this.#failures.push(failure)
      },
    }
  }

  #plugins(): Partial<PluginChoices> {
    const fees = { plugin: makerTaker, options: { tiers: [{ makerPpm: 1_000, takerPpm: 2_500 }] } }
    return this.#disk.bug === 'hidden-state' ? { fees, risk: { plugin: forgetfulPolicy } } : { fees }
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve()
}
