import type { Exchange } from '@openlob/application'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listSpot, memoryExchange } from './memory-exchange.ts'
import type { TestClient } from './test-client.ts'
import { TestServer } from './test-server.ts'

let exchange: Exchange
let server: TestServer
let alice: TestClient
let bob: TestClient

beforeEach(async () => {
  exchange = await memoryExchange(['alice', 'bob'])
  server = await TestServer.start(exchange)
  alice = await server.connect()
  bob = await server.connect()
})
afterEach(async () => {
  await server.stop()
  await exchange.stop()
})

const limit = (trader_id: string, side: string, price: unknown, quantity: unknown, more: object = {}) => ({
  type: 'limit_order',
  trader_id,
  side,
  price,
  quantity,
  ...more,
})

describe('a command that is sent again under its command id', () => {
  it('is carried out once and has the first answer, on another connection too', async () => {
    const order = limit('alice', 'buy', '50000', '10', { command_id: 'a-1' })
    const first = await alice.request(order)
    expect(first).toMatchObject({ type: 'order_ack', order_id: '1', status: 'open' })
    const cancel = { type: 'cancel_order', trader_id: 'alice', order_id: 1, command_id: 'a-2' }
    const canceled = await alice.request(cancel)
    const again = await server.connect()
    const anew = { latency_us: expect.any(Number) as number, request_id: expect.anything() as string }
    const same = (ack: object) => ({ ...ack, ...anew })
    expect(await again.request(order)).toEqual(same(first))
    expect(await again.request(cancel)).toEqual(same(canceled))
    expect(await again.request({ ...order, price: '49999' })).toMatchObject({ type: 'error', code: 'DUPLICATE_COMMAND_ID' })
    expect(await again.request({ ...order, command_id: 'two words' })).toMatchObject({ code: 'INVALID_FIELD' })
    expect(await again.request({ type: 'open_orders', trader_id: 'alice' })).toMatchObject({ orders: [] })
  })
})

describe('a client of the simple protocol', () => {
  it('trades and cancels with the messages that it has always sent', async () => {
    alice.send('{"type":"limit_order","trader_id":"alice","side":"buy","price":50000,"quantity":10}')
    const ack = await alice.next('order_ack')
    expect(ack).toMatchObject({ type: 'order_ack', order_id: '1', status: 'open' })
    expect(ack['latency_us']).toBeTypeOf('number')
    bob.send('{"type":"market_order","trader_id":"bob","side":"sell","quantity":4}')
    expect(await bob.next('order_ack')).toMatchObject({ order_id: '2', status: 'filled', executed_value: '200000' })
    for (const client of [alice, bob])
      expect(await client.next('trade')).toMatchObject({
        type: 'trade',
        trade_id: '1',
        buyer: 'alice',
        seller: 'bob',
        price: '50000',
        quantity: '4',
        taker_side: 'sell',
        buy_order_id: '1',
        sell_order_id: '2',
      })
    alice.send('{"type":"cancel_order","order_id":1}')
    expect(await alice.next('order_ack')).toMatchObject({ order_id: '1', status: 'canceled', executed_quantity: '4' })
  })

  it('gets the acknowledgement before the trades that it reports', async () => {
    await alice.request(limit('alice', 'sell', '100', '1'))
    bob.send(limit('bob', 'buy', '100', '1'))
    await bob.next('trade')
    expect(bob.messages.map(({ type }) => type)).toEqual(['order_ack'])
  })

  it('has its request id on every answer, with the last event of the order', async () => {
    const ack = await alice.request(limit('alice', 'buy', '100', '1', { client_order_id: 'mine' }))
    expect(ack).toMatchObject({ client_order_id: 'mine', sequence: expect.any(Number) as number })
    const { order } = await alice.request({ type: 'order', client_order_id: 'mine' })
    expect(order).toMatchObject({ order_id: ack['order_id'], status: 'open', price: '100' })
  })

  it('cannot cancel an order of somebody else', async () => {
    await alice.request(limit('alice', 'buy', '100', '1'))
    await bob.request({ type: 'balances', trader_id: 'bob' })
    expect(await bob.request({ type: 'cancel_order', order_id: 1 })).toMatchObject({ code: 'UNKNOWN_ORDER' })
    expect(await bob.request({ type: 'cancel_order', order_id: 1, trader_id: 'bob' })).toMatchObject({ code: 'UNKNOWN_ORDER' })
    expect((await alice.request({ type: 'open_orders' }))['orders']).toHaveLength(1)
  })

  it.each([
    [{ time_in_force: 'IOC' }, 'expired', 'IOC_REMAINDER', '1'],
    [{ time_in_force: 'FOK' }, 'expired', 'FOK_NOT_FILLABLE', '0'],
    [{}, 'partially_filled', undefined, '1'],
  ])('with %j ends %s', async (terms, status, reason, executed) => {
    await alice.request(limit('alice', 'sell', '100', '1'))
    const ack = await bob.request(limit('bob', 'buy', '100', '2', terms))
    expect(ack).toMatchObject({ status, executed_quantity: executed })
    expect(ack['reason']).toBe(reason)
  })

  it('is refused a post-only order that would trade', async () => {
    await alice.request(limit('alice', 'sell', '100', '1'))
    const refusal = await bob.request(limit('bob', 'buy', '100', '1', { post_only: true }))
    expect(refusal).toMatchObject({ type: 'error', code: 'WOULD_TAKE_LIQUIDITY' })
  })

  it('amends price and quantity, on the right instrument among several', async () => {
    await listSpot(exchange, 'BTC-USDT2')
    await alice.request(limit('alice', 'buy', '100', '2', { symbol: 'BTC-USDT2' }))
    const ack = await alice.request({ type: 'amend_order', order_id: 1, price: 99.5, quantity: '1' })
    expect(ack).toMatchObject({ symbol: 'BTC-USDT2', price: '99.5', quantity: '1', status: 'open' })
    expect(await alice.request({ type: 'amend_order', order_id: 9, price: 1 })).toMatchObject({ code: 'UNKNOWN_ORDER' })
  })

  it('cancels all orders of a trader, on one instrument or on all', async () => {
    await listSpot(exchange, 'BTC-USDT2')
    for (const symbol of ['BTC-USDT', 'BTC-USDT', 'BTC-USDT2']) await alice.request(limit('alice', 'buy', '1', '1', { symbol }))
    const some = await alice.request({ type: 'cancel_all_orders', symbol: 'BTC-USDT' })
    expect(some).toMatchObject({ type: 'orders_canceled', trader_id: 'alice', order_ids: ['1', '2'] })
    expect(await alice.request({ type: 'cancel_all_orders' })).toMatchObject({ order_ids: ['3'] })
    expect(await alice.request({ type: 'cancel_all_orders' })).toMatchObject({ order_ids: [] })
  })

  it('asks for balances, open orders, instruments and the book', async () => {
    await alice.request(limit('alice', 'buy', '100.5', '2'))
    expect((await alice.request({ type: 'balances' }))['balances']).toEqual([
      { asset: 'BTC', free: '100000000', held: '0' },
      { asset: 'USDT', free: '99999799', held: '201' },
    ])
    expect((await alice.request({ type: 'open_orders' }))['orders']).toMatchObject([{ order_id: '1', price: '100.5' }])
    const { instruments } = await alice.request({ type: 'instruments' })
    expect(instruments).toMatchObject([{ symbol: 'BTC-USDT', tick_size: '0.01', lot_size: '0.001', base_asset: 'BTC' }])
    expect(await alice.request({ type: 'book', depth: 5 })).toMatchObject({ bids: [['100.5', '2']], asks: [] })
  })

  it('has its own orders told on the channel orders', async () => {
    await alice.request({ type: 'subscribe', channels: ['orders'], trader_id: 'alice' })
    await alice.request(limit('alice', 'sell', '100', '2'))
    await bob.request(limit('bob', 'buy', '100', '1'))
    await alice.request({ type: 'cancel_order', order_id: 1 })
    await alice.settle()
    const updates = alice.taken('order_update')
    expect(updates.map((update) => [update['event'], update['status']])).toEqual([
      ['accepted', 'open'],
      ['trade', 'partially_filled'],
      ['canceled', 'canceled'],
    ])
    expect(updates[1]!['trade']).toMatchObject({ liquidity: 'maker', price: '100', quantity: '1' })
  })

  it('sends in the order of its messages, however many at once', async () => {
    for (let index = 0; index < 300; index += 1)
      alice.send({ ...limit('alice', 'buy', '100', '1'), request_id: index })
    await alice.next((message) => message['request_id'] === 299)
    const acks = alice.taken('order_ack')
    expect(acks.map((ack) => ack['request_id'])).toEqual(acks.map((_, index) => index))
    expect(acks.map((ack) => ack['order_id'])).toEqual(acks.map((_, index) => String(index + 1)))
  })

  it('is told that the exchange is not running any more', async () => {
    await alice.settle()
    await exchange.stop()
    expect(await alice.request(limit('alice', 'buy', '100', '1'))).toMatchObject({ code: 'NOT_RUNNING' })
  })
})
