import fc from 'fast-check'
import type { BookOptions } from '../src/book/book-options.ts'
import { commandsOf, REGIMES } from './arbitraries.ts'
import type { FeatureCommand } from './feature-commands.ts'
import { featureCommandsOf, FEATURE_REGIMES } from './feature-regimes.ts'
import { Lockstep } from './lockstep.ts'

const COMMANDS_PER_BOOK = 5000
const COMPARE_EVERY = 500
const RESTART_EVERY = 1000

/** A market that the soak goes through. */
interface SoakRegime {
  readonly name: string
  readonly options: BookOptions
  readonly commands: fc.Arbitrary<FeatureCommand[]>
}

const regimes: SoakRegime[] = [
  ...REGIMES.map((regime) => ({ name: regime.name, options: {}, commands: commandsOf(regime, COMMANDS_PER_BOOK) })),
  ...FEATURE_REGIMES.map((regime) => ({ ...regime, commands: featureCommandsOf(regime, COMMANDS_PER_BOOK) })),
]

/** The value of a flag as a positive integer, or what it is where it is absent. */
function flag(name: string, absent: number): number {
  const at = process.argv.indexOf(`--${name}`)
  const value = at === -1 ? absent : Number(process.argv[at + 1])
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a positive integer`)
  return value
}

/** Gives one book a sample of a market's commands and says how many they were. */
function soak(regime: SoakRegime, seed: number): number {
  const sampled = fc.sample(regime.commands, { seed, numRuns: 1 })[0]!
  const books = new Lockstep(regime.options)
  try {
    for (const [index, command] of sampled.entries()) {
      books.giveFeature(command)
      if (index % COMPARE_EVERY === 0) books.compare()
      if (index % RESTART_EVERY === 0) books.restart()
    }
    books.compare()
  } catch (error) {
    throw new Error(`a difference in "${regime.name}", seed ${seed}`, { cause: error })
  }
  return sampled.length
}

const commands = flag('commands', 1_000_000)
const seed = flag('seed', 42)
const started = performance.now()
let given = 0
for (let round = 0; given < commands; round += 1) {
  given += soak(regimes[round % regimes.length]!, seed + round)
  const rate = Math.round((given / (performance.now() - started)) * 1000)
  process.stdout.write(`\r${given} of ${commands} commands alike, ${rate} a second `)
}
process.stdout.write(`\n${given} commands, seed ${seed}: no difference\n`)
