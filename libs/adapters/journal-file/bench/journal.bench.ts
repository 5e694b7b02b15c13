import { closeSync, constants, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RecordingJournalListener } from '@openlob/application/testing'
import { FileJournal } from '../src/index.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
  },
})

const RECORD_BYTES = 128
const BATCHES = [1, 16, 64, 256]
const secondsEach = Number(values.seconds) / Number(values.rounds)

interface Figures {
  readonly name: string
  readonly batch: number
  readonly recordsPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
}

/** Commits one after the other until the time is up; the commit latencies in microseconds. */
async function measure(commit: () => Promise<void> | void): Promise<number[]> {
  const latencies: number[] = []
  const end = performance.now() + secondsEach * 1000
  for (let start = performance.now(); start < end; ) {
    await commit()
    const now = performance.now()
    latencies.push((now - start) * 1000)
    start = now
  }
  return latencies
}

async function journalRound(folder: string, batch: number): Promise<number[]> {
  const journal = new FileJournal({ directory: join(folder, `journal-${batch}-${performance.now()}`) })
  const listener = new RecordingJournalListener()
  await journal.open(listener)
  const payload = new Uint8Array(RECORD_BYTES).fill(7)
  let sequence = 0
  const latencies = await measure(() => {
    for (let count = 0; count < batch; count += 1) journal.append((sequence += 1), payload)
    // What was reported is not looked at again, and would grow the array with the run.
    listener.durable.length = Math.min(listener.durable.length, 1)
    return listener.untilDurable(sequence)
  })
  await journal.close()
  return latencies
}

/** The least that a durable write can cost here: one block of a file that is there already. */
async function bareDiskRound(folder: string, batch: number): Promise<number[]> {
  const path = join(folder, 'bare')
  const bytes = 64 << 20
  writeFileSync(path, Buffer.alloc(bytes))
  const descriptor = openSync(path, constants.O_RDWR | constants.O_DSYNC)
  fsyncSync(descriptor)
  const block = Buffer.alloc(RECORD_BYTES * batch, 7)
  let position = 0
  const latencies = await measure(() => {
    writeSync(descriptor, block, 0, block.length, position)
    position = (position + block.length) % (bytes - block.length)
  })
  closeSync(descriptor)
  return latencies
}

function figures(name: string, batch: number, latencies: readonly number[]): Figures {
  const sorted = [...latencies].sort((left, right) => left - right)
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  const total = sorted.reduce((sum, latency) => sum + latency, 0)
  const recordsPerSecond = Math.round((sorted.length * batch * 1e6) / total)
  return { name, batch, recordsPerSecond, p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999) }
}

/** Both in turn, so that what else the disk does falls on both alike. */
async function compare(batch: number): Promise<Figures[]> {
  const [journal, bare]: [number[][], number[][]] = [[], []]
  for (let round = 0; round < Number(values.rounds); round += 1) {
    bare.push(await bareDiskRound(folder, batch))
    journal.push(await journalRound(folder, batch))
  }
  return [figures('bare disk', batch, bare.flat()), figures('file journal', batch, journal.flat())]
}

const folder = mkdtempSync(join(values.directory, 'openlob-bench-'))
const results: Figures[] = []
try {
  for (const batch of BATCHES) results.push(...(await compare(batch)))
} finally {
  rmSync(folder, { recursive: true })
}

console.log(`${RECORD_BYTES}-byte records, one commit in flight; latencies in microseconds`)
console.table(results)
if (values.json !== undefined) {
  const machine = { node: process.version, platform: process.platform, arch: process.arch }
  writeFileSync(values.json, `${JSON.stringify({ machine, recordBytes: RECORD_BYTES, results }, undefined, 2)}\n`)
}
