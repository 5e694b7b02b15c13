import { decodeSnapshot, FlowAudit } from '@openlob/application'
import type { FlowSnapshot, SavedFlow, TradingFlow } from '@openlob/application'
import { Command } from 'commander'
import { withConfigurationFlags } from '../configuration/configuration-flags.ts'
import { OperatorError } from '../operator-error.ts'
import { chosenFlow, withFlow } from './chosen-flow.ts'
import type { FlowOption } from './chosen-flow.ts'
import { knownPlugins, withEarlierPlugins } from './known-plugins.ts'
import type { PluginOption } from './known-plugins.ts'
import { RecordedHistory } from './recorded-history.ts'
import { ReplayedHistory } from './replayed-history.ts'

const EXAMPLES = `
Examples:
  openlob audit                                 the whole history of ./data, added up once more
  openlob audit --data DIR --config exchange.yaml
  openlob audit --config exchange.yaml --flow east
  openlob audit --plugin ./old-fees.js          with a plugin that is no longer configured

It carries the journal out again from its first command, adds up from the events alone what every account owns, and compares: balances,
what open orders hold, fees, what was paid in and out, the order books, the sequence of events, and every snapshot by its hashes.
Nothing is changed; the exchange may be running. Each command is decided under the plugins and limits that were in force for it.

Exit codes:
  0  everything adds up
  1  it does not, or the history cannot be read; the lines say what
  2  the command line or the configuration is wrong
`

/** What an audit looked at, and what it found. */
export interface AuditReport {
  readonly commands: number
  readonly events: number
  readonly accounts: number
  readonly openOrders: number
  /** The commands that the snapshots compared go up to. */
  readonly snapshots: readonly number[]
  /** Hash over all events. */
  readonly eventHash: string
  /** A sentence each; empty where everything adds up. */
  readonly problems: readonly string[]
}

interface AuditOptions extends FlowOption, PluginOption {
  readonly json?: true
}

/** `openlob audit`: recomputes what everybody owns from the whole history. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .description('add up from the whole history what every account owns, and compare')
    .option('--json', 'print the report as JSON')
  const read = withConfigurationFlags(withEarlierPlugins(withFlow(command)))
  return command.addHelpText('after', EXAMPLES).action(async ({ json, flow, plugin }: AuditOptions) => {
    const resolved = read()
    const history = new RecordedHistory(chosenFlow(resolved.configuration, { flow }).dataDirectory)
    const report = await audit(history, new ReplayedHistory(history, await knownPlugins(resolved, { plugin })))
    process.stdout.write(`${json === true ? JSON.stringify(report, undefined, 2) : textOf(report)}\n`)
    if (report.problems.length > 0) throw new OperatorError(report.problems.length === 1 ? '1 thing does not add up' : `${report.problems.length} things do not add up`)
  })
}

/** Replays a history and holds everything in it against itself. */
export async function audit(history: RecordedHistory, replayed: ReplayedHistory): Promise<AuditReport> {
  const problems: string[] = []
  const snapshots = await snapshotsOf(history, problems)
  const compared: number[] = []
  const bookkeeper = new FlowAudit()
  for (const { command, events } of replayed.commands()) {
    bookkeeper.hear(events)
    const snapshot = snapshots.get(command.sequence)
    if (snapshot === undefined) continue
    const { flow } = replayed
    problems.push(...differences(flow, snapshot), ...bookkeeper.problems(flow).map((problem) => `at command ${command.sequence}: ${problem}`))
    compared.push(command.sequence)
  }
  const { flow } = replayed
  for (const sequence of snapshots.keys())
    if (sequence > flow.commandSequence) problems.push(`the journal ends at command ${flow.commandSequence}, behind the snapshot at ${sequence}`)
  return {
    commands: flow.commandSequence,
    events: flow.eventSequence,
    accounts: flow.state.venue.accounts.count,
    openOrders: flow.state.orders.count,
    snapshots: compared,
    eventHash: flow.eventHash,
    problems: [...problems, ...bookkeeper.problems(flow)],
  }
}

type Hashes = Pick<SavedFlow | FlowSnapshot, 'eventSequence' | 'eventHash' | 'stateHash' | 'stateHashAlgorithm'>

async function snapshotsOf(history: RecordedHistory, problems: string[]): Promise<Map<number, Hashes>> {
  const snapshots = new Map<number, Hashes>()
  for await (const found of history.snapshots()) {
    if ('problem' in found) problems.push(`${found.location}: ${found.problem}`)
    else {
      const { flow } = decodeSnapshot(found.snapshot.payload)
      const { eventSequence, eventHash, stateHash, stateHashAlgorithm = 0 } = flow
      snapshots.set(found.snapshot.sequence, { eventSequence, eventHash, stateHash, stateHashAlgorithm })
    }
  }
  return snapshots
}

function differences(flow: TradingFlow, snapshot: Hashes): string[] {
  const { eventSequence, eventHash } = flow
  const own = { eventSequence, eventHash, stateHash: flow.stateHash(snapshot.stateHashAlgorithm ?? 0) }
  const parts = ['eventSequence', 'eventHash', 'stateHash'] as const
  return parts
    .filter((part) => own[part] !== snapshot[part])
    .map((part) => `the snapshot at command ${flow.commandSequence} has another ${part}: snapshot=${snapshot[part]} replay=${own[part]}`)
}

function textOf({ commands, events, accounts, openOrders, snapshots, eventHash, problems }: AuditReport): string {
  const number = (count: number): string => count.toLocaleString('en-US')
  return [
    `carried out again: commands 1 to ${number(commands)}, which gave ${number(events)} events`,
    `accounts: ${number(accounts)}, open orders: ${number(openOrders)}, snapshots compared: ${number(snapshots.length)}`,
    `event hash ${eventHash}`,
    ...(problems.length === 0 ? ['everything adds up'] : problems),
  ].join('\n')
}
