import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { allocateRing, Bell, RingReader, RingWriter } from '../src/index.ts'

/*
 * A message of 64 octets to another thread and back, one at a time: over a MessagePort, and over two rings by how the
 * threads wait. A hop is half of it. By turns in one run, as the machine's minutes differ.
 */
const { values } = parseArgs({ options: { json: { type: 'string' }, rounds: { type: 'string', default: '3' }, hops: { type: 'string', default: '20000' } } })
const HOPS = Number(values.hops)
const OCTETS = 64
const ENTRY = new URL('echo-entry.mjs', import.meta.url)

interface Way {
  readonly name: string
  readonly spins: number
}

const WAYS: readonly Way[] = [
  { name: 'MessagePort', spins: -1 },
  { name: 'ring, sleeps at once (long-tail)', spins: 0 },
  { name: 'ring, looks 50 times (normal)', spins: 50 },
  { name: 'ring, looks 5,000 times (hot)', spins: 5_000 },
]

async function roundTripsUs({ spins }: Way): Promise<number[]> {
  const [here, other] = [Bell.allocate(), Bell.allocate()]
  const there = allocateRing(65_536, { reader: other, writer: here })
  const back = allocateRing(65_536, { reader: here, writer: other })
  const worker = new Worker(ENTRY, { workerData: { there, back, spins } })
  const times = spins < 0 ? await overPort(worker) : await overRing(worker, { there, back }, here, spins)
  await worker.terminate()
  return times
}

async function overPort(worker: Worker): Promise<number[]> {
  const times: number[] = []
  const message = new Uint8Array(OCTETS)
  for (let hop = 0; hop < HOPS; hop += 1) {
    const start = performance.now()
    const echoed = once(worker, 'message')
    worker.postMessage(message)
    await echoed
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

async function overRing(
  worker: Worker,
  { there, back }: { readonly there: ReturnType<typeof allocateRing>; readonly back: ReturnType<typeof allocateRing> },
  memory: SharedArrayBuffer,
  spins: number,
): Promise<number[]> {
  await once(worker, 'message')
  const [writer, reader, bell] = [new RingWriter(there), new RingReader(back), new Bell(memory)]
  const times: number[] = []
  for (let hop = 1; hop <= HOPS; hop += 1) {
    const start = performance.now()
    writer.claim(OCTETS)
    writer.commit(hop === HOPS ? 0 : 1)
    writer.wake()
    for (let seen = bell.count(); !reader.peek(); seen = bell.count()) if (!reader.peek()) bell.wait(seen, spins)
    reader.release()
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

const all = new Map<string, number[]>(WAYS.map(({ name }) => [name, []]))
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const way of WAYS) all.get(way.name)?.push(...(await roundTripsUs(way)).slice(HOPS / 10))

const at = (sorted: readonly number[], part: number): number => (sorted[Math.floor(sorted.length * part)] ?? 0) / 2
const rows = [...all].map(([name, times]) => {
  const sorted = times.sort((left, right) => left - right)
  return { name, p50Us: at(sorted, 0.5), p99Us: at(sorted, 0.99), p999Us: at(sorted, 0.999) }
})
const port = rows[0]?.p50Us ?? 0
process.stdout.write(`one hop, 64 octets, ${availableParallelism()} cores, µs\n`)
for (const { name, p50Us, p99Us, p999Us } of rows) {
  const figures = `p50 ${p50Us.toFixed(1)}  p99 ${p99Us.toFixed(1)}  p99.9 ${p999Us.toFixed(1)}`
  process.stdout.write(`${name.padEnd(34)}${figures.padEnd(44)}${(port / p50Us).toFixed(1)} x MessagePort\n`)
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ cores: availableParallelism(), rows }, null, 2)}\n`)
