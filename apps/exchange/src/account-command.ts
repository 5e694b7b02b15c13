import { Command, InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { adminUrlOption, askAdmin } from './admin-client.ts'
import { tableLines } from './client/screen.ts'

interface AccountOptions {
  readonly adminUrl: URL
}

interface PastOptions extends AccountOptions {
  readonly asset?: string
  readonly limit: string
}

interface TransferOptions extends AccountOptions {
  readonly id?: string
}

const balances = z.array(z.object({ asset: z.string(), free: z.string(), held: z.string() }))
const statement = z.object({
  name: z.string(),
  accountId: z.number(),
  feeTier: z.number(),
  balances,
  flows: z.array(z.object({ flow: z.string(), balances })).exactOptional(),
})
const receipt = z.object({
  account: z.string(),
  asset: z.string(),
  amount: z.string(),
  free: z.string(),
  held: z.string(),
})
const flowReceipt = receipt.extend({ from: z.string(), to: z.string(), arrived: z.boolean() })

const past = z.object({
  movements: z.array(
    z.object({
      time: z.string(),
      kind: z.string(),
      asset: z.string(),
      amount: z.string(),
      otherFlow: z.number().optional(),
    }),
  ),
})
const pastBalances = z.object({
  balances: z.array(z.object({ time: z.string(), flow: z.number(), free: z.string(), held: z.string() })),
})

const EXAMPLES = `
Examples:
  openlob account open alice
  openlob account deposit alice 1.5 BTC
  openlob account show alice
  openlob account withdraw alice 0.5 BTC
  openlob account deposit alice 1.5 BTC --id invoice-7
  openlob account transfer alice 0.5 BTC --from main --to east
  openlob account movements alice --asset BTC
  openlob account balances alice BTC --limit 20
  openlob account show alice --admin-url http://localhost:8081

They speak to the admin port of a running exchange. It has no authentication, so it must stay on localhost: run them
on the exchange's machine.

A deposit, a withdrawal or a transfer between flows that is sent twice is carried out twice, unless it has an --id: send it again under the same one
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
  subcommand(account, 'movements', 'show what was paid in and out, and transferred')
    .argument('<name>', NAME)
    .option('--asset <asset>', 'of one asset alone')
    .addOption(limitOption())
    .action(movements)
  subcommand(account, 'balances', 'show how a balance changed, second by second')
    .argument('<name>', NAME)
    .argument('<asset>', 'its symbol, such as BTC')
    .addOption(limitOption())
    .action(pastBalancesOf)
  transferCommand(account, 'deposit', 'pay money in; see the note below on lost answers').action(deposit)
  transferCommand(account, 'withdraw', 'pay free money out; see the note below on lost answers').action(withdraw)
  transferCommand(account, 'transfer', 'move free money from one flow of the exchange to another')
    .requiredOption('--from <flow>', 'the flow that it leaves; main is the one that money is paid into')
    .requiredOption('--to <flow>', 'the flow that it is for')
    .action(send)
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

function transferCommand(parent: Command, name: string, description: string): Command {
  return subcommand(parent, name, description)
    .argument('<name>', NAME)
    .argument('<amount>', 'a decimal such as 1.5', decimalText)
    .argument('<asset>', 'its symbol, such as BTC')
    .option('--id <id>', 'your own name for it: sent again under it, it is carried out once')
}

async function open(name: string, { adminUrl }: AccountOptions): Promise<void> {
  const ifLost = `look with openlob account show ${name} whether it is open`
  const opened = await askAdmin(adminUrl, { method: 'POST', path: '/accounts', body: { name }, answer: statement, ifLost })
  print([`${opened.name} is open: account ${opened.accountId}, fee tier ${opened.feeTier}`])
}

async function show(name: string, { adminUrl }: AccountOptions): Promise<void> {
  const path = `/accounts/${encodeURIComponent(name)}`
  const shown = await askAdmin(adminUrl, { method: 'GET', path, answer: statement, ifLost: 'try again' })
  const flows = shown.flows ?? [{ flow: '', balances: shown.balances }]
  const rows = flows.flatMap(({ flow, balances: owned }) =>
    owned.map(({ asset, free, held }) => [asset, free, held, flow]),
  )
  const columns = ['asset', 'free', 'held in orders', 'flow'].slice(0, shown.flows === undefined ? 3 : 4)
  const lines = rows.map((row) => row.slice(0, columns.length))
  const table = rows.length === 0 ? ['it owns nothing'] : tableLines([columns, ...lines])
  print([`${shown.name}: account ${shown.accountId}, fee tier ${shown.feeTier}`, ...table])
}

function limitOption(): Option {
  return new Option('--limit <rows>', 'the last so many').default('100').argParser((value) => {
    if (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 1000) return value
    throw new InvalidArgumentError('It must be a number from 1 to 1000.')
  })
}

async function movements(name: string, { adminUrl, asset, limit }: PastOptions): Promise<void> {
  const query = new URLSearchParams({ limit, ...(asset === undefined ? {} : { asset }) }).toString()
  const path = `/accounts/${encodeURIComponent(name)}/movements?${query}`
  const found = await askAdmin(adminUrl, { method: 'GET', path, answer: past, ifLost: 'try again' })
  const rows = found.movements.map(({ time, kind, asset: symbol, amount, otherFlow }) => {
    return [time, kind.replace('_', ' '), amount, symbol, otherFlow === undefined ? '' : `flow ${otherFlow}`]
  })
  print(rows.length === 0 ? ['nothing was paid in or out'] : tableLines([['time', 'what', 'amount', 'asset', 'from or to'], ...rows]))
}

async function pastBalancesOf(name: string, asset: string, { adminUrl, limit }: PastOptions): Promise<void> {
  const path = `/accounts/${encodeURIComponent(name)}/balances/${encodeURIComponent(asset)}?limit=${limit}`
  const found = await askAdmin(adminUrl, { method: 'GET', path, answer: pastBalances, ifLost: 'try again' })
  const rows = found.balances.map(({ time, free, held, flow }) => [time, free, held, String(flow)])
  print(rows.length === 0 ? ['it never changed'] : tableLines([['time', 'free', 'held in orders', 'flow'], ...rows]))
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
  const ifLost = ifTransferIsLost(name, commandId)
  const moved = await askAdmin(adminUrl, { method: 'POST', path, body: { asset, amount, commandId }, answer: receipt, ifLost })
  const direction = kind === 'deposits' ? 'paid in' : 'paid out'
  print([`${direction} ${moved.amount} ${moved.asset}; ${moved.account} now has ${moved.free} free, ${moved.held} held in orders`])
}

interface SendOptions extends TransferOptions {
  readonly from: string
  readonly to: string
}

async function send(name: string, amount: string, asset: string, options: SendOptions): Promise<void> {
  const { adminUrl, id: commandId, from, to } = options
  const path = `/accounts/${encodeURIComponent(name)}/transfers`
  const body = { asset, amount, from, to, commandId }
  const ifLost = ifTransferIsLost(name, commandId)
  const sent = await askAdmin(adminUrl, { method: 'POST', path, body, answer: flowReceipt, ifLost })
  const where = sent.arrived ? `is in ${to}` : `is on its way to ${to}, and arrives when that flow runs again`
  print([`${sent.amount} ${sent.asset} ${where}; ${sent.account} now has ${sent.free} free, ${sent.held} held in orders in ${from}`])
}

function ifTransferIsLost(name: string, commandId: string | undefined): string {
  return commandId === undefined
    ? `it may have been carried out: check the balance with openlob account show ${name} before you send it again`
    : `send it again with --id ${commandId}: it is carried out once`
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function decimalText(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text
  throw new InvalidArgumentError('it must be a positive decimal such as 1.5')
}
