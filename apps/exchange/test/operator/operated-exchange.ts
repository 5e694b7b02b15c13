import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_PLUGINS } from '@openlob/application'
import { pino } from 'pino'
import { vi } from 'vitest'
import { Composition } from '../../src/composition.ts'
import { configurationSchema } from '../../src/configuration/configuration.ts'
import { run } from '../../src/program.ts'
import { RawClient } from '../process/exchange-process.ts'

/** What the admin port answered. */
export interface AdminAnswer {
  readonly status: number
  readonly body: unknown
}

/** What a command line printed. */
export interface Printed {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** The whole exchange in this process, demo off, on any free ports, in a directory of its own. */
export class OperatedExchange {
  readonly #directory: string
  readonly #more: object
  #composition: Composition | undefined
  #adminPort = 0
  #tradingPort = 0

  private constructor(directory: string, more: object) {
    this.#directory = directory
    this.#more = more
  }

  /** With `more` in its configuration. */
  static async open(more: object = {}): Promise<OperatedExchange> {
    const opened = new OperatedExchange(await mkdtemp(join(tmpdir(), 'openlob-operator-')), more)
    await opened.start()
    return opened
  }

  get adminUrl(): string {
    return `http://localhost:${this.#adminPort}`
  }

  get webSocketUrl(): string {
    return `ws://localhost:${this.#tradingPort}/ws`
  }

  async start(): Promise<void> {
    const data = this.#directory
    const free = { port: 0 }
    const configuration = configurationSchema.parse({
      data,
      websocket: free,
      admin: free,
      demo: { enabled: false },
      limits: { maxAccounts: 6 },
      journal: { segmentBytes: 65_536 },
      threads: { use: 'never' },
      history: { store: 'memory' },
      ...this.#more,
    })
    this.#composition = new Composition({ configuration, origins: new Map() }, {
      plugins: DEFAULT_PLUGINS,
      pluginDirectory: data,
      logger: pino({ level: 'silent' }),
      onFailure: ({ error }) => {
        throw error
      },
    })
    const report = await this.#composition.start(() => undefined)
    this.#adminPort = report.adminPort
    this.#tradingPort = report.tradingPort
  }

  /** A client that speaks for accounts, each by a key of its own. */
  async trader(...accounts: readonly string[]): Promise<RawClient> {
    const client = new RawClient(this.webSocketUrl)
    await client.opened()
    for (const account of accounts) {
      const { apiKey, secret } = (await this.ask('POST /api-keys', { account })).body as { apiKey: string; secret: string }
      await client.authenticate(apiKey, secret)
    }
    return client
  }

  async stop(): Promise<void> {
    await this.#composition?.stop()
  }

  /** Stops, and starts on the same data. */
  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async close(): Promise<void> {
    await this.stop()
    await rm(this.#directory, { recursive: true, force: true })
  }

  /** Sends text as it is, as JSON unless told otherwise; an object as JSON. */
  async ask(
    request: string,
    content?: string | object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<AdminAnswer> {
    const [method, path] = request.split(' ')
    const body = typeof content === 'object' ? JSON.stringify(content) : content
    const sent = body === undefined ? { headers } : { headers: { 'content-type': 'application/json', ...headers }, body }
    const response = await fetch(`${this.adminUrl}${path!}`, { method: method!, ...sent })
    return { status: response.status, body: await response.json() }
  }

  /** Runs `openlob account` against its admin port. */
  account(...args: string[]): Promise<Printed> {
    return openlob('account', ...args, '--admin-url', this.adminUrl)
  }
}

/** Runs a command line in this process. */
export async function openlob(...args: string[]): Promise<Printed> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const code = await run(args)
    const textOf = (write: typeof stdout): string => write.mock.calls.map(([text]) => String(text)).join('')
    return { code, output: textOf(stdout), errors: textOf(stderr) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}
