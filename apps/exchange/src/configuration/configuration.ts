import { Decimal } from '@openlob/decimal'
import * as z from 'zod'

const decimal = z
  .union([z.string(), z.number()], { error: 'must be a decimal' })
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?$/.test(text) && Decimal.tryParse(text) !== undefined, {
    error: 'must be a decimal such as "0.01"; put it in quotes where it is very small or very long',
  })
const symbol = z.string().regex(/^[A-Za-z0-9._:-]{1,32}$/, {
  error: 'must be 1 to 32 letters, digits or . _ : -',
})
const port = z.int().min(0).max(65_535)
const host = z.string().min(1)
const count = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

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

const plugin = (slot: string) =>
  z
    .strictObject({
      name: z
        .string()
        .min(1)
        .default('default')
        .describe(`The ${slot} plugin: \`default\`, the name of an installed package, or a path starting with \`./\` or \`/\`.`),
      options: z
        .record(z.string(), z.unknown())
        .default({})
        .describe(`What the ${slot} plugin is given; the plugin itself checks it.`),
    })
    .prefault({})

const websocket = z.strictObject({
  host: host.default('localhost').describe('The address to listen on; `0.0.0.0` takes connections from other machines.'),
  port: port.default(9090).describe('The trading port; 0 takes any free one.'),
  path: z.string().regex(/^\/[\w/-]*$/, { error: 'must be a path such as /ws' }).default('/ws').describe('Where WebSocket clients connect.'),
})

const admin = z.strictObject({
  host: host.default('localhost').describe('The address of `/health` and `/metrics`.'),
  port: port.default(9091).describe('The port of `/health` and `/metrics`; 0 takes any free one.'),
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
    .describe('Whether an unknown `trader_id` opens an account and is given play money. Turn it off for anything but trying it out.'),
  maxAccounts: count
    .max(1_000_000)
    .default(1000)
    .describe('With as many accounts open, no more are opened for unknown traders.'),
  funds: z
    .record(symbol, decimal)
    .prefault({ BTC: '1000', USDT: '10000000' })
    .describe('What a demo account is given of each asset.'),
})

/** Everything that can be configured: the file, the environment, the flags and the reference page all come from it. */
export const configurationSchema = z.strictObject({
  data: z.string().min(1).default('./data').describe('The directory that keeps everything: journal and snapshots. One process at a time uses it.'),
  websocket: websocket.prefault({}).describe('The trading port.'),
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
  plugins: z
    .strictObject({ risk: plugin('risk'), fees: plugin('fees'), clearing: plugin('clearing') })
    .prefault({})
    .describe('The rules that can be exchanged.'),
})

/** The effective configuration. */
export type Configuration = z.output<typeof configurationSchema>
