import { accountId, instrumentId } from '@openlob/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instrument, levelChanged, order, ScriptedExchange, tradeExecuted } from './scripted-exchange.ts'
import { TestServer } from './test-server.ts'

let exchange: ScriptedExchange
let server: TestServer

beforeEach(async () => {
  exchange = new ScriptedExchange()
  server = await TestServer.start(exchange)
})
afterEach(() => server.stop())

const depth = (sequence: number, bids: readonly [number, number][]) => () =>
  Promise.resolve({
    instrumentId: instrumentId(1),
    sequence,
    bids: bids.map(([priceTicks, quantityLots]) => ({ priceTicks, quantityLots, orderCount: 1 })),
    asks: [],
    levels: 5000,
  })

describe('a subscription', () => {
  it('to a symbol alone is to its book and its trades', async () => {
    const client = await server.connect()
    const reply = await client.request({ type: 'subscribe', symbol: 'BTC-USDT' })
    expect(reply).toMatchObject({ channels: ['book', 'trades'], book: { sequence: 0, bids: [], asks: [] } })
    exchange.publish(tradeExecuted(1), levelChanged('buy', 100, 5))
    expect(await client.next('trade')).toMatchObject({ trade_id: '1', buyer: 'alice', seller: 'bob', price: '1' })
    expect(await client.next('book_update')).toMatchObject({ bids: [['1', '0.005']], asks: [] })
  })

  it('chains its updates to its snapshot, and each to the one before', async () => {
    exchange.depth = depth(2, [[100, 7]])
    exchange.publish(levelChanged('buy', 100, 7), levelChanged('buy', 99, 0))
    const client = await server.connect()
    const { book } = await client.request({ type: 'subscribe', channels: 'book' })
    expect(book).toEqual({ sequence: 2, bids: [['1', '0.007']], asks: [] })
    exchange.publish({ type: 'OrderAccepted', order: order(1) }, levelChanged('buy', 101, 1))
    expect(await client.next('book_update')).toMatchObject({ first_sequence: 3, last_sequence: 4 })
    exchange.publish(levelChanged('buy', 101, 2))
    exchange.publish(levelChanged('buy', 101, 0), levelChanged('sell', 102, 9))
    expect(await client.next('book_update')).toEqual({
      type: 'book_update',
      symbol: 'BTC-USDT',
      first_sequence: 5,
      last_sequence: 7,
      bids: [['1.01', '0']],
      asks: [['1.02', '0.009']],
    })
  })

  it('sees what happened while its snapshot was awaited', async () => {
    let seed = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      seed = resolve
    })
    exchange.depth = () => asked.then(depth(1, [[100, 7]]))
    const client = await server.connect()
    const other = await server.connect()
    const reply = client.request({ type: 'subscribe', channels: 'book' })
    await expect.poll(() => exchange.depthQuestions).toBe(1)
    exchange.publish(levelChanged('buy', 100, 7))
    exchange.publish(levelChanged('buy', 100, 3))
    // The answer to somebody else goes out with or behind what those events have become.
    await other.settle()
    seed()
    expect((await reply)['book']).toEqual({ sequence: 2, bids: [['1', '0.003']], asks: [] })
  })

  it('is nothing where the client has left before its snapshot came', async () => {
    let seed = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      seed = resolve
    })
    exchange.depth = () => asked.then(depth(0, []))
    const [client, other] = [await server.connect(), await server.connect()]
    client.send({ type: 'subscribe', channels: ['book', 'trades'] })
    await expect.poll(() => exchange.depthQuestions).toBe(1)
    await client.close()
    await expect.poll(() => server.gateway.statistics().connections).toBe(1)
    seed()
    await other.request({ type: 'book' })
    expect(server.gateway.statistics()).toMatchObject({ subscriptions: 0, requestsInFlight: 0 })
  })

  it('ends with unsubscribe', async () => {
    const client = await server.connect()
    await client.request({ type: 'subscribe' })
    const reply = await client.request({ type: 'unsubscribe' })
    expect(reply).toMatchObject({ symbol: 'BTC-USDT', channels: ['book', 'trades'] })
    exchange.publish(tradeExecuted(1), levelChanged('buy', 100, 5))
    await client.settle()
    expect(client.messages).toEqual([])
  })

  it('is to one instrument', async () => {
    exchange.instruments = [instrument(1, 'BTC-USDT'), instrument(2, 'ETH-USDT')]
    const client = await server.connect()
    await client.request({ type: 'subscribe', symbol: 'BTC-USDT' })
    exchange.publish(levelChanged('buy', 100, 5, 2))
    await client.settle()
    expect(client.messages).toEqual([])
  })
})

describe('a trade', () => {
  it('is told once to each owner and each subscriber, by the names of its parties', async () => {
    const [alice, both, watcher] = [await server.connect(), await server.connect(), await server.connect()]
    await alice.request({ type: 'balances', trader_id: 'alice' })
    const channels = ['trades', 'orders']
    for (const trader_id of ['alice', 'bob']) await both.request({ type: 'subscribe', channels, trader_id })
    await watcher.request({ type: 'subscribe', channels: ['trades'] })
    exchange.publish(tradeExecuted(1))
    exchange.publish(tradeExecuted(2))
    for (const client of [alice, both, watcher]) {
      await client.settle()
      expect(client.taken('trade').map((trade) => trade['trade_id'])).toEqual(['1', '2'])
    }
    expect(both.taken('order_update').map((one) => [one['trader_id'], one['event'], one['order_id']])).toEqual([
      ['bob', 'trade', '2'],
      ['alice', 'trade', '3'],
      ['bob', 'trade', '4'],
      ['alice', 'trade', '5'],
    ])
    expect([...alice.messages, ...watcher.messages]).toEqual([])
  })

  it('keeps its place among those of others, for an owner too', async () => {
    const carol = { ...exchange.accounts[0]!, accountId: accountId(9), name: 'carol' }
    exchange.accounts = [...exchange.accounts, carol]
    const client = await server.connect()
    await client.request({ type: 'subscribe', channels: ['trades'], trader_id: 'carol' })
    exchange.publish(tradeExecuted(1), tradeExecuted(2, carol.accountId), tradeExecuted(3))
    await client.settle()
    expect(client.taken('trade').map((trade) => trade['trade_id'])).toEqual(['1', '2', '3'])
  })

  it('shows the number of a party whose name cannot be asked for, and its name as soon as it can', async () => {
    let busy = true
    const carol = { accountId: accountId(2), name: 'carol', feeTier: 0 }
    const accountById = () => (busy ? Promise.reject(new Error('BUSY')) : Promise.resolve(carol))
    const asking = await TestServer.start(exchange, { accountById })
    const client = await asking.connect()
    await client.request({ type: 'subscribe', channels: ['trades'], trader_id: 'alice' })
    exchange.publish(tradeExecuted(1))
    expect(await client.next('trade')).toMatchObject({ buyer: 'alice', seller: '#2' })
    busy = false
    exchange.publish(tradeExecuted(2))
    expect(await client.next('trade')).toMatchObject({ buyer: 'alice', seller: 'carol' })
    await asking.stop()
  })

  it('waits for the names of parties that nobody has named', async () => {
    const carol = { accountId: accountId(2), name: 'carol', feeTier: 0 }
    const accountById = (id: number) => Promise.resolve(id === 2 ? carol : undefined)
    const asking = await TestServer.start(exchange, { accountById })
    const client = await asking.connect()
    await client.request({ type: 'subscribe' })
    exchange.publish(tradeExecuted(1), levelChanged('buy', 100, 5))
    expect(await client.next('trade')).toMatchObject({ buyer: '#1', seller: 'carol' })
    await client.next('book_update')
    await asking.stop()
  })
})

describe('an order without a trader id', () => {
  it('is cancelled for the only trader of the connection', async () => {
    const client = await server.connect()
    await client.request({ type: 'balances', trader_id: 'bob' })
    await client.request({ type: 'cancel_order', order_id: 7 })
    expect(exchange.commands).toEqual([{ type: 'CancelOrder', accountId: 2, order: { orderId: 7 } }])
  })

  it('is cancelled for its owner among several, and never for anybody else', async () => {
    exchange.orders = [order(7, { accountId: accountId(2) }), order(8, { accountId: accountId(3) })]
    const client = await server.connect()
    for (const trader of ['alice', 'bob']) await client.request({ type: 'balances', trader_id: trader })
    await client.request({ type: 'cancel_order', order_id: '7' })
    expect(exchange.commands).toEqual([{ type: 'CancelOrder', accountId: 2, order: { orderId: 7 } }])
    expect((await client.request({ type: 'cancel_order', order_id: 8 }))['code']).toBe('UNKNOWN_ORDER')
    expect((await client.request({ type: 'cancel_order', order_id: 9 }))['code']).toBe('UNKNOWN_ORDER')
    const byClientId = await client.request({ type: 'cancel_order', client_order_id: 'x' })
    expect(byClientId).toMatchObject({ code: 'MISSING_FIELD', message: expect.stringContaining('several') as string })
    expect(exchange.commands).toHaveLength(1)
  })
})
