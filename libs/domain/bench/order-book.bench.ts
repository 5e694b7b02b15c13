import type { StdioOptions } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import type { Figures } from './figures.ts'
import type { Settings } from './measure.ts'
import { worse } from './recorded-ratios.ts'
import { SCENARIOS } from './scenarios.ts'

const HELP = `Measures the order book beside nodejs-order-book on the same messages in the same process: the mix of a market
maker's venue, and five markets in which every report is written out as a record.

  --only NAME        the scenarios whose name has this in it
  --messages N       messages for the ladder book (2000000)
  --peer-messages N  the first of them for nodejs-order-book (60000)
  --rounds N         rounds of both, after one to warm up (5)
  --seed N           of the workloads (42)
  --json FILE        writes the figures there too
  --check            compares the ratios to nodejs-order-book with bench/recorded-ratios.json, and fails where one is
                     worse by more than 20 % in three runs
  --record           writes the ratios to that file
  --help

Examples, in the root of the repository:
  npm run bench -w @openlob/domain
  npm run bench -w @openlob/domain -- --only static --rounds 20
  npm run bench:check -w @openlob/domain
  npm run bench:check -w @openlob/domain -- --record
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    messages: { type: 'string', default: '2000000' },
    'peer-messages': { type: 'string', default: '60000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '42' },
    json: { type: 'string' },
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const recordedFile = fileURLToPath(new URL('recorded-ratios.json', import.meta.url))
const messages = positive('messages', values.messages)
const common = {
  messages,
  peerMessages: Math.min(messages, positive('peer-messages', values['peer-messages'])),
  rounds: positive('rounds', values.rounds),
  seed: positive('seed', values.seed),
}
const names = SCENARIOS.map(({ name }) => name).filter((name) => name.includes(values.only))
if (names.length === 0) throw new Error(`--only takes part of a scenario's name: ${values.only}`)

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
process.stdout.write(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`)
const scenarios = measureAll(names)
const worst = scenarios.reduce((left, right) => (right.ladder.p50 > left.ladder.p50 ? right : left))
process.stdout.write(
  `slowest: ${worst.name}, ${(1000 / worst.ladder.p50).toFixed(1)} M messages a second in one thread\n` +
    'ns a message: the median of slices, and their tenth and ninetieth percentiles; ratio: of the tenth percentiles\n' +
    'allocated: growth of the used heap while running, the median of slices without a collection; held: after one\n',
)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, scenarios }, undefined, 2)}\n`)
if (values.record) record()
else if (values.check) check()

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a positive integer: ${text}`)
  return value
}

/** Bundles what measures, as the package is published in one file. */
function bundle(folder: string): string {
  const outfile = join(folder, 'measure.mjs')
  buildSync({
    entryPoints: [fileURLToPath(new URL('measure.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    conditions: ['@openlob/source'],
    // The peer is CommonJS and requires modules of Node.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  })
  return outfile
}

/** Runs scenarios, each in a process of its own. */
function measureAll(scenarios: readonly string[]): Figures[] {
  const folder = mkdtempSync(join(tmpdir(), 'openlob-bench-'))
  try {
    const script = bundle(folder)
    const stdio: StdioOptions = ['ignore', 'pipe', 'inherit']
    return scenarios.map((scenario) => {
      const settings: Settings = { scenario, ...common }
      const output = execFileSync(process.execPath, [script, JSON.stringify(settings)], { encoding: 'utf8', stdio })
      const figures = JSON.parse(output) as Figures
      process.stdout.write(`${rowsOf(figures)}\n`)
      return figures
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function rowsOf({ name, workload, ladder, peer, ratio, allocatedBytes, heldBytes }: Figures): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const orders = `${workload.liveOrdersMean.toFixed(0)} orders on ${workload.priceLevelsMean.toFixed(0)} levels`
  return [
    `${name}: ${ladder.p50.toFixed(1)} ns (${ladder.p10.toFixed(1)} to ${ladder.p90.toFixed(1)}), ` +
      `${(1000 / ladder.p50).toFixed(1)} M a second; ${ratio.toFixed(1)} x nodejs-order-book (${peer.p50.toFixed(0)} ns); ` +
      `${allocatedBytes.toFixed(2)} bytes allocated, ${heldBytes.toFixed(2)} held`,
    `  ${workload.messages} messages: ${percent(workload.gtcShare)} GTC, ${percent(workload.iocShare)} IOC, ` +
      `${percent(workload.cancelShare)} cancel, ${percent(workload.moveShare)} move, ${percent(workload.refusedShare)} refused, ` +
      `${percent(workload.tradingShare)} trade; about ${orders}; prices over ${workload.ticksSpanned} ticks`,
  ].join('\n')
}

function record(): void {
  const ratios = Object.fromEntries(scenarios.map(({ name, ratio }) => [name, Number(ratio.toFixed(1))]))
  const before = values.only === '' ? {} : (JSON.parse(readFileSync(recordedFile, 'utf8')) as Record<string, number>)
  writeFileSync(recordedFile, `${JSON.stringify({ ...before, ...ratios }, undefined, 2)}\n`)
  process.stdout.write(`recorded in ${recordedFile}\n`)
}

/** Fails where a scenario is worse than recorded in three runs: in one or two it may have met a busy machine. */
function check(): void {
  const recorded = JSON.parse(readFileSync(recordedFile, 'utf8')) as Record<string, number>
  let suspects = worse(scenarios, recorded)
  for (let again = 0; again < 2 && suspects.length > 0; again += 1) {
    process.stdout.write(`${suspects.map(({ complaint }) => complaint).join('\n')}\nonce more:\n`)
    suspects = worse(measureAll(suspects.map(({ name }) => name)), recorded)
  }
  for (const { complaint } of suspects) process.stdout.write(`${complaint}\n`)
  if (suspects.length === 0) process.stdout.write('no ratio is worse than recorded by more than 20 %\n')
  else process.exitCode = 1
}
