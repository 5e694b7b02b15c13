import { parseArgs } from 'node:util'
import { simulate } from '@openlob/application/testing'
import type { SimulatedBug, SimulationReport } from '@openlob/application/testing'

const BUGS: readonly SimulatedBug[] = ['durable-before-written', 'last-record-lost', 'hidden-state']
const PROGRESS_EVERY_MS = 2_000
const STEPS_MAX = 1_000_000
const HELP = `Usage: npm run simulate -- [options]

Lets an exchange live through crashes, failing disks, flipped bits and late, doubled and lost messages, and checks after each
step that no money, order or acknowledged command is lost. The same seed gives the same course on every machine.

  --seed N     the first seed (1)
  --seeds K    how many seeds, one after the other (1)
  --steps M    how many things happen in each (10000)
  --bug NAME   a defect on purpose, which must be found: ${BUGS.join(', ')}
  --help

Examples:
  npm run simulate -- --seed 7 --steps 100000
  npm run simulate -- --seeds 200 --steps 1000
  npm run simulate -- --bug hidden-state --steps 500

Exit codes: 0 nothing was found, 1 something was (the shortest history that leads to it is printed), 2 wrong options.
`

class WrongOption extends Error {}

function integer(name: string, text: string, most: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= 1 && value <= most)) throw new WrongOption(`--${name}: an integer from 1 to ${most} is wanted: ${text}`)
  return value
}

function bugOf(name: string | undefined): SimulatedBug | undefined {
  const bug = BUGS.find((known) => known === name)
  if (name !== undefined && bug === undefined) throw new WrongOption(`--bug: one of ${BUGS.join(', ')} is wanted: ${name}`)
  return bug
}

/** Runs one seed, telling how far it is. */
async function runSeed(seed: number, steps: number, bug: SimulatedBug | undefined): Promise<SimulationReport> {
  let toldMs = performance.now()
  return simulate({ seed, steps, bug }, (step) => {
    if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
    toldMs = performance.now()
    console.log(`seed ${seed}: step ${step} of ${steps}`)
  })
}

function tell({ seed, steps, commands, acknowledged, starts, snapshotsUsed, problem }: SimulationReport): void {
  const facts = `${steps} steps, ${commands} commands, ${acknowledged} acknowledged, ${starts} starts, ${snapshotsUsed} from snapshots`
  console.log(`seed ${seed}: ${problem === undefined ? 'nothing found' : 'FOUND'} (${facts})`)
  if (problem === undefined) return
  console.log(`after step ${problem.step}: ${problem.text}\nthe shortest history found that ends so:`)
  for (const line of problem.shortest) console.log(`  ${line}`)
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const
  const options = { seed: text, seeds: text, steps: text, bug: text, help: { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  if (values.help === true) {
    process.stdout.write(HELP)
    return 0
  }
  const first = integer('seed', values.seed ?? '1', 999_999_999)
  const seeds = integer('seeds', values.seeds ?? '1', STEPS_MAX)
  const steps = integer('steps', values.steps ?? '10000', STEPS_MAX)
  const bug = bugOf(values.bug)
  let found = 0
  for (let seed = first; seed < first + seeds; seed += 1) {
    const report = await runSeed(seed, steps, bug)
    if (report.problem !== undefined) found += 1
    tell(report)
  }
  return found === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  const isWrong = error instanceof WrongOption || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true
  if (!isWrong) throw error
  console.error(`simulate: ${(error as Error).message}\n\n${HELP}`)
  process.exitCode = 2
}
