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
