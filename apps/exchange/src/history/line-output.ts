import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes lines no faster than they are read, and stops where nobody reads them any more (`| head`). */
export class LineOutput {
  readonly #target: Writable
  #isClosed = false

  /** Usually standard output. */
  constructor(target: Writable) {
    this.#target = target
    target.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      this.#isClosed = true
    })
  }

  /** Writes a line; false where there is nobody left to read it. */
  async write(line: string): Promise<boolean> {
    if (this.#isClosed) return false
    if (!this.#target.write(`${line}\n`)) await Promise.race([once(this.#target, 'drain'), once(this.#target, 'close')]).catch(() => undefined)
    return !this.#isClosed
  }
}
