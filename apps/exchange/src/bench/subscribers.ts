import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where the process begins: as it was built, or from the sources. */
const ENTRY: URL = new URL(
  import.meta.url.endsWith('.ts') ? '../bench-subscribers.ts' : './bench-subscribers.js',
  import.meta.url,
)

/** Clients that listen to streams, in a process of their own. */
export class Subscribers {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Connects so many. */
  static async connect(url: string, count: number): Promise<Subscribers> {
    const child = fork(fileURLToPath(ENTRY), [url, String(count)])
    const ended = once(child, 'exit').then(() => {
      throw new Error('the subscribers of the bench were refused')
    })
    await Promise.race([once(child, 'message'), ended])
    ended.catch(() => undefined)
    return new Subscribers(child)
  }

  /** How many messages they were told. */
  async told(): Promise<number> {
    this.#child.send('told')
    const [count] = (await once(this.#child, 'message')) as [number]
    return count
  }

  /** Ends them. */
  async close(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
