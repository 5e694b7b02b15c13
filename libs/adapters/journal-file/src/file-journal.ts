import type { Journal, JournalListener, JournalOpening, JournalRecord } from '@openlob/application'
import { DirectoryLock } from './directory-lock.ts'
import type { FileSystem } from './file-system.ts'
import { makeDirectory, nodeFileSystem } from './file-system.ts'
import { HEADER_BYTES, MAX_PAYLOAD_BYTES, RECORD_HEADER_BYTES } from './frame.ts'
import { JournalUsageError } from './journal-error.ts'
import { JournalScan } from './journal-scan.ts'
import { JournalWriter } from './journal-writer.ts'
import { SegmentKeeper } from './segment-keeper.ts'
import type { SegmentKeeping } from './segment-keeper.ts'
import { removeUnfinishedSegments } from './segment.ts'
import { SpareSegment } from './spare-segment.ts'

/** How a {@link FileJournal} is set up. */
export interface FileJournalOptions {
  /** Where the segments stand; made where it is missing, and used by one journal at a time. */
  readonly directory: string
  /** The size of a segment in bytes, 64 MiB where left out. */
  readonly segmentBytes?: number
  /** The most bytes of records that one write makes durable together, and that wait in memory; 1 MiB where left out. */
  readonly frameBytes?: number
  /**
   * How much opening reads: `all`, or only the `end`, the last segment, where the journal goes on. What is read later
   * is checked then in any case. `all` where left out.
   */
  readonly verify?: 'all' | 'end'
  /** Whether segments that are full are compressed, in the background; not where left out. */
  readonly compress?: boolean
  /**
   * The last sequence that is no longer needed, say because of a snapshot; undefined where all is. Segments that have
   * nothing behind it are removed. Asked when the journal is opened and whenever a segment is full; all is kept where
   * it is left out.
   */
  readonly unneeded?: () => number | undefined
  /** Stands in for `node:fs` where writes are to fail on purpose. */
  readonly fileSystem?: FileSystem
}

const SEGMENT_BYTES = 64 << 20
const SEGMENT_BYTES_MAX = 1 << 30
/** After so many records read, signals and timers get their turn. */
const RECORDS_A_TURN = 4096
const FRAME_BYTES = RECORD_HEADER_BYTES + MAX_PAYLOAD_BYTES

interface Opened {
  readonly listener: JournalListener
  readonly lock: DirectoryLock
  readonly spare: SpareSegment
  readonly keeper: SegmentKeeper
  readonly writer: JournalWriter
}

/**
 * A journal in append-only segment files. What one turn of the event loop appends is written at its end as one frame
 * by one synchronous write that returns when the disk has it. See the README for what is believed of the disk.
 */
export class FileJournal implements Journal {
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #frameBytes: number
  readonly #fileSystem: FileSystem
  readonly #verify: 'all' | 'end'
  readonly #keeping: SegmentKeeping
  #state: 'closed' | 'opening' | Opened = 'closed'
  #lastSequence: number | undefined
  #reportedSequence = 0
  #failure: Error | undefined
  #failureReported = false
  #turn: NodeJS.Immediate | undefined

  /** Touches no file before `open`; throws where a size cannot work. */
  constructor(options: FileJournalOptions) {
    this.#directory = options.directory
    this.#segmentBytes = inRange('segmentBytes', options.segmentBytes ?? SEGMENT_BYTES, HEADER_BYTES * 2, SEGMENT_BYTES_MAX)
    this.#frameBytes = inRange('frameBytes', options.frameBytes ?? FRAME_BYTES, 1, FRAME_BYTES)
    this.#fileSystem = options.fileSystem ?? nodeFileSystem
    this.#verify = options.verify ?? 'all'
    this.#keeping = { compress: options.compress ?? false, unneeded: options.unneeded }
  }

  get pendingRecords(): number {
    return this.#lastSequence === undefined ? 0 : this.#lastSequence - this.#reportedSequence
  }

  /** Besides, rejects with a {@link JournalLockedError} where the directory is in use. Reads as much as it verifies. */
  async open(listener: JournalListener): Promise<JournalOpening> {
    if (this.#state !== 'closed') throw new JournalUsageError('already-open', `${this.#directory}: the journal is open`)
    this.#state = 'opening'
    let lock: DirectoryLock | undefined
    try {
      makeDirectory(this.#fileSystem, this.#directory)
      lock = await DirectoryLock.acquire(this.#directory)
      const scan = await scanned(this.#directory, this.#verify)
      return await this.#start(listener, lock, scan)
    } catch (error) {
      this.#state = 'closed'
      await lock?.release()
      throw error
    }
  }

  read(fromSequence: number): AsyncIterable<readonly JournalRecord[]> {
    const { writer } = this.#opened()
    return readUntil(this.#directory, fromSequence, writer.durableSequence)
  }

  /** Payloads are limited to {@link MAX_PAYLOAD_BYTES}. Throws a {@link JournalUsageError}. */
  append(sequence: number, payload: Uint8Array): void {
    const { writer } = this.#opened()
    this.#checkRecord(sequence, payload)
    if (this.#lastSequence === undefined) this.#reportedSequence = sequence - 1
    this.#lastSequence = sequence
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined
      this.#commit()
    })
    // What follows a failure in the same turn is lost with it, and the turn's end says so.
    if (this.#failure !== undefined) return
    this.#attempt(() => {
      writer.append(sequence, payload)
    })
  }

  /** Resolves when the segments that are full by now are compressed or removed, or that has failed. */
  async tidied(): Promise<void> {
    const { keeper, writer } = this.#opened()
    await keeper.tidy(writer.segmentId)
  }

  async close(): Promise<void> {
    if (typeof this.#state === 'string') return
    const { writer, spare, keeper, lock } = this.#state
    clearImmediate(this.#turn)
    this.#turn = undefined
    try {
      this.#commit()
      this.#seal(writer)
    } finally {
      this.#state = 'closed'
      try {
        writer.close()
      } finally {
        await keeper.close()
        await spare.close()
        await lock.release()
      }
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  async #start(listener: JournalListener, lock: DirectoryLock, scan: JournalScan): Promise<JournalOpening> {
    const [directory, fileSystem, segmentBytes] = [this.#directory, this.#fileSystem, this.#segmentBytes]
    removeUnfinishedSegments(fileSystem, directory)
    const spare = new SpareSegment(directory, segmentBytes)
    const writer = new JournalWriter({ directory, segmentBytes, frameBytes: this.#frameBytes, fileSystem, spare }, scan)
    if (scan.segments.length === 0) await spare.prepare()
    const lastSequence = writer.durableSequence
    const end = scan.segments.at(-1)
    const keeper = new SegmentKeeper(directory, this.#keeping)
    void keeper.tidy(writer.segmentId)
    this.#state = { listener, lock, spare, keeper, writer }
    this.#lastSequence = scan.nextSequence === undefined ? undefined : lastSequence
    this.#reportedSequence = lastSequence
    this.#failure = undefined
    this.#failureReported = false
    const tornTail = end === undefined || end.tornBytes === 0 ? undefined : { location: end.path, bytes: end.tornBytes }
    return { firstSequence: scan.firstSequence, lastSequence, tornTail }
  }

  #opened(): Opened {
    if (typeof this.#state === 'string') throw new JournalUsageError('not-open', `${this.#directory}: the journal is not open`)
    if (this.#failureReported) throw new JournalUsageError('failed', `${this.#directory}: the journal has failed`)
    return this.#state
  }

  #checkRecord(sequence: number, payload: Uint8Array): void {
    const follows = this.#lastSequence === undefined ? sequence >= 1 : sequence === this.#lastSequence + 1
    if (!follows || !Number.isSafeInteger(sequence))
      throw new JournalUsageError(
        'sequence',
        `a record follows the last one: sequence=${sequence} last=${this.#lastSequence ?? 'none'}`,
      )
    if (payload.length < 1 || payload.length > MAX_PAYLOAD_BYTES)
      throw new JournalUsageError('payload-size', `a payload has 1 to ${MAX_PAYLOAD_BYTES} bytes: bytes=${payload.length}`)
  }

  #commit(): void {
    if (typeof this.#state === 'string') return
    const { writer, spare, keeper } = this.#state
    const { segmentId } = writer
    if (this.#failure === undefined)
      this.#attempt(() => {
        writer.flush()
      })
    this.#report()
    if (this.#failure !== undefined) return
    if (writer.wantsSpare) void spare.prepare()
    if (writer.segmentId !== segmentId) void keeper.tidy(writer.segmentId)
  }

  #seal(writer: JournalWriter): void {
    if (this.#failure !== undefined) return
    this.#attempt(() => {
      writer.seal()
    })
    this.#report()
  }

  /** After an error nothing is written again: the system may call pages clean that never reached the disk. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    }
  }

  #report(): void {
    if (typeof this.#state === 'string') return
    const { listener, writer } = this.#state
    const durable = writer.durableSequence
    if (this.#lastSequence !== undefined && durable > this.#reportedSequence) {
      this.#reportedSequence = durable
      listener.onDurable(durable)
    }
    if (this.#failure === undefined || this.#failureReported) return
    this.#failureReported = true
    listener.onFailure(this.#failure)
  }
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${name} is an integer from ${min} to ${max}: ${name}=${value}`)
}

async function scanned(directory: string, verify: 'all' | 'end'): Promise<JournalScan> {
  const scan = new JournalScan(directory)
  let untilPause = RECORDS_A_TURN
  for (const records of scan.frames(verify === 'all' ? 0 : Number.MAX_SAFE_INTEGER)) {
    untilPause -= records.length
    if (untilPause > 0) continue
    untilPause = RECORDS_A_TURN
    await turnOfTheLoop()
  }
  return scan
}

async function* readUntil(
  directory: string,
  fromSequence: number,
  lastSequence: number,
): AsyncGenerator<readonly JournalRecord[], void, void> {
  if (fromSequence > lastSequence) return
  let untilPause = RECORDS_A_TURN
  for (const records of new JournalScan(directory).frames(fromSequence)) {
    const [first, last] = [records[0]!.sequence, records.at(-1)!.sequence]
    if (first > lastSequence) return
    const isWanted = first >= fromSequence && last <= lastSequence
    const wanted = isWanted ? records : within(records, fromSequence, lastSequence)
    if (wanted.length > 0) yield wanted
    untilPause -= records.length
    if (untilPause > 0) continue
    untilPause = RECORDS_A_TURN
    await turnOfTheLoop()
  }
}

function within(records: readonly JournalRecord[], from: number, until: number): readonly JournalRecord[] {
  return records.filter(({ sequence }) => sequence >= from && sequence <= until)
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
