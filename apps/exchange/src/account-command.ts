import { Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { adminUrlOption, askAdmin } from './admin-client.ts'
import { tableLines } from './client/screen.ts'

interface AccountOptions {
  readonly adminUrl: URL
}

interface TransferOptions extends AccountOptions {
  readonly id?: string
}

const statement = z.object({
  name: z.string(),
  accountId: z.number(),
  feeTier: z.number(),
  balances: z.array(z.object({ asset: z.string(), free: z.string(), held: z.string() })),
})
const receipt = z.object({
  account: z.string(),
  asset: z.string(),
  amount: z.string(),
  free: z.string(),
  held: z.string(),
})

const EXAMPLES = `
Examples:
  openlob account open alice
  openlob account deposit alice 1.5 BTC
  openlob account show alice
  openlob account withdraw alice 0.5 BTC
  openlob account deposit alice 1.5 BTC --id invoice-7
  openlob account show alice --admin-url http://localhost:8081

They speak to the admin port of a running exchange. It has no authentication, so it must stay on localhost: run them
on the exchange's machine.

A deposit or a withdrawal that is sent twice is carried out twice, unless it has an --id: send it again under the same one
where the answer was lost, and it is carried out once. The exchange knows the last 10,000.

Exit codes:
  0  done
  1  refused, or the exchange did not answer; the last line says why and what to do
  2  the command line is wrong; nothing was sent
`

/** `openlob account`: accounts and their money on a running exchange. */
export function accountCommand(): Command {
  const account = new Command('account').description('open accounts, pay money in and out, see what an account owns')
  subcommand(account, 'open', 'open an account').argument('<name>', NAME).action(open)
  subcommand(account, 'show', 'show an account and what it owns').argument('<name>', NAME).action(show)
  transferCommand(account, 'deposit', 'pay money in; see the note below on lost answers')
  transferCommand(account, 'withdraw', 'pay free money out; see the note below on lost answers')
  return account.addHelpText('after', EXAMPLES)
}

const NAME = 'the name of the account, which its owner trades under'

function subcommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .addOption(adminUrlOption())
    .addHelpText('after', EXAMPLES)
}

function transferCommand(parent: Command, name: 'deposit' | 'withdraw', description: string): void {
  subcommand(parent, name, description)
    .argument('<name>', NAME)
    .argument('<amount>', 'a decimal such as 1.5', decimalText)
    .argument('<asset>', 'its symbol, such as BTC')
    .option('--id <id>', 'your own name for it: sent again under it, it is carried out once')
    .action(name === 'deposit' ? deposit : withdraw)
}

async function open(name: string, { adminUrl }: AccountOptions): Promise<void> {
  const ifLost = `look with openlob account show ${name} whether it is open`
  const opened = await askAdmin(adminUrl, { method: 'POST', path: '/accounts', body: { name }, answer: statement, ifLost })
  print([`${opened.name} is open: account ${opened.accountId}, fee tier ${opened.feeTier}`])
}

async function show(name: string, { adminUrl }: AccountOptions): Promise<void> {
  const path = `/accounts/${encodeURIComponent(name)}`
  const shown = await askAdmin(adminUrl, { method: 'GET', path, answer: statement, ifLost: 'try again' })
  const rows = shown.balances.map(({ asset, free, held }) => [asset, free, held])
  const table = rows.length === 0 ? ['it owns nothing'] : tableLines([['asset', 'free', 'held in orders'], ...rows])
  print([`${shown.name}: account ${shown.accountId}, fee tier ${shown.feeTier}`, ...table])
}

async function deposit(name: string, amount: string, asset: string, { adminUrl, id }: TransferOptions): Promise<void> {
  await transfer(adminUrl, 'deposits', { name, amount, asset, commandId: id })
}

async function withdraw(name: string, amount: string, asset: string, { adminUrl, id }: TransferOptions): Promise<void> {
  await transfer(adminUrl, 'withdrawals', { name, amount, asset, commandId: id })
}

interface Transfer {
  readonly name: string
  readonly amount: string
  readonly asset: string
  readonly commandId: string | undefined
}

async function transfer(adminUrl: URL, kind: 'deposits' | 'withdrawals', order: Transfer): Promise<void> {
  const { name, amount, asset, commandId } = order
  const path = `/accounts/${encodeURIComponent(name)}/${kind}`
  const ifLost =
    commandId === undefined
      ? `it may have been carried out: check the balance with openlob account show ${name} before you send it again`
      : `send it again with --id ${commandId}: it is carried out once`
  const moved = await askAdmin(adminUrl, { method: 'POST', path, body: { asset, amount, commandId }, answer: receipt, ifLost })
  const direction = kind === 'deposits' ? 'paid in' : 'paid out'
  print([`${direction} ${moved.amount} ${moved.asset}; ${moved.account} now has ${moved.free} free, ${moved.held} held in orders`])
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function decimalText(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text
  throw new InvalidArgumentError('it must be a positive decimal such as 1.5')
}
