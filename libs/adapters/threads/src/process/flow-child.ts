import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MessageBatch } from './message-batch.ts'
import type { FromProcess, ProcessBatch, ToProcess } from './process-messages.ts'

/** Where the process begins: as it was built, or from the sources. */
const ENTRY: URL = import.meta.url.endsWith('.ts')
  ? new URL('../flow-process.ts', import.meta.url)
  : new URL('./flow-process.js', import.meta.url)

/** What is heard of the process of a flow. */
export interface FlowChildListener {
  onBatch(batch: ProcessBatch<FromProcess>): void
  /** It has ended: what it did not say by then it never will. */
  onDeath(error: Error): void
}

/** The process of a flow, as the one that started it has it. */
export class FlowChild {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #batch: MessageBatch<ToProcess>

  /** Starts it. */
  constructor(entry: URL | undefined, listener: FlowChildListener) {
    this.#child = fork(fileURLToPath(entry ?? ENTRY), { serialization: 'advanced' })
    this.#batch = new MessageBatch((messages) => {
      if (this.#child.connected) this.#child.send({ messages }, () => undefined)
    })
    this.#child.on('message', (batch) => {
      listener.onBatch(batch as unknown as ProcessBatch<FromProcess>)
    })
    this.ended = this.#death().then((error) => {
      listener.onDeath(error)
    })
  }

  /** Resolves with how it ended, when it has and all that it said has come. */
  async #death(): Promise<Error> {
    const child = this.#child
    const unsent = new Promise((resolve) => child.once('disconnect', resolve))
    const how = await new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(signal === null ? `code=${code}` : `signal=${signal}`)
      })
      child.on('error', (error) => {
        if (child.pid === undefined) resolve(error.message)
      })
    })
    if (child.connected) await unsent
    return new Error(`the process of the flow has ended: ${how}`)
  }

  /** Its id in the operating system, undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Says something to it. */
  say(message: ToProcess): void {
    this.#batch.say(message)
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  /** Lets it end: it has nothing more to do. */
  async letGo(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    await this.ended
  }
}
