import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpenlobProcess } from '../process/exchange-process.ts'

/** A key and what requests by it are signed with. */
export interface ClientKey {
  readonly apiKey: string
  readonly secret: string
}

/** The program in a process of its own, with two funded accounts that have keys. */
export class ServedExchange {
  readonly restUrl: string
  readonly webSocketUrl: string
  readonly adminUrl: string
  readonly demo: ClientKey
  readonly bob: ClientKey
  readonly #process: OpenlobProcess

  private constructor(process: OpenlobProcess, listening: Listening, bob: ClientKey) {
    this.#process = process
    this.restUrl = listening.restUrl
    this.webSocketUrl = listening.restUrl.replace('http', 'ws')
    this.adminUrl = listening.adminUrl
    this.demo = listening.demoKey
    this.bob = bob
  }

  /** Starts one in a directory of its own. */
  static async start(...settings: readonly string[]): Promise<ServedExchange> {
    const directory = await mkdtemp(join(tmpdir(), 'openlob-clients-'))
    const flags = settings.flatMap((setting) => ['--set', setting])
    const started = new OpenlobProcess(directory, ['start', '--data', join(directory, 'data'), '--port', '0', '--admin-port', '0', ...flags])
    const listening = (await started.listening()) as unknown as Listening
    const { adminUrl } = listening
    await ask(adminUrl, '/accounts', { name: 'bob' })
    await ask(adminUrl, '/accounts/bob/deposits', { asset: 'BTC', amount: '1000' })
    await ask(adminUrl, '/accounts/bob/deposits', { asset: 'USDT', amount: '10000000' })
    const bob = (await ask(adminUrl, '/api-keys', { account: 'bob', label: 'test' })) as ClientKey
    return new ServedExchange(started, listening, bob)
  }

  /** Makes another key, as whoever runs it would. */
  async createKey(request: {
    readonly account: string
    readonly publicKey?: string
    readonly readOnly?: boolean
  }): Promise<ClientKey> {
    return (await ask(this.adminUrl, '/api-keys', request)) as ClientKey
  }

  /** Stops it, with everything kept, and answers what it wrote to its log. */
  async stop(): Promise<string> {
    const { stderr } = await this.#process.stop()
    return stderr
  }
}

interface Listening {
  readonly restUrl: string
  readonly adminUrl: string
  readonly demoKey: ClientKey
}

async function ask(adminUrl: string, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return response.json()
}
