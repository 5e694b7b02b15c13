import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RecoveryReport } from '@openlob/application'

/** What the exchange runs from: its sources, what was built of them (which starts faster), or another build. */
export type RunsFrom = 'sources' | 'build' | { readonly cli: string }

/** The ready line, as far as the crash test reads it. */
export interface Ready {
  readonly url: string
  readonly recovery: RecoveryReport
}

/** Small segments and frequent snapshots, so that crashes fall into changing over and saving as well. */
const SETTINGS = [
  'journal.segmentBytes=65536',
  'snapshot.everyCommands=1000',
  'history.store=memory',
  'websocket.clients.messagesPerSecond=1000000',
  'websocket.clients.messageBurst=1000000',
]

const SOURCES = ['--conditions=@openlob/source', '--import', fileURLToPath(import.meta.resolve('tsx'))]
const SOURCE_CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const BUILT_CLI = fileURLToPath(new URL('../../bin/openlob.js', import.meta.url))

/** The real exchange as a process of its own. */
export class ExchangeUnderTest {
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #output = ''

  /** Starts it on `directory`, which must exist. */
  constructor(directory: string, runsFrom: RunsFrom, threads: 'always' | 'never' = 'never') {
    const built = runsFrom === 'build' ? BUILT_CLI : runsFrom
    const program = typeof built === 'object' ? [built.cli] : built === 'sources' ? [...SOURCES, SOURCE_CLI] : [built]
    const settings = [...SETTINGS, `threads.use=${threads}`].flatMap((setting) => ['--set', setting])
    const flags = ['--data', directory, '--port', '0', '--admin-port', '0', '--log-level', 'error', ...settings]
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('OPENLOB_') && name !== 'NODE_OPTIONS')
    const env = Object.fromEntries(own)
    this.#child = spawn(process.execPath, [...program, 'start', ...flags], { cwd: directory, env })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    this.#exited = once(this.#child, 'close')
  }

  /** Resolves when it takes orders; rejects with all it said where it ends before. */
  ready(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const line = this.#output.split('\n').find((text) => text.startsWith('{"event":"listening"') && text.endsWith('}'))
        if (line !== undefined) resolve(JSON.parse(line) as Ready)
      }
      this.#child.stdout?.on('data', look)
      void this.#exited.then(() => {
        reject(new Error(`the exchange ended before it took orders:\n${this.#output}`))
      })
      look()
    })
  }

  /** Sends a signal and does not wait. */
  signal(name: 'SIGKILL' | 'SIGTERM'): void {
    this.#child.kill(name)
  }

  /** Resolves with the exit code, null after a kill, once the process and all it wrote are gone. */
  async exited(): Promise<number | null> {
    await this.#exited
    return this.#child.exitCode
  }
}
