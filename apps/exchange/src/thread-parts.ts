import type { FlowParts } from '@openlob/threads'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { flowPartsOf } from './flow-parts.ts'
import { loadPlugins } from './load-plugins.ts'

/** What a thread of the exchange is told to make its parts by. */
export interface ThreadPartsSettings {
  readonly resolved: ResolvedConfiguration
  readonly dataDirectory: string
  /** Where plugins are looked up from. */
  readonly pluginDirectory: string
  readonly flowNumber: number
}

/** Each thread of the exchange makes its parts by this. */
export async function flowParts(settings: unknown): Promise<FlowParts> {
  // It comes from `createExchange`, by way of a message.
  const { resolved, dataDirectory, pluginDirectory, flowNumber } = settings as ThreadPartsSettings
  const plugins = await loadPlugins(resolved, pluginDirectory)
  return flowPartsOf(resolved.configuration, { dataDirectory, plugins, flowNumber })
}
