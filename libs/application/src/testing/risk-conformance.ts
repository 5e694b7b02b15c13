import { StateHash } from '@openlob/domain'
import { TradingFlow } from '../flow/trading-flow.ts'
import type { Plugin, PluginChoice } from '../plugins/plugin.ts'
import type { RiskPolicy } from '../plugins/risk.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { conformanceCases, pluginConformance } from './plugin-conformance.ts'
import { sampleHistory } from './sample-history.ts'

/** Everything that the flow relies on in a risk plugin with some options. */
export function riskConformance(choice: PluginChoice<'risk'>): ConformanceCase[] {
  return [
    ...pluginConformance('risk', choice),
    ...conformanceCases({
      'changes nothing when it checks, and answers the same when asked again': () => {
        const risk = { plugin: askedTwice(choice.plugin), options: choice.options }
        const flow = new TradingFlow({ plugins: { risk } })
        for (const command of sampleHistory({ length: 300 })) flow.apply(command)
      },
    }),
  ]
}

/** The plugin, with every check made twice and compared. */
function askedTwice(plugin: Plugin<'risk'>): Plugin<'risk'> {
  return {
    slot: 'risk',
    name: plugin.name,
    create: (options) => {
      const policy: RiskPolicy = plugin.create(options)
      return {
        snapshot: () => policy.snapshot(),
        restore: (state) => {
          policy.restore(state)
        },
        hashInto: (hash) => {
          policy.hashInto(hash)
        },
        onTrade: (trade) => {
          policy.onTrade?.(trade)
        },
        check: (order) => {
          const before = StateHash.of(policy)
          const answer = policy.check(order)
          expectEqual(StateHash.of(policy), before, 'the state after a check')
          expectEqual(policy.check(order), answer, 'the second answer')
          expectThat(answer === undefined || /^[\x20-\x7e]*$/.test(answer.detail), 'a refusal is explained in ASCII')
          return answer
        },
      }
    },
  }
}
