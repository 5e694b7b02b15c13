import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { nodeFileSystem, syncDirectory } from './file-system.ts'
import { compressedPath, keptFromPath, listKeptMarks, listReachedMarks, listSegments } from './segment.ts'
import { reachedPath, segmentPath, unfinishedCompressedPath } from './segment.ts'
import { firstSequenceOf } from './segment-reader.ts'

/** Fast: what is written while orders wait is to be out of the way soon. */
const COMPRESSION_LEVEL = 1

/** What becomes of segments that are full. */
export interface SegmentKeeping {
  /** Whether they are compressed, in the background. */
  readonly compress: boolean
  /**
   * The last sequence that is no longer needed, undefined where all is: segments that have nothing behind it are
   * removed. Asked when the journal is opened and whenever a segment is full.
   */
  readonly unneeded: (() => number | undefined) | undefined
}

/**
 * Marks the segment that a journal has come to, compresses those that are full, and removes those that nobody needs,
 * beside the running work. A convenience: where it fails, the segments stay as they are, and it is tried again with the
 * next one.
 */
export class SegmentKeeper {
  readonly #directory: string
  readonly #keeping: SegmentKeeping
  #working: Promise<void> = Promise.resolve()
  #closed = false

  constructor(directory: string, keeping: SegmentKeeping) {
    this.#directory = directory
    this.#keeping = keeping
  }

  /** Tidies up all segments before one that is in use; resolves when that is done or has failed. */
  tidy(activeId: number): Promise<void> {
    this.#working = this.#working.then(() => this.#tidy(activeId)).catch(() => undefined)
    return this.#working
  }

  /** Stops as soon as it can; never rejects. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#working
  }

  async #tidy(activeId: number): Promise<void> {
    this.#markReached(activeId)
    const sequence = this.#keeping.unneeded?.()
    if (sequence !== undefined) this.#removeUpTo(sequence, activeId)
    if (!this.#keeping.compress) return
    for (const { id, compressed } of listSegments(this.#directory)) {
      if (this.#closed) return
      if (!compressed && id < activeId) await this.#compress(id)
    }
  }

  #markReached(activeId: number): void {
    const directory = this.#directory
    const earlier = listReachedMarks(directory)
    if (activeId < 1 || earlier.includes(activeId)) return
    nodeFileSystem.closeSync(nodeFileSystem.openSync(reachedPath(directory, activeId), 'w'))
    syncDirectory(nodeFileSystem, directory)
    for (const mark of earlier) rmSync(reachedPath(directory, mark), { force: true })
  }

  /** The mark comes first: from then on nobody misses what is removed. */
  #removeUpTo(sequence: number, activeId: number): void {
    const directory = this.#directory
    const files = listSegments(directory)
    const needed = files.findIndex(({ id }, index) => {
      const next = files[index + 1]
      return id >= activeId || next === undefined || firstSequenceOf(next) > sequence + 1
    })
    const from = files[needed]
    if (needed < 1 || from === undefined) return
    const earlier = listKeptMarks(directory)
    nodeFileSystem.closeSync(nodeFileSystem.openSync(keptFromPath(directory, from.id), 'w'))
    syncDirectory(nodeFileSystem, directory)
    for (const { path } of files.slice(0, needed)) rmSync(path, { force: true })
    for (const mark of earlier) rmSync(keptFromPath(directory, mark), { force: true })
    syncDirectory(nodeFileSystem, directory)
  }

  /** Aside, compared with what it was made of, then in its place: it is whole under its name, or not there. */
  async #compress(id: number): Promise<void> {
    const directory = this.#directory
    const [plain, unfinished] = [segmentPath(directory, id), unfinishedCompressedPath(directory, id)]
    try {
      const before = createHash('sha256')
      const after = createHash('sha256')
      const source = createReadStream(plain, { highWaterMark: 1 << 18 })
      source.on('data', (bytes) => before.update(bytes))
      await pipeline(source, createGzip({ level: COMPRESSION_LEVEL }), createWriteStream(unfinished))
      await pipeline(createReadStream(unfinished), createGunzip(), after)
      if (!before.digest().equals(after.digest())) throw new Error(`${plain}: it does not come out of its compression as it was`)
      await synced(unfinished)
      await rename(unfinished, compressedPath(directory, id))
      syncDirectory(nodeFileSystem, directory)
      await rm(plain)
      syncDirectory(nodeFileSystem, directory)
    } finally {
      if (existsSync(unfinished)) await rm(unfinished, { force: true })
    }
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
