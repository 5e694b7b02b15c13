import { JournalDamagedError } from '@openlob/application'
import type { Header } from './frame.ts'
import {
  aligned,
  checksumOf,
  FORMAT_VERSION,
  FRAME_ALIGNMENT,
  frameBytes,
  HEADER_BYTES,
  MAGIC,
  MAX_FRAME_BYTES,
  readHeader,
} from './frame.ts'
import { isZero } from './file-system.ts'
import { firstBytes, openContent } from './segment-content.ts'
import type { SegmentContent } from './segment-content.ts'
import type { SegmentFile } from './segment.ts'

const READ_BYTES = 1 << 20

/** A frame whose checksum is right. */
export interface Frame {
  readonly header: Header
  readonly bytes: Buffer
}

/** The header of a segment. Throws a {@link JournalDamagedError} where it is none, or more than the file has. */
export function checkedSegmentHeader(reader: SegmentReader): Header {
  const header = checkedHeader(reader.file, reader.view(0, HEADER_BYTES))
  // A segment has its whole size on the disk before it has its name: no crash shortens it, and what is gone may have
  // been acknowledged.
  const size = reader.size()
  if (size < header.length)
    throw reader.damaged(size, `the file is shorter than its header says: bytes=${size} expected=${header.length}`)
  return header
}

/** The first sequence that a segment can hold, by its header alone. Throws a {@link JournalDamagedError}. */
export function firstSequenceOf(file: SegmentFile): number {
  return checkedHeader(file, firstBytes(file)).firstSequence
}

function checkedHeader({ id, path }: SegmentFile, bytes: Buffer): Header {
  const damaged = (offset: number, problem: string): Error => new JournalDamagedError(path, offset, problem)
  if (bytes.length < HEADER_BYTES) throw damaged(bytes.length, 'the file is shorter than the header of a segment')
  const header = readHeader(bytes, 'segment')
  if (header === undefined) throw damaged(0, 'it does not begin as a journal segment')
  if (header.version !== FORMAT_VERSION) throw damaged(4, `format version ${header.version} is unknown`)
  if (header.checksum !== checksumOf(bytes)) throw damaged(0, 'the checksum of the segment header is wrong')
  if (header.segmentId !== id) throw damaged(8, `the header of the segment ${header.segmentId}`)
  return header
}

/** Reads one segment in large steps and finds frames in it. */
export class SegmentReader {
  readonly file: SegmentFile
  /** What {@link frameAfterAll} found behind the end of the journal. */
  tornBytes = 0
  readonly #content: SegmentContent
  #chunk: Buffer = Buffer.alloc(0)
  #chunkStart = 0

  constructor(file: SegmentFile) {
    this.file = file
    this.#content = openContent(file)
  }

  close(): void {
    this.#content.close()
  }

  damaged(offset: number, problem: string): JournalDamagedError {
    return new JournalDamagedError(this.file.path, offset, problem)
  }

  size(): number {
    return this.#content.size()
  }

  /** Reads anew what it reads next: a writer beside may have written it meanwhile. */
  forget(): void {
    this.#chunk = Buffer.alloc(0)
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
      const count = this.#content.read(chunk, filled, offset + filled)
      if (count === 0) break
      filled += count
    }
    this.#chunk = chunk.subarray(0, filled)
    this.#chunkStart = offset
    return this.#chunk.subarray(0, length)
  }
}
