import type { JournalRecord } from '@openlob/application'
import { JournalDamagedError } from '@openlob/application'
import { ChainCheck } from './chain-check.ts'
import { HEADER_BYTES } from './frame.ts'
import { startingSegment } from './journal-scan.ts'
import { checkedSegmentHeader, firstSequenceOf, SegmentReader } from './segment-reader.ts'
import { listSegments, segmentPath } from './segment.ts'

/**
 * Follows a journal beside its running writer, without opening or changing it: what was read is not read again, and
 * every checksum and link is checked. It has to be told how far the journal is durable, and reads no further.
 */
export class JournalTail {
  readonly #directory: string
  readonly #check = new ChainCheck()
  readonly #fromSequence: number
  #reader: SegmentReader | undefined
  #offset = HEADER_BYTES
  /** What was written together with what was read, and is behind it. */
  #ahead: readonly JournalRecord[] = []

  /** One that begins at a sequence, which need not be there yet. */
  constructor(directory: string, fromSequence = 1) {
    this.#directory = directory
    this.#fromSequence = fromSequence
  }

  /** The first sequence that is kept; undefined where there is no segment. */
  firstSequence(): number | undefined {
    const [first] = listSegments(this.#directory)
    return first && firstSequenceOf(first)
  }

  /**
   * The next records up to a sequence that is durable: about `most` of them at a time, none where there are no more.
   * Throws a `JournalDamagedError` where one of them is missing or damaged.
   */
  read(durableSequence: number, most: number): readonly JournalRecord[] {
    let found = this.#ahead
    // What was read ahead of the writer is zeros.
    this.#reader?.forget()
    while ((this.#check.nextSequence ?? this.#fromSequence) <= durableSequence && found.length < most)
      found = [...found, ...this.#frame().filter(({ sequence }) => sequence >= this.#fromSequence)]
    const durable = found.filter(({ sequence }) => sequence <= durableSequence)
    this.#ahead = found.slice(durable.length)
    return durable
  }

  /** Lets go of the file that it reads. */
  close(): void {
    this.#reader?.close()
    this.#reader = undefined
  }

  /** The records of the next frame; of a segment that ends none, and the next one is begun. */
  #frame(): readonly JournalRecord[] {
    const reader = this.#reader ?? this.#begin()
    const frame = reader.frame(this.#offset)
    if (frame === undefined) {
      this.#enter(reader.file.id + 1, false)
      return []
    }
    const records = this.#check.records(reader, frame, this.#offset)
    this.#offset += frame.bytes.length
    return records
  }

  #begin(): SegmentReader {
    const files = listSegments(this.#directory)
    const file = files[startingSegment(files, this.#fromSequence)]
    if (file === undefined) throw new JournalDamagedError(segmentPath(this.#directory, 1), 0, 'the segment is missing')
    if (firstSequenceOf(file) > this.#fromSequence)
      throw new JournalDamagedError(
        file.path,
        0,
        `it begins behind the record ${this.#fromSequence}, which is no longer kept`,
      )
    return this.#enter(file.id, file.id > 1)
  }

  #enter(id: number, takesLink: boolean): SegmentReader {
    const file = listSegments(this.#directory).find((segment) => segment.id === id)
    if (file === undefined) throw new JournalDamagedError(segmentPath(this.#directory, id), 0, 'the segment is missing')
    const reader = new SegmentReader(file)
    try {
      this.#check.enter(reader, checkedSegmentHeader(reader), takesLink)
    } catch (error) {
      reader.close()
      throw error
    }
    this.close()
    this.#reader = reader
    this.#offset = HEADER_BYTES
    return reader
  }
}
