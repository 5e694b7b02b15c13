import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { PeerTally } from './contenders.ts'
import { createPeer, runBook, runPeer } from './contenders.ts'
import { ReportTally } from './report-tally.ts'
import type { Workload } from './workload.ts'
import { generateWorkload } from './workload.ts'

const HELP = `Measures the order book beside nodejs-order-book on the same messages in the same process.

  --messages N       messages for the ladder book (3000000)
  --peer-messages N  the prefix of them for nodejs-order-book (200000)
  --rounds N         rounds of both by turns, after one to warm up (5)
  --seed N           of the workload (42)
  --json FILE        writes the figures there too
`

interface Figures {
  /** The median of all slices of all rounds. */
  readonly nsPerMessage: number
  /** The tenth percentile: nearer to what the machine can do where something else runs beside. */
  readonly lowNsPerMessage: number
  readonly messagesPerSecond: number
  readonly messages: number
  /** Heap allocated a message: growth while running, garbage included, over slices in which nothing was collected. */
  readonly allocatedBytesPerMessage: number
  /** Heap that is still held after a collection, by message. */
  readonly heldBytesPerMessage: number
}

const SLICES = 60

type Run = (from: number, to: number) => void

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '3000000' },
    'peer-messages': { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '42' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const messages = positive('messages', values.messages)
const peerMessages = Math.min(messages, positive('peer-messages', values['peer-messages']))
const rounds = positive('rounds', values.rounds)
const workload = generateWorkload(messages, positive('seed', values.seed))
const ids = textIds(workload)

crossCheck()
const ladderTimes: number[] = []
const peerTimes: number[] = []
// Rounds of the two by turns, so that whatever else the machine does falls on both.
for (let round = 0; round < rounds + 1; round += 1) {
  const ladderRound = timed(messages, ladder())
  const peerRound = timed(peerMessages, peer())
  if (round === 0) continue
  ladderTimes.push(...ladderRound)
  peerTimes.push(...peerRound)
}
const figures = {
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
  workload: workload.statistics,
  ladderBook: measured(ladderTimes, messages, ladder),
  nodejsOrderBook: measured(peerTimes, peerMessages, peer),
}
const ratio = figures.nodejsOrderBook.nsPerMessage / figures.ladderBook.nsPerMessage
print()
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...figures, ratio }, undefined, 2)}\n`)

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a positive integer: ${text}`)
  return value
}

/** Every order id as text, by id. */
function textIds({ orderIds }: Workload): string[] {
  let most = 0
  for (const orderId of orderIds) most = Math.max(most, orderId)
  return Array.from({ length: most + 1 }, (_, id) => String(id))
}

/** A ladder book with its standing orders, ready to run messages, counted from the first behind those. */
function ladder(): Run {
  const book = new LadderBook(new ReportTally())
  runBook(book, workload, 0, workload.standing)
  return (from, to) => {
    runBook(book, workload, workload.standing + from, workload.standing + to)
  }
}

/** The same of `nodejs-order-book`. */
function peer(): Run {
  const book = createPeer()
  const tally: PeerTally = { trades: 0, tradedLots: 0 }
  runPeer(book, workload, ids, [0, workload.standing], tally)
  return (from, to) => {
    runPeer(book, workload, ids, [workload.standing + from, workload.standing + to], tally)
  }
}

/** Both books must trade alike on the prefix that both are given; this is their warm-up too. */
function crossCheck(): void {
  const end = workload.standing + peerMessages
  const tally = new ReportTally()
  runBook(new LadderBook(tally), workload, 0, end)
  const peerTally: PeerTally = { trades: 0, tradedLots: 0 }
  runPeer(createPeer(), workload, ids, [0, end], peerTally)
  if (tally.trades !== peerTally.trades || tally.tradedLots !== peerTally.tradedLots) {
    throw new Error(`the books trade differently: ${JSON.stringify({ ladder: tally, peer: peerTally })}`)
  }
}

/** Nanoseconds a message, slice by slice: short slices, so that most of them run undisturbed on a shared machine. */
function timed(count: number, run: Run): number[] {
  collect()
  const slice = Math.ceil(count / SLICES)
  const times: number[] = []
  for (let at = 0; at < count; at += slice) {
    const end = Math.min(count, at + slice)
    const started = process.hrtime.bigint()
    run(at, end)
    times.push(Number(process.hrtime.bigint() - started) / (end - at))
  }
  return times
}

function measured(times: number[], count: number, create: () => Run): Figures {
  times.sort((left, right) => left - right)
  const nsPerMessage = times[times.length >> 1]!
  const lowNsPerMessage = times[Math.floor(times.length / 10)]!
  const speed = { nsPerMessage, lowNsPerMessage, messagesPerSecond: 1e9 / nsPerMessage }
  return { ...speed, messages: count, ...heap(count, create()) }
}

function heap(count: number, run: Run): Pick<Figures, 'allocatedBytesPerMessage' | 'heldBytesPerMessage'> {
  const warm = count >> 1
  const slice = Math.max(1, Math.floor((count - warm) / 100))
  run(0, warm)
  collect()
  const before = getHeapStatistics().used_heap_size
  const own = getHeapStatistics().used_heap_size - before
  const slices: number[] = []
  let used = getHeapStatistics().used_heap_size
  let at = warm
  for (; at + slice <= count; at += slice) {
    run(at, at + slice)
    const now = getHeapStatistics().used_heap_size
    // Less than before: something was collected, and the slice says nothing.
    if (now >= used) slices.push(Math.max(0, now - used - own) / slice)
    used = now
  }
  collect()
  const held = (getHeapStatistics().used_heap_size - before) / (at - warm)
  slices.sort((left, right) => left - right)
  return { allocatedBytesPerMessage: slices[slices.length >> 1] ?? Number.NaN, heldBytesPerMessage: held }
}

function print(): void {
  const { machine, workload: w, ladderBook, nodejsOrderBook } = figures
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
    `workload: ${w.messages} messages: ${percent(w.gtcShare)} GTC, ${percent(w.iocShare)} IOC, ` +
      `${percent(w.cancelShare)} cancel, ${percent(w.moveShare)} move; ` +
      `on average ${w.liveOrdersMean.toFixed(0)} orders on ${w.priceLevelsMean.toFixed(0)} levels; ${percent(w.tradingShare)} of messages trade, ${w.trades} trades`,
    row('LadderBook', ladderBook),
    row('nodejs-order-book', nodejsOrderBook),
    `ratio: ${ratio.toFixed(1)} x (medians over ${rounds} rounds by turns; the peer runs the first ` +
      `${peerMessages} messages, on which both trade alike)`,
    'allocated: growth of the used heap while running, median of slices without a collection; held: after a collection',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function row(name: string, { nsPerMessage, messagesPerSecond, messages: count, ...heap }: Figures): string {
  const low = `tenth percentile ${heap.lowNsPerMessage.toFixed(1)}`
  const speed = `${nsPerMessage.toFixed(1)} ns a message (${low}), ${(messagesPerSecond / 1e6).toFixed(2)} M a second`
  const allocated = `${heap.allocatedBytesPerMessage.toFixed(2)} bytes allocated`
  return `${name}: ${speed}, ${allocated} and ${heap.heldBytesPerMessage.toFixed(2)} held a message, over ${count}`
}
