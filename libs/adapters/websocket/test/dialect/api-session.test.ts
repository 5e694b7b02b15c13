import { generateKeyPairSync } from 'node:crypto'
import { DIALECT_ERRORS, ENDPOINTS } from '@openlob/binance-dialect'
import type { ApiKey } from '@openlob/application'
import { accountId, assetId } from '@openlob/domain'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { payloadOf } from '../../src/dialect/api-session.ts'
import { parseWithNumberTexts, textOf, valueOf } from '../../src/dialect/number-text.ts'
import { DialectVenue } from './dialect-venue.ts'
import type { DialectClient, Message } from './dialect-venue.ts'

let venue: DialectVenue
let client: DialectClient
let alice: ApiKey
beforeEach(async () => {
  venue = await DialectVenue.start()
  client = await venue.connect('/ws-api/v3?returnRateLimits=false')
  alice = await venue.key({ accountName: 'alice' })
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const now = 1_700_000_000_000
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }

describe('the WebSocket API', () => {
  it('answers by the id, of the type that it has', async () => {
    for (const id of [7, 'a1', null]) expect(await client.ask({ id, method: 'time' })).toEqual({ id, status: 200, result: { serverTime: now } })
    expect(await client.ask({ id: 1, method: 'v3/ping', params: {} })).toEqual({ id: 1, status: 200, result: {} })
    expect(await client.ask({ id: 1, method: 'ping', params: { returnRateLimits: true } })).toMatchObject({ rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE' }] })
  })

  it.each([
    ['{', { id: null, status: 400, error: { code: -1135, msg: 'Invalid JSON Request' } }],
    ['[]', { id: null, status: 400, error: { code: -1135 } }],
    ['{"id":{},"method":"ping"}', { id: null, error: { code: -1135 } }],
    ['{"id":1,"method":"ping","params":[]}', { id: null, error: { code: -1135 } }],
    ['{"id":1,"method":"nothing"}', { id: 1, status: 404, error: { code: -1020, msg: 'This operation is not supported.' } }],
    ['{"id":1,"method":"depth","params":{"symbol":"X"}}', { id: 1, status: 400, error: { code: -1121 } }],
    ['{"id":1,"method":"order.place","params":{}}', { id: 1, status: 401, error: { code: -2014 } }],
  ])('refuses what is wrong, and goes on: %s', async (text, refusal) => {
    expect(await client.ask(text)).toMatchObject(refusal)
    expect(await client.ask({ id: 2, method: 'ping' })).toMatchObject({ id: 2, status: 200 })
  })

  it('trades by signed requests, whose numbers count as they are written', async () => {
    const placed = await client.ask({ id: 1, method: 'order.place', params: venue.signed(alice, order) })
    expect(placed).toMatchObject({ status: 200, result: { status: 'NEW', orderId: 1 } })
    const params = venue.signed(alice, { ...order, price: '52000.00', quantity: '0.01000000' })
    const text = JSON.stringify({ id: 2, method: 'order.place', params }).replace('"52000.00"', '52000.00').replace('"0.01000000"', '0.01000000')
    expect(await client.ask(text)).toMatchObject({ status: 200, result: { price: '52000.00000000' } })
    expect(await client.ask(text.replace('52000.00', '52000.01'))).toMatchObject({ error: { code: -1022 } })
    const canceled = await client.ask({ id: 3, method: 'order.cancel', params: venue.signed(alice, { symbol: 'BTCUSDT', orderId: 1 }) })
    expect(canceled).toMatchObject({ result: { status: 'CANCELED' } })
  })

  it('is logged on to by an Ed25519 key alone, until that is revoked', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = await venue.key({ accountName: 'alice', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() })
    expect(await client.ask({ id: 1, method: 'session.logon', params: venue.signed(alice) })).toMatchObject({ status: 400, error: { code: -4056 } })
    expect(await client.ask({ id: 1, method: 'session.logon', params: venue.signed(key, {}, privateKey) })).toMatchObject({
      result: { apiKey: key.apiKey, authorizedSince: now, connectedSince: now, userDataStream: false },
    })
    const params = { ...order, timestamp: now }
    expect(await client.ask({ id: 2, method: 'order.place', params })).toMatchObject({ result: { status: 'NEW' } })
    expect(await client.ask({ id: 2, method: 'order.place', params: order })).toMatchObject({ error: { code: -1102 } })
    expect(await client.ask({ id: 2, method: 'order.place', params: { ...params, timestamp: now - 6_000 } })).toMatchObject({ error: { code: -1021 } })
    await venue.keys.revoke(key.apiKey)
    expect(await client.ask({ id: 2, method: 'order.place', params })).toMatchObject({ status: 401, error: { code: -2015 } })
    expect(await client.ask({ id: 3, method: 'session.logout' })).toMatchObject({ result: { apiKey: null, authorizedSince: null } })
    expect(await client.ask({ id: 2, method: 'order.place', params })).toMatchObject({ status: 401, error: { code: -2014 } })
  })

  it('answers every method in its own words, whatever it is sent', async () => {
    const codes = new Set<unknown>(Object.values(DIALECT_ERRORS).map(({ code }) => code))
    const methods = [...ENDPOINTS.flatMap(({ method }) => method ?? []), 'session.logon', 'userDataStream.subscribe', 'userDataStream.unsubscribe', 'other']
    const value = fc.oneof(fc.constantFrom('BTCUSDT', '1', 'LIMIT', 'BUY'), fc.jsonValue())
    const names = fc.constantFrom('symbol', 'side', 'type', 'quantity', 'price', 'limit', 'subscriptionId', 'apiKey', 'timestamp', 'x')
    const parameters = fc.dictionary(names, value)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), parameters, fc.boolean(), async (method, params, isSigned) => {
        const sent = isSigned ? venue.signed(alice, { symbol: 'BTCUSDT' }) : params
        const { id, status, error } = await client.ask({ id: 5, method, params: sent })
        expect(id).toBe(5)
        expect(status).toBeLessThan(500)
        if (error !== undefined) expect(codes).toContain((error as { code: unknown }).code)
      }),
      { numRuns: 400 },
    )
  })
})

describe('the user data stream', () => {
  const events = (messages: readonly Message[]): unknown[] => messages.map(({ event }) => event)

  it('tells executions and then balances, to each side its own', async () => {
    expect(await client.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: venue.signed(alice) })).toMatchObject({ result: { subscriptionId: 0 } })
    expect(await client.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: venue.signed(alice) })).toMatchObject({ error: { code: -2035 } })
    await venue.limit('sell', 10_000, 5, 2)
    await venue.limit('sell', 10_100, 5, 2)
    expect(await client.settled()).toEqual([])
    await venue.limit('buy', 10_100, 12)
    const told = await client.settled()
    expect(told.every(({ subscriptionId }) => subscriptionId === 0)).toBe(true)
    expect(events(told)).toMatchObject([
      { e: 'executionReport', x: 'NEW', X: 'NEW', i: 3, q: '0.00012000', l: '0.00000000', t: -1, n: '0', N: null, w: true, C: '' },
      { e: 'executionReport', x: 'TRADE', X: 'PARTIALLY_FILLED', l: '0.00005000', L: '100.00000000', z: '0.00005000', t: 1, m: false, N: 'BTC' },
      { e: 'executionReport', x: 'TRADE', X: 'PARTIALLY_FILLED', l: '0.00005000', L: '101.00000000', z: '0.00010000', t: 2, Z: '0.01005000' },
      { e: 'outboundAccountPosition', u: now, B: [{ a: 'BTC' }, { a: 'USDT' }] },
    ])
    const params = venue.signed(alice, { symbol: 'BTCUSDT', orderId: 3, newClientOrderId: 'why' })
    client.send({ id: 2, method: 'order.cancel', params })
    const canceled = await client.settled()
    expect(events(canceled.slice(0, 2))).toMatchObject([{ x: 'CANCELED', X: 'CANCELED', c: 'why', C: 'openlob-3', w: false }, { e: 'outboundAccountPosition' }])
  })

  it('knows what orders of before the start ask for', async () => {
    const stop = { ...order, type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '50.00', price: '49.00', newClientOrderId: 'old' }
    await venue.limit('buy', 9_000, 5, 2)
    await venue.limit('sell', 9_000, 5, 1)
    const placed = await client.ask({ id: 1, method: 'order.place', params: venue.signed(alice, stop) })
    expect(placed).toMatchObject({ status: 200 })
    const { venue: later, dispose } = await venue.another()
    const key = await later.key({ accountName: 'alice', permissions: ['trade'], allowedAddresses: [] })
    const returned = await later.connect('/ws-api/v3')
    await returned.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: later.signed(key) })
    await returned.settled()
    const cancel = { symbol: 'BTCUSDT', origClientOrderId: 'old' }
    returned.send({ id: 2, method: 'order.cancel', params: later.signed(key, cancel) })
    const [report] = events(await returned.settled())
    expect(report).toMatchObject({ e: 'executionReport', x: 'CANCELED', o: 'STOP_LOSS_LIMIT', P: '50.00000000' })
    await dispose()
  })

  it('tells of amendments, of what expires, and of money that comes and goes', async () => {
    await client.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: venue.signed(alice) })
    await venue.exchange.submit({ type: 'Deposit', accountId: accountId(1), assetId: assetId(1), units: 5n })
    await venue.exchange.submit({ type: 'Withdraw', accountId: accountId(1), assetId: assetId(1), units: 2n })
    expect(events(await client.settled())).toMatchObject([
      { e: 'balanceUpdate', a: 'BTC', d: '0.00000005', T: now },
      { e: 'outboundAccountPosition' },
      { e: 'balanceUpdate', a: 'BTC', d: '-0.00000002' },
      { e: 'outboundAccountPosition' },
    ])
    await client.ask({ id: 2, method: 'order.place', params: venue.signed(alice, { ...order, newClientOrderId: 'mine' }) })
    await client.settled()
    const params = venue.signed(alice, { symbol: 'BTCUSDT', origClientOrderId: 'mine', newQty: '0.5', newClientOrderId: 'less' })
    client.send({ id: 3, method: 'order.amend.keepPriority', params })
    expect(events(await client.settled())).toContainEqual(expect.objectContaining({ x: 'REPLACED', c: 'less', C: 'mine', q: '0.50000000' }))
    client.send({ id: 4, method: 'order.place', params: venue.signed(alice, { ...order, timeInForce: 'IOC' }) })
    expect(events(await client.settled()).slice(0, 2)).toMatchObject([{ x: 'NEW' }, { x: 'EXPIRED', X: 'EXPIRED', eR: 'UNFILLED_IOC_QUANTITY_EXPIRED' }])
  })

  it('tells of a list whose orders are amended, also of one from before the start', async () => {
    const legs = { aboveType: 'LIMIT_MAKER', abovePrice: '120', belowType: 'STOP_LOSS', belowStopPrice: '80', listClientOrderId: 'pair' }
    const oco = { symbol: 'BTCUSDT', side: 'SELL', quantity: '1', aboveClientOrderId: 'above', belowClientOrderId: 'below', ...legs }
    const amend = (newQty: string): Readonly<Record<string, string>> => ({ symbol: 'BTCUSDT', origClientOrderId: 'above', newQty, newClientOrderId: 'higher' })
    await client.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: venue.signed(alice) })
    await client.ask({ id: 2, method: 'orderList.place.oco', params: venue.signed(alice, oco) })
    await client.settled()
    const list = { contingencyType: 'OCO', listOrderStatus: 'EXECUTING', listClientOrderId: 'pair', symbol: 'BTCUSDT' }
    client.send({ id: 3, method: 'order.amend.keepPriority', params: venue.signed(alice, amend('0.5')) })
    const told = await client.settled()
    expect(told.find(({ id }) => id === 3)).toMatchObject({ result: { listStatus: list } })
    const updated = { e: 'listStatus', l: 'UPDATED', L: 'EXECUTING', C: 'pair', O: [{ c: 'below' }, { c: 'higher' }] }
    expect(events(told)).toMatchObject(expect.arrayContaining([expect.objectContaining({ x: 'REPLACED', q: '0.50000000' })]))
    expect(events(told).filter((event) => (event as Message | undefined)?.['e'] === 'listStatus')).toMatchObject([updated])
    const { venue: later, dispose } = await venue.another()
    const key = await later.key({ accountName: 'alice', permissions: ['trade'], allowedAddresses: [] })
    const returned = await later.connect('/ws-api/v3')
    await returned.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: later.signed(key) })
    await returned.settled()
    const again = { symbol: 'BTCUSDT', origClientOrderId: 'higher', newQty: '0.25' }
    returned.send({ id: 2, method: 'order.amend.keepPriority', params: later.signed(key, again) })
    const statuses = events(await returned.settled()).filter((event) => (event as Message | undefined)?.['e'] === 'listStatus')
    expect(statuses).toMatchObject([{ l: 'UPDATED', C: 'pair' }])
    await dispose()
  })

  it('by a key alone needs a logon, and ends with it', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = await venue.key({ accountName: 'alice', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() })
    expect(await client.ask({ id: 1, method: 'userDataStream.subscribe', params: { apiKey: key.apiKey } })).toMatchObject({ status: 401, error: { code: -2015 } })
    await client.ask({ id: 1, method: 'session.logon', params: venue.signed(key, {}, privateKey) })
    expect(await client.ask({ id: 1, method: 'userDataStream.subscribe' })).toMatchObject({ result: { subscriptionId: 0 } })
    expect(await client.ask({ id: 2, method: 'session.subscriptions' })).toMatchObject({ result: [{ subscriptionId: 0 }] })
    client.send({ id: 3, method: 'session.logout' })
    expect(await client.next()).toEqual({ subscriptionId: 0, event: { e: 'eventStreamTerminated', E: now } })
    expect(await client.next()).toMatchObject({ result: { userDataStream: false } })
    expect(await client.ask({ id: 4, method: 'userDataStream.unsubscribe', params: { subscriptionId: 0 } })).toMatchObject({ error: { code: -2036 } })
  })

  it('is had by a listen key, for as long as it is good', async () => {
    const listenKey = venue.dialect.desk.listenKeys.open(alice.apiKey, accountId(1), now)
    const [raw, combined] = [await venue.connect(`/ws/${listenKey}`), await venue.connect(`/stream?streams=${listenKey}`)]
    await venue.limit('sell', 10_000, 5)
    expect(await raw.next()).toMatchObject({ e: 'executionReport', x: 'NEW' })
    expect(await combined.next()).toMatchObject({ stream: listenKey, data: { x: 'NEW' } })
    venue.clock.advance(3_600_000_001)
    await raw.settled()
    await venue.limit('sell', 10_000, 5)
    expect(await raw.settled()).toEqual([])
  })
})

describe('JSON whose numbers are kept', () => {
  it('is what JSON is, but for numbers, whose text it gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value)
        expect(textOf(parseWithNumberTexts(json))).toBe(typeof value === 'string' ? value : json)
      }),
    )
    expect(textOf(parseWithNumberTexts('52000.00'))).toBe('52000.00')
    expect(valueOf(parseWithNumberTexts('7'))).toBe(7)
    for (const text of ['', '01', '1.', '{"a":1 2}', '"\u0001"', 'NaN']) expect(() => parseWithNumberTexts(text)).toThrow(SyntaxError)
  })

  it('is signed by name, in the order of octets', () => {
    expect(payloadOf(new Map([['b', '2'], ['a', '１'], ['signature', 'x'], ['B', '']]))).toBe('B=&a=１&b=2')
  })
})
