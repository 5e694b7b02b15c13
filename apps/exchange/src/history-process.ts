import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { HistoryWorker } from './projection/history-worker.ts'
import type { ToHistory } from './projection/messages.ts'

/*
 * Where the process of the history begins. It lives as long as the one that started it: what ends that one, a signal to
 * the group of processes among it, it hears of by that one alone.
 */

// Orders come first where there is more work than cores. The server that it starts comes behind them too.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const worker = new HistoryWorker((message) => {
  // The other may have gone in this moment; there is nobody left to tell then.
  if (process.connected) process.send!(message, undefined, undefined, () => undefined)
})

process.on('message', (message: ToHistory) => {
  void worker.hear(message).then(() => {
    if (message.type === 'stop') process.exit()
  })
})
process.on('disconnect', () => {
  void worker.end().finally(() => process.exit())
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
