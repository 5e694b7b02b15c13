import { pluginChoices } from '../plugins/default-plugins.ts'
import type { Plugin, PluginChoice, PluginChoices, PluginSlot } from '../plugins/plugin.ts'
import { PluginError } from '../plugins/policy.ts'
import type { FlowLimits } from './flow-limits.ts'
import type { TradingFlowOptions } from './trading-flow.ts'

/** What `configurationText` says of a plugin. */
interface RecordedChoice {
  readonly plugin: string
  readonly version: number
  readonly options: unknown
}

type RecordedConfiguration = Readonly<Record<PluginSlot, RecordedChoice>> & {
  readonly limits: FlowLimits
  readonly flowNumber?: number
}

/**
 * What a flow of a recorded configuration is made of, with plugins out of those that are chosen or known by now. Throws
 * a {@link PluginError} that names the plugin where none of them is the one, and where the text is no configuration.
 */
export function recordedOptions(configuration: string, now: TradingFlowOptions): TradingFlowOptions {
  const recorded = parsed(configuration)
  const chosen = Object.values(pluginChoices(now.plugins)).map(({ plugin }) => plugin as Plugin)
  const known = [...chosen, ...(now.knownPlugins ?? [])]
  const choice = <Slot extends PluginSlot>(slot: Slot): PluginChoice<Slot> => {
    const { plugin: name, version, options } = recorded[slot]
    const plugin = known.find((each) => each.slot === slot && each.name === name && (each.version ?? 1) === version)
    if (plugin === undefined) throw unknown(slot, recorded[slot], known)
    return { plugin: plugin as Plugin<Slot>, options: options ?? undefined }
  }
  const plugins: PluginChoices = { risk: choice('risk'), fees: choice('fees'), clearing: choice('clearing') }
  return { plugins, limits: recorded.limits, flowNumber: recorded.flowNumber ?? 0 }
}

function parsed(configuration: string): RecordedConfiguration {
  try {
    const { risk, fees, clearing, limits, ...others } = JSON.parse(configuration) as RecordedConfiguration
    if ([risk, fees, clearing].every(({ plugin }) => typeof plugin === 'string')) return { risk, fees, clearing, limits, ...others }
  } catch {
    // Said below.
  }
  throw new PluginError(`the journal has a configuration that cannot be read: ${configuration.slice(0, 80)}`)
}

function unknown(slot: PluginSlot, { plugin, version }: RecordedChoice, known: readonly Plugin[]): PluginError {
  const versions = known.filter((each) => each.slot === slot && each.name === plugin).map((each) => each.version ?? 1)
  const there = versions.length === 0 ? 'none of that name is known' : `known is version ${versions.join(', ')}`
  return new PluginError(`the journal was written with the ${slot} plugin ${plugin}, version ${version}: ${there}`)
}
