import { parentPort, workerData } from 'node:worker_threads'
import type { ExchangeFailure, JournalOpening } from '@openlob/application'
import { Replica } from '@openlob/application/composition'
import { pinThread } from './affinity.ts'
import { Engine, FlowEndedError } from './engine.ts'
import { JournalThread } from './journal-thread.ts'
import type { FromThread, ThreadStart, ToThread } from './messages.ts'
import { loadParts } from './parts.ts'
import type { FlowParts } from './parts.ts'
import { RecordFeed } from './record-feed.ts'
import { ReplicaThread } from './replica-thread.ts'
import { sentError } from './thread-error.ts'

/*
 * Where each thread of a flow begins. What goes wrong here is told to the thread that started it, which ends this one.
 */

const start = workerData as ThreadStart
const { memory, spins, limits, publishAfter = Number.POSITIVE_INFINITY } = start
const port = parentPort!

function say(message: FromThread): void {
  port.postMessage(message)
}

function fail(source: ExchangeFailure['source'], error: unknown): void {
  if (!(error instanceof FlowEndedError)) say({ type: 'failed', source, error: sentError(error) })
}

function hear(listen: (message: ToThread) => void): void {
  port.on('message', listen)
}

function runJournal(parts: FlowParts): void {
  const { feeds } = start
  const onFailure = (error: unknown): void => {
    fail('journal', error)
  }
  const journal = new JournalThread(parts.journal(), { memory, spins, feeds, onFailure })
  hear((message) => {
    if (message.type !== 'close') return
    journal.close().then(closed, onFailure)
  })
  journal.open().then((opening) => {
    say({ type: 'opened', opening })
  }, onFailure)
}

async function runEngine(parts: FlowParts, opening: JournalOpening): Promise<void> {
  const feed = new RecordFeed(memory.engineFeed, start.feeds[0]!)
  const { replica, report } = await Replica.recover({
    journal: { read: (from) => feed.read(from, opening.lastSequence) },
    opening,
    snapshots: parts.snapshots(),
    flow: parts.flow,
    publishAfter: start.publishAfter,
    onApplied: ({ eventSequence, events: { longs, longCount, count } }) => {
      if (eventSequence <= publishAfter) return
      say({ type: 'unpublished', count, memory: longs.slice(0, longCount).buffer })
    },
    onProgress: (progress) => {
      say({ type: 'progress', progress })
    },
  })
  const { hashEveryCommands } = limits
  const engine = new Engine(replica.flow, { memory, clock: parts.clock(), spins, hashEveryCommands })
  engine.configure()
  say({ type: 'ready', report })
  engine.run()
  closed()
}

async function runReplica(parts: FlowParts, opening: JournalOpening): Promise<void> {
  const feed = new RecordFeed(memory.replicaFeed, start.feeds[0]!)
  const onSnapshotError = (error: unknown): void => {
    fail('snapshot', error)
  }
  const replica = await ReplicaThread.recover({ parts, feed, interval: limits, onSnapshotError }, opening)
  hear((message) => {
    if (message.type === 'query') answer(replica, message)
    else if (message.type === 'close') replica.close().then(closed, failEngine)
  })
  say({ type: 'ready', report: undefined })
  await replica.run()
}

function answer(replica: ReplicaThread, { id, name, args, from }: ToThread & { readonly type: 'query' }): void {
  replica.ask({ name, args, from }).then(
    (result) => {
      say({ type: 'answer', id, result })
    },
    (error: unknown) => {
      say({ type: 'refusal', id, error: sentError(error) })
    },
  )
}

function failEngine(error: unknown): void {
  fail('engine', error)
}

/** Nothing is left to do: with its ports closed the thread ends. */
function closed(): void {
  say({ type: 'closed' })
  for (const feed of start.feeds) feed.close()
  port.close()
}

async function main(): Promise<void> {
  // Without a listener the thread would end while it waits for another.
  hear(() => undefined)
  const opened = new Promise<JournalOpening>((resolve) => {
    if (start.role === 'journal') return
    port.once('message', (message: ToThread) => {
      if (message.type === 'recover') resolve(message.opening)
    })
  })
  pinThread(start.cpus)
  const parts = await loadParts(start.parts, start.settings)
  if (start.role === 'journal') runJournal(parts)
  else if (start.role === 'engine') await runEngine(parts, await opened)
  else await runReplica(parts, await opened)
}

main().catch(failEngine)
