import { generateKeyPairSync } from 'node:crypto'
import type { ApiKey } from '@openlob/application'
import { accountId, assetId } from '@openlob/domain'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../../../binance-dialect/test/sbe-differences.ts'
import { hasSchemas, needsSchemas, SbeReader } from '../../../binance-dialect/test/sbe-reader.ts'
import type { ReadMessage } from '../../../binance-dialect/test/sbe-reader.ts'
import { DialectVenue } from './dialect-venue.ts'
import type { DialectClient, Message } from './dialect-venue.ts'

let venue: DialectVenue
let alice: ApiKey
beforeEach(async ({ skip }) => {
  if (!hasSchemas) skip(needsSchemas)
  venue = await DialectVenue.start()
  alice = await venue.key({ accountName: 'alice' })
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const now = 1_700_000_000_000_000
const API = '/ws-api/v3?responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion='
const JSON_API = '/ws-api/v3?timeUnit=MICROSECOND'

const spot = hasSchemas ? new SbeReader('spot_3_5.xml') : undefined
const stream = hasSchemas ? new SbeReader('stream_1_0.xml') : undefined

/** What a binary message says to a client with the schema of the venue. */
function read({ octets }: Message, reader: SbeReader | undefined = spot): ReadMessage {
  return reader!.read(octets as Buffer)
}

interface Answer {
  readonly id: string
  readonly status: number
  readonly result: unknown
  readonly rateLimits: unknown
  readonly sbeSchemaIdVersionDeprecated: boolean
}

function answer(message: Message): Answer {
  const { name, json } = read(message)
  expect(name).toBe('WebSocketResponse')
  return json as Answer
}

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }

describe('the WebSocket API in SBE', () => {
  it('answers in binary what it answers in JSON, its id a text', async () => {
    const [json, sbe] = [await venue.connect(JSON_API), await venue.connect(`${API}5`)]
    await venue.limit('buy', 9_000, 4)
    const questions = [
      { method: 'ping' },
      { method: 'time' },
      { method: 'exchangeInfo' },
      { method: 'depth', params: { symbol: 'BTCUSDT' } },
      { method: 'depth', params: { symbol: 'X' } },
      { method: 'ticker.24hr', params: { symbol: 'BTCUSDT' } },
      { method: 'klines', params: { symbol: 'BTCUSDT', interval: '1h' } },
      { method: 'openOrders.status', params: venue.signed(alice) },
      { method: 'account.status', params: venue.signed(alice) },
      { method: 'session.status' },
      { method: 'session.logout' },
      { method: 'session.subscriptions' },
      { method: 'userDataStream.unsubscribe', params: { subscriptionId: 3 } },
      { method: 'nothing' },
    ]
    for (const question of questions) {
      const asked = { id: 7, ...question }
      const said = await json.ask(asked)
      const { id, status, result, rateLimits, sbeSchemaIdVersionDeprecated } = answer(await sbe.ask(asked))
      expect([question.method, id, status]).toEqual([question.method, '7', said['status']])
      expect(sbeSchemaIdVersionDeprecated).toBe(false)
      expect([question.method, differences(said['result'] ?? said['error'], unwrapped(result))]).toEqual([
        question.method,
        [],
      ])
      expect(rateLimits).toMatchObject([{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 }])
    }
  })

  it('has an empty text for no id, and answers what is no request', async () => {
    const sbe = await venue.connect(`${API}2&returnRateLimits=false`)
    expect(answer(await sbe.ask({ id: null, method: 'ping' }))).toMatchObject({
      id: '',
      status: 200,
      rateLimits: [],
      sbeSchemaIdVersionDeprecated: true,
    })
    expect(answer(await sbe.ask('{'))).toMatchObject({
      id: '',
      status: 400,
      result: { code: -1135, msg: 'Invalid JSON Request' },
    })
  })

  it('trades, and is logged on to', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = await venue.key({
      accountName: 'alice',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })
    const sbe = await venue.connect(`${API}5`)
    const logon = answer(await sbe.ask({ id: 1, method: 'session.logon', params: venue.signed(key, {}, privateKey) }))
    expect(logon.result).toMatchObject({
      apiKey: key.apiKey,
      authorizedSince: now,
      connectedSince: now,
      userDataStream: false,
    })
    const placed = answer(await sbe.ask({ id: 2, method: 'order.place', params: { ...order, timestamp: now / 1000 } }))
    expect(placed.result).toMatchObject({
      symbol: 'BTCUSDT',
      orderId: 1,
      status: 'NEW',
      price: '100',
      origQty: '1',
      workingFloor: 'EXCHANGE',
      transactTime: now,
    })
    expect(placed.rateLimits).toMatchObject([{ rateLimitType: 'ORDERS', count: 1 }, {}, {}])
    const refused = answer(
      await sbe.ask({ id: 3, method: 'order.place', params: { ...order, price: '0.001', timestamp: now / 1000 } }),
    )
    expect(refused).toMatchObject({ status: 400, result: { code: -1013 } })
  })

  it.each([
    ['no version', '?responseFormat=sbe&sbeSchemaId=3', -1153],
    ['one that is not served', `${API.slice('/ws-api/v3'.length)}1`, -1153],
    ['a schema that is not', '?responseFormat=sbe&sbeSchemaId=1&sbeSchemaVersion=0', -1153],
    ['a number that is none', '?responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=x', -1153],
    ['both formats', `${API.slice('/ws-api/v3'.length)}5&responseFormat=json`, -1101],
    ['a format that is none', '?responseFormat=xml', -1130],
    ['a schema for JSON', '?sbeSchemaId=3&sbeSchemaVersion=5', -1106],
  ])('refuses to connect for %s', async (_, query, code) => {
    const { status, text } = await venue.refusal(`/ws-api/v3${query}`)
    expect([status, (JSON.parse(text) as { code: number }).code]).toEqual([400, code])
  })
})

/** JSON has nothing around the subscriptions of a session. */
function unwrapped(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'subscriptions' in result ? result.subscriptions : result
}

describe('user data streams in SBE', () => {
  const listen = async (path: string): Promise<DialectClient> => {
    const client = await venue.connect(path)
    await client.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: venue.signed(alice) })
    return client
  }
  const price = fc.integer({ min: 95, max: 105 })
  const type = fc.oneof(
    fc.record({
      type: fc.constant('LIMIT'),
      timeInForce: fc.constantFrom('GTC', 'IOC', 'FOK'),
      price,
      newClientOrderId: fc.constantFrom('mine', 'ours'),
    }),
    fc.record({ type: fc.constant('MARKET') }),
    fc.record({ type: fc.constant('STOP_LOSS_LIMIT'), timeInForce: fc.constant('GTC'), price, stopPrice: price }),
    fc.record({ type: fc.constant('STOP_LOSS'), trailingDelta: fc.constant(100) }),
    fc.record({
      type: fc.constant('LIMIT'),
      timeInForce: fc.constant('GTC'),
      pegPriceType: fc.constant('PRIMARY_PEG'),
    }),
  )
  const stp = fc.constantFrom('NONE', 'EXPIRE_BOTH', 'DECREMENT')
  const placed = fc.tuple(type, fc.constantFrom('BUY', 'SELL'), stp).map(([asked, side, selfTradePreventionMode]) => {
    return {
      method: 'order.place',
      params: { ...asked, symbol: 'BTCUSDT', side, quantity: '1', selfTradePreventionMode },
    }
  })
  const legs = { aboveType: 'LIMIT_MAKER', abovePrice: '120', belowType: 'STOP_LOSS', belowStopPrice: '80' }
  const oco = fc.constant({
    method: 'orderList.place.oco',
    params: { symbol: 'BTCUSDT', side: 'SELL', quantity: '1', ...legs },
  })
  const which = fc.record({ symbol: fc.constant('BTCUSDT'), orderId: fc.integer({ min: 1, max: 10 }) })
  const canceled = which.map((params) => ({ method: 'order.cancel', params }))
  const amended = which.map((params) => ({ method: 'order.amend.keepPriority', params: { ...params, newQty: '0.5' } }))
  const request = fc.oneof({ weight: 8, arbitrary: placed }, oco, { weight: 2, arbitrary: canceled }, amended)

  it('tell what they tell in JSON, whatever is traded', async () => {
    const [json, sbe, trading] = [await listen(JSON_API), await listen(`${API}5`), await venue.connect('/ws-api/v3')]
    const bob = await venue.key({ accountName: 'bob' })
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(request, fc.boolean()), { minLength: 5, maxLength: 15 }), async (requests) => {
        for (const [{ method, params }, isAlice] of requests)
          await trading.ask({ id: 1, method, params: venue.signed(isAlice ? alice : bob, params) })
        await venue.exchange.submit({ type: 'Deposit', accountId: accountId(1), assetId: assetId(1), units: 5n })
        const told = await json.settled()
        const read = (await sbe.settled()).map(({ octets }) => spot!.read(octets as Buffer))
        expect(read.length).toBe(told.length)
        for (const [index, { name, json: said }] of read.entries()) {
          const { subscriptionId, event } = told[index] as { subscriptionId: number; event: { e: string } }
          expect(`${event.e.toLowerCase()}event`).toBe(name.toLowerCase())
          // The name of the event is that of the message.
          expect(differences({ ...event, subscriptionId, e: null }, said)).toEqual([])
          seen.add(name)
        }
      }),
      { numRuns: 30, seed: 42, endOnFailure: true },
    )
    expect([...seen].sort()).toEqual([
      'BalanceUpdateEvent',
      'ExecutionReportEvent',
      'ListStatusEvent',
      'OutboundAccountPositionEvent',
    ])
  })

  it('say when they end, and when the exchange does', async () => {
    const sbe = await listen(`${API}5`)
    sbe.send({ id: 2, method: 'userDataStream.unsubscribe' })
    expect(read(await sbe.next())).toMatchObject({
      name: 'EventStreamTerminatedEvent',
      json: { E: now, subscriptionId: 0 },
    })
    expect(answer(await sbe.next())).toMatchObject({ id: '2', status: 200 })
    venue.gateway.close()
    expect(read(await sbe.next())).toMatchObject({ name: 'ServerShutdownEvent', json: { E: now } })
  })
})

describe('market streams in SBE', () => {
  const holder = async (): Promise<Readonly<Record<string, string>>> => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const key = await venue.key({
      accountName: 'bob',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })
    return { 'X-MBX-APIKEY': key.apiKey }
  }
  const nextOf = async (client: DialectClient): Promise<ReadMessage> => read(await client.next(), stream)

  it('are for holders of an Ed25519 key, which is not revoked', async () => {
    const path = '/stream-sbe/ws/btcusdt@trade'
    const codeFor = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
      const { status, text } = await venue.refusal(path, headers)
      return [status, (JSON.parse(text) as { code: number }).code]
    }
    expect(await codeFor({})).toEqual([401, -2014])
    expect(await codeFor({ 'X-MBX-APIKEY': 'x'.repeat(64) })).toEqual([401, -2015])
    expect(await codeFor({ 'X-MBX-APIKEY': alice.apiKey })).toEqual([401, -2015])
    const headers = await holder()
    await venue.connect(path, headers)
    await venue.keys.revoke(headers['X-MBX-APIKEY']!)
    expect(await codeFor(headers)).toEqual([401, -2015])
    expect((await venue.refusal('/stream-sbe/other', headers)).status).toBe(404)
  })

  it('tell the trades of an order together', async () => {
    const client = await venue.connect('/stream-sbe/stream?streams=btcusdt@trade/btcusdt@aggTrade', await holder())
    await venue.limit('sell', 10_000, 5)
    await venue.limit('sell', 10_100, 5)
    await venue.limit('buy', 10_100, 7, 2)
    expect(await nextOf(client)).toEqual({
      name: 'TradesStreamEvent',
      schemaId: 1,
      version: 0,
      json: {
        eventTime: now,
        transactTime: now,
        trades: [
          { id: 1, price: '100', qty: '0.00005', isBuyerMaker: false, isBestMatch: true },
          { id: 2, price: '101', qty: '0.00002', isBuyerMaker: false, isBestMatch: true },
        ],
        symbol: 'BTCUSDT',
      },
    })
    expect(await client.settled()).toEqual([])
  })

  it('tell the best prices when they change', async () => {
    await venue.limit('buy', 9_000, 4)
    const client = await venue.connect('/stream-sbe/ws/btcusdt@bestBidAsk', await holder())
    await client.settled()
    await venue.limit('buy', 8_000, 1)
    await venue.limit('sell', 9_100, 3)
    const best = {
      bidPrice: '90',
      bidQty: '0.00004',
      askPrice: '91',
      askQty: '0.00003',
      symbol: 'BTCUSDT',
      eventTime: now,
    }
    expect(await nextOf(client)).toMatchObject({ name: 'BestBidAskStreamEvent', json: best })
    expect(await client.settled()).toEqual([])
  })

  it('tell books that are the same as those of JSON, in a chain', async () => {
    await venue.limit('buy', 9_000, 4)
    const client = await venue.connect('/stream-sbe/ws', await holder())
    const json = await venue.connect('/ws/btcusdt@bookTicker')
    expect(
      await client.ask({
        id: 1,
        method: 'SUBSCRIBE',
        params: ['btcusdt@depth', 'btcusdt@depth20', 'btcusdt@depth@100ms'],
      }),
    ).toEqual({ result: null, id: 1 })
    await client.settled()
    const book = new BookOfDiffs()
    for (const [step, price] of [9_010, 9_020, 9_030, 9_030].entries()) {
      await json.settled()
      const isLast = step === 3
      await venue.limit(isLast ? 'sell' : 'buy', price, Math.min(3 + step, 5), isLast ? 2 : 1)
      const { u } = (await json.next()) as { u: number }
      let snapshot: Snapshot | undefined
      while (book.last < u || (snapshot?.bookUpdateId ?? 0) < u) {
        const { name, json: told } = await nextOf(client)
        if (name === 'DepthSnapshotStreamEvent') snapshot = told as Snapshot
        else book.apply(told as Diff)
      }
      const bids = [...book.bids].map(([at, qty]) => ({ price: at, qty })).toReversed()
      expect(snapshot!.bids).toEqual([...bids, { price: '90', qty: '0.00004' }])
    }
    expect([...book.bids]).toEqual([
      ['90.1', '0.00003'],
      ['90.2', '0.00004'],
    ])
    const names = ['btcusdt@depth', 'btcusdt@depth20', 'btcusdt@depth@100ms']
    expect(await client.ask({ id: 2, method: 'LIST_SUBSCRIPTIONS' })).toEqual({ id: 2, result: names })
    venue.gateway.close()
    expect(await client.next()).toEqual({ e: 'serverShutdown', E: now / 1000 })
  })
})

interface Level {
  readonly price: string
  readonly qty: string
}

interface Snapshot {
  readonly bookUpdateId: number
  readonly bids: readonly Level[]
}

interface Diff {
  readonly firstBookUpdateId: number
  readonly lastBookUpdateId: number
  readonly bids: readonly Level[]
}

/** The bids of a book as its changes tell of them. */
class BookOfDiffs {
  readonly bids = new Map<string, string>()
  /** The last update that they contain. */
  last = 0

  apply({ firstBookUpdateId, lastBookUpdateId, bids }: Diff): void {
    if (this.last > 0) expect(firstBookUpdateId).toBe(this.last + 1)
    this.last = lastBookUpdateId
    for (const { price, qty } of bids) {
      if (qty === '0') this.bids.delete(price)
      else this.bids.set(price, qty)
    }
  }
}
