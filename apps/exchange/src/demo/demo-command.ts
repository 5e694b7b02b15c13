import { Decimal } from '@openlob/decimal'
import { Command, InvalidArgumentError } from 'commander'
import { Simulation } from './simulation.ts'
import type { SimulationFigures, SimulationOptions } from './simulation.ts'
import { colors } from '../terminal-colors.ts'

interface DemoOptions extends SimulationOptions {
  /** In seconds; until it is interrupted where left out. */
  readonly duration?: number
}

/** `openlob demo`: simulated market makers and takers, so that there is something to look at. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('simulated market makers and takers on a running exchange; Ctrl+C stops them and cancels their orders')
    .option('-u, --url <url>', 'where the exchange listens', 'ws://localhost:9090/ws')
    .option('-s, --symbol <symbol>', 'what they trade (default: the first listed)')
    .option('--makers <number>', 'market makers', integerFrom(0, 100), 3)
    .option('--takers <number>', 'takers', integerFrom(0, 100), 3)
    .option('--rate <number>', 'orders a second, all together', integerFrom(1, 5000), 20)
    .option('--seed <number>', 'of the random numbers', integerFrom(0, 2 ** 31 - 1), 42)
    .option('--price <price>', 'where the price starts while the book is empty', positivePrice, Decimal.parse('50000'))
    .option('--duration <seconds>', 'stop after so many seconds', integerFrom(1, 1_000_000))
    .action(async (options: DemoOptions, command: Command) => {
      if (options.makers + options.takers === 0) command.error('error: nobody would trade: --makers and --takers are both 0')
      await demonstrate(options)
    })
}

const REFRESH_MS = 250
const LINE_EVERY_MS = 5000

async function demonstrate(options: DemoOptions): Promise<void> {
  const interruption = interrupted()
  const simulation = new Simulation(options)
  const status = new StatusLine(simulation)
  try {
    await simulation.start()
    const people = `${options.makers} market makers and ${options.takers} takers on ${options.url}, ${options.rate} orders a second`
    process.stdout.write(`${people}. ${colors.dim('Ctrl+C stops them.')}\n`)
    status.start()
    await interruption.wait(options.duration)
  } finally {
    status.stop()
    interruption.end()
    const { orders, trades } = simulation.figures()
    const { canceledOrders } = await simulation.stop()
    if (orders > 0) process.stdout.write(`stopped after ${count(orders)} orders and ${count(trades)} trades; ${canceledOrders} open orders canceled\n`)
  }
}

/** The line of figures: orders and trades a second since the line before, and the best of the book. */
export function statusText(before: SimulationFigures, now: SimulationFigures, seconds: number): string {
  if (!now.connected) return colors.red('no connection to the exchange; trying again')
  const rate = (later: number, earlier: number): string => ((later - earlier) / seconds).toFixed(1)
  const [bid] = now.depth.bids
  const [ask] = now.depth.asks
  const shown = (price: Decimal | undefined): string => price?.rescale(now.priceScale).toString() ?? '-'
  const spread = bid === undefined || ask === undefined ? undefined : ask.price.subtract(bid.price)
  const refused = now.refused === 0 ? '' : colors.yellow(`  ${now.refused} refused: ${now.lastRefusal ?? ''}`)
  return [
    `${rate(now.orders, before.orders)} orders/s`,
    `${rate(now.trades, before.trades)} trades/s`,
    `bid ${colors.green(shown(bid?.price))}`,
    `ask ${colors.red(shown(ask?.price))}`,
    `spread ${shown(spread)}`,
  ].join('  ') + refused
}

/** Shows the figures in place on a terminal, else as a line now and then. */
class StatusLine {
  readonly #simulation: Simulation
  readonly #inPlace = process.stdout.isTTY
  #timer: NodeJS.Timeout | undefined
  /** What was shown last: on a terminal the last two seconds of it, so that the rates do not jump. */
  #seen: { readonly figures: SimulationFigures; readonly atMs: number }[] = []

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  start(): void {
    this.#show(false)
    this.#timer = setInterval(() => {
      this.#show(true)
    }, this.#inPlace ? REFRESH_MS : LINE_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    if (this.#timer !== undefined && this.#inPlace) process.stdout.write('\n')
    this.#timer = undefined
  }

  #show(visible: boolean): void {
    const now = { figures: this.#simulation.figures(), atMs: performance.now() }
    const before = this.#seen[0] ?? now
    this.#seen = this.#inPlace ? [...this.#seen.slice(-7), now] : [now]
    if (!visible) return
    const line = statusText(before.figures, now.figures, (now.atMs - before.atMs) / 1000)
    process.stdout.write(this.#inPlace ? `\r\x1b[2K${line}` : `${line}\n`)
  }
}

interface Interruption {
  /** Resolves when the process is told to stop, or when the time is up. */
  wait(seconds: number | undefined): Promise<void>
  end(): void
}

/** The first signal asks to stop; a second one, while orders are being canceled, ends the process as usual. */
function interrupted(): Interruption {
  const stop = new AbortController()
  const onSignal = (): void => {
    stop.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, onSignal)
  return {
    wait: (seconds) =>
      new Promise((resolve) => {
        if (stop.signal.aborted) resolve()
        stop.signal.addEventListener('abort', () => {
          resolve()
        })
        if (seconds !== undefined) setTimeout(resolve, seconds * 1000).unref()
      }),
    end() {
      for (const signal of signals) process.removeListener(signal, onSignal)
    },
  }
}

function integerFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`)
    return value
  }
}

function positivePrice(text: string): Decimal {
  const price = Decimal.tryParse(text)
  if (price?.sign() !== 1) throw new InvalidArgumentError('It is a decimal above 0.')
  return price
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
