import type { JournalRecord } from '@openlob/application'
import type { MessagePort } from 'node:worker_threads'
import { Bell } from './bell.ts'
import type { FeedRequest } from './messages.ts'
import { RingReader } from './ring.ts'
import type { RingMemory } from './ring.ts'

const SEQUENCE_OCTETS = 8
/** After so many records the event loop has its turn. */
const RECORDS_A_TURN = 4_096

/** The records of a journal that is in another thread, in a thread with an event loop. */
export class RecordFeed {
  /** Rung when there is a record. */
  readonly bell: Bell
  readonly #ring: RingReader
  readonly #port: MessagePort

  /** The records come through the ring, and are asked for over the port. */
  constructor(memory: RingMemory, port: MessagePort) {
    this.#ring = new RingReader(memory)
    this.bell = new Bell(memory.readerBell)
    this.#port = port
  }

  /** The records from one to another; as `Journal.read` with the last one that is to be read. */
  async *read(from: number, until: number): AsyncGenerator<readonly JournalRecord[], void, void> {
    if (from > until) return
    this.#ask({ type: 'read', from, until })
    for (;;) {
      const seen = this.bell.count()
      const records = this.#taken(until)
      const last = records.at(-1)
      if (last === undefined) {
        await this.bell.rung(seen)
        continue
      }
      yield records
      if (last.sequence === until) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** What has come, as much as goes in a turn, up to a record. */
  #taken(until: number): readonly JournalRecord[] {
    const records: JournalRecord[] = []
    while (records.length < RECORDS_A_TURN) {
      const record = this.next()
      if (record === undefined) break
      records.push(record)
      if (record.sequence === until) break
    }
    return records
  }

  /** Asks for all records from one on, as they become durable: they are taken with {@link next}. */
  follow(from: number): void {
    this.#ask({ type: 'follow', from })
  }

  /** The next record, undefined where none has come. */
  next(): JournalRecord | undefined {
    const ring = this.#ring
    if (!ring.peek()) return undefined
    const sequence = Number(ring.longs[ring.at >> 3])
    const payload = ring.octets.slice(ring.at + SEQUENCE_OCTETS, ring.at + ring.length)
    ring.release()
    ring.wakeWriter()
    return { sequence, payload }
  }

  #ask(request: FeedRequest): void {
    this.#port.postMessage(request)
  }
}
