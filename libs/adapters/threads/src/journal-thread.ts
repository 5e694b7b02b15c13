import type { Journal, JournalOpening, JournalRecord } from '@openlob/application'
import type { MessagePort } from 'node:worker_threads'
import { Bell } from './bell.ts'
import { FeedWriter } from './feed-writer.ts'
import { Gauges } from './flow-memory.ts'
import type { FlowMemory } from './flow-memory.ts'
import type { FeedRequest } from './messages.ts'
import { RingReader } from './ring.ts'

const SEQUENCE_OCTETS = 8
/** The journal commits at the end of a turn of the event loop: so many records at the most are given to it in one. */
const RECORDS_A_TURN = 4_096

/** How a {@link JournalThread} works. */
export interface JournalThreadOptions {
  readonly memory: FlowMemory
  readonly spins: number
  /** To the engine and to the replica, in this order. */
  readonly feeds: readonly MessagePort[]
  /** Told once of what makes it fail. */
  readonly onFailure: (error: unknown) => void
}

/**
 * The journal in a thread of its own: takes records out of a ring, says through shared memory what is durable, and
 * gives the records to whoever follows.
 */
export class JournalThread {
  readonly #journal: Journal
  readonly #options: JournalThreadOptions
  readonly #gauges: Gauges
  readonly #records: RingReader
  readonly #bell: Bell
  readonly #gatewayBell: Bell
  readonly #feeds: readonly FeedWriter[]
  /** Appended and not yet durable. */
  #pending: JournalRecord[] = []
  #isClosing = false
  #running: Promise<void> | undefined

  /** A journal that is not open. */
  constructor(journal: Journal, options: JournalThreadOptions) {
    const { memory } = options
    this.#journal = journal
    this.#options = options
    this.#gauges = new Gauges(memory.gauges)
    this.#records = new RingReader(memory.records)
    this.#bell = new Bell(memory.records.readerBell)
    this.#gatewayBell = new Bell(memory.events.readerBell)
    const durable = (): number => this.#gauges.get('durableSequence')
    this.#feeds = [memory.engineFeed, memory.replicaFeed].map((ring) => new FeedWriter(journal, ring, durable))
  }

  /** Opens the journal and begins to work. Rejects as the journal does. */
  async open(): Promise<JournalOpening> {
    const opening = await this.#journal.open({
      onDurable: (sequence) => {
        this.#onDurable(sequence)
      },
      onFailure: (error) => {
        this.#options.onFailure(error)
      },
    })
    this.#gauges.set('durableSequence', opening.lastSequence)
    this.#options.feeds.forEach((port, index) => {
      port.on('message', (request: FeedRequest) => {
        this.#feeds[index]?.give(request).catch(this.#options.onFailure)
      })
    })
    this.#running = this.#run().catch(this.#options.onFailure)
    return opening
  }

  /** Makes everything in the ring durable and closes the journal; rejects as the journal does. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#bell.ring()
    await this.#running
    for (const port of this.#options.feeds) port.close()
    await this.#journal.close()
  }

  async #run(): Promise<void> {
    for (;;) {
      const seen = this.#bell.count()
      if (this.#take()) await new Promise((resolve) => setImmediate(resolve))
      else if (this.#isClosing) return
      else await this.#bell.rung(seen, this.#options.spins)
    }
  }

  #take(): boolean {
    const ring = this.#records
    let count = 0
    while (count < RECORDS_A_TURN && ring.peek()) {
      const sequence = Number(ring.longs[ring.at >> 3])
      const payload = ring.octets.slice(ring.at + SEQUENCE_OCTETS, ring.at + ring.length)
      ring.release()
      this.#journal.append(sequence, payload)
      this.#pending.push({ sequence, payload })
      count += 1
    }
    if (count > 0) ring.wakeWriter()
    return count > 0
  }

  #onDurable(sequence: number): void {
    this.#gauges.set('durableSequence', sequence)
    this.#gatewayBell.ring()
    const pending = this.#pending
    const behind = pending.findIndex((record) => record.sequence > sequence)
    const durable = behind < 0 ? pending : pending.slice(0, behind)
    this.#pending = behind < 0 ? [] : pending.slice(behind)
    for (const feed of this.#feeds) feed.onDurable(durable).catch(this.#options.onFailure)
  }
}
