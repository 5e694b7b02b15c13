import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { resolveConfiguration } from '../configuration/resolve-configuration.ts'
import { printReport } from './bench-report.ts'
import type { BenchRow, Progress } from './bench-report.ts'
import { benchDisk } from './disk-bench.ts'
import { benchFlow, mixMessages } from './flow-bench.ts'
import { PipelineBench } from './pipeline-bench.ts'
import { benchRest } from './rest-bench.ts'
import { benchWebSocket } from './ws-bench.ts'

const EXAMPLES = `
Examples:
  openlob bench                        engine and journal, some 30 seconds
  openlob bench ws                     over WebSocket on this machine: an exchange of its own and its clients
  openlob bench rest                   the Binance dialect: REST, WebSocket API, a thousand subscribers, slow readers
  openlob bench --directory /mnt/fast  on another disk
  openlob bench ws --json ws.json      the figures as JSON, too

Nothing of yours is touched: it starts an exchange in a directory of its own and removes it. Latencies run from when the
work was due, so that a stall counts for all that it held up. Client and exchange share the cores of this machine.
`

interface BenchOptions {
  readonly json?: string
  readonly directory: string
  readonly seconds: number
}

interface WebSocketBenchOptions extends BenchOptions {
  readonly threads: string
  readonly history: string
}

/** `openlob bench`: how fast this machine is with it. */
export function benchCommand(): Command {
  const bench = withOptions(new Command('bench'))
    .description('measure this machine: the flow, the journal and the durable pipeline')
    .addHelpText('after', EXAMPLES)
    .action((options: BenchOptions) => measured('engine', options, benchEngine))
  const webSocket = withOptions(new Command('ws'))
    .description('measure an exchange over WebSocket on this machine')
    .addOption(threadsOption())
    .addOption(historyOption())
    .action((_options, command: Command) => {
      const options = command.optsWithGlobals<WebSocketBenchOptions>()
      const measure: Measure = (...parts) => benchWebSocket(...parts, options)
      return measured(`WebSocket, threads: ${options.threads}, history: ${options.history}`, options, measure)
    })
  const rest = withOptions(new Command('rest'))
    .description('measure the Binance dialect on this machine: REST, WebSocket API, streams')
    .addOption(threadsOption())
    .addOption(historyOption())
    .action((_options, command: Command) => {
      const options = command.optsWithGlobals<WebSocketBenchOptions>()
      const measure: Measure = (...parts) => benchRest(...parts, options)
      return measured(`Binance dialect, threads: ${options.threads}, history: ${options.history}`, options, measure)
    })
  return bench.addCommand(webSocket).addCommand(rest)
}

function threadsOption(): Option {
  return new Option('--threads <use>', 'whether it is spread over threads').choices(['auto', 'always', 'never']).default('auto')
}

function historyOption(): Option {
  return new Option('--history <store>', 'where its history is').choices(['memory', 'embedded']).default('memory')
}

function withOptions(command: Command): Command {
  return command
    .option('--json <file>', 'write the figures as JSON, too')
    .option('--directory <path>', 'where the data of the exchange under test is kept meanwhile', tmpdir())
    .option('--seconds <number>', 'how long each load lasts', secondsOf, 5)
}

type Measure = (directory: string, seconds: number, progress: Progress) => Promise<BenchRow[]>

async function measured(
  bench: string,
  { json, directory, seconds }: BenchOptions,
  measure: Measure,
): Promise<void> {
  const own = mkdtempSync(join(directory, 'openlob-bench-'))
  try {
    const rows = await measure(own, seconds, (what) => process.stderr.write(`${what} ...\n`))
    printReport({ bench, rows }, json)
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

const PACED = 100_000
/** Commands before anything is measured, so that the code is compiled by then. */
const WARM_UP = 100_000
/** More than a machine of these years carries out in a second. */
const MOST_PER_SECOND = 400_000

async function benchEngine(directory: string, seconds: number, progress: Progress): Promise<BenchRow[]> {
  progress('making the commands')
  const paced = Math.round(PACED * seconds)
  const fast = Math.round(MOST_PER_SECOND * seconds)
  const messages = mixMessages(WARM_UP + paced + fast)
  progress('the flow in one thread')
  const rows = [benchFlow(messages)]
  progress('the disk')
  rows.push(benchDisk(directory, 2_000 * seconds))
  const pipeline = new PipelineBench(resolveConfiguration({ environment: {}, flags: [] }), directory, messages)
  try {
    await pipeline.start(WARM_UP)
    progress(`the durable pipeline, ${PACED.toLocaleString('en-US')} commands a second`)
    rows.push(await pipeline.measure('durable pipeline, paced', paced, PACED))
    progress('the durable pipeline, as fast as it takes commands')
    rows.push(await pipeline.measure('durable pipeline, at full load', fast, Number.POSITIVE_INFINITY))
  } finally {
    await pipeline.stop()
  }
  return rows
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (seconds >= 0.1 && seconds <= 60) return seconds
  throw new InvalidArgumentError('a number from 0.1 to 60 is wanted')
}
