import { Command } from 'commander'
import * as z from 'zod'
import { adminUrlOption, askAdmin } from './admin-client.ts'

const receipt = z.object({ commandSequence: z.number() })

const EXAMPLES = `
Examples:
  openlob snapshot
  openlob snapshot --admin-url http://localhost:8081

A start loads the newest snapshot and replays the commands behind it. The exchange saves one every so many commands
(snapshot.everyCommands) and when it is stopped; this saves one now, before a copy of the data directory, say.

Exit codes:
  0  saved
  1  refused or not saved, or the exchange did not answer; the last line says why and what to do
  2  the command line is wrong; nothing was sent
`

/** `openlob snapshot`: a snapshot of a running exchange, now. */
export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('save a snapshot of a running exchange now')
    .addOption(adminUrlOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ adminUrl }: { readonly adminUrl: URL }) => {
      const ifLost = 'nothing is lost; send it again'
      const { commandSequence } = await askAdmin(adminUrl, { method: 'POST', path: '/snapshots', answer: receipt, ifLost })
      process.stdout.write(`saved a snapshot that goes up to command ${commandSequence}\n`)
    })
}
