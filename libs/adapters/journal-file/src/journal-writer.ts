import { readSync } from 'node:fs'
import type { FileSystem } from './file-system.ts'
import { openForDurableWrites, syncDirectory, writeDurably, writeZeros } from './file-system.ts'
import { FrameBuilder, chainOf, HEADER_BYTES } from './frame.ts'
import type { JournalScan, SegmentEnd } from './journal-scan.ts'
import { createSegment } from './segment.ts'
import type { SpareSegment } from './spare-segment.ts'

/** Where and how a {@link JournalWriter} writes. */
export interface JournalWriterOptions {
  readonly directory: string
  /** The size of a segment; a frame that is larger gets a segment of its own size. */
  readonly segmentBytes: number
  /** The most bytes of records in a frame of several. */
  readonly frameBytes: number
  readonly fileSystem: FileSystem
  readonly spare: SpareSegment
}

interface ActiveSegment {
  readonly id: number
  readonly bytes: number
  readonly descriptor: number
  offset: number
}

/**
 * Writes frames into segments, one synchronous durable write a frame and one at a time. It knows nothing of the event
 * loop, so that whoever has a thread for it can run it there. After an error it must not be used again but for
 * {@link close}: what a failed write has left on the disk is known only after the next opening.
 */
export class JournalWriter {
  /** Every record up to here is on stable storage. */
  durableSequence: number
  readonly #options: JournalWriterOptions
  readonly #frame: FrameBuilder
  #chain: Buffer
  #lastSequence: number
  #sealed: boolean
  #segment: ActiveSegment | undefined
  #segmentId: number

  /** Goes on where a complete scan ended: cuts its torn tail and makes durable what it found. */
  constructor(options: JournalWriterOptions, scan: JournalScan) {
    this.#options = options
    this.#frame = new FrameBuilder(options.frameBytes)
    this.#chain = scan.chain
    this.#sealed = scan.sealed
    this.#lastSequence = (scan.nextSequence ?? 1) - 1
    this.durableSequence = this.#lastSequence
    const end = scan.segments.at(-1)
    this.#segmentId = end?.id ?? 0
    if (end !== undefined) this.#segment = resume(options.fileSystem, end)
    try {
      syncDirectory(options.fileSystem, options.directory)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The id of the segment in use; 0 before the first. */
  get segmentId(): number {
    return this.#segmentId
  }

  /** Whether the segment in use is half full, so that it is time to prepare the next one. */
  get wantsSpare(): boolean {
    return this.#segment === undefined || this.#segment.offset * 2 > this.#segment.bytes
  }

  /** Gathers a record; writes what has gathered before it where both do not fit into one frame. */
  append(sequence: number, payload: Uint8Array): void {
    if (!this.#frame.fits(payload.length)) this.flush()
    this.#frame.add(sequence, payload)
    this.#lastSequence = sequence
  }

  /** Writes what has gathered as one frame. */
  flush(): void {
    if (this.#frame.recordCount > 0) this.#write()
  }

  /** Marks the end, so that damage to the last record is told from a write that a crash has cut short. */
  seal(): void {
    this.flush()
    if (this.#segment !== undefined && !this.#sealed) this.#write()
  }

  /** Closes the file; writes nothing. */
  close(): void {
    if (this.#segment !== undefined) this.#options.fileSystem.closeSync(this.#segment.descriptor)
    this.#segment = undefined
  }

  #write(): void {
    const { fileSystem } = this.#options
    const { recordCount } = this.#frame
    const firstSequence = this.#lastSequence - recordCount + 1
    const segment = this.#segmentFor(this.#frame.frameBytes, firstSequence)
    const frame = this.#frame.finish(segment.id, firstSequence, this.#chain)
    writeDurably(fileSystem, segment.descriptor, frame, segment.offset)
    segment.offset += frame.length
    this.#chain = chainOf(frame)
    this.#sealed = recordCount === 0
    this.durableSequence = this.#lastSequence
  }

  #segmentFor(frameBytes: number, firstSequence: number): ActiveSegment {
    const current = this.#segment
    if (current !== undefined && current.offset + frameBytes <= current.bytes) return current
    const { directory, fileSystem, segmentBytes, spare } = this.#options
    const bytes = Math.max(segmentBytes, HEADER_BYTES + frameBytes)
    const id = this.#segmentId + 1
    const start = { id, firstSequence, chain: this.#chain, bytes }
    const descriptor = createSegment(fileSystem, directory, start, spare.take(bytes))
    this.close()
    this.#segmentId = id
    this.#segment = { id, bytes, descriptor, offset: HEADER_BYTES }
    return this.#segment
  }
}

/**
 * Takes a segment up again. The last frame is written once more, unchanged: the process that wrote it may have died
 * before the disk had it, or the disk may have refused it, and a page in memory would hide either. From here on
 * whatever was found is as durable as what is acknowledged next.
 */
function resume(fileSystem: FileSystem, end: SegmentEnd): ActiveSegment {
  const descriptor = openForDurableWrites(fileSystem, end.path)
  try {
    if (end.tornBytes > 0) {
      writeZeros(fileSystem, descriptor, end.offset, end.offset + end.tornBytes)
      fileSystem.fsyncSync(descriptor)
    }
    if (end.lastFrameOffset !== undefined) {
      const frame = Buffer.alloc(end.offset - end.lastFrameOffset)
      const count = readSync(descriptor, frame, 0, frame.length, end.lastFrameOffset)
      if (count !== frame.length) throw new Error(`${end.path}: shorter than it was a moment ago`)
      writeDurably(fileSystem, descriptor, frame, end.lastFrameOffset)
    }
    return { id: end.id, bytes: end.bytes, descriptor, offset: end.offset }
  } catch (error) {
    fileSystem.closeSync(descriptor)
    throw error
  }
}
