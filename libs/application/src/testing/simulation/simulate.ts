import { generator } from '../random.ts'
import { actionText, anyActions } from './action.ts'
import type { Action } from './action.ts'
import type { SimulatedBug } from './simulated-disk.ts'
import { SimulatedWorld } from './simulated-world.ts'
import type { SimulationCounts } from './simulated-world.ts'

/** What is simulated. */
export interface SimulationOptions {
  /** Another seed, another course of events; an integer. */
  readonly seed: number
  /** How many things happen. */
  readonly steps: number
  /** A defect on purpose, to see that it is found. */
  readonly bug?: SimulatedBug | undefined
}

/** What went wrong, and how it comes to that. */
export interface SimulationProblem {
  /** The action after which it was seen, from 1. */
  readonly step: number
  readonly text: string
  /** The fewest actions found that lead to a problem, in words, and what that is. */
  readonly shortest: readonly string[]
}

/** What a simulation did and found. */
export interface SimulationReport extends Readonly<SimulationCounts> {
  readonly seed: number
  readonly steps: number
  readonly problem: SimulationProblem | undefined
}

interface Course {
  readonly counts: SimulationCounts
  readonly failure: { readonly step: number; readonly text: string } | undefined
}

/** So many shorter courses are tried. */
const ATTEMPTS = 400

/**
 * Lets an exchange live through what can happen to it: crashes with any part of what was being written on the disk,
 * failing disks, flipped bits, late, doubled and lost messages, a clock that goes back. After each step everything must
 * hold: money is conserved, holds equal open orders, no book is crossed, sequences have no gap, whatever was
 * acknowledged is on the disk, and a replay gives the same. Equal options give the same course on every machine.
 */
export async function simulate(
  { seed, steps, bug }: SimulationOptions,
  onStep?: (step: number) => void,
): Promise<SimulationReport> {
  const actions = anyActions(generator(seed), steps)
  const { counts, failure } = await run(actions, bug, onStep)
  if (failure === undefined) return { seed, steps, ...counts, problem: undefined }
  const shortest = await shortestOf(actions.slice(0, failure.step), bug)
  const end = await run(shortest, bug)
  const words = [...shortest.map(actionText), `→ ${end.failure?.text ?? failure.text}`]
  return { seed, steps, ...counts, problem: { ...failure, shortest: words } }
}

async function run(actions: readonly Action[], bug?: SimulatedBug, onStep?: (step: number) => void): Promise<Course> {
  const world = new SimulatedWorld(bug)
  let step = 0
  try {
    await world.begin()
    for (const action of actions) {
      step += 1
      await world.perform(action)
      world.check()
      onStep?.(step)
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { counts: world.counts, failure: { step, text } }
  }
  return { counts: world.counts, failure: undefined }
}

/** Leaves out ever smaller parts as long as something still goes wrong (delta debugging). */
async function shortestOf(actions: readonly Action[], bug: SimulatedBug | undefined): Promise<readonly Action[]> {
  let shortest = actions
  let attempts = 0
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < shortest.length && attempts < ATTEMPTS; ) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + size)]
      attempts += 1
      const { failure } = await run(without, bug)
      if (failure === undefined) from += size
      else shortest = without.slice(0, failure.step)
    }
  }
  return shortest
}
