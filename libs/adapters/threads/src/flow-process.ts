import process from 'node:process'
import type { ProcessBatch, ToProcess } from './process/process-messages.ts'
import { ServedFlow } from './process/served-flow.ts'

/*
 * Where the process of a flow begins. It lives as long as the one that started it: what ends that one, a signal to the
 * group of processes among it, it hears of by that one alone.
 */

const served = new ServedFlow((batch) => {
  // The other may have gone in this moment; there is nobody left to tell then.
  if (process.connected) process.send!(batch, undefined, undefined, () => undefined)
})

process.on('message', (batch: ProcessBatch<ToProcess>) => {
  served.hear(batch)
})
process.on('disconnect', () => {
  // What was acknowledged is durable.
  process.exit()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
