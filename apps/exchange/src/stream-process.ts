import { Socket } from 'node:net'
import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { StreamWorker } from './streams/stream-worker.ts'
import { FEED_DESCRIPTOR } from './streams/messages.ts'
import type { ToStreams } from './streams/messages.ts'

/*
 * Where the process of market streams begins. It lives as long as the one that started it: what ends that one, a signal
 * to the group of processes among it, it hears of by that one alone.
 */

// Orders come first where there is more work than cores.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const worker = new StreamWorker(new Socket({ fd: FEED_DESCRIPTOR, readable: true, writable: true }), (message) => {
  // The other may have gone in this moment; there is nobody left to tell then.
  if (process.connected) process.send!(message, undefined, undefined, () => undefined)
})
process.on('message', (message: ToStreams, client: unknown) => {
  worker.hear(message, client instanceof Socket ? client : undefined)
})
process.on('disconnect', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
