import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSnapshot, Exchange, ManualClock } from '@openlob/application'
import type { ExchangeOptions } from '@openlob/application'
import { sampleHistory } from '@openlob/application/testing'
import { FileJournal, FileSnapshotStore } from '@openlob/journal-file'
import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { loadPlugins } from '../../src/load-plugins.ts'
import type { Printed } from '../operator/operated-exchange.ts'

/** Commands of {@link withHistory} behind its configuration, assets, market, accounts and deposits. */
export const ORDER_COMMANDS = 120
const START_US = 1_764_072_000_000_000

/** What an exchange had kept when it was stopped. */
export interface Kept {
  readonly data: string
  readonly eventHash: string
  readonly events: number
  readonly commands: number
}

/** Runs an exchange with the default configuration for a while, a command a second, and stops it. */
export function withHistory(use: (kept: Kept) => Promise<void>): Promise<void> {
  return withHistoryUnder([{}], use)
}

/** The same under one configuration after the other: what differs from the default in each. */
export async function withHistoryUnder(
  changes: readonly Partial<ExchangeOptions>[],
  use: (kept: Kept) => Promise<void>,
): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'openlob-history-'))
  try {
    const resolved = resolveConfiguration({ file: undefined, environment: {}, flags: [] })
    const clock = new ManualClock(START_US)
    const snapshots = new FileSnapshotStore({ directory: join(data, 'snapshots') })
    const plugins = await loadPlugins(resolved, data)
    const { limits } = resolved.configuration
    for (const [life, change] of changes.entries()) {
      const journal = new FileJournal({ directory: join(data, 'journal'), segmentBytes: 1 << 20 })
      const options = { plugins, limits, snapshotEveryCommands: 50, ...change }
      const exchange = new Exchange({ journal, snapshots, clock, ...options })
      await exchange.start()
      for (const { command } of sampleHistory({ length: ORDER_COMMANDS, seed: 3 + life })) {
        clock.advance(1_000_000)
        await exchange.submit(command)
      }
      await exchange.stop()
    }
    const { snapshot } = await snapshots.latest()
    const { eventHash, eventSequence, commandSequence } = decodeSnapshot(snapshot!.payload).flow
    await use({ data, eventHash, events: eventSequence, commands: commandSequence })
  } finally {
    rmSync(data, { recursive: true })
  }
}

/** The objects of lines of JSON. */
export function linesOf({ output }: Printed): Record<string, unknown>[] {
  return output.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)
}
