import { StateHash } from '@openlob/domain'
import type { SequencedCommand } from '../commands/command.ts'
import { configurationText } from '../flow/configuration.ts'
import { DEFAULT_LIMITS } from '../flow/flow-limits.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { DEFAULT_PLUGINS } from '../plugins/default-plugins.ts'
import { loadPlugin } from '../plugins/plugin.ts'
import type { PluginChoice, PluginChoices, PluginSlot } from '../plugins/plugin.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { sampleHistory } from './sample-history.ts'

const LENGTH = 300

/** What every plugin must do, whatever its slot: as a flow that runs with it. */
export function pluginConformance<Slot extends PluginSlot>(slot: Slot, choice: PluginChoice<Slot>): ConformanceCase[] {
  const plugins: Partial<PluginChoices> = { [slot]: choice }
  const flow = (): TradingFlow => new TradingFlow({ plugins })
  const history = sampleHistory({ length: LENGTH, accounts: accountsWanted(plugins) })
  const cases: Readonly<Record<string, () => void>> = {
    'can be loaded for its slot': () => {
      expectEqual(loadPlugin({ default: choice.plugin }, slot) === choice.plugin, true, 'whether it was loaded')
    },
    'has options that the journal can record': () => {
      const text = configurationText({ ...DEFAULT_PLUGINS, ...plugins }, DEFAULT_LIMITS)
      expectThat(text.includes(choice.plugin.name), `the configuration names it: ${text}`)
    },
    'decides equally for equal histories': () => {
      expectEqual(hashesAfter(flow(), history), hashesAfter(flow(), history), 'the hashes of two runs')
    },
    'lets orders trade, and keeps the ledger balanced after every command': () => {
      const running = flow()
      for (const command of history) {
        running.apply(command)
        expectEqual(running.state.postings.ledger.imbalance(), undefined, `the imbalance after command ${command.sequence}`)
      }
      expectThat(running.state.nextTradeId > 1, 'a sample of ordinary orders trades')
    },
    'continues from its snapshot': () => {
      const whole = hashesAfter(flow(), history)
      for (const cut of [0, Math.floor(history.length / 3), history.length - 1]) {
        const first = flow()
        hashesAfter(first, history.slice(0, cut))
        const second = TradingFlow.restore(first.snapshot(), { plugins })
        expectEqual(hashesAfter(second, history.slice(cut)), whole, `the hashes where it was restored after ${cut} commands`)
      }
    },
    'keeps its state in ASCII': () => {
      const running = flow()
      hashesAfter(running, history)
      const state = running.state.settings.policies[slot].snapshot()
      expectThat(/^[\x20-\x7e]*$/.test(state), `a state is ASCII on one line: ${state.slice(0, 80)}`)
    },
  }
  return conformanceCases(cases)
}

/** Cases from their names and bodies. */
export function conformanceCases(bodies: Readonly<Record<string, () => void>>): ConformanceCase[] {
  return Object.entries(bodies).map(([name, body]) => ({
    name,
    run: () => new Promise((resolve) => {
      body()
      resolve()
    }),
  }))
}

/** As many accounts as clearing posts to, and at least four. */
function accountsWanted(plugins: Partial<PluginChoices>): number {
  const { plugin, options } = plugins.clearing ?? DEFAULT_PLUGINS.clearing
  return Math.max(4, ...plugin.create(options).accounts)
}

function hashesAfter(flow: TradingFlow, history: readonly SequencedCommand[]): { events: string; state: string } {
  for (const command of history) flow.apply(command)
  return { events: flow.eventHash, state: StateHash.of(flow) }
}
