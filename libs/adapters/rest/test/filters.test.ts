import type { ExchangeRules, MarketRules } from '@openlob/binance-dialect'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'
import type { Answer, Parameters } from './rest-venue.ts'

const LIMITS = {
  weightPerMinute: 10 ** 9,
  requestsPerFiveMinutes: 10 ** 9,
  ordersPerTenSeconds: 10 ** 9,
  ordersPerDay: 10 ** 9,
}

let venue: RestVenue | undefined
afterEach(async () => {
  expect(venue?.errors ?? []).toEqual([])
  await venue?.stop()
})

async function withRules(market: MarketRules, exchange: ExchangeRules = {}): Promise<void> {
  venue = await RestVenue.start(LIMITS, {}, { rules: { markets: { 'BTC-USDT': market }, exchange } })
}

const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }
const stop = { ...limit, type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '50', price: '49' }
const iceberg = { ...limit, quantity: '10', icebergQty: '1' }
const legs = { aboveType: 'LIMIT_MAKER', abovePrice: '300', belowType: 'STOP_LOSS', belowStopPrice: '50' }
const oco = { symbol: 'BTCUSDT', side: 'SELL', quantity: '1', ...legs }

function place(order: Parameters, path = '/api/v3/order', by = venue!.alice): Promise<Answer> {
  return venue!.signed(by, 'POST', path, order)
}

async function failureOf(order: Parameters, path = '/api/v3/order'): Promise<unknown> {
  const { status, body } = await place(order, path)
  return status === 200 ? 'none' : [body.code, body.msg]
}

/** A trade at a price, between two others. */
async function tradeAt(price: string): Promise<void> {
  await place({ ...limit, price }, '/api/v3/order', venue!.bob)
  await place({ ...limit, price, side: 'SELL' })
}

const filter = (name: string): unknown => [-1013, `Filter failure: ${name}`]
const OCO = '/api/v3/orderList/oco'

describe('the filters of a market', () => {
  it.each<[string, MarketRules, ExchangeRules, readonly (readonly [Parameters, string?])[], Parameters, string?]>([
    ['MAX_NUM_ORDERS', { maxNumOrders: 2 }, {}, [[limit], [stop]], limit],
    ['MAX_NUM_ORDERS', { maxNumOrders: 2 }, {}, [[limit]], oco, OCO],
    ['MAX_NUM_ALGO_ORDERS', { maxNumAlgoOrders: 1 }, {}, [[limit], [limit], [stop]], stop],
    ['MAX_NUM_ICEBERG_ORDERS', { maxNumIcebergOrders: 1 }, {}, [[limit], [iceberg]], iceberg],
    ['MAX_NUM_ORDER_LISTS', { maxNumOrderLists: 1 }, {}, [[limit], [oco, OCO]], oco, OCO],
    ['EXCHANGE_MAX_NUM_ALGO_ORDERS', {}, { maxNumAlgoOrders: 1 }, [[stop]], stop],
    ['EXCHANGE_MAX_NUM_ICEBERG_ORDERS', {}, { maxNumIcebergOrders: 1 }, [[iceberg]], iceberg],
    ['EXCHANGE_MAX_NUM_ORDER_LISTS', {}, { maxNumOrderLists: 1 }, [[oco, OCO]], oco, OCO],
    // Of 100,000 there are, and 2 are ordered.
    [
      'MAX_POSITION',
      { maxPosition: '100003' },
      {},
      [[limit], [limit], [{ ...limit, side: 'SELL', price: '200' }]],
      { ...limit, quantity: '1.00001' },
    ],
    ['MAX_ASSET', {}, { maxAsset: { BTC: '2' } }, [[{ ...limit, quantity: '2' }]], { ...limit, quantity: '2.00001' }],
    [
      'MAX_ASSET',
      {},
      { maxAsset: { USDT: '200' } },
      [[{ ...limit, quantity: '2' }]],
      { ...limit, quantity: '2.00001' },
    ],
    [
      'MAX_ASSET',
      {},
      { maxAsset: { USDT: '200' } },
      [[limit]],
      { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '200.01' },
    ],
  ])(
    '%s is a failure of its own, and what is within it is placed: %#',
    async (name, market, exchange, within, beyond, path) => {
      await withRules(market, exchange)
      for (const [order, where] of within) expect(await failureOf(order, where)).toBe('none')
      const before = venue!.exchange.stateHash()
      expect(await failureOf(beyond, path)).toEqual(filter(name))
      if (path === undefined) expect(await failureOf(beyond, '/api/v3/order/test')).toEqual(filter(name))
      expect(venue!.exchange.stateHash()).toBe(before)
    },
  )

  it('hold prices against the average of the last minutes, or the last price', async () => {
    const percentPrice = { multiplierUp: '1.1', multiplierDown: '0.9', avgPriceMins: 5 }
    await withRules({ percentPrice })
    expect(await failureOf({ ...limit, price: '1' })).toBe('none')
    await venue!.signed(venue!.alice, 'DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
    await tradeAt('100')
    await tradeAt('103')
    // The average is 101.5.
    expect(await failureOf({ ...limit, side: 'SELL', price: '111.65' })).toBe('none')
    expect(await failureOf({ ...limit, side: 'SELL', price: '111.66' })).toEqual(filter('PERCENT_PRICE'))
    expect(await failureOf({ ...limit, price: '91.35' })).toBe('none')
    expect(await failureOf({ ...limit, price: '91.34' })).toEqual(filter('PERCENT_PRICE'))
    // Nothing was traded since: the last price.
    venue!.clock.advance(600_000_000)
    expect(await failureOf({ ...limit, side: 'SELL', price: '113.30' })).toBe('none')
    expect(await failureOf({ ...limit, side: 'SELL', price: '113.31' })).toEqual(filter('PERCENT_PRICE'))
  })

  it('have other multiples for each side', async () => {
    const bid = { bidMultiplierUp: '1', bidMultiplierDown: '0.5' }
    await withRules({ percentPriceBySide: { ...bid, askMultiplierUp: '2', askMultiplierDown: '1', avgPriceMins: 0 } })
    await tradeAt('100')
    expect(await failureOf({ ...limit, price: '50' })).toBe('none')
    expect(await failureOf({ ...limit, price: '49.99' })).toEqual(filter('PERCENT_PRICE_BY_SIDE'))
    expect(await failureOf({ ...limit, price: '100.01' })).toEqual(filter('PERCENT_PRICE_BY_SIDE'))
    expect(await failureOf({ ...limit, side: 'SELL', price: '200' })).toBe('none')
    expect(await failureOf({ ...limit, side: 'SELL', price: '99.99' })).toEqual(filter('PERCENT_PRICE_BY_SIDE'))
  })

  it('hold the notional against market orders where that is asked for', async () => {
    await withRules({ marketNotional: { applyMin: true, applyMax: true, avgPriceMins: 0 } })
    const market = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET' }
    await tradeAt('100')
    expect(await failureOf({ ...market, quantity: '0.00999' })).toEqual(filter('NOTIONAL'))
    await place(limit, '/api/v3/order', venue!.bob)
    expect(await failureOf({ ...market, quantity: '0.01' })).toBe('none')
  })

  it('count amendments', async () => {
    await withRules({ maxNumOrderAmends: 1 })
    await place(limit)
    const amend = (newQty: string): Promise<Answer> =>
      venue!.signed(venue!.alice, 'PUT', '/api/v3/order/amend/keepPriority', { symbol: 'BTCUSDT', orderId: 1, newQty })
    expect((await amend('0.9')).status).toBe(200)
    expect((await amend('0.8')).body).toEqual({ code: -2038, msg: 'Filter failure: MAX_NUM_ORDER_AMENDS' })
  })

  it('are never exceeded by orders that come at once', async () => {
    const rules: MarketRules = { maxNumOrders: 5, maxNumAlgoOrders: 2, maxNumIcebergOrders: 1 }
    const order = fc.constantFrom<Parameters>(limit, stop, iceberg)
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 5, maxLength: 12 }), async (orders) => {
        await withRules(rules)
        const answers = await Promise.all(orders.map((each) => place(each)))
        const open = (await venue!.signed(venue!.alice, 'GET', '/api/v3/openOrders')).body as unknown as {
          type: string
          icebergQty: string
        }[]
        const stops = open.filter(({ type }) => type === 'STOP_LOSS_LIMIT').length
        const icebergs = open.filter(({ icebergQty }) => Number(icebergQty) > 0).length
        expect(open.length).toBe(answers.filter(({ status }) => status === 200).length)
        const wanted = (kind: Parameters): number => orders.filter((each) => each === kind).length
        expect([stops <= 2, icebergs <= 1, open.length <= 5]).toEqual([true, true, true])
        // What is refused has met a limit: none of them is left unused.
        const left = orders.length - open.length
        if (left > 0 && open.length < 5)
          expect([stops, icebergs]).toEqual([Math.min(2, wanted(stop)), Math.min(1, wanted(iceberg))])
        await venue!.stop()
      }),
      { numRuns: 20 },
    )
  })

  it('are shown, and those of the account too', async () => {
    const percentPrice = { multiplierUp: '1.1', multiplierDown: '0.9', avgPriceMins: 5 }
    await withRules(
      { percentPrice, maxNumOrders: 5, maxPosition: '10' },
      { maxNumOrderLists: 3, maxAsset: { BTC: '4' } },
    )
    const { body } = await venue!.send('GET', '/api/v3/exchangeInfo')
    const { symbols, exchangeFilters } = body as unknown as {
      symbols: { filters: unknown[] }[]
      exchangeFilters: unknown[]
    }
    const own = [
      { filterType: 'PERCENT_PRICE', ...percentPrice },
      { filterType: 'MAX_POSITION', maxPosition: '10' },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 5 },
    ]
    expect(symbols[0]!.filters.slice(-3)).toEqual(own)
    expect(exchangeFilters.at(-1)).toEqual({ filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 3 })
    const mine = await venue!.signed(venue!.alice, 'GET', '/api/v3/myFilters', { symbol: 'BTCUSDT' })
    expect(mine.body).toMatchObject({
      symbolFilters: symbols[0]!.filters,
      exchangeFilters,
      assetFilters: [{ filterType: 'MAX_ASSET', asset: 'BTC', limit: '4' }],
    })
  })
})

describe('self-trade prevention', () => {
  it('has the mode of the market where an order says none', async () => {
    venue = await RestVenue.start(LIMITS, {}, { selfTradePreventionMode: 'EXPIRE_MAKER' })
    await place(limit)
    const taken = await place({ ...limit, side: 'SELL' })
    expect(taken.body).toMatchObject({ status: 'NEW', selfTradePreventionMode: 'EXPIRE_MAKER' })
    const maker = await venue.signed(venue.alice, 'GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: 1 })
    expect(maker.body.status).toBe('EXPIRED_IN_MATCH')
    const { body } = await venue.send('GET', '/api/v3/exchangeInfo')
    expect(body.symbols).toMatchObject([{ defaultSelfTradePreventionMode: 'EXPIRE_MAKER' }])
    await place({ ...limit, side: 'SELL', price: '101', selfTradePreventionMode: 'NONE' })
    expect((await place({ ...limit, price: '101', selfTradePreventionMode: 'NONE' })).body.status).not.toBe(
      'EXPIRED_IN_MATCH',
    )
  })
})
