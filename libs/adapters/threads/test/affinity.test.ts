import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProcessExchange, ThreadedExchange } from '../src/index.ts'
import { bundled } from './bundled.ts'

const file = bundled('kept-parts.ts')
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'openlob-affinity-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** The processors that a task may use, as Linux writes them. */
function allowed(task: string): string | undefined {
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`${task}/status`, 'utf8'))?.[1]
}

/** The first processor that this process may use, and one that there is not. */
const FIRST = Number.parseInt(allowed('/proc/self')!, 10)
const NONE = 1023

const threadsOn = (cpus: string): number =>
  readdirSync('/proc/self/task').filter((task) => allowed(`/proc/self/task/${task}`) === cpus).length

const parts = { parts: file('kept-parts.ts') }

describe('an exchange that is kept on processors', () => {
  it('has its threads there, and no others', async () => {
    const before = threadsOn(String(FIRST))
    const settings = { directory }
    const exchange = new ThreadedExchange({ ...parts, worker: file('worker.ts'), settings, cpus: [FIRST] })
    await exchange.start()
    // On a machine with one processor all were there before.
    expect(threadsOn(String(FIRST)) - before).toBe(3)
    await exchange.stop()
  })

  it('has its process there', async () => {
    const entry = file('flow-process.ts')
    const exchange = new ProcessExchange({ ...parts, entry, settings: { directory }, cpus: [FIRST] })
    await exchange.start()
    const tasks = readdirSync(`/proc/${exchange.pid}/task`).map((task) => allowed(`/proc/${exchange.pid}/task/${task}`))
    expect(new Set(tasks)).toEqual(new Set([String(FIRST)]))
    await exchange.stop()
  })

  it('does not start where the system does not do it', async () => {
    const settings = { directory }
    const text = `this system does not keep it on the processors ${NONE}: `
    const threaded = new ThreadedExchange({ ...parts, worker: file('worker.ts'), settings, cpus: [NONE] })
    await expect(threaded.start()).rejects.toThrow(text)
    const apart = new ProcessExchange({ ...parts, entry: file('flow-process.ts'), settings, cpus: [NONE] })
    await expect(apart.start()).rejects.toThrow(text)
  })
})
