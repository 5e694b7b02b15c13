import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { JournalDamagedError } from '@openlob/application'
import { HEADER_BYTES } from './frame.ts'
import type { SegmentFile } from './segment.ts'

/** The largest segment, and a frame that is larger. */
const LARGEST_BYTES = 2 ** 30 + 2 ** 21
/** Compressed, the header of a segment is in so many bytes. */
const COMPRESSED_HEADER_BYTES = 4096

/** What a segment has, compressed or not. */
export interface SegmentContent {
  /** Its bytes. */
  size(): number
  /** Fills `target` from `from` on with what is at `position`; how many bytes that were, 0 at the end. */
  read(target: Buffer, from: number, position: number): number
  close(): void
}

/** Opens a segment. Throws a `JournalDamagedError` where it cannot be decompressed. */
export function openContent(file: SegmentFile): SegmentContent {
  return asItIsNow(file, ({ path, compressed }) =>
    compressed ? new BufferContent(decompressed(path, readFileSync(path))) : new PlainContent(path),
  )
}

/** A writer beside may have compressed a segment since it was listed. */
function asItIsNow<Result>(file: SegmentFile, open: (file: SegmentFile) => Result): Result {
  try {
    return open(file)
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const path = `${file.path}.gz`
    if (!isGone || file.compressed || !existsSync(path)) throw error
    return open({ ...file, path, compressed: true })
  }
}

/** The first bytes of a segment, as many as its header has where it has so many. */
export function firstBytes(file: SegmentFile): Buffer {
  return asItIsNow(file, firstBytesOf)
}

function firstBytesOf({ path, compressed }: SegmentFile): Buffer {
  const content = new PlainContent(path)
  try {
    const bytes = Buffer.alloc(compressed ? COMPRESSED_HEADER_BYTES : HEADER_BYTES)
    const count = content.read(bytes, 0, 0)
    const read = bytes.subarray(0, count)
    return compressed ? decompressed(path, read, constants.Z_SYNC_FLUSH).subarray(0, HEADER_BYTES) : read
  } finally {
    content.close()
  }
}

function decompressed(path: string, bytes: Buffer, finishFlush: number = constants.Z_FINISH): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength: LARGEST_BYTES })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new JournalDamagedError(path, 0, `it cannot be decompressed: ${why}`)
  }
}

class PlainContent implements SegmentContent {
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r')
  }

  size(): number {
    return fstatSync(this.#descriptor).size
  }

  read(target: Buffer, from: number, position: number): number {
    return readSync(this.#descriptor, target, from, target.length - from, position)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/** A compressed segment is read whole: it is closed, and no longer than it was made. */
class BufferContent implements SegmentContent {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  size(): number {
    return this.#bytes.length
  }

  read(target: Buffer, from: number, position: number): number {
    return this.#bytes.copy(target, from, position)
  }

  close(): void {
    // There is nothing open.
  }
}
