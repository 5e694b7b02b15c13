import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import * as z from 'zod'
import { adminUrlOption, askAdmin } from '../admin-client.ts'
import { tableLines } from '../client/screen.ts'
import { OperatorError } from '../operator-error.ts'

const view = z.object({
  apiKey: z.string(),
  kind: z.string(),
  account: z.string(),
  label: z.string(),
  permissions: z.array(z.string()),
  allowedAddresses: z.array(z.string()),
  createdMs: z.number(),
})
const made = view.extend({ secret: z.string().exactOptional() })

interface CreateOptions {
  readonly adminUrl: URL
  readonly label?: string
  readonly readOnly?: boolean
  readonly allow?: readonly string[]
  readonly publicKey?: string
}

const EXAMPLES = `
Examples:
  openlob api-key create alice --label bot
  openlob api-key create alice --read-only --allow 192.0.2.7 --allow 192.0.2.8
  openssl genpkey -algorithm ed25519 -out private.pem && openssl pkey -in private.pem -pubout -out public.pem
  openlob api-key create alice --public-key public.pem
  openlob api-key list alice
  openlob api-key revoke n8VjV...

Without --public-key the key comes with a secret, which is shown this once: requests are signed with it (HMAC-SHA-256).
With --public-key, Ed25519 or RSA of 2048 or 4096 bits, only the client can sign.

They speak to the admin port of a running exchange, from its own machine.

Exit codes:
  0  done
  1  refused, or the exchange did not answer; the last line says why and what to do
  2  the command line is wrong; nothing was sent
`

/** `openlob api-key`: the keys by which programs trade, on a running exchange. */
export function apiKeyCommand(): Command {
  const command = new Command('api-key').description('make, list and revoke the keys by which programs trade')
  const subcommand = (name: string, about: string): Command =>
    command.command(name).description(about).addOption(adminUrlOption()).addHelpText('after', EXAMPLES)
  subcommand('create', 'make a key for an account')
    .argument('<account>', 'the name of the account')
    .option('--label <label>', 'what to call it')
    .option('--read-only', 'it may look, and not trade')
    .option('--allow <address>', 'it may be used from this IP address; several times for several', collected)
    .option('--public-key <file>', 'the public key that its requests are signed for, as PEM')
    .action(create)
  subcommand('list', 'list the keys, of one account or of all').argument('[account]', 'the name of the account').action(list)
  subcommand('revoke', 'take a key out of use').argument('<key>', 'the key').action(revoke)
  return command.addHelpText('after', EXAMPLES)
}

async function create(account: string, options: CreateOptions): Promise<void> {
  const { adminUrl, label, readOnly, allow, publicKey: file } = options
  const publicKey = file === undefined ? undefined : await readPem(file)
  const body = { account, label, readOnly, allowedAddresses: allow, publicKey }
  const ifLost = `look with openlob api-key list ${account} whether it is there, and revoke it: its secret is lost`
  const key = await askAdmin(adminUrl, { method: 'POST', path: '/api-keys', body, answer: made, ifLost })
  const secret = key.secret === undefined ? [] : [`secret   ${key.secret}`, '', 'The secret is shown this once.']
  print([`API key  ${key.apiKey}`, ...secret])
}

async function list(account: string | undefined, { adminUrl }: { readonly adminUrl: URL }): Promise<void> {
  const path = account === undefined ? '/api-keys' : `/api-keys?account=${encodeURIComponent(account)}`
  const answer = z.object({ keys: z.array(view) })
  const { keys } = await askAdmin(adminUrl, { method: 'GET', path, answer, ifLost: 'try again' })
  const rows = keys.map((key) => [
    key.apiKey,
    key.kind,
    key.account,
    key.permissions.join(', ') || 'read only',
    key.allowedAddresses.join(', ') || 'anywhere',
    new Date(key.createdMs).toISOString().slice(0, 16),
    key.label,
  ])
  const head = ['key', 'kind', 'account', 'may', 'from', 'made', 'label']
  print(rows.length === 0 ? ['there are none'] : tableLines([head, ...rows]))
}

async function revoke(apiKey: string, { adminUrl }: { readonly adminUrl: URL }): Promise<void> {
  const path = `/api-keys/${encodeURIComponent(apiKey)}`
  const answer = z.object({ revoked: z.string() })
  const { revoked } = await askAdmin(adminUrl, { method: 'DELETE', path, answer, ifLost: 'revoke it again' })
  print([`${revoked} is revoked`])
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
