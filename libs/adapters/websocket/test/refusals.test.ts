import { QueryUnavailableError } from '@openlob/application'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Message } from './outbound-schemas.ts'
import { instrument, ScriptedExchange } from './scripted-exchange.ts'
import type { TestClient } from './test-client.ts'
import { ManualTime, TestServer } from './test-server.ts'

let exchange: ScriptedExchange
let server: TestServer
let client: TestClient
const time = new ManualTime()
const limits = { messageBurst: 50, messagesPerSecond: 10, maxInFlight: 3, maxTraders: 2, maxSubscriptions: 2 }

beforeEach(async () => {
  exchange = new ScriptedExchange()
  server = await TestServer.start(exchange, { nowUs: time.nowUs, every: time.every, ...limits, maxMessageBytes: 2000 })
  client = await server.connect()
})
afterEach(() => server.stop())

const limitOrder = { type: 'limit_order', trader_id: 'alice', side: 'buy', price: 50000, quantity: 10 }

async function refusalOf(text: string): Promise<Message> {
  client.send(text)
  const error = await client.next('error')
  await client.settle()
  expect(client.messages).toEqual([])
  return error
}

describe('a bad message', () => {
  const order = (fields: string) => `{"type":"limit_order","trader_id":"alice","side":"buy",${fields}}`
  it.each([
    ['hello', 'NOT_JSON', ''],
    ['[1,2]', 'NOT_AN_OBJECT', ''],
    ['{}', 'UNKNOWN_TYPE', 'type is one of auth, limit_order, '],
    ['{"type":"constructor"}', 'UNKNOWN_TYPE', ''],
    ['{"type":7}', 'UNKNOWN_TYPE', ''],
    [order('"quantity":1'), 'MISSING_FIELD', 'price.'],
    [order('"price":null,"quantity":1'), 'INVALID_FIELD', 'price: expected text'],
    [order('"price":"1,5","quantity":1'), 'INVALID_FIELD', 'price: expected a decimal number: 1,5'],
    [order('"price":1,"quantity":9007199254740993'), 'INVALID_FIELD', 'quantity: a number beyond 2^53'],
    [order('"price":1,"quantity":1,"time_in_forse":"IOC"'), 'UNKNOWN_FIELD', 'time_in_forse.'],
    [order('"price":1,"quantity":1,"time_in_force":"DAY"'), 'INVALID_FIELD', 'time_in_force: '],
    [order('"price":1,"quantity":1,"time_in_force":"IOC","post_only":true'), 'INVALID_FIELD', 'post_only: '],
    [order('"price":1,"quantity":1,"symbol":"DOGE-EUR"'), 'UNKNOWN_INSTRUMENT', 'symbol=DOGE-EUR'],
    [order('"price":1.001,"quantity":1'), 'PRICE_OFF_TICK', 'price=1.001 tick_size=0.01'],
    [order('"price":1.0000000000000000001,"quantity":1'), 'PRICE_OFF_TICK', 'price=1.0000000000000000001'],
    [order('"price":-1,"quantity":1'), 'PRICE_OUT_OF_RANGE', ''],
    [order('"price":1,"quantity":0.0001'), 'QUANTITY_OFF_LOT', 'quantity=0.0001 lot_size=0.001'],
    [order('"price":1,"quantity":0'), 'QUANTITY_OUT_OF_RANGE', ''],
    ['{"type":"cancel_order"}', 'MISSING_FIELD', 'order_id (or client_order_id).'],
    ['{"type":"cancel_order","order_id":1,"client_order_id":"a"}', 'INVALID_FIELD', 'client_order_id: '],
    ['{"type":"cancel_order","order_id":0}', 'INVALID_FIELD', 'order_id: '],
    ['{"type":"cancel_order","order_id":1}', 'MISSING_FIELD', 'trader_id: no trader was named'],
    ['{"type":"amend_order","order_id":1,"trader_id":"alice"}', 'MISSING_FIELD', 'price or quantity.'],
    ['{"type":"balances","trader_id":"nobody"}', 'UNKNOWN_ACCOUNT', 'trader_id=nobody'],
    ['{"type":"subscribe","channels":["book","quotes"]}', 'INVALID_FIELD', 'channels: expected one or more of'],
    ['{"type":"subscribe","channels":"orders"}', 'MISSING_FIELD', 'trader_id: '],
    ['{"type":"book","depth":5001}', 'INVALID_FIELD', 'depth: expected a number of levels from 1 to 5000: 5001'],
    ['{"type":"ping","request_id":{}}', 'INVALID_FIELD', 'request_id: '],
  ])('%s gets one error %s (WIRE-01)', async (text, code, message) => {
    const error = await refusalOf(text)
    expect(error['code']).toBe(code)
    expect(error['message']).toContain(message)
    expect(exchange.commands).toEqual([])
  })

  it('is answered under its request id, text or number', async () => {
    expect((await refusalOf('{"type":"what","request_id":"a-1"}'))['request_id']).toBe('a-1')
    expect((await refusalOf('{"request_id":17}'))['request_id']).toBe(17)
  })

  it('in a binary frame gets one error', async () => {
    client.socket.send(Buffer.from(JSON.stringify({ type: 'ping' })))
    expect((await client.next('error'))['code']).toBe('BINARY_MESSAGE')
  })

  it('that is too large ends the connection with 1009', async () => {
    client.send(`{"type":"ping","request_id":"${'x'.repeat(2000)}"}`)
    expect((await client.ending).code).toBe(1009)
  })

  it('without a symbol is ambiguous where several instruments are listed', async () => {
    exchange.publish({ type: 'InstrumentListed', instrument: instrument(2, 'ETH-USDT') })
    expect((await refusalOf(JSON.stringify(limitOrder)))['code']).toBe('AMBIGUOUS_SYMBOL')
  })
})

describe('an answer of the exchange', () => {
  it.each([
    ['BUSY', { status: 'unavailable', reason: 'BUSY', text: 'full' }],
    ['NOT_RUNNING', { status: 'unavailable', reason: 'NOT_RUNNING', text: 'stopping' }],
    ['INSUFFICIENT_BALANCE', { status: 'refused', commandSequence: 1, reason: 'INSUFFICIENT_BALANCE', text: 'short' }],
  ] as const)('%s passes through with its text', async (code, answer) => {
    exchange.answer = () => Promise.resolve(answer)
    const error = await client.request(limitOrder)
    expect(error).toMatchObject({ type: 'error', code, message: answer.text })
  })

  it('that fails is an internal error, and the connection lives on', async () => {
    exchange.answer = () => Promise.reject(new Error('broken'))
    expect((await client.request(limitOrder))['code']).toBe('INTERNAL_ERROR')
    await client.settle()
  })
})

describe('a trader id', () => {
  it('that the host opens no account for is refused with the host\'s reason', async () => {
    const accountOf = () => Promise.resolve({ reason: 'CAPACITY_EXCEEDED', text: 'enough accounts: 2' } as const)
    const guarded = await TestServer.start(exchange, { accountOf })
    const error = await (await guarded.connect()).request(limitOrder)
    expect(error).toMatchObject({ code: 'CAPACITY_EXCEEDED', message: 'enough accounts: 2' })
    expect(exchange.commands).toEqual([])
    await guarded.stop()
  })
})

describe('a question that the exchange does not answer', () => {
  it('is refused with the reason, and asked again next time', async () => {
    const depth = exchange.depth
    exchange.depth = () => Promise.reject(new QueryUnavailableError('NOT_RUNNING', 'starting'))
    expect(await client.request({ type: 'subscribe' })).toMatchObject({ code: 'NOT_RUNNING', message: 'starting' })
    exchange.depth = () => Promise.reject(new Error('broken'))
    expect(await client.request({ type: 'book' })).toMatchObject({ code: 'INTERNAL_ERROR' })
    exchange.depth = depth
    expect((await client.request({ type: 'subscribe' })).type).toBe('subscribed')
  })
})

describe('a connection', () => {
  it('has a rate of messages, and gets it back with time', async () => {
    for (let index = 0; index < 60; index += 1) client.send({ type: 'ping', request_id: index })
    expect((await client.next((message) => message['request_id'] === 59))['code']).toBe('RATE_LIMITED')
    const refused = client.taken('error').filter((error) => error['code'] === 'RATE_LIMITED')
    expect(refused.map((error) => error['request_id'])).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58])
    time.pass(100)
    await client.settle()
  })

  it('has a number of unanswered requests', async () => {
    let release = (): void => undefined
    exchange.answer = () =>
      new Promise((resolve) => {
        const before = release
        release = () => {
          before()
          resolve({ status: 'unavailable', reason: 'BUSY', text: 'late' })
        }
      })
    for (let index = 0; index < 5; index += 1) client.send({ ...limitOrder, request_id: index })
    await expect.poll(() => server.gateway.statistics().receivedMessages).toBe(5)
    release()
    await client.settle()
    const codes = client.taken('error').map((error) => [error['request_id'], error['code']])
    const [taken, refused] = ['BUSY', 'TOO_MANY_IN_FLIGHT']
    expect(codes).toEqual([[0, taken], [1, taken], [2, taken], [3, refused], [4, refused]])
  })

  it('has a number of traders', async () => {
    exchange.accounts = ['alice', 'bob', 'carol'].map((name, index) => ({ ...exchange.accounts[0]!, name, accountId: (index + 1) as never }))
    await client.request({ type: 'balances', trader_id: 'alice' })
    await client.request({ type: 'balances', trader_id: 'bob' })
    expect((await client.request({ type: 'balances', trader_id: 'carol' }))['code']).toBe('TOO_MANY_TRADERS')
  })

  it('has a number of subscriptions', async () => {
    exchange.publish({ type: 'InstrumentListed', instrument: instrument(2, 'ETH-USDT') })
    expect((await client.request({ type: 'subscribe', symbol: 'BTC-USDT' })).type).toBe('subscribed')
    expect((await client.request({ type: 'subscribe', symbol: 'BTC-USDT' })).type).toBe('subscribed')
    const more = { type: 'subscribe', symbol: 'ETH-USDT', channels: ['trades'] }
    expect((await client.request(more))['code']).toBe('TOO_MANY_SUBSCRIPTIONS')
    await client.request({ type: 'unsubscribe', symbol: 'BTC-USDT', channels: ['book'] })
    expect((await client.request(more)).type).toBe('subscribed')
  })
})
