import { Command } from 'commander'
import * as z from 'zod'
import { adminUrlOption, askAdmin } from '../admin-client.ts'
import { OperatorError } from '../operator-error.ts'

const healthBody = z.object({
  history: z.object({
    store: z.string(),
    state: z.enum(['starting', 'serving', 'down']),
    lagEvents: z.number(),
    lagSeconds: z.number(),
    missedEvents: z.number(),
    troubles: z.record(z.string(), z.string()),
  }),
})
const begun = z.object({ rebuilding: z.literal(true) })

const EXAMPLES = `
Examples:
  openlob history status
  openlob history rebuild
  openlob history rebuild --admin-url http://localhost:8081

The history answers for what was: orders, trades, candles and money. It is written behind the exchange, in a process of
its own, into PostgreSQL, and all of it comes from the journal. Trading waits for none of it.

Exit codes:
  0  done
  1  the history cannot be asked or built, or the exchange did not answer; the last line says why and what to do
  2  the command line is wrong; nothing was sent
`

/** `openlob history`: how the history of a running exchange is, and building it anew. */
export function historyCommand(): Command {
  const history = new Command('history').description(
    'how the history is: orders, trades, candles and money that were; or build it anew',
  )
  for (const [name, description, act] of [
    ['status', 'say how far the history is behind, and what keeps it', status],
    ['rebuild', 'throw the history away and build it anew from the journal, while trading goes on', rebuild],
  ] as const)
    history
      .command(name)
      .description(description)
      .addOption(adminUrlOption())
      .addHelpText('after', EXAMPLES)
      .action(async ({ adminUrl }: { readonly adminUrl: URL }) => act(adminUrl))
  return history.addHelpText('after', EXAMPLES)
}

async function status(adminUrl: URL): Promise<void> {
  const { history } = await askAdmin(adminUrl, {
    method: 'GET',
    path: '/health',
    answer: healthBody,
    ifLost: 'try again',
  })
  const { store, state, lagEvents, lagSeconds, missedEvents, troubles } = history
  const behind = lagEvents === 0 ? 'has all that happened' : `${lagEvents} events behind (${lagSeconds.toFixed(1)} s)`
  const missed =
    missedEvents === 0
      ? []
      : [`${missedEvents} events are missing for good: neither journal nor snapshots went back to them`]
  const kept = Object.entries(troubles).map(
    ([what, problem]) => `${what === 'store' ? 'the database' : `flow ${what}`}: ${problem}`,
  )
  process.stdout.write(`${[`history in ${store}: ${state}, ${behind}`, ...missed, ...kept].join('\n')}\n`)
  if (state === 'down')
    throw new OperatorError(
      'the history cannot be asked; trading goes on, and it catches up when its database is there again',
    )
}

async function rebuild(adminUrl: URL): Promise<void> {
  await askAdmin(adminUrl, {
    method: 'POST',
    path: '/history/rebuild',
    answer: begun,
    ifLost: 'look with openlob history status',
  })
  process.stdout.write('the history is built anew; openlob history status tells how far it is\n')
}
