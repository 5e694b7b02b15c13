import { commandOf, decodeSnapshot } from '@openlob/application'
import { Command } from 'commander'
import { tableLines } from '../client/screen.ts'
import { withConfigurationFlags } from '../configuration/configuration-flags.ts'
import { OperatorError } from '../operator-error.ts'
import { isBehind, timeText, withRange } from './command-range.ts'
import type { CommandRange } from './command-range.ts'
import { chosenFlow, withFlow } from './chosen-flow.ts'
import type { FlowOption } from './chosen-flow.ts'
import { figuresOf } from './journal-figures.ts'
import type { JournalFigures } from './journal-figures.ts'
import { jsonLine } from './json-line.ts'
import { LineOutput } from './line-output.ts'
import { RecordedHistory } from './recorded-history.ts'
import { progressLine } from './replayed-history.ts'

const EXAMPLES = `
Examples:
  openlob journal verify                        is all of ./data what was written?
  openlob journal stats --data DIR              how many commands of which kind, from when to when
  openlob journal stats --config exchange.yaml --flow east
  openlob journal dump --from 1000 | head       the commands, a line of JSON each; of a damaged journal, those before the damage

They read and change nothing; the exchange may be running.

Exit codes:
  0  done; with verify: all of it is whole
  1  the journal or a snapshot is damaged, or there is none; the lines say where
  2  the command line or the configuration is wrong
`

/** `openlob journal`: what the exchange has written down. */
export function journalCommand(): Command {
  const journal = new Command('journal').description('check, count and print the commands that the exchange has written down')
  subcommand(journal, 'verify', 'read everything and check every checksum, link and sequence, and the snapshots', verify)
  subcommand(journal, 'stats', 'say what is in it, in figures', (history, options) => {
    stats(history, options)
  }).option('--json', 'as JSON')
  const dumping = subcommand(journal, 'dump', 'print the commands, a line of JSON each', (history, options) =>
    dump(history, options as CommandRange),
  )
  withRange(dumping)
  return journal.addHelpText('after', EXAMPLES)
}

function subcommand(
  parent: Command,
  name: string,
  description: string,
  action: (history: RecordedHistory, options: object) => Promise<void> | void,
): Command {
  const command = parent.command(name).description(description)
  const read = withConfigurationFlags(withFlow(command))
  return command.addHelpText('after', EXAMPLES).action(async (options: FlowOption) => {
    const { dataDirectory } = chosenFlow(read().configuration, options)
    await action(new RecordedHistory(dataDirectory), options)
  })
}

async function verify(history: RecordedHistory): Promise<void> {
  const figures = counted(history, 'checking')
  print(summary(figures))
  const broken: string[] = []
  for await (const found of history.snapshots()) {
    const problem = 'problem' in found ? found.problem : problemOf(found.snapshot.payload)
    if (problem !== undefined) broken.push(`${found.location}: ${problem}`)
    else if ('snapshot' in found) print([`snapshot at command ${found.snapshot.sequence}: whole`])
  }
  if (broken.length > 0) throw new OperatorError(`${broken.length} damaged: ${broken.join('\n  ')}\n  A start uses the newest whole one; the journal is whole.`)
  print(['everything is whole'])
}

function problemOf(payload: Uint8Array): string | undefined {
  try {
    decodeSnapshot(payload)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function stats(history: RecordedHistory, { json }: { readonly json?: true }): void {
  const figures = counted(history, 'counting')
  const rows = Object.entries(figures.commands).map(([type, count]) => [type, group(count)])
  print(json === true ? [JSON.stringify(figures, undefined, 2)] : [...summary(figures), ...tableLines(rows)])
}

function counted(history: RecordedHistory, doing: string): JournalFigures {
  const line = progressLine(doing)
  try {
    return history.explained(() =>
      figuresOf(history, (progress) => {
        line.show(progress)
      }),
    )
  } finally {
    line.done()
  }
}

function summary(figures: JournalFigures): string[] {
  const { records, frames, segments, usedBytes, fileBytes, payloadBytes } = figures
  if (records === 0) return [`${figures.directory}: no command yet`]
  const average = (bytes: number): string => (bytes / records).toFixed(1)
  return [
    `${figures.directory}: ${counts(segments, 'segment')}, ${counts(frames, 'frame')}, ${group(usedBytes)} of ${group(fileBytes)} bytes used`,
    `${counts(records, 'command')}, ${String(figures.firstSequence)} to ${String(figures.lastSequence)}, ${average(payloadBytes)} bytes each, ${average(usedBytes)} in the file`,
    `from ${String(figures.firstTime)} to ${String(figures.lastTime)}`,
    figures.sealed ? 'closed properly' : 'not closed: the exchange runs, or was killed',
    ...(figures.tornBytes === 0 ? [] : [`a write of ${figures.tornBytes} bytes was cut short at the end; it was never acknowledged, and the next start removes it`]),
    `chain ${figures.chain}`,
  ]
}

async function dump(history: RecordedHistory, range: CommandRange): Promise<void> {
  const output = new LineOutput(process.stdout)
  // Not checked as a whole first: of a damaged journal, what stands in front of the damage is wanted.
  for (const record of history.records(range.from)) {
    const command = history.explained(() => commandOf(record, record.sequence))
    if (isBehind(range, command)) return
    if (!(await output.write(jsonLine({ ...command, time: timeText(command.timestampUs) })))) return
  }
}

function counts(count: number, what: string): string {
  return `${group(count)} ${what}${count === 1 ? '' : 's'}`
}

function group(count: number): string {
  return count.toLocaleString('en-US')
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
