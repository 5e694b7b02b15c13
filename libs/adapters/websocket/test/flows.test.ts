import { Exchange, FlowGroup, ManualClock, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import type { GroupedFlow } from '@openlob/application'
import { accountId, assetId } from '@openlob/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done, memoryExchange } from './memory-exchange.ts'
import type { TestClient } from './test-client.ts'
import { TestServer } from './test-server.ts'

let group: FlowGroup
let server: TestServer
let client: TestClient

function flow(name: string, flowNumber: number, instruments: readonly string[]): GroupedFlow {
  const [{ storage }, snapshots, clock] = [new MemoryJournal(), new MemorySnapshotStore(), new ManualClock(1_000)]
  const create: GroupedFlow['create'] = (wiring) =>
    new Exchange({ journal: new MemoryJournal({ storage }), snapshots, clock, flowNumber, ...wiring })
  return { name, flowNumber, instruments, create }
}

beforeEach(async () => {
  group = new FlowGroup({
    flows: [flow('main', 0, []), flow('ether', 3, ['ETH-USDT'])],
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  })
  await group.start()
  for (const symbol of ['BTC', 'ETH', 'USDT']) await done(group, { type: 'ListAsset', symbol, scale: 8 })
  for (const [symbol, base] of [['BTC-USDT', 1], ['ETH-USDT', 2]] as const) {
    const terms = { symbol, tickSize: '0.01', lotSize: '0.001' }
    await done(group, { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(base), quoteAssetId: assetId(3) })
  }
  for (const name of ['alice', 'bob']) await done(group, { type: 'OpenAccount', name })
  for (const [account, asset] of [[1, 3], [2, 2]] as const)
    await done(group, { type: 'Deposit', accountId: accountId(account), assetId: assetId(asset), units: 10n ** 11n })
  server = await TestServer.start(group, { flows: group })
  client = await server.connect()
})
afterEach(async () => {
  await server.stop()
  await group.stop()
})

const transfer = (trader_id: string, asset: string, amount: unknown, more: object = {}) => {
  return { type: 'transfer', trader_id, asset, amount, from: 'main', to: 'ether', ...more }
}

describe('an exchange with several flows', () => {
  it('takes transfers between them, once under a command id, and orders in all of them', async () => {
    const sent = await client.request(transfer('alice', 'USDT', '600.5', { command_id: 'one' }))
    expect(sent).toMatchObject({ type: 'transfer', amount: '600.5', from: 'main', to: 'ether', free: '399.5', arrived: true })
    expect(await client.request(transfer('alice', 'USDT', '600.5', { command_id: 'one' }))).toMatchObject({ free: '399.5' })
    await client.request(transfer('bob', 'ETH', 2))
    const order = { type: 'limit_order', symbol: 'ETH-USDT', price: 100, quantity: 2 }
    expect(await client.request({ ...order, trader_id: 'bob', side: 'sell' })).toMatchObject({ status: 'open' })
    const bought = await client.request({ ...order, trader_id: 'alice', side: 'buy' })
    expect(bought).toMatchObject({ type: 'order_ack', status: 'filled', order_id: String(3 * 2 ** 44 + 2) })
    const balances = { type: 'balances', trader_id: 'alice' }
    expect((await client.request(balances))['balances']).toEqual([
      { asset: 'ETH', free: '2', held: '0' },
      { asset: 'USDT', free: '800', held: '0' },
    ])
    expect(await client.request({ ...balances, flow: 'ether' })).toMatchObject({
      flow: 'ether',
      balances: [{ asset: 'ETH', free: '2', held: '0' }, { asset: 'USDT', free: '400.5', held: '0' }],
    })
    const book = await client.request({ type: 'subscribe', symbol: 'ETH-USDT', channels: ['book'] })
    expect(book).toMatchObject({ type: 'subscribed', book: { bids: [], asks: [] } })
    const placed = await client.request({ ...order, trader_id: 'alice', side: 'buy', quantity: 1, client_order_id: 'mine' })
    expect(await client.next('book_update')).toMatchObject({ symbol: 'ETH-USDT', bids: [['100', '1']] })
    const canceled = await client.request({ type: 'cancel_order', trader_id: 'alice', client_order_id: 'mine' })
    expect(canceled).toMatchObject({ status: 'canceled', order_id: placed['order_id'] })
  })

  it.each([
    [{ to: 'south' }, 'UNKNOWN_FLOW', 'to=south'],
    [{ from: 'south' }, 'UNKNOWN_FLOW', 'from=south'],
    [{ to: 'main' }, 'UNKNOWN_FLOW', 'this flow is 0'],
    [{ asset: 'DOGE' }, 'UNKNOWN_ASSET', 'asset=DOGE'],
    [{ amount: '0.000000001' }, 'INVALID_AMOUNT', 'USDT has 8 decimal places'],
    [{ amount: '-1' }, 'INVALID_AMOUNT', 'units=-100000000'],
    [{ amount: 5_000 }, 'INSUFFICIENT_BALANCE', 'freeUnits=100000000000'],
    [{ amount: undefined }, 'MISSING_FIELD', 'amount'],
    [{ trader_id: 'nobody' }, 'UNKNOWN_ACCOUNT', 'nobody'],
  ])('refuses a transfer with %j', async (wrong, code, text) => {
    const refused = await client.request({ ...transfer('alice', 'USDT', 1), ...wrong })
    expect(refused).toMatchObject({ type: 'error', code })
    expect(refused['message']).toContain(text)
  })

  it('refuses to look into a flow that there is not', async () => {
    const refused = await client.request({ type: 'balances', trader_id: 'alice', flow: 'south' })
    expect(refused).toMatchObject({ type: 'error', code: 'UNKNOWN_FLOW' })
  })
})

describe('an exchange with one flow', () => {
  it('knows of no others', async () => {
    const exchange = await memoryExchange(['alice'])
    const alone = await TestServer.start(exchange)
    const alice = await alone.connect()
    expect(await alice.request(transfer('alice', 'USDT', 1))).toMatchObject({ type: 'error', code: 'UNKNOWN_FLOW' })
    await alone.stop()
    await exchange.stop()
  })
})
