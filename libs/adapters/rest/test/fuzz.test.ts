import { DIALECT_ERRORS, ENDPOINTS } from '@openlob/binance-dialect'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'

let venue: RestVenue
beforeAll(async () => {
  const many = 10 ** 9
  venue = await RestVenue.start({ weightPerMinute: many, requestsPerFiveMinutes: many, ordersPerTenSeconds: many })
})
afterAll(() => venue.stop())

const CODES = new Set<number>(Object.values(DIALECT_ERRORS).map(({ code }) => code))

const sensible = fc.constantFrom(
  'BTCUSDT', '["BTCUSDT"]', 'BUY', 'SELL', 'LIMIT', 'MARKET', 'LIMIT_MAKER', 'GTC', 'IOC', 'FOK', '1', '100', '0.5', '1m', '1d', 'FULL',
  'MINI', 'true', '1700000000000', 'STOP_ON_FAILURE', 'ALLOW_FAILURE', '2', 'mine',
)
const value = fc.oneof(
  { weight: 6, arbitrary: sensible },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.double().map(String) },
)
const market = fc.oneof({ weight: 9, arbitrary: fc.constant('BTCUSDT') }, value)
const PROOF = ['timestamp', 'recvWindow', 'signature']

describe('every endpoint of the description', () => {
  it('answers whatever it is sent, in its own words, and leaves the exchange as it was where it refuses', async () => {
    const { paths } = (await venue.send('GET', '/api/openapi.json')).body
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters }]) => {
        const names = parameters.map(({ name }) => name).filter((name) => !PROOF.includes(name))
        return { path, method: method.toUpperCase(), names }
      }),
    )
    expect(operations.length).toBe(ENDPOINTS.filter(({ http }) => http !== undefined).length)
    const request = fc.constantFrom(...operations).chain(({ path, method, names }) => {
      const sent = fc.uniqueArray(fc.constantFrom(...names, 'other'), { maxLength: names.length })
      const parameters = sent.chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map((name) => [name, name === 'symbol' ? market : value]))),
      )
      return fc.record({ path: fc.constant(path), method: fc.constant(method), parameters, byBob: fc.boolean() })
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ path, method, parameters, byBob }) => {
        const before = venue.exchange.stateHash()
        const { status, body } = await venue.signed(byBob ? venue.bob : venue.alice, method, path, parameters)
        expect(venue.errors).toEqual([])
        expect(status).toBeLessThan(500)
        if (status === 200) return
        expect(CODES).toContain(body.code)
        expect(body.msg).not.toMatch(/undefined|%s|\[object/)
        // What the engine refused is in its journal; what was refused before is nowhere.
        if (body.code > -2000) expect(venue.exchange.stateHash()).toBe(before)
      }),
      { numRuns: 2_000 },
    )
  })
})
