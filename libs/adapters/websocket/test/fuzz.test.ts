import type { Exchange } from '@openlob/application'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REQUEST_SCHEMAS } from '../src/index.ts'
import { memoryExchange } from './memory-exchange.ts'
import { TestClient } from './test-client.ts'
import { TestServer } from './test-server.ts'

let exchange: Exchange
let server: TestServer
let bystander: TestClient
const faults: unknown[] = []

beforeAll(async () => {
  exchange = await memoryExchange(['alice', 'bob'])
  const free = { messagesPerSecond: Infinity, messageBurst: Infinity }
  server = await TestServer.start(exchange, { ...free, onError: (error) => { faults.push(error) } })
  bystander = await server.connect()
  await bystander.request({ type: 'subscribe' })
})
afterAll(async () => {
  await server.stop()
  await exchange.stop()
})

const fields = [
  'type', 'trader_id', 'symbol', 'side', 'price', 'quantity', 'order_id', 'client_order_id', 'time_in_force', 'post_only',
  'channels', 'depth', 'request_id', 'other', '__proto__',
]
const plausible = fc.oneof(
  fc.constantFrom<unknown>('alice', 'bob', 'BTC-USDT', 'buy', 'sell', 'GTC', 'IOC', 'FOK', 'book', 'trades', 'orders'),
  fc.constantFrom<unknown>(true, false, null, 0, -1, 1.5, 1e21, '1e5', '0.001', '50000', '', ['book'], ['orders', 'orders']),
  fc.integer({ min: 0, max: 200 }),
  fc.double(),
  fc.bigInt().map(String),
  fc.jsonValue(),
)
const message = fc
  .tuple(
    fc.constantFrom(...Object.keys(REQUEST_SCHEMAS)),
    fc.dictionary(fc.constantFrom(...fields), plausible),
    fc.subarray(['trader_id', 'side', 'price', 'quantity', 'order_id'] as const),
  )
  .map(([type, random, kept]) => {
    const good = { trader_id: 'alice', side: 'buy', price: 50000, quantity: 1, order_id: 1 }
    return JSON.stringify({ type, ...random, ...Object.fromEntries(kept.map((name) => [name, good[name]])) })
  })
const mutilated = fc.tuple(message, fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, insert]) => {
  const position = at % (text.length + 1)
  return text.slice(0, position) + insert + text.slice(position + insert.length)
})
const anything = fc.oneof(message, mutilated, fc.json(), fc.string())

describe('any messages at all', () => {
  it('get one documented answer each, and disturb nobody (WIRE-01)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 60, size: 'max' }), async (texts) => {
        const client = await TestClient.connect(server.url)
        for (const text of texts) client.send(text)
        await client.request({ type: 'instruments' })
        await client.settle()
        expect(client.faults).toEqual([])
        const answers = client.messages.filter(({ type }) => !['trade', 'book_update', 'order_update'].includes(type))
        expect(answers).toHaveLength(texts.length)
        expect(answers.filter((answer) => answer['code'] === 'INTERNAL_ERROR')).toEqual([])
        await client.close()
      }),
      { seed: 42, numRuns: 100 },
    )
    await bystander.settle()
    expect(bystander.faults).toEqual([])
    expect(faults).toEqual([])
    expect(exchange.status).toBe('running')
  })
})
