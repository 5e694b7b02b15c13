import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { JournalRecord } from '@openlob/application'
import { JournalDamagedError } from '@openlob/application'
import type { Header } from './frame.ts'
import {
  aligned,
  CHAIN_START,
  chainOf,
  checksumOf,
  FORMAT_VERSION,
  FRAME_ALIGNMENT,
  frameBytes,
  HEADER_BYTES,
  MAGIC,
  MAX_FRAME_BYTES,
  readHeader,
  recordsOf,
} from './frame.ts'
import { isZero } from './file-system.ts'
import type { SegmentFile } from './segment.ts'
import { listSegments, segmentPath } from './segment.ts'

const READ_BYTES = 1 << 20

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
  /** The sequence behind the last record found; undefined where there is no segment. */
  nextSequence: number | undefined
  /** The link that the next frame carries. */
  chain: Buffer = CHAIN_START
  /** The segments read so far. */
  readonly segments: SegmentEnd[] = []
  /** Whether the last frame says that the journal was closed properly. */
  sealed = false
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * The records of each frame, from the segment that holds `fromSequence` on (earlier records of that segment come
   * too; the link into it is taken from its header). Throws a {@link JournalDamagedError}.
   */
  *frames(fromSequence = 0): Generator<readonly JournalRecord[], void> {
    const files = listSegments(this.#directory)
    for (const [index, file] of files.entries()) this.#checkPlace(file, index)
    const start = startingSegment(files, fromSequence)
    for (const [index, file] of files.entries()) {
      if (index < start) continue
      const reader = new SegmentReader(file)
      try {
        yield* this.#segment(reader, index === start && start > 0, index === files.length - 1)
      } finally {
        reader.close()
      }
    }
  }

  #checkPlace(file: SegmentFile, index: number): void {
    const missing = index + 1
    if (file.id !== missing) throw new JournalDamagedError(segmentPath(this.#directory, missing), 0, 'the segment is missing')
  }

  *#segment(reader: SegmentReader, takesLink: boolean, isLast: boolean): Generator<readonly JournalRecord[], void> {
    const header = checkedSegmentHeader(reader)
    if (takesLink) [this.chain, this.nextSequence] = [header.chain, header.firstSequence]
    if (!header.chain.equals(this.chain)) throw reader.damaged(32, 'it does not continue the segment before')
    if (header.firstSequence !== (this.nextSequence ?? header.firstSequence))
      throw reader.damaged(16, `first sequence ${header.firstSequence} in place of ${this.nextSequence ?? 'none'}`)
    this.nextSequence = header.firstSequence
    const end: SegmentEnd = {
      id: reader.file.id,
      path: reader.file.path,
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
      const records = this.#checkedRecords(reader, frame, end.offset)
      this.chain = chainOf(frame.bytes)
      this.sealed = records.length === 0
      this.nextSequence += records.length
      this.firstSequence ??= records[0]?.sequence
      end.lastFrameOffset = end.offset
      end.offset += frame.bytes.length
      end.frameCount += 1
      if (records.length > 0) yield records
    }
    end.tornBytes = reader.tornBytes
  }

  /** The records of a frame whose checksum is right: what is wrong with it now, no crash has done. */
  #checkedRecords(reader: SegmentReader, { header, bytes }: Frame, offset: number): readonly JournalRecord[] {
    if (header.version !== FORMAT_VERSION) throw reader.damaged(offset, `format version ${header.version} is unknown`)
    if (header.segmentId !== reader.file.id) throw reader.damaged(offset, `a frame of the segment ${header.segmentId}`)
    if (!header.chain.equals(this.chain)) throw reader.damaged(offset, 'a frame that does not continue the one before')
    if (header.firstSequence !== this.nextSequence)
      throw reader.damaged(offset, `first sequence ${header.firstSequence} in place of ${this.nextSequence ?? 'none'}`)
    const records = recordsOf(bytes, header)
    if (typeof records === 'string') throw reader.damaged(offset, records)
    return records
  }
}

interface Frame {
  readonly header: Header
  readonly bytes: Buffer
}

function startingSegment(files: readonly SegmentFile[], fromSequence: number): number {
  let start = fromSequence > 0 ? files.length - 1 : 0
  for (; start > 0; start -= 1) {
    const reader = new SegmentReader(files[start]!)
    try {
      if (checkedSegmentHeader(reader).firstSequence <= fromSequence) return start
    } finally {
      reader.close()
    }
  }
  return 0
}

function checkedSegmentHeader(reader: SegmentReader): Header {
  const bytes = reader.view(0, HEADER_BYTES)
  if (bytes.length < HEADER_BYTES) throw reader.damaged(bytes.length, 'the file is shorter than the header of a segment')
  const header = readHeader(bytes, 'segment')
  if (header === undefined) throw reader.damaged(0, 'it does not begin as a journal segment')
  if (header.version !== FORMAT_VERSION) throw reader.damaged(4, `format version ${header.version} is unknown`)
  if (header.checksum !== checksumOf(bytes)) throw reader.damaged(0, 'the checksum of the segment header is wrong')
  if (header.segmentId !== reader.file.id) throw reader.damaged(8, `the header of the segment ${header.segmentId}`)
  // A segment has its whole size on the disk before it has its name: no crash shortens it, and what is gone may have
  // been acknowledged.
  const size = reader.size()
  if (size < header.length)
    throw reader.damaged(size, `the file is shorter than its header says: bytes=${size} expected=${header.length}`)
  return header
}

/** Reads one segment in large steps and finds frames in it. */
class SegmentReader {
  readonly file: SegmentFile
  /** What {@link frameAfterAll} found behind the end of the journal. */
  tornBytes = 0
  readonly #descriptor: number
  #chunk: Buffer = Buffer.alloc(0)
  #chunkStart = 0

  constructor(file: SegmentFile) {
    this.file = file
    this.#descriptor = openSync(file.path, 'r')
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  damaged(offset: number, problem: string): JournalDamagedError {
    return new JournalDamagedError(this.file.path, offset, problem)
  }

  size(): number {
    return fstatSync(this.#descriptor).size
  }

  /** Up to `length` bytes from `offset` on, fewer at the end of the file. Handed out once and not written again. */
  view(offset: number, length: number): Buffer {
    const start = offset - this.#chunkStart
    if (start < 0 || start + length > this.#chunk.length) return this.#read(offset, length)
    return this.#chunk.subarray(start, start + length)
  }

  /** The frame at `offset` where its checksum is right, else undefined. */
  frame(offset: number): Frame | undefined {
    const header = readHeader(this.view(offset, HEADER_BYTES), 'frame')
    if (header === undefined || frameBytes(header.length) > MAX_FRAME_BYTES) return undefined
    const bytes = this.view(offset, frameBytes(header.length))
    if (bytes.length !== frameBytes(header.length) || header.checksum !== checksumOf(bytes)) return undefined
    return { header, bytes }
  }

  /**
   * Called where no frame stands at `offset`: returns undefined where the journal may end here, throws where it may
   * not. Returns the frame where a writer beside has finished it in the meantime.
   */
  frameAfterAll(offset: number, isLast: boolean): Frame | undefined {
    const used = this.#usedBytes(offset)
    if (used === offset) return undefined
    const later = this.#laterFrame(offset, used)
    this.#chunk = Buffer.alloc(0)
    const now = this.frame(offset)
    if (now !== undefined) return now
    if (later !== undefined) throw this.damaged(offset, `no whole frame, but one follows at ${later}`)
    if (!isLast) throw this.damaged(offset, 'no whole frame, and it is not the last segment')
    if (used - offset > MAX_FRAME_BYTES) throw this.damaged(offset, `no whole frame, and more than one write up to ${used}`)
    this.tornBytes = used - offset
    return undefined
  }

  /** The offset behind the last byte that is not zero, at least `floor`. */
  #usedBytes(floor: number): number {
    let end = this.size()
    while (end > floor) {
      const start = Math.max(floor, end - READ_BYTES)
      const bytes = this.#read(start, end - start)
      if (!isZero(bytes)) return start + bytes.findLastIndex((byte) => byte !== 0) + 1
      end = start
    }
    return floor
  }

  #laterFrame(offset: number, used: number): number | undefined {
    const magic = Buffer.alloc(4)
    magic.writeUInt32LE(MAGIC.frame)
    for (let start = aligned(offset + 1); start < used; start += READ_BYTES) {
      const bytes = Buffer.from(this.#read(start, Math.min(READ_BYTES + FRAME_ALIGNMENT, used - start)))
      for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
        const isFrame = at % FRAME_ALIGNMENT === 0 && this.frame(start + at)?.header.segmentId === this.file.id
        if (isFrame) return start + at
      }
    }
    return undefined
  }

  #read(offset: number, length: number): Buffer {
    const left = Math.max(0, this.size() - offset)
    const chunk = Buffer.allocUnsafeSlow(Math.min(left, Math.max(length, READ_BYTES)))
    let filled = 0
    while (filled < chunk.length) {
      const count = readSync(this.#descriptor, chunk, filled, chunk.length - filled, offset + filled)
      if (count === 0) break
      filled += count
    }
    this.#chunk = chunk.subarray(0, filled)
    this.#chunkStart = offset
    return this.#chunk.subarray(0, length)
  }
}
