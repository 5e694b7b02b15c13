import type { Exchange } from '@openlob/application'
import { accountId } from '@openlob/domain'
import { afterEach, describe, expect, it } from 'vitest'
import { memoryExchange } from './memory-exchange.ts'
import { ScriptedExchange, tradeExecuted } from './scripted-exchange.ts'
import { TestServer } from './test-server.ts'

let server: TestServer
let exchange: Exchange | undefined
afterEach(async () => {
  await server.stop()
  await exchange?.stop()
  exchange = undefined
})

const order = { type: 'limit_order', trader_id: 'alice', side: 'buy', price: 100, quantity: 1 }

/** What a test lets happen when it likes. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

describe('replies', () => {
  it('come in the order of the requests, errors too', async () => {
    exchange = await memoryExchange(['alice'])
    server = await TestServer.start(exchange)
    const client = await server.connect()
    const round = [order, { type: 'open_orders' }, { type: 'ping' }, { ...order, side: 'up' }]
    for (let index = 0; index < 12; index += 1) client.send({ ...round[index % 4], request_id: index })
    await client.settle()
    expect(client.messages.map((message) => message['request_id']).filter((id) => id !== undefined)).toEqual(
      Array.from({ length: 12 }, (_, index) => index),
    )
  })

  it('do not keep later requests from being handed in, and come before the events behind them', async () => {
    const scripted = new ScriptedExchange()
    const orders = deferred<[]>()
    scripted.queries.openOrders = () => orders.promise
    server = await TestServer.start(scripted)
    const client = await server.connect()
    await client.request({ type: 'balances', trader_id: 'alice' })
    client.send({ type: 'open_orders' })
    client.send(order)
    client.send({ type: 'ping' })
    await expect.poll(() => server.gateway.statistics().receivedMessages).toBe(4)
    expect(scripted.commands).toHaveLength(1)
    await new Promise(setImmediate)
    scripted.publish(tradeExecuted(1, accountId(1)))
    // The name of the other party is asked for first.
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
    orders.resolve([])
    await client.settle()
    expect(client.messages.map(({ type }) => type)).toEqual(['open_orders', 'error', 'pong', 'trade'])
  })

  it('that are awaited are bounded: nothing more is read until they go out', async () => {
    const scripted = new ScriptedExchange()
    const orders = deferred<[]>()
    scripted.queries.openOrders = () => orders.promise
    const limits = { maxInFlight: 3, messagesPerSecond: Infinity, messageBurst: Infinity }
    server = await TestServer.start(scripted, limits)
    const client = await server.connect()
    await client.request({ type: 'balances', trader_id: 'alice' })
    client.send({ type: 'open_orders' })
    const text = 'x'.repeat(10_000)
    for (let index = 0; index < 500; index += 1) client.send({ type: text, request_id: index })
    await expect.poll(() => server.gateway.statistics().receivedMessages).toBeGreaterThan(6)
    const { receivedMessages } = server.gateway.statistics()
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect(server.gateway.statistics().receivedMessages - receivedMessages).toBeLessThan(20)
    orders.resolve([])
    await client.settle()
    expect(client.messages.slice(1).map((message) => message['request_id'])).toEqual(Array.from({ length: 500 }, (_, index) => index))
  })
})
