import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasSchemas, needsSchemas, SbeReader } from '../../binance-dialect/test/sbe-reader.ts'
import { RestVenue } from './rest-venue.ts'
import type { Parameters } from './rest-venue.ts'
import { differences } from '../../binance-dialect/test/sbe-differences.ts'

const SBE = { accept: 'application/sbe', 'x-mbx-sbe': '3:5' }
const MICROSECONDS = { 'x-mbx-time-unit': 'MICROSECOND' }

interface Step {
  readonly method: string
  readonly path: string
  readonly parameters: Parameters
  readonly byBob: boolean
}

const LIMITS = {
  weightPerMinute: 10 ** 9,
  requestsPerFiveMinutes: 10 ** 9,
  ordersPerTenSeconds: 10 ** 9,
  ordersPerDay: 10 ** 9,
}

const symbol = 'BTCUSDT'
const price = fc.integer({ min: 95, max: 105 })
const quantity = fc.constantFrom('1', '2.5', '0.00001', '3.14159')
const side = fc.constantFrom('BUY', 'SELL')
const answer = fc.constantFrom('ACK', 'RESULT', 'FULL')
const id = fc.integer({ min: 1, max: 12 })

const order = fc.oneof(
  fc.record({ type: fc.constant('LIMIT'), timeInForce: fc.constantFrom('GTC', 'IOC', 'FOK'), price, quantity }),
  fc.record({ type: fc.constant('MARKET'), quantity }),
  fc.record({ type: fc.constant('MARKET'), quoteOrderQty: fc.constantFrom('150', '1000') }),
  fc.record({ type: fc.constant('LIMIT_MAKER'), price, quantity }),
  fc.record({
    type: fc.constant('LIMIT'),
    timeInForce: fc.constant('GTC'),
    price,
    quantity: fc.constant('5'),
    icebergQty: fc.constant('1'),
  }),
  fc.record({
    type: fc.constant('STOP_LOSS_LIMIT'),
    timeInForce: fc.constant('GTC'),
    stopPrice: price,
    price,
    quantity,
  }),
  fc.record({
    type: fc.constant('TAKE_PROFIT'),
    stopPrice: price,
    quantity,
    strategyId: id,
    strategyType: fc.constant(1_000_001),
  }),
  fc.record({ type: fc.constant('STOP_LOSS'), trailingDelta: fc.constant(100), quantity }),
  fc.record({
    type: fc.constant('LIMIT'),
    timeInForce: fc.constant('GTC'),
    pegPriceType: fc.constantFrom('PRIMARY_PEG', 'MARKET_PEG'),
    quantity,
  }),
)
const stp = fc.constantFrom('NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT')
const placed = fc
  .tuple(order, side, answer, stp)
  .map(([asked, sideName, newOrderRespType, selfTradePreventionMode]) => {
    return { ...asked, symbol, side: sideName, newOrderRespType, selfTradePreventionMode }
  })
const oco = fc.tuple(answer, side).map(([newOrderRespType, sideName]) => {
  const legs = { aboveType: 'LIMIT_MAKER', abovePrice: '120', belowType: 'STOP_LOSS', belowStopPrice: '80' }
  const buy = { aboveType: 'STOP_LOSS', aboveStopPrice: '120', belowType: 'LIMIT_MAKER', belowPrice: '80' }
  return { symbol, side: sideName, quantity: '1', ...(sideName === 'SELL' ? legs : buy), newOrderRespType }
})
const oto = answer.map((newOrderRespType) => {
  const working = {
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '99',
    workingQuantity: '1',
    workingTimeInForce: 'GTC',
  }
  return { symbol, ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1', newOrderRespType }
})
const named = fc.record({ symbol: fc.constant(symbol), orderId: id })
const replaced = fc
  .tuple(placed, id, fc.constantFrom('STOP_ON_FAILURE', 'ALLOW_FAILURE'))
  .map(([asked, cancelOrderId, cancelReplaceMode]) => {
    return { ...asked, cancelOrderId, cancelReplaceMode }
  })
const one = fc.constant({ symbol })
const nothing = fc.constant({})
const several = fc.constantFrom({ symbol }, {}, { symbols: '["BTCUSDT"]' })
const window = fc.constantFrom(
  { symbol, type: 'MINI' },
  { symbol },
  { symbols: '["BTCUSDT"]', type: 'FULL' },
  { symbols: '["BTCUSDT"]', type: 'MINI' },
)

const CALLS: readonly (readonly [weight: number, call: string, fc.Arbitrary<Parameters>])[] = [
  [30, 'POST /api/v3/order', placed],
  [2, 'POST /api/v3/order/test', placed.map((asked) => ({ ...asked, computeCommissionRates: 'true' }))],
  [1, 'POST /api/v3/order/test', placed],
  [4, 'POST /api/v3/orderList/oco', oco],
  [3, 'POST /api/v3/orderList/oto', oto],
  [4, 'DELETE /api/v3/order', named],
  [2, 'DELETE /api/v3/orderList', fc.record({ symbol: fc.constant(symbol), orderListId: id })],
  [1, 'DELETE /api/v3/openOrders', one],
  [4, 'POST /api/v3/order/cancelReplace', replaced],
  [3, 'PUT /api/v3/order/amend/keepPriority', named.map((which) => ({ ...which, newQty: '0.5' }))],
  [2, 'GET /api/v3/order', named],
  [1, 'GET /api/v3/order/amendments', named],
  [1, 'GET /api/v3/myPreventedMatches', named],
  ...['allOrders', 'myTrades', 'account/commission', 'myFilters', 'myAllocations'].map(
    (path) => [1, `GET /api/v3/${path}`, one] as const,
  ),
  ...['openOrders', 'account', 'rateLimit/order', 'allOrderList', 'openOrderList'].map(
    (path) => [1, `GET /api/v3/${path}`, nothing] as const,
  ),
  [3, 'GET /api/v3/orderList', fc.record({ orderListId: id })],
]
const PUBLIC: readonly (readonly [weight: number, call: string, fc.Arbitrary<Parameters>])[] = [
  ...['ping', 'time', 'exchangeInfo'].map((path) => [1, `GET /api/v3/${path}`, nothing] as const),
  ...['depth', 'trades', 'historicalTrades', 'aggTrades', 'avgPrice', 'referencePrice', 'executionRules'].map(
    (path) => [1, `GET /api/v3/${path}`, one] as const,
  ),
  [1, 'GET /api/v3/klines', fc.constant({ symbol, interval: '1m' })],
  [1, 'GET /api/v3/historicalBlockTrades', fc.constant({ symbol, fromId: 0 })],
  ...['ticker/price', 'ticker/bookTicker'].map((path) => [1, `GET /api/v3/${path}`, several] as const),
  ...['ticker', 'ticker/24hr', 'ticker/tradingDay'].map((path) => [1, `GET /api/v3/${path}`, window] as const),
]

const step: fc.Arbitrary<Step> = fc.oneof(
  ...[...CALLS, ...PUBLIC].map(([weight, call, parameters]) => {
    const [method = '', path = ''] = call.split(' ')
    return {
      weight,
      arbitrary: fc.record({ method: fc.constant(method), path: fc.constant(path), parameters, byBob: fc.boolean() }),
    }
  }),
)
const isSigned = ({ method, path }: Step): boolean => CALLS.some(([, call]) => call === `${method} ${path}`)

/** Every filter that there is, so wide that none is in the way. */
const RULES = {
  markets: {
    'BTC-USDT': {
      percentPrice: { multiplierUp: '5', multiplierDown: '0.2', avgPriceMins: 5 },
      percentPriceBySide: {
        bidMultiplierUp: '5',
        bidMultiplierDown: '0.25',
        askMultiplierUp: '5',
        askMultiplierDown: '0.2',
        avgPriceMins: 0,
      },
      marketNotional: { applyMin: true, applyMax: true, avgPriceMins: 3 },
      maxPosition: '1000000.5',
      maxNumOrders: 1000,
      maxNumAlgoOrders: 900,
      maxNumIcebergOrders: 800,
      maxNumOrderLists: 700,
      maxNumOrderAmends: 600,
    },
  },
  exchange: { maxNumAlgoOrders: 90, maxNumIcebergOrders: 80, maxNumOrderLists: 70, maxAsset: { BTC: '99.5', USDT: '1000000' } },
}

/** No market has a reference price. */
const NEVER = ['ReferencePriceResponse', 'ReferencePriceCalculationResponse']

/** The message has an order that was amended as itself. */
function flattened(body: object): object {
  if (!('amendedOrder' in body)) return body
  const listStatus = 'listStatus' in body ? [body.listStatus] : []
  return { ...(body.amendedOrder as object), ...body, amendedOrder: null, listStatus }
}

describe('answers in SBE', () => {
  const reader = hasSchemas ? new SbeReader('spot_3_5.xml') : undefined

  const ask = async (venue: RestVenue, asked: Step, headers: Readonly<Record<string, string>>) => {
    const { method, path, parameters, byBob } = asked
    if (!isSigned(asked)) return venue.unsigned(method, path, parameters, headers)
    return venue.signed(byBob ? venue.bob : venue.alice, method, path, parameters, headers)
  }

  it('say what JSON says, read by the schema of the venue, whatever is traded and asked', async ({ skip }) => {
    if (!hasSchemas) skip(needsSchemas)
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const start = (): Promise<RestVenue> => RestVenue.start(LIMITS, {}, { rules: RULES })
        const [plain, binary] = [await start(), await start()]
        for (const asked of steps) {
          const json = await ask(plain, asked, MICROSECONDS)
          const sbe = await ask(binary, asked, SBE)
          expect(sbe.headers['content-type']).toBe('application/sbe')
          expect([sbe.status, asked.path]).toEqual([json.status, asked.path])
          const read = reader!.read(sbe.octets)
          seen.add(read.name)
          expect([asked.path, differences(flattened(json.body), read.json)]).toEqual([asked.path, []])
          expect(plain.errors).toEqual([])
          expect(binary.errors).toEqual([])
        }
        await Promise.all([plain.stop(), binary.stop()])
      }),
      { numRuns: 60, endOnFailure: true, seed: 42 },
    )
    expect(reader!.names(100, 499).filter((name) => !seen.has(name) && !NEVER.includes(name))).toEqual([])
  })
})

describe('the format of an answer', () => {
  let venue: RestVenue
  beforeAll(async () => {
    venue = await RestVenue.start(LIMITS)
  })
  afterAll(() => venue.stop())

  it.each([
    ['SBE of the newest version', 'application/sbe', '3:5', 200, 'application/sbe', undefined],
    ['SBE of an older one that is served, said to be old', 'application/sbe', '3:2', 200, 'application/sbe', 'true'],
    ['a refusal in SBE of one that is not', 'application/sbe', '3:1', 400, 'application/sbe', undefined],
    ['a refusal of another schema', 'application/sbe', '1:0', 400, 'application/sbe', undefined],
    ['a refusal of no schema', 'application/sbe', '', 400, 'application/sbe', undefined],
    ['a refusal of a header that is none', 'application/sbe', '3.5', 400, 'application/sbe', undefined],
    [
      'JSON where it is taken as well',
      'application/json, application/sbe;q=0.9',
      '9:9',
      200,
      'application/json;charset=UTF-8',
      undefined,
    ],
    ['SBE where both are taken', 'application/json, application/sbe', '3:5', 200, 'application/sbe', undefined],
    ['JSON where nothing is said', '*/*', '3:5', 200, 'application/json;charset=UTF-8', undefined],
  ])('is %s', async (_, accept, schema, status, type, deprecated) => {
    const sent = await venue.unsigned('GET', '/api/v3/time', {}, { accept, 'x-mbx-sbe': schema })
    expect([sent.status, sent.headers['content-type'], sent.headers['x-mbx-sbe-deprecated']]).toEqual([
      status,
      type,
      deprecated,
    ])
  })

  it('is none where there are no messages for it', async () => {
    const asked = { accept: 'application/sbe', 'x-mbx-sbe': '3:5' }
    const refused = await venue.unsigned('GET', '/fapi/v1/exchangeInfo', {}, asked)
    expect([refused.status, refused.body.code]).toEqual([406, -1155])
    const both = await venue.unsigned(
      'GET',
      '/fapi/v1/exchangeInfo',
      {},
      { ...asked, accept: 'application/sbe, application/json' },
    )
    expect(both.status).toBe(200)
  })

  it('tells in SBE what was wrong with the schema', async ({ skip }) => {
    if (!hasSchemas) skip(needsSchemas)
    const reader = new SbeReader('spot_3_5.xml')
    const codeFor = async (schema: string): Promise<unknown> => {
      const { octets } = await venue.unsigned(
        'GET',
        '/api/v3/time',
        {},
        { accept: 'application/sbe', 'x-mbx-sbe': schema },
      )
      return reader.read(octets)
    }
    const error = { name: 'ErrorResponse', schemaId: 3, version: 5 }
    const missing = 'Invalid `X-MBX-SBE` header; expected `<SCHEMA_ID>:<VERSION>`.'
    expect(await codeFor('')).toEqual({ ...error, json: { code: -1152, msg: missing } })
    const unsupported = 'Unsupported SBE schema ID or version specified in the `X-MBX-SBE` header.'
    expect(await codeFor('2:1')).toEqual({ ...error, json: { code: -1153, msg: unsupported } })
  })
})
