import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { packagedBinaries } from './binaries.ts'
import type { ServerBinaries } from './binaries.ts'
import { EmbeddedServerError } from './embedded-server-error.ts'
import { serverAccount } from './server-account.ts'
import type { ServerAccount } from './server-account.ts'

/** How a server of one's own is started. */
export interface EmbeddedServerOptions {
  /** The directory that it keeps everything in; made where it is not there. */
  readonly directory: string
  /** Its programs; those that npm has brought where left out. */
  readonly binaries?: ServerBinaries | undefined
  /** Where it listens; any free port where left out. */
  readonly port?: number | undefined
  /** Told of each line that it writes. */
  readonly onLine?: ((line: string) => void) | undefined
}

const USER = 'openlob'
/** Recovery after a crash takes as long as it takes; a server that says nothing for so long is no server. */
const READY_TIMEOUT_MS = 60_000
const POLL_MS = 25
const STOP_TIMEOUT_MS = 10_000
/** Somebody else may take the port between finding it free and listening. */
const PORT_ATTEMPTS = 3
/** The last lines that it wrote, for the error that ends it. */
const KEPT_LINES = 20

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '24',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  // Nobody replicates from it: what is lost is built anew from the journal.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_parallel_workers_per_gather: '0',
  log_min_messages: 'warning',
}

/**
 * A PostgreSQL server of one's own, for its directory alone: reached by this machine only, with a password that stands
 * beside its files. One that a killed process has left behind is stopped first.
 */
export class EmbeddedServer {
  /** Where it is reached. */
  readonly url: string
  /** Resolves when it has ended, whyever. */
  readonly ended: Promise<void>
  readonly #process: ChildProcess

  private constructor(url: string, child: ChildProcess, ended: Promise<void>) {
    this.url = url
    this.#process = child
    this.ended = ended
  }

  /** Starts it, after it has made its files where there are none. Rejects with an {@link EmbeddedServerError}. */
  static async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const binaries = options.binaries ?? (await packagedBinaries())
    const cluster = new Cluster(resolve(options.directory), binaries, options.onLine)
    await cluster.prepare()
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port ?? (await freePort())
      const started = cluster.spawnServer(port)
      const url = cluster.url(port)
      const problem = await Promise.race([started.ended.then(() => started.lines.join('\n')), ready(url)])
      if (problem === undefined) return new EmbeddedServer(url, started.child, started.ended)
      started.child.kill('SIGQUIT')
      if (attempt === PORT_ATTEMPTS || options.port !== undefined || !problem.includes('Address already in use'))
        throw new EmbeddedServerError(`PostgreSQL in ${cluster.directory} does not start: ${problem}`)
    }
  }

  /** Stops it; what was committed is on the disk. */
  async stop(): Promise<void> {
    this.#process.kill('SIGINT')
    const waiting = new AbortController()
    const tooLong = setTimeout(STOP_TIMEOUT_MS, 'too long' as const, { signal: waiting.signal }).catch(() => undefined)
    if ((await Promise.race([this.ended, tooLong])) === 'too long') this.#process.kill('SIGQUIT')
    waiting.abort()
    await this.ended
  }
}

interface StartedServer {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  readonly lines: string[]
}

/** The files of a server, and its programs. */
class Cluster {
  readonly directory: string
  readonly #files: string
  readonly #binaries: ServerBinaries
  readonly #account: ServerAccount = serverAccount()
  readonly #onLine: ((line: string) => void) | undefined
  #password = ''

  constructor(directory: string, binaries: ServerBinaries, onLine: ((line: string) => void) | undefined) {
    this.directory = directory
    this.#files = join(directory, 'cluster')
    this.#binaries = binaries
    this.#onLine = onLine
  }

  url(port: number): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${port}/postgres`
  }

  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 })
    if (this.#account.owner !== undefined && this.#account.prefix.length === 0) await chmod(this.directory, 0o711)
    const passwordFile = join(this.directory, 'password')
    if (!existsSync(this.#files)) await this.#initialise(passwordFile)
    this.#password = (await readFile(passwordFile, 'utf8')).trim()
    await this.#checkVersion()
    await this.#stopForgotten()
  }

  spawnServer(port: number): StartedServer {
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    return this.#spawn(this.#binaries.postgres, ['-D', this.#files, '-p', String(port), ...settings])
  }

  /** Aside, and in its place once it is whole. */
  async #initialise(passwordFile: string): Promise<void> {
    const aside = `${this.#files}.new`
    await rm(aside, { recursive: true, force: true })
    await mkdir(aside, { mode: 0o700 })
    await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 })
    const { owner } = this.#account
    if (owner !== undefined) {
      await chown(aside, owner.uid, owner.gid)
      await chown(passwordFile, owner.uid, owner.gid)
    }
    const access = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, `--username=${USER}`]
    const { child, lines, ended } = this.#spawn(this.#binaries.initdb, [
      '-D',
      aside,
      ...access,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ])
    await ended
    if (child.exitCode !== 0)
      throw new EmbeddedServerError(`the files of PostgreSQL cannot be made in ${this.directory}: ${lines.join('\n')}`)
    await rename(aside, this.#files)
  }

  async #checkVersion(): Promise<void> {
    const found = (await readFile(join(this.#files, 'PG_VERSION'), 'utf8')).trim()
    const { child, lines, ended } = this.#spawn(this.#binaries.postgres, ['--version'])
    await ended
    const version = /\d+/.exec(lines.join(' '))?.[0]
    if (child.exitCode !== 0 || version === undefined)
      throw new EmbeddedServerError(`PostgreSQL does not run here: ${lines.join('\n')}`)
    if (version !== found)
      throw new EmbeddedServerError(
        `${this.#files} was written by PostgreSQL ${found}, and here is ${version}: move it away, and the history is built anew from the journal`,
      )
  }

  /** A server that answers to the password is the one of a process that was killed. */
  async #stopForgotten(): Promise<void> {
    const pidFile = join(this.#files, 'postmaster.pid')
    if (!existsSync(pidFile)) return
    const port = Number((await readFile(pidFile, 'utf8')).split('\n')[3])
    if (!Number.isInteger(port) || (await problemOf(this.url(port))) !== undefined) return
    await this.#spawn(this.#binaries.pgCtl, ['stop', '-D', this.#files, '-m', 'fast', '-w']).ended
  }

  #spawn(program: string, args: readonly string[]): StartedServer {
    const { prefix, spawn: as } = this.#account
    const [command = program, ...rest] = [...prefix, program, ...args]
    // In a group of its own: what a terminal sends to all of the exchange is for the exchange to pass on.
    const own = { ...as, cwd: '/', detached: true }
    const child = spawn(command, rest, {
      ...own,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    })
    const lines: string[] = []
    const take = (text: string): void => {
      for (const line of text.split('\n').filter((part) => part !== '')) {
        if (lines.push(line) > KEPT_LINES) lines.shift()
        this.#onLine?.(line)
      }
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take)
    const ended = new Promise<void>((settle) => {
      child.once('error', (error) => {
        take(error.message)
        settle()
      })
      child.once('close', () => {
        settle()
      })
    })
    return { child, lines, ended }
  }
}

/** Resolves with nothing when the server answers, with why not after a long time. */
async function ready(url: string): Promise<string | undefined> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    const problem = await problemOf(url)
    if (problem === undefined || performance.now() > deadline) return problem
    await setTimeout(POLL_MS)
  }
}

async function problemOf(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
