import { availableParallelism } from 'node:os'
import { Exchange } from '@openlob/application'
import type { ExchangeService, FlowWiring, PluginChoices } from '@openlob/application'
import { ProcessExchange, ThreadedExchange } from '@openlob/threads'
import type { Configuration } from './configuration/configuration.ts'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { flowPartsOf } from './flow-parts.ts'
import type { ThreadPartsSettings } from './thread-parts.ts'

/** As many cores as a flow over threads has threads. */
const CORES_FOR_THREADS = 4

/** Where threads and processes make their parts: as it was built, or from the sources. */
export const THREAD_PARTS: URL = new URL(import.meta.url.endsWith('.ts') ? './thread-parts.ts' : './thread-parts.js', import.meta.url)

/** What every flow of an exchange is created from. */
export interface FlowOrigin {
  readonly resolved: ResolvedConfiguration
  readonly pluginDirectory: string
  readonly plugins: PluginChoices
}

/** One flow: where it keeps everything, and where it runs. */
export interface FlowTerms {
  readonly dataDirectory: string
  readonly flowNumber: number
  readonly run: 'auto' | 'here' | 'threads' | 'process'
  readonly tier: Configuration['threads']['tier']
  /** The processors that its threads, or its process, are kept on. */
  readonly cpus: readonly number[]
}

/** A flow's exchange where its terms have it: in this thread, over several, or in its own process. Not yet started. */
export function createFlow(origin: FlowOrigin, terms: FlowTerms, wiring: FlowWiring): ExchangeService {
  const { resolved, pluginDirectory, plugins } = origin
  const { dataDirectory, flowNumber, tier, cpus } = terms
  const { snapshot, commands } = resolved.configuration
  const numbers = {
    snapshotEveryCommands: snapshot.everyCommands,
    snapshotEverySeconds: snapshot.everySeconds,
    maxPendingCommands: commands.maxPending,
    flowNumber,
    ...wiring,
  }
  const settings: ThreadPartsSettings = { resolved, dataDirectory, pluginDirectory, flowNumber }
  const run = placeOf(terms)
  if (run === 'threads') return new ThreadedExchange({ parts: THREAD_PARTS, settings, tier, cpus, ...numbers })
  if (run === 'process') return new ProcessExchange({ parts: THREAD_PARTS, settings, cpus, ...numbers })
  const place = { dataDirectory, plugins, flowNumber }
  const { flow, journal, snapshots, clock } = flowPartsOf(resolved.configuration, place)
  return new Exchange({ ...flow, journal: journal(), snapshots: snapshots(), clock: clock(), ...numbers })
}

function placeOf({ run }: FlowTerms): Exclude<FlowTerms['run'], 'auto'> {
  if (run !== 'auto') return run
  return availableParallelism() >= CORES_FOR_THREADS ? 'threads' : 'here'
}
