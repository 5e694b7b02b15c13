import type { Journal, JournalListener, JournalOpening, JournalRecord } from '../../ports/journal.ts'
import { JournalDamagedError } from '../../ports/journal.ts'
import type { LatestSnapshot, Snapshot, SnapshotStore, UnusableSnapshot } from '../../ports/snapshot-store.ts'

/** A defect on purpose, to see that a simulation finds it. */
export type SimulatedBug =
  /** The journal says durable what it has not yet written. */
  | 'durable-before-written'
  /** The journal forgets its last record when it is opened. */
  | 'last-record-lost'
  /** A policy remembers something that no snapshot has. */
  | 'hidden-state'

const GENERATIONS = 3

/** What outlives a simulated process: the records and snapshots that have reached the disk. */
export class SimulatedDisk {
  readonly records: JournalRecord[] = []
  readonly snapshots: Snapshot[] = []
  readonly bug: SimulatedBug | undefined
  /** The record of which a bit has flipped. */
  flippedRecord: number | undefined
  /** The snapshot of which a bit has flipped, by its sequence. */
  flippedSnapshot: number | undefined
  /** How many records the last crash cut off. */
  tornRecords = 0

  constructor(bug: SimulatedBug | undefined) {
    this.bug = bug
  }
}

/** A journal over a simulated disk, which writes when it is told to. */
export class SimulatedJournal implements Journal {
  readonly #disk: SimulatedDisk
  #pending: JournalRecord[] = []
  #listener: JournalListener | undefined
  #failure: Error | undefined

  constructor(disk: SimulatedDisk) {
    this.#disk = disk
  }

  get pendingRecords(): number {
    return this.#pending.length
  }

  open(listener: JournalListener): Promise<JournalOpening> {
    const { records, flippedRecord, tornRecords, bug } = this.#disk
    if (flippedRecord !== undefined)
      return Promise.reject(new JournalDamagedError('journal', flippedRecord, 'a bit has flipped'))
    if (bug === 'last-record-lost') records.pop()
    this.#listener = listener
    this.#disk.tornRecords = 0
    const tornTail = tornRecords === 0 ? undefined : { location: 'journal', bytes: tornRecords }
    const [firstSequence, lastSequence] = [records[0]?.sequence, records.at(-1)?.sequence ?? 0]
    return Promise.resolve({ firstSequence, lastSequence, tornTail })
  }

  read(fromSequence: number): AsyncIterable<readonly JournalRecord[]> {
    return recordsFrom(this.#disk.records, fromSequence)
  }

  append(sequence: number, payload: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure
    this.#pending.push({ sequence, payload })
  }

  /** Makes so many of the records that wait durable, and says so. */
  write(count: number): void {
    if (this.#failure !== undefined || this.#pending.length === 0) return
    const said = this.#disk.bug === 'durable-before-written' ? this.#pending.at(-1) : undefined
    const written = this.#keep(count)
    this.#listener?.onDurable((said ?? written)!.sequence)
  }

  /** Loses all that waits but the first of it, and says that it has failed. */
  fail(error: Error, kept: number): void {
    if (this.#failure !== undefined) return
    this.#lose(kept)
    this.#failure = error
    this.#listener?.onFailure(error)
  }

  /** Loses all that waits but the first of it: the process is gone and hears of nothing. */
  die(kept: number): void {
    this.#listener = undefined
    if (this.#failure === undefined) this.#lose(kept)
    this.#failure = new Error('the process is dead')
  }

  close(): Promise<void> {
    this.write(this.#pending.length)
    this.#listener = undefined
    return this.#failure === undefined ? Promise.resolve() : Promise.reject(this.#failure)
  }

  #keep(count: number): JournalRecord | undefined {
    const written = this.#pending.splice(0, count)
    for (const record of written) this.#disk.records.push(record)
    return written.at(-1)
  }

  #lose(kept: number): void {
    this.#keep(kept)
    this.#disk.tornRecords = this.#pending.length
    this.#pending = []
  }
}

async function* recordsFrom(records: readonly JournalRecord[], from: number): AsyncGenerator<readonly JournalRecord[]> {
  yield await Promise.resolve(records.filter(({ sequence }) => sequence >= from))
}

interface Saving {
  readonly snapshot: Snapshot
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Snapshots on a simulated disk; each is saved when it is told to be. */
export class SimulatedSnapshotStore implements SnapshotStore {
  readonly #disk: SimulatedDisk
  readonly #saving: Saving[] = []

  constructor(disk: SimulatedDisk) {
    this.#disk = disk
  }

  save(snapshot: Snapshot): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#saving.push({ snapshot, resolve, reject })
    })
  }

  latest(isWanted: (snapshot: Snapshot) => boolean = () => true): Promise<LatestSnapshot> {
    const unusable: UnusableSnapshot[] = []
    for (const snapshot of this.#disk.snapshots) {
      if (snapshot.sequence === this.#disk.flippedSnapshot)
        unusable.push({ location: `snapshot ${snapshot.sequence}`, problem: 'a bit has flipped' })
      else if (isWanted(snapshot)) return Promise.resolve({ snapshot, unusable })
    }
    return Promise.resolve({ snapshot: undefined, unusable })
  }

  /** Ends the oldest saving, well or not. */
  end(error?: Error): void {
    const saving = this.#saving.shift()
    if (saving === undefined) return
    if (error !== undefined) {
      saving.reject(error)
      return
    }
    const { snapshots } = this.#disk
    snapshots.unshift(saving.snapshot)
    snapshots.sort((left, right) => right.sequence - left.sequence)
    snapshots.length = Math.min(snapshots.length, GENERATIONS)
    saving.resolve()
  }

  /** Ends all of them well. */
  endAll(): void {
    while (this.#saving.length > 0) this.end()
  }
}
