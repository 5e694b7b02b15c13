import type { Command, SequencedCommand } from '../commands/command.ts'
import { generator } from './random.ts'
import { sampleCommand, sampleSetting } from './sample-commands.ts'

/** What a {@link sampleHistory} looks like. */
export interface SampleHistoryOptions {
  /** Commands after the listings, accounts and deposits. */
  readonly length: number
  /** Another seed, another history; an integer. */
  readonly seed?: number
  /** How many accounts trade; 4 where left out. */
  readonly accounts?: number
}

const START_US = 1_700_000_000_000_000

/**
 * A history for conformance suites and demonstrations: one market, accounts with money, then orders of every kind that
 * trade, rest, are amended, cancelled and refused. Equal options give equal histories.
 */
export function sampleHistory({ length, seed = 1, accounts = 4 }: SampleHistoryOptions): SequencedCommand[] {
  const random = generator(seed)
  const commands: Command[] = [...sampleSetting(accounts)]
  for (let index = 0; index < length; index += 1) commands.push(sampleCommand(random, accounts))
  return commands.map((command, index) => ({ sequence: index + 1, timestampUs: START_US + index * 10, command }))
}
