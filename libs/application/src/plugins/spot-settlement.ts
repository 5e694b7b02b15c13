import type { ClearingPolicy } from './clearing.ts'
import { PluginError, STATELESS } from './policy.ts'
import type { Plugin } from './plugin.ts'

/** The default clearing plugin: money against goods at once, from one side to the other. */
export const spotSettlement: Plugin<'clearing'> = {
  slot: 'clearing',
  name: 'spot-settlement',
  create(options: unknown): ClearingPolicy {
    if (options !== undefined && options !== null && Object.keys(options).length > 0)
      throw new PluginError('spot-settlement takes no options')
    return {
      ...STATELESS,
      accounts: [],
      clear: (_trade, postings) => {
        postings.exchange()
      },
    }
  },
}
