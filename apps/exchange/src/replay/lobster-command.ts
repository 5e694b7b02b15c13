import { SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { replayLobster } from './lobster-replay.ts'
import type { ReplayProgress } from './lobster-replay.ts'
import { checksOf, renderReport, reportJson } from './replay-report.ts'

/** What ends a replay before its time; a second one ends the process. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface LobsterOptions {
  readonly messages: string
  readonly orderbook?: string
  readonly levels: number
  readonly journal?: string
  readonly json?: true
}

/** `openlob replay lobster`: NASDAQ order flow through a complete exchange, checked against the file. */
export function lobsterCommand(): Command {
  return new Command('lobster')
    .description('drive real NASDAQ order flow through a complete exchange and check what comes out')
    .requiredOption('-m, --messages <file>', 'the LOBSTER message file, plain or .gz')
    .option('-o, --orderbook <file>', 'its orderbook file: the first row fills the book, the others are compared')
    .option('-l, --levels <number>', 'levels of each side to compare', levelCount, 10)
    .option('-j, --journal <folder>', 'keep the journal in this new folder (default: a temporary one)')
    .option('--json', 'print the report as JSON')
    .action(async (options: LobsterOptions) => {
      await replay(options)
    })
}

async function replay(options: LobsterOptions): Promise<void> {
  const display = progressDisplay()
  const interruption = new AbortController()
  const interrupt = (): void => {
    interruption.abort()
  }
  for (const signal of SIGNALS) process.once(signal, interrupt)
  try {
    const figures = await replayLobster({
      messagesFile: options.messages,
      orderbookFile: options.orderbook,
      levels: options.levels,
      journalDirectory: options.journal,
      onProgress: display.show,
      signal: interruption.signal,
    })
    display.stop()
    const checks = checksOf(figures)
    process.stdout.write(`${options.json === true ? reportJson(figures, checks) : renderReport(figures, checks)}\n`)
    const failed = checks.filter(({ passed }) => !passed).length
    if (failed > 0) throw new OperatorError(`${failed} of ${checks.length} checks failed`)
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupt)
    display.stop()
  }
}

function levelCount(text: string): number {
  const levels = Number(text)
  if (!/^\d+$/.test(text) || levels < 1 || levels > 200) throw new InvalidArgumentError('It is a whole number from 1 to 200.')
  return levels
}

interface ProgressDisplay {
  readonly show: (progress: ReplayProgress) => void
  readonly stop: () => void
}

/** A bar on a terminal, else a line every tenth of the file; on stderr, so that stdout is the report alone. */
function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? progressBar() : progressLines()
}

function progressBar(): ProgressDisplay {
  const format = '{bar} {percentage}%  {messages} messages  {rate}/s'
  const bar = new SingleBar({
    format,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  })
  let started = false
  return {
    show({ totalBytes, readBytes, messages, messagesPerSecond }) {
      const payload = { messages: messages.toLocaleString('en-US'), rate: messagesPerSecond.toLocaleString('en-US') }
      if (started) bar.update(readBytes, payload)
      else bar.start(totalBytes, readBytes, payload)
      started = true
    },
    stop() {
      if (started) bar.stop()
      started = false
    },
  }
}

function progressLines(): ProgressDisplay {
  let nextTenth = 1
  return {
    show({ totalBytes, readBytes, messages, messagesPerSecond }) {
      const tenth = totalBytes === 0 ? 0 : Math.floor((readBytes / totalBytes) * 10)
      if (tenth < nextTenth) return
      nextTenth = tenth + 1
      const rate = messagesPerSecond.toLocaleString('en-US')
      process.stderr.write(`${tenth * 10} % read, ${messages.toLocaleString('en-US')} messages, ${rate}/s\n`)
    },
    stop: () => undefined,
  }
}
