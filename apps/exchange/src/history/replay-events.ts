import type { Command } from 'commander'
import { withConfigurationFlags } from '../configuration/configuration-flags.ts'
import { isBehind, withRange } from './command-range.ts'
import type { CommandRange } from './command-range.ts'
import { jsonLine } from './json-line.ts'
import { LineOutput } from './line-output.ts'
import { chosenFlow, withFlow } from './chosen-flow.ts'
import type { FlowOption } from './chosen-flow.ts'
import { knownPlugins, withEarlierPlugins } from './known-plugins.ts'
import type { PluginOption } from './known-plugins.ts'
import { RecordedHistory } from './recorded-history.ts'
import { ReplayedHistory } from './replayed-history.ts'

const EXAMPLES = `
Examples:
  openlob replay                                every event of ./data, a line of JSON each
  openlob replay --data DIR --from 1000 --until 2000
  openlob replay --as-of 2026-11-25T12:00:00Z | tail -1
  openlob replay | jq 'select(.type == "TradeExecuted")'
  openlob replay --config exchange.yaml --flow east
  openlob replay --plugin ./old-fees.js         with a plugin that is no longer configured
  openlob replay lobster --messages FILE        real NASDAQ order flow, checked

It carries the journal out again from its first command, in an engine of its own, each command under the plugins and limits that were
in force for it; nothing is changed, and the exchange may be running. Amounts are whole units, as text.
`

/** Makes `openlob replay` print the events of a history. */
export function withEventReplay(command: Command): Command {
  const read = withConfigurationFlags(withEarlierPlugins(withFlow(command)))
  return withRange(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: CommandRange & FlowOption & PluginOption) => {
      const resolved = read()
      const history = new RecordedHistory(chosenFlow(resolved.configuration, options).dataDirectory)
      const replayed = new ReplayedHistory(history, await knownPlugins(resolved, options))
      await printEvents(replayed, options, new LineOutput(process.stdout))
    })
}

/** Writes the events of a range of commands, a line each. */
export async function printEvents(replayed: ReplayedHistory, range: CommandRange, output: LineOutput): Promise<void> {
  for (const { command, events } of replayed.commands()) {
    if (isBehind(range, command)) return
    if (command.sequence < range.from) continue
    for (const event of events) if (!(await output.write(jsonLine(event)))) return
  }
}
