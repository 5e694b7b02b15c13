import { balanceAndLimits } from './balance-and-limits.ts'
import { makerTaker } from './maker-taker.ts'
import type { PluginChoices } from './plugin.ts'
import { spotSettlement } from './spot-settlement.ts'

/** What stands in each slot where nothing else is chosen. */
export const DEFAULT_PLUGINS: PluginChoices = {
  risk: { plugin: balanceAndLimits },
  fees: { plugin: makerTaker },
  clearing: { plugin: spotSettlement },
}

/** The defaults with what is chosen in their place. */
export function pluginChoices(chosen: Partial<PluginChoices> = {}): PluginChoices {
  return {
    risk: chosen.risk ?? DEFAULT_PLUGINS.risk,
    fees: chosen.fees ?? DEFAULT_PLUGINS.fees,
    clearing: chosen.clearing ?? DEFAULT_PLUGINS.clearing,
  }
}
