import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { alignedByBigint, alignedByNumber, byBigint, byNumber } from './flyweights.ts'
import { allocatedBytes } from './heap.ts'
import type { Contender } from './orders.ts'
import { flatbuffersTable, json, protobufjs } from './peers.ts'

// An order of 64 octets, written and read in full, beside JSON, protobufjs and flatbuffers in one run. Slices by turns,
// so that whatever else the machine does falls on all; medians. `--json FILE` writes the figures.

const SLICES = 60
const WARM_SLICES = 20
const ORDERS_A_SLICE = 20_000

/** Nanoseconds an order, a slice each. */
type Times = Record<'encode' | 'decode', number[]>

const contenders = [byNumber, byBigint, alignedByNumber, alignedByBigint, json, protobufjs, flatbuffersTable]
const times = new Map<Contender, Times>(contenders.map((contender) => [contender, { encode: [], decode: [] }]))

function timed(operation: (times: number) => void): number {
  const started = process.hrtime.bigint()
  operation(ORDERS_A_SLICE)
  return Number(process.hrtime.bigint() - started) / ORDERS_A_SLICE
}

process.stderr.write('an order of 64 octets, by turns ')
for (let slice = 0; slice < SLICES + WARM_SLICES; slice += 1) {
  for (const contender of contenders) {
    const encode = timed(contender.encode)
    const decode = timed(contender.decode)
    if (slice < WARM_SLICES) continue
    times.get(contender)!.encode.push(encode)
    times.get(contender)!.decode.push(decode)
  }
  if (slice % 10 === 0) process.stderr.write('.')
}
process.stderr.write('\n')

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!
}

const heap = allocatedBytes()
const figures = contenders.map((contender) => {
  const { encode, decode } = times.get(contender)!
  const of = (all: readonly number[]) => {
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((share) => percentile(all, share))
    return { p10: p10!, p50: p50!, p90: p90! }
  }
  return { name: contender.name, encode: of(encode), decode: of(decode), allocatedBytes: heap[contender.name] }
})
const [numbers] = figures
const text = (value: number) => value.toFixed(1).padStart(8)
console.log(`${cpus()[0]!.model}, Node.js ${process.version}; nanoseconds an order, median (tenth percentile), and how many times ours`)
for (const { name, encode, decode, allocatedBytes: bytes } of figures) {
  const row = [encode, decode].map(
    ({ p10, p50 }, at) => `${text(p50)} (${p10.toFixed(1)}) ${text(p50 / [numbers!.encode, numbers!.decode][at]!.p50)} x`,
  )
  console.log(`${name.padEnd(20)} encode ${row[0]!}   decode ${row[1]!}${bytes === undefined ? '' : `   ${bytes.join(' and ')} bytes allocated`}`)
}

const target = process.argv.indexOf('--json')
if (target !== -1) writeFileSync(process.argv[target + 1]!, `${JSON.stringify(figures, undefined, 2)}\n`)
