import { assetId } from '@openlob/domain'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DialectVenue } from './dialect-venue.ts'

let venue: DialectVenue
beforeEach(async () => {
  venue = await DialectVenue.start()
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const now = 1_700_000_000_000

describe('the market streams', () => {
  it('tell trades one by one, and those of one taker at one price together', async () => {
    const client = await venue.connect('/ws/btcusdt@trade/btcusdt@aggTrade')
    await venue.limit('sell', 10_000, 5)
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 7, 2)
    const common = { s: 'BTCUSDT', E: now, T: now, p: '100.00000000', m: false, M: true }
    expect(await client.settled()).toEqual([
      { e: 'trade', ...common, t: 1, q: '0.00005000' },
      { e: 'trade', ...common, t: 2, q: '0.00002000' },
      { e: 'aggTrade', ...common, a: 1, q: '0.00007000', f: 1, l: 2 },
    ])
  })

  it('tell the best prices when they change, and only then', async () => {
    await venue.limit('buy', 9_000, 4)
    const client = await venue.connect('/ws/btcusdt@bookTicker')
    await client.settled()
    await venue.limit('buy', 8_000, 1)
    await venue.limit('sell', 9_100, 3)
    expect(await client.settled()).toEqual([
      { u: expect.any(Number) as number, s: 'BTCUSDT', b: '90.00000000', B: '0.00004000', a: '91.00000000', A: '0.00003000' },
    ])
  })

  it('tell changes of the book in a chain, what came and went in between left out of nothing', async () => {
    await venue.limit('buy', 9_000, 4)
    const client = await venue.connect('/stream?streams=btcusdt@depth@100ms/btcusdt@depth/btcusdt@depth5@100ms')
    await client.settled()
    await venue.limit('buy', 9_000, 1)
    await venue.limit('sell', 9_100, 2)
    venue.pass(1)
    const [diff, partial] = await client.settled()
    expect(diff).toMatchObject({ stream: 'btcusdt@depth@100ms', data: { e: 'depthUpdate', b: [['90.00000000', '0.00005000']], a: [['91.00000000', '0.00002000']] } })
    expect(partial).toEqual({
      stream: 'btcusdt@depth5@100ms',
      data: { lastUpdateId: (diff!['data'] as { u: number }).u, bids: [['90.00000000', '0.00005000']], asks: [['91.00000000', '0.00002000']] },
    })
    venue.pass(1)
    expect(await client.settled()).toEqual([])
    await venue.limit('buy', 9_100, 2, 2)
    venue.pass(8)
    const [second, , slow] = await client.settled()
    const { u } = diff!['data'] as { u: number }
    expect(second).toMatchObject({ data: { U: u + 1, b: [], a: [['91.00000000', '0.00000000']] } })
    expect(slow).toMatchObject({ stream: 'btcusdt@depth', data: { u: (second!['data'] as { u: number }).u, a: [['91.00000000', '0.00000000']] } })
  })

  it('tell candles while they are open, and once more when they close', async () => {
    const client = await venue.connect('/ws/btcusdt@kline_1m')
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 3, 2)
    venue.pass(20)
    const open = Math.floor(now / 60_000) * 60_000
    const candle = { t: open, T: open + 59_999, s: 'BTCUSDT', i: '1m', f: 1, L: 1, o: '100.00000000', v: '0.00003000', n: 1 }
    expect(await client.settled()).toMatchObject([{ e: 'kline', s: 'BTCUSDT', k: { ...candle, x: false } }])
    venue.pass(20)
    expect(await client.settled()).toEqual([])
    venue.pass(600)
    expect(await client.settled()).toMatchObject([{ k: { ...candle, x: true } }])
  })

  it('tell tickers of one market and of all, and average prices, when something is new', async () => {
    const names = 'btcusdt@ticker/btcusdt@miniTicker/btcusdt@ticker_1h/!miniTicker@arr/!ticker_4h@arr/btcusdt@avgPrice'
    const client = await venue.connect(`/stream?streams=${names}`)
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 3, 2)
    venue.pass(10)
    const told = new Map((await client.settled()).map(({ stream, data }) => [stream, data]))
    expect(told.get('btcusdt@ticker')).toMatchObject({ e: '24hrTicker', c: '100.00000000', v: '0.00003000', a: '100.00000000', A: '0.00002000', n: 1 })
    expect(told.get('btcusdt@miniTicker')).toEqual({
      e: '24hrMiniTicker', E: now + 1000, s: 'BTCUSDT', c: '100.00000000', o: '100.00000000', h: '100.00000000', l: '100.00000000', v: '0.00003000', q: '0.00300000',
    })
    expect(told.get('btcusdt@ticker_1h')).toMatchObject({ e: '1hTicker', p: '0.00000000', w: '100.00000000' })
    expect(told.get('!miniTicker@arr')).toMatchObject([{ s: 'BTCUSDT' }])
    expect(told.get('!ticker_4h@arr')).toMatchObject([{ e: '4hTicker' }])
    expect(told.get('btcusdt@avgPrice')).toEqual({ e: 'avgPrice', E: now + 1000, s: 'BTCUSDT', i: '5m', w: '100.00000000', T: now })
    venue.pass(10)
    expect(await client.settled()).toEqual([])
  })

  it('write times in microseconds where that is asked for', async () => {
    const client = await venue.connect('/stream?streams=btcusdt@trade&timeUnit=microsecond')
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 3, 2)
    expect(await client.next()).toMatchObject({ data: { E: now * 1000, T: now * 1000 } })
    await expect(venue.connect('/stream?timeUnit=hours')).rejects.toThrow('400')
  })

  it('tell of markets that were listed before anybody asked, as after a restart', async () => {
    const { venue: later, dispose } = await venue.another()
    const client = await later.connect('/ws/btcusdt@trade/btcusdt@depth@100ms/!miniTicker@arr')
    await client.settled()
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 3, 2)
    expect(await client.next()).toMatchObject({ e: 'trade', t: 1 })
    later.pass(1)
    expect(await client.next()).toMatchObject({ e: 'depthUpdate', a: [['100.00000000', '0.00002000']] })
    await venue.exchange.submit({ type: 'ListAsset', symbol: 'ETH', scale: 8 })
    const terms = { symbol: 'ETH-USDT', tickSize: '0.01', lotSize: '0.00001' }
    await venue.exchange.submit({ type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(3), quoteAssetId: assetId(2) })
    await dispose()
  })

  it('take whatever paths clients make up, and names that stand for nothing', async () => {
    for (const path of ['/stream?streams=', '/stream/0', '/ws/3', '/ws/nothing@all', '/stream?streams=btcusdt@kline_7m/@/!x'])
      expect(await (await venue.connect(path)).ask({ method: 'LIST_SUBSCRIPTIONS', id: 1 })).toMatchObject({ id: 1 })
  })
})

describe('the control messages of the streams', () => {
  it.each([['/ws/'], ['/stream'], ['/ws']])('subscribe, list and end, at %s', async (path) => {
    const client = await venue.connect(path)
    expect(await client.ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 'a1' })).toEqual({ result: null, id: 'a1' })
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: null })).toEqual({ result: ['btcusdt@trade'], id: null })
    expect(await client.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 2 })).toEqual({ result: path === '/stream', id: 2 })
    expect(await client.ask({ method: 'SET_PROPERTY', params: ['combined', true], id: 3 })).toEqual({ result: null, id: 3 })
    await venue.limit('sell', 10_000, 5)
    await venue.limit('buy', 10_000, 3, 2)
    expect(await client.next()).toMatchObject({ stream: 'btcusdt@trade', data: { t: 1 } })
    expect(await client.ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: 4 })).toEqual({ result: null, id: 4 })
    await venue.limit('buy', 10_000, 1, 2)
    expect(await client.settled()).toEqual([])
    expect(venue.dialect.marketStreams.count).toBe(0)
  })

  it.each([
    ['{', { code: 3 }],
    ['{"id":1}', { code: 2, msg: 'Invalid request: missing field `method` at line 1 column 1', id: 1 }],
    ['{"method":"DO","id":1}', { code: 2, id: 1 }],
    ['{"method":"SUBSCRIBE","params":[1],"id":1}', { code: 2, id: 1 }],
    ['{"method":"SUBSCRIBE","id":-1}', { code: 2, msg: 'Invalid request: request ID must be an unsigned integer' }],
    ['{"method":"SET_PROPERTY","params":["other",true],"id":1}', { code: 0, msg: 'Unknown property', id: 1 }],
    ['{"method":"SET_PROPERTY","params":["combined",1],"id":1}', { code: 1, msg: 'Invalid value type: expected Boolean', id: 1 }],
    ['{"method":"SET_PROPERTY","params":[true],"id":1}', { code: 2, msg: 'Invalid request: property name must be a string', id: 1 }],
    ['{"method":"GET_PROPERTY","params":["combined","x"],"id":1}', { code: 2, msg: 'Invalid request: too many parameters', id: 1 }],
    ['[]', { code: 2 }],
    ['null', { code: 2 }],
  ])('are refused where they are wrong: %s', async (text, refusal) => {
    expect(await (await venue.connect('/ws/')).ask(text)).toMatchObject(refusal)
  })

  it('are answered in their own words, whatever they are', async () => {
    const client = await venue.connect('/ws/')
    const method = fc.constantFrom('SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY', 'OTHER')
    // Of a market that there is not, so that nothing but answers comes.
    const name = fc.constantFrom('ethusdt@trade', 'ethusdt@depth5@100ms', '!ticker_9h@arr', 'x', 'combined', '')
    const params = fc.oneof(fc.array(fc.oneof(name, fc.boolean(), fc.jsonValue()), { maxLength: 4 }), fc.jsonValue())
    const fields = { method: fc.oneof(method, fc.jsonValue()), params, id: fc.oneof(fc.nat(), fc.jsonValue()) }
    const control = fc.record(fields, { requiredKeys: [] }).map((message) => JSON.stringify(message))
    const text = fc.oneof({ weight: 6, arbitrary: control }, fc.json(), fc.string())
    await fc.assert(
      fc.asyncProperty(text, async (sent) => {
        const answered = await client.ask(sent)
        const { code, msg } = answered
        if ('code' in answered) expect([[0, 1, 2, 3].includes(Number(code)), typeof msg]).toEqual([true, 'string'])
        else expect(Object.keys(answered).sort()).toEqual(['id', 'result'])
      }),
      { numRuns: 500 },
    )
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 1 })).toMatchObject({ id: 1 })
  })

  it('live beside the simple protocol on one connection', async () => {
    const client = await venue.connect('/ws')
    expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    expect(await client.ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 })).toEqual({ result: null, id: 1 })
    expect(await client.ask({ type: 'subscribe', channel: 'nothing' })).toMatchObject({ type: 'error' })
  })
})

describe('a client of the streams', () => {
  it('that reads too slowly is disconnected with a reason, and the others are told everything', async () => {
    await venue.stop()
    venue = await DialectVenue.start({ hardLimitBytes: 20_000 })
    const [slow, quick] = [await venue.connect('/ws/btcusdt@trade'), await venue.connect('/ws/btcusdt@trade')]
    await venue.limit('sell', 10_000, 1_000_000)
    slow.pause()
    let told = 0
    for (let round = 0; round < 4_000 && venue.gateway.connections === 2; round += 1) {
      for (let trade = 0; trade < 50; trade += 1) await venue.limit('buy', 10_000, 1, 2)
      told += (await quick.settled()).length
      expect(told).toBe(50 * (round + 1))
      venue.gateway.sweep()
    }
    expect(venue.gateway.connections).toBe(1)
    slow.resume()
    expect((await slow.closed)[0]).toBeGreaterThan(1000)
  })

  it('that sends too much is disconnected with a reason', async () => {
    await venue.stop()
    venue = await DialectVenue.start({ streamMessagesPerSecond: 5 })
    const client = await venue.connect('/ws/')
    for (let index = 0; index < 20; index += 1) client.send({ method: 'LIST_SUBSCRIPTIONS', id: index })
    expect(await client.closed).toEqual([1008, 'more than 5 messages in a second'])
  })

  it('is told when the exchange goes away', async () => {
    const [raw, combined] = [await venue.connect('/ws/'), await venue.connect('/stream')]
    venue.gateway.close()
    expect(await raw.next()).toEqual({ e: 'serverShutdown', E: now })
    expect(await combined.next()).toMatchObject({ stream: '!serverShutdown', data: { e: 'serverShutdown' } })
    expect((await raw.closed)[0]).toBe(1001)
  })
})
