import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { crashRun } from '../test/crash/crash-run.ts'
import type { CrashTotals } from '../test/crash/crash-run.ts'

const USAGE = `Kills the built exchange at random moments under load, restarts it and checks that nothing acknowledged is gone.

  tsx --conditions=@openlob/source soak/soak.ts [--rounds 1000] [--seed S] [--sources | --cli FILE] [--threads]

Build first (npm run build); --sources runs the sources instead, which start more slowly, --cli another build's openlob.js.
--threads spreads the exchange over threads.
Exit code 0: nothing was lost; 1: something was, and the line says what and in which directory it can be looked at.
`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    sources: { type: 'boolean', default: false },
    cli: { type: 'string' },
    threads: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function progressOf({ rounds, acknowledged, notices, commands }: CrashTotals, startedMs: number): string {
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  const told = `${acknowledged} acknowledged, ${notices} notices found again`
  return `round ${rounds} of ${values.rounds}, ${told}, ${commands} commands in finished journals, ${seconds} s`
}

async function soak(): Promise<number> {
  const cli = values.cli === undefined ? undefined : resolve(values.cli)
  const runsFrom = cli === undefined ? (values.sources ? 'sources' : 'build') : { cli }
  if (runsFrom === 'build' && !existsSync(new URL('../dist/cli.js', import.meta.url))) {
    process.stderr.write('there is no build: run npm run build first, or give --sources\n')
    return 1
  }
  const startedMs = performance.now()
  const isTerminal = process.stdout.isTTY
  const onRound = (totals: CrashTotals): void => {
    const line = progressOf(totals, startedMs)
    if (isTerminal) process.stdout.write(`\r\u001b[K${line}`)
    else if (totals.rounds % 50 === 0) process.stdout.write(`${line}\n`)
  }
  const threads = values.threads ? 'always' : 'never'
  const [seed, rounds] = [Number(values.seed), Number(values.rounds)]
  const totals = await crashRun({ seed, rounds, runsFrom, threads, onRound })
  const { problems, ...counts } = totals
  process.stdout.write(`${isTerminal ? '\n' : ''}seed ${values.seed}\n`)
  for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name.padEnd(14)}${count}\n`)
  process.stdout.write(`lost          ${problems.length}\n`)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  return problems.length === 0 ? 0 : 1
}

if (values.help) process.stdout.write(USAGE)
else process.exitCode = await soak()
