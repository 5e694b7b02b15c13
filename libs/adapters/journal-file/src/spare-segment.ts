import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { SPARE_SEGMENT } from './segment.ts'

const STEP_BYTES = 1 << 20
/** A smaller segment is made as fast as it is needed. */
const WORTH_PREPARING_BYTES = 1 << 16

/**
 * Zero-fills the next segment beside the running work, so that changing over to it costs three small writes in place
 * of a whole file. A convenience: where it fails or is late, the writer makes the segment itself.
 */
export class SpareSegment {
  readonly #path: string
  readonly #bytes: number
  #preparing: Promise<void> | undefined
  #ready = false
  /** Not tried again before the next change of segments: a full disk is not helped by more writes. */
  #failed = false
  #closed = false

  constructor(directory: string, bytes: number) {
    this.#path = join(directory, SPARE_SEGMENT)
    this.#bytes = bytes
  }

  /** Begins to prepare one unless one is ready or under way; resolves when that is done or has failed. */
  prepare(): Promise<void> {
    if (this.#ready || this.#failed || this.#bytes < WORTH_PREPARING_BYTES) return Promise.resolve()
    this.#preparing ??= this.#fill().then(
      () => {
        this.#ready = !this.#closed
        this.#preparing = undefined
      },
      () => {
        this.#failed = true
        this.#preparing = undefined
        this.#remove()
      },
    )
    return this.#preparing
  }

  /** Hands over the zeroed file where one of that size is ready. Called at each change of segments. */
  take(bytes: number): string | undefined {
    this.#failed = false
    if (!this.#ready || bytes !== this.#bytes) return undefined
    this.#ready = false
    return this.#path
  }

  /** Stops preparing and removes what was not taken, where it can; never rejects. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#preparing
    this.#ready = false
    this.#remove()
  }

  #remove(): void {
    try {
      rmSync(this.#path, { force: true, recursive: true })
    } catch {
      // A leftover holds nothing, and the next opening removes it.
    }
  }

  async #fill(): Promise<void> {
    const zeros = Buffer.alloc(Math.min(STEP_BYTES, this.#bytes))
    const file = await open(this.#path, 'w')
    try {
      for (let position = 0; position < this.#bytes && !this.#closed; ) {
        const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, this.#bytes - position), position)
        position += bytesWritten
        // In small steps, so that the commits beside it never wait for a whole segment to reach the disk.
        await file.datasync()
      }
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
