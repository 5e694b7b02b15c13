import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { HistoryReplay, MemoryHistory } from '@openlob/application'
import type { TradingHistory } from '@openlob/application'
import type { AccountId, AssetId, InstrumentId, OrderId } from '@openlob/domain'
import { readJournal } from '@openlob/journal-file'
import { EmbeddedServer, openDatabase, SqlHistory } from '@openlob/postgres'
import { describe, expect, it } from 'vitest'
import { BUILT_IN_PLUGINS } from '../../src/load-plugins.ts'
import { childOf, commandOf } from '../process/children.ts'
import { OpenlobProcess, RawClient, withDirectory } from '../process/exchange-process.ts'
import type { Message } from '../process/exchange-process.ts'

const START = ['start', '--data', 'data', '--port', '0', '--admin-port', '0']
const CONFIGURATION = `
assets: [{ symbol: BTC, scale: 8 }, { symbol: ETH, scale: 8 }, { symbol: USDT, scale: 8 }]
instruments:
  - { symbol: BTC-USDT, base: BTC, quote: USDT, tickSize: '1', lotSize: '1' }
  - { symbol: ETH-USDT, base: ETH, quote: USDT, tickSize: '1', lotSize: '1' }
demo: { funds: { BTC: '1000000', ETH: '1000000', USDT: '10000000' } }
snapshot: { everyCommands: 100 }
flows: [{ name: east, number: 1, instruments: [ETH-USDT], run: process }]
`

interface Running {
  readonly exchange: OpenlobProcess
  readonly client: RawClient
  readonly adminUrl: string
  readonly restUrl: string
  readonly pid: number
  readonly demoKey: { readonly apiKey: string; readonly secret: string }
}

async function started(directory: string, store: string, more: readonly string[] = []): Promise<Running> {
  const exchange = new OpenlobProcess(directory, [...START, ...more], { OPENLOB_HISTORY_STORE: store })
  const { url, adminUrl, pid, demoKey } = await exchange.listening()
  const client = new RawClient(url)
  await client.opened()
  return { exchange, client, adminUrl, pid, demoKey, restUrl: url.replace('ws:', 'http:').replace('/ws', '') }
}

async function historyOf({ adminUrl }: Running): Promise<Message> {
  return ((await (await fetch(`${adminUrl}/health`)).json()) as { readonly history: Message }).history
}

async function untilTrue(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const begun = performance.now()
  while (!(await isTrue())) {
    if (performance.now() - begun > 60_000) throw new Error(`it did not come true within a minute: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const caughtUp = (running: Running): Promise<void> =>
  untilTrue('the history has caught up', async () => {
    const { lagEvents, state } = await historyOf(running)
    return lagEvents === 0 && state === 'serving'
  })

async function signed(
  { restUrl, demoKey }: Running,
  path: string,
  parameters: object = {},
): Promise<{ status: number; body: unknown }> {
  const pairs = Object.entries({ ...parameters, timestamp: Date.now() }).map(
    ([name, value]) => `${name}=${String(value)}`,
  )
  const query = pairs.join('&')
  const signature = createHmac('sha256', demoKey.secret).update(query).digest('hex')
  const headers = { 'x-mbx-apikey': demoKey.apiKey }
  const response = await fetch(`${restUrl}${path}?${query}&signature=${signature}`, { headers })
  return { status: response.status, body: await response.json() }
}

async function trade({ client }: Running, orders: number, symbols: readonly string[], from = 0): Promise<void> {
  for (let index = from; index < from + orders; index += 1) {
    const side = (index >> 1) % 2 === 0 ? 'buy' : 'sell'
    const order = {
      symbol: symbols[index % symbols.length]!,
      side,
      price: String(100 + (index % 3)),
      quantity: String(1 + (index % 5)),
    }
    await client.ask({ type: 'limit_order', trader_id: `trader-${index % 3}`, ...order })
  }
}

const historyProcess = ({ pid }: Running): number | undefined => childOf(pid, 'history-process')

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** What the journals of the flows say that the history has to be. */
function replayed(directory: string, flows: readonly (readonly [number, string])[]): MemoryHistory {
  const history = new MemoryHistory()
  for (const [number, place] of flows) {
    const replay = new HistoryReplay(Object.values(BUILT_IN_PLUGINS).flat())
    for (const record of readJournal(join(directory, place, 'journal')))
      history.publish(replay.apply(record).events, number)
  }
  return history
}

const LIMIT = 100_000

async function everythingIn(history: TradingHistory, instruments: readonly number[]): Promise<unknown> {
  const found: unknown[] = []
  for (const id of instruments) {
    const instrumentId = id as InstrumentId
    found.push(await history.trades({ instrumentId, limit: LIMIT }))
    for (const widthMs of [1000, 60_000, 3_600_000, 86_400_000] as const)
      found.push(await history.candles({ instrumentId, widthMs, limit: LIMIT }))
    for (const account of [1, 2, 3]) {
      const of = { accountId: account as AccountId, instrumentId, limit: LIMIT }
      const orders = await history.orders(of)
      found.push(
        orders,
        await history.fills(of),
        await history.amendments(of.accountId, (orders[0]?.orderId ?? 0) as OrderId),
      )
    }
  }
  for (const account of [1, 2, 3]) {
    const accountId = account as AccountId
    found.push(await history.movements({ accountId, limit: LIMIT }))
    for (const asset of [1, 2, 3])
      found.push(await history.balances({ accountId, assetId: asset as AssetId, limit: LIMIT }))
  }
  return found
}

describe('a history in PostgreSQL', () => {
  it(
    'is what the journals of all flows say, whatever is killed while it is written',
    () =>
      withDirectory(async (directory) => {
        const place = { directory: join(directory, 'server'), port: await freePort() }
        let server = await EmbeddedServer.start(place)
        writeFileSync(
          join(directory, 'exchange.yaml'),
          `${CONFIGURATION}history: { store: postgres, url: '${server.url}' }\n`,
        )
        const more = ['--config', 'exchange.yaml']
        let running = await started(directory, 'postgres', more)
        const symbols = ['BTC-USDT', 'ETH-USDT']
        for (let round = 0; round < 6; round += 1) {
          await trade(running, 60, symbols, 60 * round)
          if (round % 3 === 0) {
            await untilTrue('the history has a process', () => historyProcess(running) !== undefined)
            process.kill(historyProcess(running)!, 'SIGKILL')
          } else if (round % 3 === 1) {
            await server.stop()
            server = await EmbeddedServer.start(place)
          } else {
            running.exchange.signal('SIGKILL')
            await running.exchange.finished
            await running.client.close()
            running = await started(directory, 'postgres', more)
          }
        }
        await trade(running, 20, symbols, 999)
        await caughtUp(running)
        const database = openDatabase({ url: server.url })
        const history = new SqlHistory(database)
        const instruments = [1, 2 ** 20 + 1]
        const flows = [
          [0, 'data'],
          [1, 'data/flows/east'],
        ] as const
        const expected = await everythingIn(replayed(directory, flows), instruments)
        expect(await everythingIn(history, instruments)).toEqual(expected)
        expect(await history.trades({ instrumentId: 1 as InstrumentId, limit: LIMIT })).not.toEqual([])

        expect(await (await fetch(`${running.adminUrl}/history/rebuild`, { method: 'POST' })).json()).toEqual({
          rebuilding: true,
        })
        await trade(running, 10, symbols, 2000)
        await caughtUp(running)
        expect(await everythingIn(history, instruments)).toEqual(
          await everythingIn(replayed(directory, flows), instruments),
        )
        await database.destroy()
        await running.client.close()
        expect((await running.exchange.stop()).code).toBe(0)
        await server.stop()
      }),
    180_000,
  )

  it(
    'is behind while the database is away, says so, and catches up by itself',
    () =>
      withDirectory(async (directory) => {
        const port = await freePort()
        const place = join(directory, 'server')
        const first = await EmbeddedServer.start({ directory: place, port })
        await first.stop()
        const running = await started(directory, 'postgres', ['--set', `history.url=${first.url}`])
        await trade(running, 40, ['BTC-USDT'])
        await untilTrue('it is said', async () => (await historyOf(running))['state'] === 'down')
        expect(await historyOf(running)).toMatchObject({
          store: 'postgres',
          troubles: { store: expect.stringContaining('ECONNREFUSED') as string },
        })
        expect((await historyOf(running))['lagEvents']).toBeGreaterThan(100)
        expect((await fetch(`${running.adminUrl}/health`)).status).toBe(200)
        const metrics = await (await fetch(`${running.adminUrl}/metrics`)).text()
        expect(metrics).toContain('openlob_history_serving 0')
        expect(await signed(running, '/api/v3/allOrders', { symbol: 'BTCUSDT' })).toEqual({
          status: 503,
          body: { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' },
        })
        // What is open, what is owned and the last trades need no database.
        expect((await signed(running, '/api/v3/openOrders')).status).toBe(200)
        const trades = (await (await fetch(`${running.restUrl}/api/v3/trades?symbol=BTCUSDT`)).json()) as unknown[]
        const second = await EmbeddedServer.start({ directory: place, port })
        await caughtUp(running)
        expect((await signed(running, '/api/v3/allOrders', { symbol: 'BTCUSDT' })).status).toBe(200)
        const older = (await (
          await fetch(`${running.restUrl}/api/v3/historicalTrades?symbol=BTCUSDT&fromId=0`)
        ).json()) as unknown[]
        expect(older).toEqual(trades)
        await running.client.close()
        const { code, stderr } = await running.exchange.stop()
        expect(code).toBe(0)
        expect(stderr).toContain('the history waits')
        expect(stderr).toContain('the history goes on')
        await second.stop()
      }),
    120_000,
  )

  it(
    'refuses the history of another exchange',
    () =>
      withDirectory(async (directory) => {
        const server = await EmbeddedServer.start({ directory: join(directory, 'server') })
        const url = ['--set', `history.url=${server.url}`]
        for (const data of ['one', 'two']) {
          const running = await started(directory, 'postgres', [...url, '--data', data])
          await trade(running, 10, ['BTC-USDT'])
          if (data === 'one') await caughtUp(running)
          else
            await untilTrue('it is refused', async () =>
              JSON.stringify(await historyOf(running)).includes('the history of another exchange'),
            )
          await running.client.close()
          await running.exchange.stop()
        }
        await server.stop()
      }),
    120_000,
  )
})

describe('the history of the default start', () => {
  it(
    'knows after a start and a kill what was before',
    () =>
      withDirectory(async (directory) => {
        const first = await started(directory, 'embedded')
        const interval = { symbol: 'BTCUSDT', interval: '1m' }
        const query = new URLSearchParams({ ...interval }).toString()
        const candles = async ({ restUrl }: Running): Promise<unknown[]> =>
          (await (await fetch(`${restUrl}/api/v3/klines?${query}`)).json()) as unknown[]
        await trade(first, 30, ['BTC-USDT'])
        await caughtUp(first)
        const before = await candles(first)
        const traded = await (
          await fetch(`${first.restUrl}/api/v3/historicalTrades?symbol=BTCUSDT&limit=1000&fromId=0`)
        ).json()
        first.exchange.signal('SIGKILL')
        await first.exchange.finished
        const second = await started(directory, 'embedded')
        await caughtUp(second)
        await untilTrue(
          'the candles are there',
          async () => JSON.stringify((await candles(second)).slice(0, before.length)) === JSON.stringify(before),
        )
        expect(
          await (await fetch(`${second.restUrl}/api/v3/historicalTrades?symbol=BTCUSDT&limit=1000&fromId=0`)).json(),
        ).toEqual(traded)
        const account = (await (await fetch(`${second.adminUrl}/accounts/trader-1/movements`)).json()) as {
          movements: unknown[]
        }
        expect(account.movements).toHaveLength(2)
        const status = await new OpenlobProcess(directory, ['history', 'status', '--admin-url', second.adminUrl])
          .finished
        expect(status).toMatchObject({ code: 0, stdout: 'history in embedded: serving, has all that happened\n' })
        const children = historyProcess(second)
        await second.client.close()
        expect((await second.exchange.stop()).code).toBe(0)
        expect(commandOf(children!)).toBe('')
      }),
    120_000,
  )
})
