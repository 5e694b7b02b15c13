import { invariant } from '@openlob/domain'
import type { Journal, JournalListener, JournalOpening, JournalRecord } from '../ports/journal.ts'

/** What a {@link MemoryJournal} keeps: hand it to the next one and it finds what the last one left. */
export interface MemoryJournalStorage {
  /** The durable records, in order. */
  readonly records: JournalRecord[]
}

/** How a {@link MemoryJournal} behaves. */
export interface MemoryJournalOptions {
  /** Where the records stay; a new place where left out. */
  readonly storage?: MemoryJournalStorage
  /** 'auto' makes records durable in the next microtask; 'manual' only when {@link MemoryJournal.commit} is called. */
  readonly commits?: 'auto' | 'manual'
}

const RECORDS_AT_A_TIME = 256

/** A journal in memory, for tests and for embedding without durability. It grows with every record. */
export class MemoryJournal implements Journal {
  /** The durable records. */
  readonly storage: MemoryJournalStorage
  readonly #automatic: boolean
  #pending: JournalRecord[] = []
  #listener: JournalListener | undefined
  #failure: Error | undefined
  #scheduled = false

  /** A journal that is not yet open. */
  constructor(options: MemoryJournalOptions = {}) {
    this.storage = options.storage ?? { records: [] }
    this.#automatic = options.commits !== 'manual'
  }

  get pendingRecords(): number {
    return this.#pending.length
  }

  open(listener: JournalListener): Promise<JournalOpening> {
    if (this.#listener !== undefined) return Promise.reject(new Error('the memory journal is open'))
    this.#listener = listener
    const { records } = this.storage
    return Promise.resolve({
      firstSequence: records[0]?.sequence,
      lastSequence: records.at(-1)?.sequence ?? 0,
      tornTail: undefined,
    })
  }

  read(fromSequence: number): AsyncIterable<readonly JournalRecord[]> {
    this.#opened()
    const { records } = this.storage
    const first = records[0]?.sequence ?? 0
    return readRecords(records, Math.max(0, fromSequence - first), records.length)
  }

  append(sequence: number, payload: Uint8Array): void {
    this.#opened()
    invariant(this.#failure === undefined, `the memory journal has not failed: ${this.#failure?.message ?? ''}`)
    this.#checkSequence(sequence)
    invariant(payload.length > 0, `a record is not empty: sequence=${sequence}`)
    this.#pending.push({ sequence, payload })
    if (this.#automatic && !this.#scheduled) {
      this.#scheduled = true
      void Promise.resolve().then(() => {
        this.#scheduled = false
        this.commit()
      })
    }
  }

  /** Makes the first `count` pending records durable, all of them where left out, and reports it. */
  commit(count: number = this.#pending.length): void {
    if (this.#failure !== undefined || count === 0 || this.#pending.length === 0) return
    const written = this.#pending.splice(0, count)
    for (const record of written) this.storage.records.push(record)
    this.#listener?.onDurable(written.at(-1)!.sequence)
  }

  /** Loses the pending records and reports a failure, as a broken disk would. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#pending = []
    this.#listener?.onFailure(error)
  }

  close(): Promise<void> {
    this.commit()
    this.#listener = undefined
    return this.#failure === undefined ? Promise.resolve() : Promise.reject(this.#failure)
  }

  #checkSequence(sequence: number): void {
    const last = this.#pending.at(-1) ?? this.storage.records.at(-1)
    const begins = last === undefined && Number.isSafeInteger(sequence) && sequence >= 1
    const follows = begins || (last !== undefined && sequence === last.sequence + 1)
    invariant(follows, `a record follows the last one: sequence=${sequence} last=${last?.sequence ?? 'none'}`)
  }

  #opened(): void {
    invariant(this.#listener !== undefined, 'the memory journal is open')
  }
}

async function* readRecords(
  records: readonly JournalRecord[],
  from: number,
  until: number,
): AsyncGenerator<readonly JournalRecord[]> {
  for (let index = from; index < until; index += RECORDS_AT_A_TIME)
    yield await Promise.resolve(records.slice(index, Math.min(index + RECORDS_AT_A_TIME, until)))
}
