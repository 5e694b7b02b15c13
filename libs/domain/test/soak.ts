import fc from 'fast-check'
import { commandsOf, REGIMES } from './arbitraries.ts'
import { Lockstep } from './lockstep.ts'

const COMMANDS_PER_BOOK = 5000

/** The value of a flag as a positive integer, or what it is where it is absent. */
function flag(name: string, absent: number): number {
  const at = process.argv.indexOf(`--${name}`)
  const value = at === -1 ? absent : Number(process.argv[at + 1])
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a positive integer`)
  return value
}

const commands = flag('commands', 1_000_000)
const seed = flag('seed', 42)
const started = performance.now()
let given = 0
for (let round = 0; given < commands; round += 1) {
  const regime = REGIMES[round % REGIMES.length]!
  const sampled = fc.sample(commandsOf(regime, COMMANDS_PER_BOOK), { seed: seed + round, numRuns: 1 })[0]!
  const books = new Lockstep()
  for (const [index, command] of sampled.entries()) {
    books.give(command)
    if (index % 500 === 0) books.compare()
  }
  books.compare()
  given += sampled.length
  const rate = Math.round((given / (performance.now() - started)) * 1000)
  process.stdout.write(`\r${given} of ${commands} commands alike, ${rate} a second `)
}
process.stdout.write(`\n${given} commands, seed ${seed}: no difference\n`)
