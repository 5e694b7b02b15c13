import * as z from 'zod'
import { count, decimal, host, milliseconds, port, symbol } from './kinds.ts'
import { rest } from './rest-section.ts'

const asset = z.strictObject({
  symbol: symbol.describe('Its ticker, such as BTC.'),
  scale: z.int().min(0).max(18).describe('Decimal places of its smallest unit.'),
})

const instrument = z.strictObject({
  symbol: symbol.describe('Its ticker, such as BTC-USDT.'),
  base: symbol.describe('The asset that is bought and sold.'),
  quote: symbol.describe('The asset that it is priced in.'),
  tickSize: decimal.describe('The price of one tick.'),
  lotSize: decimal.describe('The quantity of one lot.'),
  minQuantity: decimal.exactOptional().describe('The least quantity of an order; one lot where left out.'),
  maxQuantity: decimal.exactOptional().describe('The greatest quantity of an order.'),
  maxPrice: decimal.exactOptional().describe('The highest price; 2^31 − 1 ticks where left out.'),
  minNotional: decimal.exactOptional().describe('The least price times quantity of an order; none where left out.'),
  maxNotional: decimal.exactOptional().describe('The greatest price times quantity of an order.'),
})

const plugin = (name: string, about: string) =>
  z
    .strictObject({
      name: z.string().min(1).default(name).describe(`${about} Or the name of an installed package, or the path of a module starting with \`./\` or \`/\`.`),
      options: z
        .record(z.string(), z.unknown())
        .default({})
        .describe('What the plugin is given; it checks them itself.'),
    })
    .prefault({})

const plugins = z.strictObject({
  risk: plugin(
    'balance-and-limits',
    'Accepts or refuses orders. Built in: `balance-and-limits` (options `maxOpenOrdersPerAccount`, `maxOrderQuantityLots`, `maxOrderNotionalUnits`, `instruments` with limits by symbol) and `price-band` (option `bandPpm`).',
  ),
  fees: plugin(
    'maker-taker',
    'Says what a trade costs. Built in: `maker-taker`, charged on the asset received, and `quote-on-top`, both with the option `tiers`, a list of `{ makerPpm, takerPpm }` in parts per million; without tiers nothing is charged.',
  ),
  clearing: plugin(
    'spot-settlement',
    'Says what a trade moves. Built in: `spot-settlement` and `central-counterparty` (option `accountId`).',
  ),
})

const clients = z.strictObject({
  allowedOrigins: z
    .union([z.enum(['same-host', 'any']), z.array(z.url())], { error: 'must be same-host, any, or a list of origins such as [https://example.org]' })
    .default('same-host')
    .describe('Which web pages may connect, by their origin; clients that are no web pages always may.'),
  maxConnections: count.default(10_000).describe('More are refused with HTTP 503.'),
  maxMessageBytes: count.max(16_777_216).default(16_384).describe('A longer message closes the connection.'),
  messagesPerSecond: count.default(1000).describe('What a connection may send on average.'),
  messageBurst: count.default(2000).describe('What a connection may send at once.'),
  maxInFlight: count.default(1024).describe('Unanswered requests of a connection.'),
  maxSubscriptions: count.default(1000).describe('Subscriptions of a connection.'),
  maxTraders: count.default(1000).describe('Trader ids that a connection may use.'),
  softLimitBytes: count.default(262_144).describe('With more waiting for a client, its market data is merged.'),
  hardLimitBytes: count.default(4_194_304).describe('With more waiting for a client, it is disconnected.'),
  totalBufferBytes: count.default(536_870_912).describe('With more waiting for all clients together, those for whom most waits are disconnected.'),
  maxCongestedMs: count.default(10_000).describe('How long a client may stay over the soft limit.'),
  pingIntervalMs: milliseconds.default(20_000).describe('How often clients are pinged.'),
  idleTimeoutMs: milliseconds.default(60_000).describe('A client of which nothing is heard for so long is disconnected.'),
})

const websocket = z.strictObject({
  host: host.default('localhost').describe('The address to listen on; `0.0.0.0` takes connections from other machines.'),
  port: port.default(9090).describe('The trading port; 0 takes any free one.'),
  path: z.string().regex(/^\/[\w-][\w/-]*$/, { error: 'must be a path such as /ws' }).default('/ws').describe('Where WebSocket clients connect.'),
  clients: clients.prefault({}).describe('What clients may do.'),
  streamProcessFrom: z
    .union([z.enum(['never']), z.int().min(0)], { error: 'must be never, or a number of clients' })
    .default(16)
    .describe('From so many clients of market streams on, further ones are served by a process of their own, where connections are not encrypted; `never` for none.'),
})

const apiKeys = z.strictObject({
  masterKeyFile: z
    .string()
    .default('')
    .describe('The file with the key that the secrets of API keys are encrypted with, made at the first start; `api-keys.secret` in the data directory where left empty. Keep it elsewhere than backups of the data.'),
})

const tls = z.strictObject({
  use: z
    .enum(['off', 'self-made', 'given'])
    .default('off')
    .describe('How the trading port is encrypted (TLS 1.2 and 1.3; HTTP/2 beside HTTP/1.1 then): not at all, for clients on this machine or behind a proxy that does it; by a certificate that the exchange makes for `localhost` and the name of this machine, in `tls` in the data directory, which clients have to be told to trust; or by one that is given.'),
  certificateFile: z.string().default('').describe('The certificate as PEM, with those between it and the root behind it. A new one is used within the hour.'),
  keyFile: z.string().default('').describe('Its private key as PEM.'),
})

const history = z.strictObject({
  store: z
    .enum(['embedded', 'postgres', 'memory'])
    .default('embedded')
    .describe('Where the history of orders, trades, candles and money is kept: in a PostgreSQL server that the exchange runs for itself, in one that runs elsewhere, or in `memory`, which has no more than what happened since the start. Matching waits for none of them, and all can be built anew from the journal.'),
  url: z
    .union([z.literal(''), z.url({ protocol: /^postgres(ql)?$/ })], { error: 'must be an address such as postgres://user:password@localhost:5432/exchange' })
    .default('')
    .describe('Where the server is, with `postgres`: `postgres://user:password@host:port/database`. From PostgreSQL 15 on.'),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, { error: 'must be 1 to 63 small letters, digits and _' })
    .default('openlob')
    .describe('The schema that the tables are in; made where it is not there. Each exchange has one of its own.'),
  directory: z.string().default('').describe('Where an `embedded` server keeps its files; `history` in the data directory where left empty.'),
  freshMs: z
    .int()
    .min(0)
    .max(10_000)
    .default(500)
    .describe('So long a question waits until the history has what happened before it was asked; it is a few milliseconds behind as a rule. 0: not at all.'),
})

const admin = z.strictObject({
  host: host.default('localhost').describe('The address of `/health`, `/metrics` and the accounts. Accounts and money are moved from this machine alone, wherever it listens.'),
  port: port.default(9091).describe('The admin port; 0 takes any free one.'),
})

const log = z.strictObject({
  level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least important messages that are logged.'),
  format: z
    .enum(['auto', 'pretty', 'json'])
    .default('auto')
    .describe('How they are written to standard error; `auto` is pretty on a terminal and JSON elsewhere.'),
})

const demo = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether an unknown `trader_id` opens an account and is given play money, and a `trader_id` is all that it takes to trade for an account. Turn it off for anything but trying it out: it takes API keys then.'),
  maxAccounts: count
    .max(1_000_000)
    .default(1000)
    .describe('With as many accounts open, no more are opened for unknown traders.'),
  funds: z
    .record(symbol, decimal)
    .prefault({ BTC: '1000', USDT: '10000000' })
    .describe('What a demo account is given of each asset.'),
})

const journal = z.strictObject({
  segmentBytes: z
    .int()
    .min(65_536)
    .max(2 ** 30)
    .default(2 ** 26)
    .describe('The size of a file of the journal; the space is taken when the file is made.'),
  compress: z
    .boolean()
    .default(true)
    .describe('Whether files of the journal that are full are compressed (gzip), in the background: they take a fifth of the space or less.'),
  keep: z
    .enum(['all', 'since-snapshot'])
    .default('all')
    .describe('`all` keeps the whole history, which `openlob audit` and `openlob replay` read. `since-snapshot` removes files of which all commands are in the oldest snapshot that is kept.'),
  verifyAtStart: z
    .enum(['end', 'all'])
    .default('end')
    .describe('How much of the journal a start checks: all that it replays and the last file, so that it takes as long however old the exchange is; or `all` of it, as `openlob journal verify` does.'),
})

const snapshot = z.strictObject({
  everyCommands: count.default(100_000).describe('After so many commands the state is saved, so that the next start has less to replay.'),
  everySeconds: count.max(2 ** 31).default(3600).describe('And after so many seconds in which there were commands.'),
})

const limits = z.strictObject({
  maxAccounts: count.max(2 ** 31).default(100_000).describe('Accounts in all.'),
  maxAssets: count.max(2 ** 20).default(256).describe('Assets in all.'),
  maxInstruments: count.max(1_000_000).default(1000).describe('Instruments in all.'),
  maxOpenOrdersPerAccount: count.default(10_000).describe('Resting orders of one account.'),
  maxOpenOrders: count.default(1_000_000).describe('Resting orders in all.'),
})

const commands = z.strictObject({
  maxPending: count.default(10_000).describe('Commands on their way to the disk; more are refused as BUSY.'),
})

const cpus = z
  .array(z.int().min(0).max(1023))
  .default([])
  .describe('The processors, numbered from 0, that they are kept on, engine, journal and queries by turns: `[2, 3, 3]`. On any where there are none. It takes Linux with `taskset`; elsewhere the start is refused.')

const threads = z.strictObject({
  use: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe('Whether network, matching, journal and queries each have a thread: more orders a second, while a single one takes somewhat longer. `auto` does with four cores or more.'),
  tier: z
    .enum(['hot', 'normal', 'long-tail'])
    .default('normal')
    .describe('How much of the machine they take: `hot` looks for work for a while before it sleeps, and wants a core for each thread; `long-tail` takes the least memory.'),
  cpus,
})

const flow = z.strictObject({
  name: z
    .string()
    .regex(/^(?!main$)[a-z0-9-]{1,32}$/, { error: 'must be 1 to 32 small letters, digits and -, and not main' })
    .describe('What it is called, and its directory under `flows` in the data directory.'),
  number: z
    .int()
    .min(1)
    .max(255)
    .describe('It stands in every id that the flow gives to an instrument, an order or a trade: no two flows have the same, and it is never changed.'),
  instruments: z.array(symbol).default([]).describe('The symbols of the configured instruments that are traded in it. One that is listed stays where it is.'),
  run: z
    .enum(['auto', 'here', 'threads', 'process'])
    .default('auto')
    .describe('Where it runs: `here` with the network, over `threads` of its own, or in a `process` of its own, of which no crash reaches the others. `auto` is `threads` with four cores or more, else `here`.'),
  tier: z.enum(['hot', 'normal', 'long-tail']).default('normal').describe('How much of the machine its threads take; as `threads.tier`.'),
  cpus: cpus.describe('The processors that its threads, or its process, are kept on; as `threads.cpus`.'),
})

/** Everything that can be configured: the file, the environment, the flags and the reference page all come from it. */
export const configurationSchema = z.strictObject({
  data: z.string().min(1).default('./data').describe('The directory that keeps everything: journal and snapshots. One process at a time uses it.'),
  websocket: websocket.prefault({}).describe('The trading port.'),
  rest: rest.prefault({}).describe('The REST API, on the trading port.'),
  apiKeys: apiKeys.prefault({}).describe('The keys by which programs trade.'),
  tls: tls.prefault({}).describe('Encryption of the trading port.'),
  history: history.prefault({}).describe('What was: orders, trades, candles and money, for questions about the past.'),
  admin: admin.prefault({}).describe('The port for whoever runs the exchange.'),
  log: log.prefault({}).describe('The log.'),
  assets: z
    .array(asset)
    .default([
      { symbol: 'BTC', scale: 8 },
      { symbol: 'USDT', scale: 8 },
    ])
    .describe('Listed at the start where they are not yet; what is listed is never changed or removed by the configuration.'),
  instruments: z
    .array(instrument)
    .prefault([{ symbol: 'BTC-USDT', base: 'BTC', quote: 'USDT', tickSize: '0.01', lotSize: '0.00001' }])
    .describe('Listed at the start where they are not yet. One lot must be a whole number of base units, one lot at one tick a whole number of quote units.'),
  demo: demo.prefault({}).describe('Accounts for whoever comes.'),
  journal: journal.prefault({}).describe('The journal: every command, in order, before it is answered.'),
  snapshot: snapshot.prefault({}).describe('Snapshots of the state.'),
  threads: threads.prefault({}).describe('How the exchange spreads over the cores of the machine.'),
  flows: z
    .array(flow)
    .max(255)
    .default([])
    .describe('Further flows, each with a journal, a ledger and instruments of its own, beside the main one, which has all other instruments. One that fails comes back by itself while the others trade; money gets from one to another by transfers. Limits are of each flow.'),
  commands: commands.prefault({}).describe('The queue in front of the disk.'),
  limits: limits.prefault({}).describe('How much the exchange holds. Change it after a clean stop only: a start after a crash refuses.'),
  plugins: plugins.prefault({}).describe('The rules that can be exchanged. Change them, and their options, after a clean stop only: a start after a crash refuses.'),
})

/** The effective configuration. */
export type Configuration = z.output<typeof configurationSchema>
