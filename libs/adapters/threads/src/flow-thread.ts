import { Worker } from 'node:worker_threads'
import type { FromThread, ThreadStart, ToThread } from './messages.ts'

/** Where a thread begins: as it was built, or from the sources. */
const ENTRY: URL = new URL(import.meta.url.endsWith('.ts') ? './worker-from-source.mjs' : './worker.js', import.meta.url)

/** What is heard of a thread. */
export interface ThreadListener {
  /** It says something. */
  onMessage(message: FromThread): void
  /** It has died: what it did not say by then it never will. */
  onDeath(error: Error): void
}

/** A thread of a flow, as the one that started it has it. */
export class FlowThread {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  readonly #worker: Worker

  /** Starts it. */
  constructor(entry: URL | undefined, start: ThreadStart, listener: ThreadListener) {
    const { role } = start
    this.#worker = new Worker(entry ?? ENTRY, { name: `openlob ${role}`, workerData: start, transferList: [...start.feeds] })
    let said = ''
    this.#worker.on('message', (message: FromThread) => {
      said = message.type
      listener.onMessage(message)
    })
    this.#worker.on('error', (error) => {
      said = 'error'
      listener.onDeath(error)
    })
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        if (said !== 'closed') listener.onDeath(new Error(`the thread of the ${role} has ended by itself: code=${code}`))
        resolve()
      })
    })
  }

  /** Says something to it. */
  say(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    await this.#worker.terminate()
  }
}
