import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signedText } from '@openlob/websocket'
import { WebSocket } from 'ws'
import { BUNDLED_CLI } from '../bundle.ts'

/** What a finished process left behind. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The ready line, as far as the tests read it. */
export interface Listening {
  readonly event: 'listening'
  readonly url: string
  readonly port: number
  readonly adminUrl: string
  readonly adminPort: number
  readonly pid: number
  /** In the demo mode. */
  readonly demoKey: { readonly apiKey: string; readonly secret: string }
}

const running = new Map<ChildProcessWithoutNullStreams, string>()

/** The command line in a process of its own, out of the sources. */
export class OpenlobProcess {
  readonly finished: Promise<Finished>
  readonly #child: ChildProcessWithoutNullStreams
  #stdout = ''
  #stderr = ''

  constructor(directory: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    // The same on machines with many cores and with few, and without a database where a test has no use for one.
    const env = { ...withoutSettings(process.env), OPENLOB_THREADS_USE: 'never', OPENLOB_HISTORY_STORE: 'memory', ...environment }
    this.#child = spawn(process.execPath, [BUNDLED_CLI, ...args], { cwd: directory, env })
    running.set(this.#child, directory)
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text))
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    this.finished = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code) => {
        running.delete(this.#child)
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr })
      })
    })
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  /** Resolves with the ready line; rejects with the output where the process ends before. */
  async listening(): Promise<Listening> {
    const line = await new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const found = this.#stdout.split('\n').find((candidate) => candidate.startsWith('{"event":"listening"') && candidate.endsWith('}'))
        if (found !== undefined) resolve(found)
      }
      this.#child.stdout.on('data', look)
      void this.finished.then(({ code, stdout, stderr }) => {
        reject(new Error(`it ended with ${String(code)} before it listened\n${stdout}\n${stderr}`))
      })
      look()
    })
    return JSON.parse(line) as Listening
  }

  /** All that it is to read from its standard input. */
  input(text: string): void {
    this.#child.stdin.end(text)
  }

  /** Sends a signal. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Asks it to stop and waits until it has. */
  stop(): Promise<Finished> {
    this.signal('SIGTERM')
    return this.finished
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('OPENLOB_') && name !== 'NODE_OPTIONS')
  return Object.fromEntries(kept)
}

/** Runs a test with a directory of its own, removed afterwards; what it left running is killed. */
export async function withDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'openlob-process-'))
  try {
    await run(directory)
  } finally {
    for (const [child, started] of running) if (started === directory) child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
}

/** A message of the WebSocket protocol. */
export type Message = Readonly<Record<string, unknown>>

/** A client of the WebSocket protocol that sends text as it is and waits for the messages it is told. */
export class RawClient {
  readonly received: Message[] = []
  readonly #socket: WebSocket
  readonly #opened: Promise<void>
  #waiting: (() => void)[] = []

  constructor(url: string) {
    this.#socket = new WebSocket(url)
    this.#socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString('utf8')) as Message)
      for (const wake of this.#waiting.splice(0)) wake()
    })
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once('open', () => {
        resolve()
      })
      this.#socket.once('error', reject)
    })
  }

  /** Resolves when it is connected. */
  opened(): Promise<void> {
    return this.#opened
  }

  /** Sends text as it is. */
  send(text: string): void {
    this.#socket.send(text)
  }

  /** The first message, also among those that came before, that fits. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.received.find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Proves by a key whose connection it is. */
  async authenticate(apiKey: string, secret: string): Promise<void> {
    const fields = { api_key: apiKey, timestamp: String(Date.now()) }
    const signature = createHmac('sha256', secret).update(signedText(fields)).digest('hex')
    const reply = await this.ask({ type: 'auth', ...fields, signature })
    if (reply['type'] !== 'authenticated') throw new Error(`the key was refused: ${JSON.stringify(reply)}`)
  }

  /** Sends an order and waits for the answer that carries its request id. */
  async ask(request: Message): Promise<Message> {
    const requestId = `ask-${this.received.length}-${String(request['type'])}`
    this.send(JSON.stringify({ ...request, request_id: requestId }))
    return this.message((message) => message['request_id'] === requestId)
  }

  /** Closes the connection and waits until it is closed. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return
    const closed = new Promise((resolve) => this.#socket.once('close', resolve))
    this.#socket.close()
    await closed
  }
}
