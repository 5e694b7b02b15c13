import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { PeerTally } from './contenders.ts'
import { createPeer, runBook, runPeer } from './contenders.ts'
import type { Figures } from './figures.ts'
import { percentile, percentiles } from './figures.ts'
import { ReportTally } from './report-tally.ts'
import type { Scenario } from './scenarios.ts'
import { scenarioOf } from './scenarios.ts'
import type { Workload } from './workload.ts'

// Measures one scenario in a process of its own, so that the compiler has seen nothing else, and prints it as JSON.
// The messages come from a worker thread for the same reason: its book has another listener.

/** What the process is told, as JSON in its only argument. */
export interface Settings {
  readonly scenario: string
  readonly messages: number
  readonly peerMessages: number
  readonly rounds: number
  readonly seed: number
}

/** Runs the messages from one to before another. */
type Run = (from: number, to: number) => void

/** How often the books take turns in a round, and in how many slices each of their turns is timed. */
const TURNS = 4
const SLICES = 15

if (isMainThread) await measure(JSON.parse(process.argv[2]!) as Settings)
else prepare(workerData as Settings)

/** In the worker: generates the messages and has both books trade alike on those that the peer is given. */
function prepare({ scenario, messages, peerMessages, seed }: Settings): void {
  const workload = scenarioOf(scenario).generate(messages, seed)
  const end = workload.standing + peerMessages
  const tally = new ReportTally()
  runBook(new LadderBook(tally), workload, 0, end)
  const peerTally: PeerTally = { trades: 0, tradedLots: 0, refused: 0 }
  runPeer(createPeer(), workload, textIds(workload, end), [0, end], peerTally)
  if (tally.trades !== peerTally.trades || tally.tradedLots !== peerTally.tradedLots) {
    throw new Error(`the books trade differently: ${JSON.stringify({ ladder: tally, peer: peerTally })}`)
  }
  parentPort!.postMessage(workload)
}

async function measure(settings: Settings): Promise<void> {
  const scenario = scenarioOf(settings.scenario)
  process.stderr.write(`${scenario.name}: generating ... `)
  const workload = await prepared(settings)
  const { messages, peerMessages, rounds } = settings
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const ids = textIds(workload, workload.standing + peerMessages)
  const ladder: number[] = []
  const peer: number[] = []
  for (let round = 0; round < rounds + 1; round += 1) {
    process.stderr.write(round === 0 ? 'warming up ... ' : `${round} of ${rounds} ... `)
    const ladderRuns = ladderRun(scenario, workload)
    const peerRuns = peerRun(workload, ids)
    for (let turn = 0; turn < TURNS; turn += 1) {
      collect()
      // By turns, so that whatever else the machine does falls on both.
      const ladderTurn = timed(ladderRuns, messages, turn)
      const peerTurn = timed(peerRuns, peerMessages, turn)
      // The first round warms up.
      if (round === 0) continue
      ladder.push(...ladderTurn)
      peer.push(...peerTurn)
    }
  }
  const figures: Figures = {
    name: scenario.name,
    workload: workload.statistics,
    ladder: percentiles(ladder),
    peer: percentiles(peer),
    ratio: percentile(peer, 0.1) / percentile(ladder, 0.1),
    ...heap(ladderRun(scenario, workload), messages, collect),
  }
  process.stderr.write('\n')
  process.stdout.write(JSON.stringify(figures))
}

function prepared(settings: Settings): Promise<Workload> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: settings })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** Order ids as text by id, those before a message. */
function textIds({ orderIds }: Workload, end: number): string[] {
  let most = 0
  for (let at = 0; at < end; at += 1) most = Math.max(most, orderIds[at]!)
  return Array.from({ length: most + 1 }, (_, id) => String(id))
}

/** A ladder book with its standing orders, ready to run messages, counted from the first behind those. */
function ladderRun({ createListener, initialOrders, prepare }: Scenario, workload: Workload): Run {
  const book = new LadderBook(createListener(), { initialOrders })
  runBook(book, workload, 0, workload.standing)
  prepare?.(book)
  return (from, to) => {
    runBook(book, workload, workload.standing + from, workload.standing + to)
  }
}

/** The same of `nodejs-order-book`. */
function peerRun(workload: Workload, ids: readonly string[]): Run {
  const book = createPeer()
  const tally: PeerTally = { trades: 0, tradedLots: 0, refused: 0 }
  runPeer(book, workload, ids, [0, workload.standing], tally)
  return (from, to) => {
    runPeer(book, workload, ids, [workload.standing + from, workload.standing + to], tally)
  }
}

/** The nanoseconds a message of a turn, slice by slice. */
function timed(run: Run, messages: number, turn: number): number[] {
  const placeOf = (slice: number) => Math.floor((messages * (turn * SLICES + slice)) / (TURNS * SLICES))
  const times: number[] = []
  for (let slice = 0; slice < SLICES; slice += 1) {
    const from = placeOf(slice)
    const to = placeOf(slice + 1)
    const started = process.hrtime.bigint()
    run(from, to)
    times.push(Number(process.hrtime.bigint() - started) / (to - from))
  }
  return times
}

function heap(run: Run, count: number, collect: () => void): Pick<Figures, 'allocatedBytes' | 'heldBytes'> {
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
  const heldBytes = (getHeapStatistics().used_heap_size - before) / (at - warm)
  return { allocatedBytes: slices.length === 0 ? Number.NaN : percentile(slices, 0.5), heldBytes }
}
