import type { Journal, JournalRecord } from '@openlob/application'
import { Bell } from './bell.ts'
import { RECORD } from './messages.ts'
import type { FeedRequest } from './messages.ts'
import { RingWriter } from './ring.ts'
import type { RingMemory } from './ring.ts'

const SEQUENCE_OCTETS = 8

/** Writes a record into a ring; false where there is no room now. */
export function writeRecord(ring: RingWriter, { sequence, payload }: JournalRecord): boolean {
  const at = ring.claim(SEQUENCE_OCTETS + payload.length)
  if (at === 0) return false
  ring.longs[at >> 3] = BigInt(sequence)
  ring.octets.set(payload, at + SEQUENCE_OCTETS)
  ring.commit(RECORD)
  return true
}

/**
 * Gives a thread the durable records of the journal. Where its ring has no room it falls behind, and reads what it
 * missed out of the journal itself: it never holds up whoever writes.
 */
export class FeedWriter {
  readonly #journal: Journal
  readonly #ring: RingWriter
  /** Rung when there is room. */
  readonly #room: Bell
  readonly #durableSequence: () => number
  /** The next one to be given. */
  #next = 1
  #until = 0
  /** Whether all that is durable was given. */
  #isLive = false

  /** Gives nothing before {@link give}. */
  constructor(journal: Journal, memory: RingMemory, durableSequence: () => number) {
    this.#journal = journal
    this.#ring = new RingWriter(memory)
    this.#room = new Bell(memory.writerBell)
    this.#durableSequence = durableSequence
  }

  /** Gives what is asked for; resolves when nothing is left to give. Rejects where it cannot be read. */
  give(request: FeedRequest): Promise<void> {
    this.#next = request.from
    this.#until = request.type === 'read' ? request.until : Number.POSITIVE_INFINITY
    return this.#catchUp()
  }

  /** Gives a record that has become durable, in order. Resolves at once, or when what was missed is given. */
  async onDurable(records: readonly JournalRecord[]): Promise<void> {
    if (!this.#isLive) return
    for (const record of records) {
      if (!writeRecord(this.#ring, record)) {
        this.#isLive = false
        break
      }
      this.#next = record.sequence + 1
    }
    this.#ring.wake()
    if (!this.#isLive) await this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      for await (const records of this.#journal.read(this.#next)) {
        await this.#write(records)
        if (this.#next > this.#until) return
      }
      if (this.#next <= this.#durableSequence()) continue
      this.#isLive = true
      return
    }
  }

  async #write(records: readonly JournalRecord[]): Promise<void> {
    for (const record of records) {
      if (record.sequence > this.#until) break
      for (;;) {
        const seen = this.#room.count()
        if (writeRecord(this.#ring, record)) break
        this.#ring.wake()
        await this.#room.rung(seen)
      }
      this.#next = record.sequence + 1
    }
    this.#ring.wake()
  }
}
