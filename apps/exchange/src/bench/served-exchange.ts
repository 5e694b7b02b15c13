import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** No client of the bench is held back by the limits that keep an exchange from its clients. */
const HARD_LIMIT_BYTES = 268_435_456
const SETTINGS = [
  'websocket.clients.messagesPerSecond=1000000000',
  'websocket.clients.messageBurst=1000000000',
  'websocket.clients.maxInFlight=1000000',
  'commands.maxPending=1000000',
  'rest.rateLimits.weightPerMinute=1000000000',
  'rest.rateLimits.requestsPerFiveMinutes=1000000000',
  'rest.rateLimits.ordersPerTenSeconds=1000000000',
  'rest.rateLimits.ordersPerDay=1000000000',
  'rest.rateLimits.connectionsPerFiveMinutes=1000000000',
  'rest.selfTradePreventionMode=NONE',
]

/** What the exchange has measured of itself, from its start. */
export interface Processing {
  readonly count: number
  readonly seconds: number
  /** By the upper end of each bucket in seconds: how many took no longer. */
  readonly buckets: ReadonlyMap<number, number>
}

/** A key of an account that trades for the bench. */
export interface BenchKey {
  readonly apiKey: string
  readonly secret: string
}

/** How an exchange under test runs. */
export interface ServedTerms {
  readonly threads: string
  readonly history: string
  /** With more waiting for a client, it is given up. */
  readonly hardLimitBytes?: number
}

/** An exchange in a process of its own, of the same program as this one. */
export class ServedExchange {
  readonly url: string
  readonly #adminUrl: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, adminUrl: string) {
    this.#child = child
    this.url = url
    this.#adminUrl = adminUrl
  }

  /** Starts it; rejects with what it said where it does not listen. */
  static async start(directory: string, terms: ServedTerms): Promise<ServedExchange> {
    const { threads, history, hardLimitBytes = HARD_LIMIT_BYTES } = terms
    const waiting = [`hardLimitBytes=${hardLimitBytes}`, `softLimitBytes=${hardLimitBytes / 16}`]
    const own = [`threads.use=${threads}`, `history.store=${history}`, ...waiting.map((limit) => `websocket.clients.${limit}`)]
    const settings = [...SETTINGS, ...own].flatMap((setting) => ['--set', setting])
    const flags = ['--data', directory, '--port', '0', '--admin-port', '0', '--log-level', 'error', ...settings]
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'start', ...flags])
    let output = ''
    const line = await new Promise<string>((resolve, reject) => {
      const hear = (data: Buffer): void => {
        output += data.toString()
        const found = output.split('\n').find((text) => text.startsWith('{"event":"listening"') && text.endsWith('}'))
        if (found !== undefined) resolve(found)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', () => {
        reject(new Error(`the exchange under test did not start:\n${output}`))
      })
    })
    const { url, adminUrl } = JSON.parse(line) as { readonly url: string; readonly adminUrl: string }
    return new ServedExchange(child, url, adminUrl)
  }

  /** Opens an account with money and makes a key for it. */
  async key(name: string): Promise<BenchKey> {
    const post = async (path: string, body: object): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${this.#adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
      return answer.json()
    }
    await post('/accounts', { name })
    for (const asset of ['BTC', 'USDT']) await post(`/accounts/${name}/deposits`, { asset, amount: '1000000' })
    return (await post('/api-keys', { account: name })) as BenchKey
  }

  /** The memory that it has, with the processes that it has started where the system tells of them. */
  async residentBytes(): Promise<number> {
    const others = processesOf(this.#child.pid ?? 0).reduce((sum, pid) => sum + residentBytesOf(pid), 0)
    return (await this.#metric('process_resident_memory_bytes')) + others
  }

  /** How many clients of the dialect are connected by WebSocket. */
  dialectConnections(): Promise<number> {
    return this.#metric('openlob_dialect_connections')
  }

  async #metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.#adminUrl}/metrics`)).text()
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
  }

  /** How long it took to carry out commands: from the parsed request until its result was ready, not yet durable. */
  async processing(): Promise<Processing> {
    const text = await (await fetch(`${this.#adminUrl}/metrics`)).text()
    const value = (name: string): number => Number(new RegExp(`^openlob_processing_seconds_${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
    const found = text.matchAll(/^openlob_processing_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm)
    const buckets = Array.from(found, ([, le, count]) => [le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), Number(count)] as const)
    return { count: value('count'), seconds: value('sum'), buckets: new Map(buckets) }
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}

/** The processes that one has started; none where the system does not tell. */
function processesOf(pid: number): readonly number[] {
  const text = readOrNothing(`/proc/${pid}/task/${pid}/children`).trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

function residentBytesOf(pid: number): number {
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1] ?? 0)
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
