import type { JournalRecord } from '@openlob/application'
import { JournalDamagedError } from '@openlob/application'
import { ChainCheck } from './chain-check.ts'
import { HEADER_BYTES } from './frame.ts'
import { checkedSegmentHeader, firstSequenceOf, SegmentReader } from './segment-reader.ts'
import type { SegmentFile } from './segment.ts'
import { firstKeptId, listReachedMarks, listSegments, segmentPath } from './segment.ts'

/** The place behind the last whole frame of a segment. */
export interface SegmentEnd extends SegmentFile {
  /** The first sequence that the segment can hold. */
  readonly firstSequence: number
  /** What the header says the file's size is. */
  readonly bytes: number
  /** The size that the file has, no smaller. */
  readonly fileBytes: number
  /** Where the next frame goes. */
  offset: number
  /** Where the last whole frame begins, undefined where there is none. */
  lastFrameOffset: number | undefined
  frameCount: number
  /** From {@link offset} to the last byte that is not zero: a write that was under way when the process died. */
  tornBytes: number
}

/**
 * Reads a journal's segments in order and believes nothing: every checksum, every link of the chain, every sequence.
 * Frames come out of {@link frames}; what was found stands in the fields once that has ended. Writes nothing.
 */
export class JournalScan {
  /** The first sequence found. */
  firstSequence: number | undefined
  /** The segments read so far. */
  readonly segments: SegmentEnd[] = []
  /** Whether the last frame says that the journal was closed properly. */
  sealed = false
  readonly #directory: string
  readonly #check = new ChainCheck()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** The sequence behind the last record found; undefined where there is no segment. */
  get nextSequence(): number | undefined {
    return this.#check.nextSequence
  }

  /** The link that the next frame carries. */
  get chain(): Buffer {
    return this.#check.chain
  }

  /**
   * The records of each frame, from the segment that holds `fromSequence` on (earlier records of that segment come
   * too; the link into it is taken from its header). Throws a {@link JournalDamagedError}.
   */
  *frames(fromSequence = 0): Generator<readonly JournalRecord[], void> {
    const files = listSegments(this.#directory)
    const firstId = firstKeptId(this.#directory)
    for (const [index, file] of files.entries()) this.#checkPlace(file, firstId + index)
    this.#checkLast(files.at(-1), firstId)
    const start = startingSegment(files, fromSequence)
    if (start > 0) this.firstSequence = firstSequenceOf(files[0]!)
    for (const [index, file] of files.entries()) {
      if (index < start) continue
      const reader = new SegmentReader(file)
      try {
        const takesLink = index === start && file.id > 1
        yield* this.#segment(reader, takesLink, index === files.length - 1)
      } finally {
        reader.close()
      }
    }
  }

  #checkPlace(file: SegmentFile, expected: number): void {
    if (file.id !== expected) throw this.#missing(expected)
  }

  #checkLast(last: SegmentFile | undefined, firstId: number): void {
    const lastId = last?.id ?? firstId - 1
    const reachedId = Math.max(0, ...listReachedMarks(this.#directory))
    const isGone = last === undefined && firstId > 1
    // Only what is full is compressed, and when it is there is one behind it.
    if (isGone || lastId < reachedId || last?.compressed === true) throw this.#missing(lastId + 1)
  }

  #missing(id: number): JournalDamagedError {
    return new JournalDamagedError(segmentPath(this.#directory, id), 0, 'the segment is missing')
  }

  *#segment(reader: SegmentReader, takesLink: boolean, isLast: boolean): Generator<readonly JournalRecord[], void> {
    const header = checkedSegmentHeader(reader)
    this.#check.enter(reader, header, takesLink)
    const end: SegmentEnd = {
      ...reader.file,
      firstSequence: header.firstSequence,
      bytes: header.length,
      fileBytes: reader.size(),
      offset: HEADER_BYTES,
      lastFrameOffset: undefined,
      frameCount: 0,
      tornBytes: 0,
    }
    this.segments.push(end)
    for (;;) {
      const frame = reader.frame(end.offset) ?? reader.frameAfterAll(end.offset, isLast)
      if (frame === undefined) break
      const records = this.#check.records(reader, frame, end.offset)
      this.sealed = records.length === 0
      this.firstSequence ??= records[0]?.sequence
      end.lastFrameOffset = end.offset
      end.offset += frame.bytes.length
      end.frameCount += 1
      if (records.length > 0) yield records
    }
    end.tornBytes = reader.tornBytes
  }
}

/** Where among the segments the one is that a sequence is in. */
export function startingSegment(files: readonly SegmentFile[], fromSequence: number): number {
  let start = fromSequence > 0 ? files.length - 1 : 0
  for (; start > 0; start -= 1) if (firstSequenceOf(files[start]!) <= fromSequence) return start
  return 0
}
