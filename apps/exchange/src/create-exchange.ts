import { availableParallelism } from 'node:os'
import { Exchange } from '@openlob/application'
import type { ExchangeFailure, ExchangeService, PluginChoices } from '@openlob/application'
import { ThreadedExchange } from '@openlob/threads'
import type { Configuration } from './configuration/configuration.ts'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { flowPartsOf } from './flow-parts.ts'
import type { ThreadPartsSettings } from './thread-parts.ts'

/** As many cores as an exchange over threads has threads. */
const CORES_FOR_THREADS = 4

/** Where the threads make their parts: as it was built, or from the sources. */
export const THREAD_PARTS: URL = new URL(import.meta.url.endsWith('.ts') ? './thread-parts.ts' : './thread-parts.js', import.meta.url)

/** What an exchange is created from. */
export interface CreateExchangeOptions {
  readonly resolved: ResolvedConfiguration
  readonly dataDirectory: string
  readonly pluginDirectory: string
  readonly plugins: PluginChoices
  readonly onError: (failure: ExchangeFailure) => void
}

/** The exchange as the configuration has it: in this thread, or over several. Not yet started. */
export function createExchange(options: CreateExchangeOptions): ExchangeService {
  const { resolved, dataDirectory, pluginDirectory, plugins, onError } = options
  const { configuration } = resolved
  const { threads, snapshot, commands } = configuration
  const { everyCommands: snapshotEveryCommands, everySeconds: snapshotEverySeconds } = snapshot
  const numbers = { snapshotEveryCommands, snapshotEverySeconds, maxPendingCommands: commands.maxPending, onError }
  if (isThreaded(threads)) {
    const settings: ThreadPartsSettings = { resolved, dataDirectory, pluginDirectory }
    return new ThreadedExchange({ parts: THREAD_PARTS, settings, tier: threads.tier, ...numbers })
  }
  const { flow, journal, snapshots, clock } = flowPartsOf(configuration, dataDirectory, plugins)
  return new Exchange({ ...flow, journal: journal(), snapshots: snapshots(), clock: clock(), ...numbers })
}

function isThreaded({ use }: Configuration['threads']): boolean {
  return use === 'always' || (use === 'auto' && availableParallelism() >= CORES_FOR_THREADS)
}
