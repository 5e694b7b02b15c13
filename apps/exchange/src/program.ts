import { Command, CommanderError } from 'commander'
import { accountCommand } from './account-command.ts'
import { apiKeyCommand } from './api-keys/api-key-command.ts'
import { benchCommand } from './bench/bench-command.ts'
import { clientCommand } from './client/client-command.ts'
import { configCommand } from './config-command.ts'
import { demoCommand } from './demo/demo-command.ts'
import { auditCommand } from './history/audit-command.ts'
import { historyCommand } from './projection/history-command.ts'
import { journalCommand } from './history/journal-command.ts'
import { withEventReplay } from './history/replay-events.ts'
import { EXIT_CODES, OperatorError } from './operator-error.ts'
import { lobsterCommand } from './replay/lobster-command.ts'
import { snapshotCommand } from './snapshot-command.ts'
import { startCommand } from './start-command.ts'
import { packageVersion } from './version.ts'

const EXAMPLES = `
Examples:
  openlob start                                 an exchange on ws://localhost:9090/ws, kept in ./data
  openlob account open alice                    an account, where the demo that opens them is off
  openlob api-key create alice                  a key, so that programs can trade for it
  openlob client                                trade on it from another terminal
  openlob demo                                  simulated traders, so that there is something to look at
  openlob config                                what is configured, and where
  openlob journal verify                        is all of it what was written?
  openlob replay | head                         every event so far, a line of JSON each
  openlob audit                                 does everything add up?
  openlob replay lobster --messages FILE        real NASDAQ order flow, checked

Exit codes:
  0  done, or stopped as asked
  1  it failed, or could not do what was asked; the last line says why
  2  the command line or the configuration is wrong; nothing was started
`

/** The command line: every command of `openlob`. */
export function createProgram(): Command {
  const program = new Command('openlob')
    .description('An exchange that you can start, trade on, stop and start again.')
    .version(packageVersion())
    .addHelpText('after', EXAMPLES)
    .addCommand(startCommand())
    .addCommand(configCommand())
    .addCommand(accountCommand())
    .addCommand(apiKeyCommand())
    .addCommand(clientCommand())
    .addCommand(demoCommand())
    .addCommand(benchCommand())
    .addCommand(snapshotCommand())
    .addCommand(historyCommand())
    .addCommand(journalCommand())
    .addCommand(auditCommand())
    .addCommand(withEventReplay(new Command('replay').description('print the events of the whole history, or drive recorded order flow')).addCommand(lobsterCommand()))
  everyCommand(program).forEach((command) => command.exitOverride().showHelpAfterError('(--help shows the options and examples)'))
  return program
}

/** Runs a command line and answers its exit code; whatever goes wrong is said on standard error. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' })
    // A command may have set its own exit code.
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT_CODES.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage
    if (error instanceof OperatorError) {
      process.stderr.write(`openlob: ${error.message}\n`)
      return error.exitCode
    }
    const report = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`openlob: unexpected error; this is a defect, please report it\n${report}\n`)
    return EXIT_CODES.failed
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}
