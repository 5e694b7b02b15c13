import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { commandOf } from '@openlob/application'
import type { JournalRecord, SnapshotStore, TradingFlowOptions } from '@openlob/application'
import { FlowFollower } from '@openlob/application/composition'
import { JournalTail } from '@openlob/journal-file'
import { ProjectionWriter } from '@openlob/postgres'
import type { HistoryDatabase } from '@openlob/postgres'
import { OperatorError } from '../operator-error.ts'
import { Bell } from './bell.ts'
import type { FlowPosition } from './messages.ts'

/** What a flow's projector works with. */
export interface FlowProjectorOptions {
  readonly number: number
  /** Where the flow keeps everything. */
  readonly dataDirectory: string
  /** What the flow is made of. */
  readonly flow: TradingFlowOptions
  readonly snapshots: () => SnapshotStore
  /** Told of each step forward. */
  readonly onPosition: (position: FlowPosition) => void
}

interface CatchingUp {
  readonly from: number
  readonly writer: ProjectionWriter
  /** Those that are to be closed in the end. */
  readonly tails: JournalTail[]
}

const RECORDS_AT_ONCE = 1_000
const EVENTS_AT_ONCE = 4_000
/** From one transaction to the next: what happens meanwhile goes in one. The first behind a pause goes at once. */
const TRANSACTION_EVERY_MS = 50

/** Carries the events of one flow into the database: out of the journal, by a copy of the flow, as far as durable. */
export class FlowProjector {
  readonly number: number
  readonly #options: FlowProjectorOptions
  readonly #bell = new Bell()
  #durableSequence: number
  #doneSequence = -1
  #isRunning = false
  #isEnding = false

  /** Of a flow that is durable up to a command. */
  constructor(options: FlowProjectorOptions, durableSequence: number) {
    this.number = options.number
    this.#options = options
    this.#durableSequence = durableSequence
  }

  /** The flow is durable up to there. */
  durable(sequence: number): void {
    this.#durableSequence = sequence
    this.#bell.ring()
  }

  /** Whether all that is durable is in. */
  get isDone(): boolean {
    return this.#doneSequence >= this.#durableSequence
  }

  /** Whether it goes on; not where it has failed and is to be tried again. */
  get isRunning(): boolean {
    return this.#isRunning
  }

  /** Ends {@link run} where it waits for the journal, or when what it writes is written. */
  end(): void {
    this.#isEnding = true
    this.#bell.ring()
  }

  /** Goes on until it is ended. Rejects where the journal cannot be carried out or the database takes nothing. */
  async run(database: HistoryDatabase): Promise<void> {
    this.#isEnding = false
    this.#isRunning = true
    this.#doneSequence = -1
    try {
      await this.#project(database)
    } finally {
      this.#isRunning = false
    }
  }

  async #project(database: HistoryDatabase): Promise<void> {
    const writer = await ProjectionWriter.open(database, this.number)
    const directory = join(this.#options.dataDirectory, 'journal')
    const upTo = this.#durableSequence
    const tails: JournalTail[] = []
    try {
      this.#checkSameHistory(writer, directory, upTo)
      this.#tell(writer)
      const { follower } = await FlowFollower.recover({
        journal: { read: (from) => this.#recordsUpTo(upTo, directory, { from, writer, tails }) },
        opening: { firstSequence: new JournalTail(directory).firstSequence(), lastSequence: upTo, tornTail: undefined },
        snapshots: this.#options.snapshots(),
        flow: this.#options.flow,
        afterEvent: writer.position.eventSequence,
        onEvents: (events) => {
          writer.add(events)
        },
      })
      const tail = tails.at(-1) ?? new JournalTail(directory, follower.sequence + 1)
      tails.push(tail)
      await this.#follow(follower, tail, writer)
    } finally {
      for (const tail of tails) tail.close()
    }
  }

  async #follow(follower: FlowFollower, tail: JournalTail, writer: ProjectionWriter): Promise<void> {
    for (;;) {
      const flushedMs = performance.now()
      const isFlushed = writer.gatheredEvents > 0
      await this.#flush(writer)
      this.#doneSequence = follower.sequence
      if (this.#isEnding) return
      if (this.isDone) {
        await this.#bell.rung()
        if (isFlushed) await this.#gather(flushedMs + TRANSACTION_EVERY_MS)
      }
      for (const record of tail.read(this.#durableSequence, RECORDS_AT_ONCE)) writer.add(follower.apply(record))
    }
  }

  /** Waits for more to go into the next transaction. */
  async #gather(untilMs: number): Promise<void> {
    const pauseMs = untilMs - performance.now()
    if (pauseMs > 0 && !this.#isEnding) await setTimeout(pauseMs)
  }

  /** The records that are carried out again at first; what they did is written meanwhile. */
  async *#recordsUpTo(
    last: number,
    directory: string,
    { from, writer, tails }: CatchingUp,
  ): AsyncGenerator<readonly JournalRecord[], void> {
    if (from > last) return
    const tail = new JournalTail(directory, from)
    tails.push(tail)
    for (;;) {
      const records = tail.read(last, RECORDS_AT_ONCE)
      if (records.length === 0) return
      yield records
      if (this.#isEnding) throw new OperatorError('the history is being closed')
      if (writer.gatheredEvents >= EVENTS_AT_ONCE) await this.#flush(writer)
    }
  }

  async #flush(writer: ProjectionWriter): Promise<void> {
    if (writer.gatheredEvents === 0) return
    await writer.flush()
    this.#tell(writer)
  }

  #tell({ position }: ProjectionWriter): void {
    const { eventSequence, timestampUs, missedEvents } = position
    this.#options.onPosition({ flow: this.number, eventSequence, timestampUs, missedEvents })
  }

  /** The command that the history goes up to must be the one that the journal has there. */
  #checkSameHistory({ position }: ProjectionWriter, directory: string, durableSequence: number): void {
    const { commandSequence, timestampUs } = position
    if (commandSequence === 0) return
    const other = new OperatorError(
      `the database holds the history of another exchange (flow ${this.number} up to command ${commandSequence}): name another one, or another schema, or have it built anew by openlob history rebuild`,
    )
    if (commandSequence > durableSequence) throw other
    const first = new JournalTail(directory).firstSequence()
    if (first === undefined || first > commandSequence) return
    const tail = new JournalTail(directory, commandSequence)
    try {
      const [record] = tail.read(commandSequence, 1)
      if (record === undefined || commandOf(record, commandSequence).timestampUs !== timestampUs) throw other
    } finally {
      tail.close()
    }
  }
}
