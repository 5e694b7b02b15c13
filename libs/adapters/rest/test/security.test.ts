import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'
import type { Answer } from './rest-venue.ts'

let venue: RestVenue
beforeEach(async () => {
  venue = await RestVenue.start()
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const account = '/api/v3/account'
const now = 1_700_000_000_000

function refusal({ status, body }: Answer): string {
  return `${status} ${body.code}`
}

function signatureOf(payload: string): string {
  return createHmac('sha256', venue.alice.verifier).update(payload).digest('hex')
}

function ask(query: string, apiKey: string | undefined = venue.alice.apiKey): Promise<Answer> {
  return venue.send('GET', `${account}?${query}`, { headers: apiKey === '' ? {} : { 'x-mbx-apikey': apiKey } })
}

describe('a signed request', () => {
  it('is checked in the order that clients rely on', async () => {
    expect(refusal(await ask(`timestamp=${now}`, ''))).toBe('401 -2014')
    expect(refusal(await ask(`timestamp=${now}`, 'not a key'))).toBe('401 -2014')
    expect(refusal(await ask(`timestamp=${now}`, 'x'.repeat(64)))).toBe('401 -2015')
    expect(refusal(await ask(''))).toBe('400 -1102')
    expect(refusal(await ask(`timestamp=${now}`))).toBe('400 -1102')
    expect(refusal(await ask(`timestamp=${now}&signature=${signatureOf('other')}`))).toBe('400 -1022')
    const late = `timestamp=${now - 5_001}`
    expect(refusal(await ask(`${late}&signature=${signatureOf(late)}`))).toBe('400 -1021')
    const early = `timestamp=${now + 1_000}`
    expect(refusal(await ask(`${early}&signature=${signatureOf(early)}`))).toBe('400 -1021')
    const wide = `recvWindow=60001&timestamp=${now}`
    expect(refusal(await ask(`${wide}&signature=${signatureOf(wide)}`))).toBe('400 -1131')
    const good = `recvWindow=60000&timestamp=${now - 59_000}`
    expect((await ask(`${good}&signature=${signatureOf(good)}`)).status).toBe(200)
    const micro = `timestamp=${now}123`
    expect((await ask(`${micro}&signature=${signatureOf(micro)}`)).status).toBe(200)
  })

  it('may have its parameters in the body, in both places, and its signature in either', async () => {
    const headers = { 'x-mbx-apikey': venue.alice.apiKey, 'content-type': 'application/x-www-form-urlencoded' }
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT'
    const body = `timeInForce=GTC&quantity=1&price=100&timestamp=${now}`
    for (const [sentQuery, sentBody] of [
      [query, `${body}&signature=${signatureOf(query + body)}`],
      [`${query}&signature=${signatureOf(query + body)}`, body],
      ['', `${query}&${body}&signature=${signatureOf(`${query}&${body}`)}`],
    ] as const) {
      const answer = await venue.send('POST', `/api/v3/order?${sentQuery}`, { headers, body: sentBody })
      expect(answer.body).toMatchObject({ status: 'NEW' })
    }
    const doubled = `symbol=BTCUSDT&side=SELL&type=LIMIT`
    const answer = await venue.send('POST', `/api/v3/order?${query}&signature=${signatureOf(query + doubled + body)}`, { headers, body: doubled + body })
    expect(answer.body.msg).toContain("'timeInForce'")
  })

  it('may have an empty body of any type', async () => {
    const query = `symbol=BTCUSDT&timestamp=${now}`
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      const headers = { 'x-mbx-apikey': venue.alice.apiKey, 'content-type': type }
      for (const body of ['', '{}']) {
        const answer = await venue.send('DELETE', `/api/v3/openOrders?${query}&signature=${signatureOf(query)}`, { headers, body })
        expect(answer.body).toEqual({ code: -2011, msg: 'Unknown order sent.' })
      }
    }
  })

  it('is refused by a key that is revoked, has not the permission, or comes from elsewhere', async () => {
    const reader = await venue.keyOf({ accountName: 'alice', permissions: [] })
    expect((await venue.signed(reader, 'GET', account)).body).toMatchObject({ canTrade: false })
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }
    expect(refusal(await venue.signed(reader, 'POST', '/api/v3/order', order))).toBe('401 -2015')
    const elsewhere = await venue.keyOf({ accountName: 'alice', allowedAddresses: ['192.0.2.1'] })
    expect(refusal(await venue.signed(elsewhere, 'GET', account))).toBe('401 -2015')
    const here = await venue.keyOf({ accountName: 'alice', allowedAddresses: ['127.0.0.1'] })
    expect((await venue.signed(here, 'GET', account)).status).toBe(200)
    const nobody = await venue.keyOf({ accountName: 'nobody' })
    expect(refusal(await venue.signed(nobody, 'GET', account))).toBe('401 -2015')
    await venue.keys.revoke(here.apiKey)
    expect(refusal(await venue.signed(here, 'GET', account))).toBe('401 -2015')
  })

  it('is not read twice: what was signed is what counts', async () => {
    const query = `timestamp=${now}&omitZeroBalances=true`
    const changed = `${query.replace('true', 'false')}&signature=${signatureOf(query)}`
    expect(refusal(await ask(changed))).toBe('400 -1022')
  })
})

describe('the API', () => {
  it('counts weight, and bans who goes on beyond it', async () => {
    await venue.stop()
    venue = await RestVenue.start({ weightPerMinute: 25 })
    expect((await venue.send('GET', '/api/v3/exchangeInfo')).headers['x-mbx-used-weight-1m']).toBe('20')
    const refused = await venue.send('GET', '/api/v3/exchangeInfo')
    expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([429, -1003, '40'])
    const banned = await venue.send('GET', '/api/v3/ping')
    expect([banned.status, banned.body.code, banned.headers['retry-after']]).toEqual([418, -1003, '120'])
  })

  it('charges a request that is wrong', async () => {
    expect((await venue.send('GET', '/api/v3/depth')).headers['x-mbx-used-weight']).toBe('1')
    expect((await ask('timestamp=1', 'wrong')).headers['x-mbx-used-weight']).toBe('2')
  })

  it('writes times in the unit that is asked for', async () => {
    const at = async (unit: string): Promise<Answer> => venue.send('GET', '/api/v3/time', { headers: { 'x-mbx-time-unit': unit } })
    expect((await at('millisecond')).body).toEqual({ serverTime: now })
    expect((await at('MICROSECOND')).body).toEqual({ serverTime: now * 1000 })
    expect((await at('second')).body).toMatchObject({ code: -1194 })
  })

  it('refuses what it does not have, and bodies that are too long', async () => {
    expect((await venue.send('GET', '/api/v3/nothing')).body).toEqual({ code: -1020, msg: 'This operation is not supported.' })
    expect((await venue.send('POST', '/api/v3/depth')).status).toBe(404)
    const long = await venue.send('POST', '/api/v3/order', { body: 'a'.repeat(70_000) })
    expect([long.status, long.body.code]).toEqual([413, -1100])
  })

  it('is for the pages that may call it', async () => {
    const preflight = { origin: 'https://example.org', 'access-control-request-method': 'GET' }
    expect((await venue.send('GET', '/api/v3/ping', { headers: preflight })).headers['access-control-allow-origin']).toBeUndefined()
    await venue.stop()
    venue = await RestVenue.start({}, { allowedOrigins: ['https://example.org'] })
    expect((await venue.send('OPTIONS', '/api/v3/ping', { headers: preflight })).headers['access-control-allow-origin']).toBe('https://example.org')
    const other = { ...preflight, origin: 'https://example.com' }
    expect((await venue.send('GET', '/api/v3/ping', { headers: other })).headers['access-control-allow-origin']).toBeUndefined()
  })

  it('describes itself, for programs and for people', async () => {
    const { body } = await venue.send('GET', '/api/openapi.json')
    expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/api/v3/order': { post: {}, get: {}, delete: {} } } })
    const place = body.paths['/api/v3/order']?.['post']?.parameters ?? []
    expect(place.filter(({ required }) => required).map(({ name }) => name)).toEqual(['symbol', 'side', 'type', 'timestamp', 'signature'])
    const page = await venue.send('GET', '/api/docs')
    expect(page.body).toContain('/api/v3/order/amend/keepPriority')
  })
})

describe('a listen key', () => {
  it('is made by a key alone, extended and ended by that one', async () => {
    const path = '/api/v3/userDataStream'
    const headers = { 'x-mbx-apikey': venue.alice.apiKey }
    const { body } = await venue.send('POST', path, { headers })
    expect(body.listenKey).toMatch(/^[A-Za-z0-9]{64}$/)
    expect((await venue.send('POST', path, { headers })).body).toEqual(body)
    const url = `${path}?listenKey=${body.listenKey}`
    expect((await venue.send('PUT', url, { headers })).body).toEqual({})
    expect((await venue.send('PUT', url, { headers: { 'x-mbx-apikey': venue.bob.apiKey } })).body).toMatchObject({ code: -1125 })
    expect((await venue.send('PUT', `${path}?listenKey=x`, { headers })).body).toMatchObject({ code: -1125 })
    venue.clock.set(venue.clock.nowUs() + 3_600_000_000)
    expect((await venue.send('PUT', url, { headers })).body).toMatchObject({ code: -1125 })
    const next = await venue.send('POST', path, { headers })
    expect(next.body).not.toEqual(body)
    expect((await venue.send('DELETE', `${path}?listenKey=${next.body.listenKey}`, { headers })).body).toEqual({})
    expect(refusal(await venue.send('POST', path))).toBe('401 -2014')
  })
})
