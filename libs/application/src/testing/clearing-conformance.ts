import type { PluginChoice } from '../plugins/plugin.ts'
import { expectEqual } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { conformanceCases, pluginConformance } from './plugin-conformance.ts'

/**
 * Everything that the flow relies on in a clearing plugin with some options. The flow itself checks at every trade that
 * clearing takes the principal out of what is held, no more and no less.
 */
export function clearingConformance(choice: PluginChoice<'clearing'>): ConformanceCase[] {
  return [
    ...pluginConformance('clearing', choice),
    ...conformanceCases({
      'posts to accounts that can be': () => {
        for (const accountId of choice.plugin.create(choice.options).accounts)
          expectEqual(Number.isSafeInteger(accountId) && accountId >= 1, true, `whether ${accountId} is an account id`)
      },
    }),
  ]
}
