import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Exchange, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import { WebSocketGateway } from '@openlob/websocket'
import { BUNDLED_CLI } from '../bundle.ts'
import { configurationSchema } from '../../src/configuration/configuration.ts'
import { DemoAccounts } from '../../src/demo-accounts.ts'
import { listMarkets } from '../../src/list-markets.ts'
import { SystemClock } from '../../src/system-clock.ts'

/** An exchange in this process with a journal in memory, the default markets and a real socket on any free port. */
export class InProcessVenue {
  readonly exchange: Exchange
  #server: Server | undefined
  #gateway: WebSocketGateway | undefined
  #port = 0

  constructor() {
    this.exchange = new Exchange({
      journal: new MemoryJournal(),
      snapshots: new MemorySnapshotStore(),
      clock: new SystemClock(),
    })
  }

  static async open(): Promise<InProcessVenue> {
    const venue = new InProcessVenue()
    await venue.exchange.start()
    await listMarkets(venue.exchange, configurationSchema.parse({}))
    await venue.listen()
    return venue
  }

  get url(): string {
    return `ws://localhost:${this.#port}/ws`
  }

  /** Takes clients, on the same port as before where it has. */
  async listen(): Promise<void> {
    const { funds, maxAccounts } = configurationSchema.parse({}).demo
    const openAccounts = (): number => this.exchange.statistics().accounts
    const accounts = new DemoAccounts(this.exchange, { funds, flows: [], maxAccounts, openAccounts })
    const server = createServer()
    this.#gateway = new WebSocketGateway(this.exchange, { accountOf: (trader) => accounts.accountOf(trader) })
    this.#gateway.attach(server)
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.#port, 'localhost', resolve))
    this.#port = (server.address() as AddressInfo).port
  }

  /** Sends its clients away, and takes none. */
  async hangUp(): Promise<void> {
    await this.#gateway?.close()
    await new Promise((resolve) => this.#server?.close(resolve))
  }

  async close(): Promise<void> {
    await this.hangUp()
    await this.exchange.stop()
  }

  /** Resolves when so many trades have happened. */
  trades(count: number): Promise<void> {
    return new Promise((resolve) => {
      const end = this.exchange.subscribe({
        publish: () => {
          if (this.exchange.statistics().trades < count) return
          end()
          resolve()
        },
      })
    })
  }
}

/** How a process of `openlob` ended. */
export interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** `openlob` in a process of its own, out of the sources, with its standard input in the test's hands. */
export class Openlob {
  readonly ended: Promise<Ended>
  readonly #child: ChildProcessWithoutNullStreams
  #output = ''
  #errors = ''

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, [BUNDLED_CLI, ...args])
    this.#child.stdout.on('data', (text: Buffer) => (this.#output += text.toString()))
    this.#child.stderr.on('data', (text: Buffer) => (this.#errors += text.toString()))
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        resolve({ code, output: this.#output, errors: this.#errors })
      })
    })
  }

  /** Writes all of its standard input. */
  input(text: string): this {
    this.#child.stdin.end(text)
    return this
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }
}
