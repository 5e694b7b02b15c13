import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'
import type { Answer, Body, Parameters } from './rest-venue.ts'

let venue: RestVenue
beforeEach(async () => {
  venue = await RestVenue.start()
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const limit = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '2', price: '100' }
const buy = { ...limit, side: 'BUY' }
const sell = { ...limit, side: 'SELL' }
const order = '/api/v3/order'

function refusal({ status, body }: Answer): string {
  const { code, msg } = body
  return `${status} ${code} ${msg}`
}

/** The parameters that have a value. */
function without(terms: Readonly<Record<string, string | undefined>>): Parameters {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as Parameters
}

describe('a new order', () => {
  it('rests, and is shown in full', async () => {
    const { status, body, headers } = await venue.signed(venue.alice, 'POST', order, { ...buy, newClientOrderId: 'mine', strategyId: 7 })
    expect([status, headers['x-mbx-order-count-10s'], headers['x-mbx-order-count-1d'], headers['x-mbx-used-weight-1m']]).toEqual([200, '1', '1', '0'])
    expect(body).toEqual({
      symbol: 'BTCUSDT',
      orderId: 1,
      orderListId: -1,
      clientOrderId: 'mine',
      transactTime: 1_700_000_000_000,
      price: '100.00000000',
      origQty: '2.00000000',
      executedQty: '0.00000000',
      origQuoteOrderQty: '0.00000000',
      cummulativeQuoteQty: '0.00000000',
      status: 'NEW',
      timeInForce: 'GTC',
      type: 'LIMIT',
      side: 'BUY',
      workingTime: 1_700_000_000_000,
      strategyId: 7,
      selfTradePreventionMode: 'NONE',
      fills: [],
    })
  })

  it('trades, and both sides find their fills', async () => {
    await venue.signed(venue.alice, 'POST', order, buy)
    const { body } = await venue.signed(venue.bob, 'POST', order, { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5' })
    expect(body).toMatchObject({ status: 'FILLED', type: 'MARKET', timeInForce: 'GTC', price: '0.00000000', cummulativeQuoteQty: '50.00000000' })
    expect(body.fills).toEqual([{ price: '100.00000000', qty: '0.50000000', commission: '0.00000000', commissionAsset: 'USDT', tradeId: 1 }])
    const mine = await venue.signed(venue.alice, 'GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' })
    expect(mine.body).toMatchObject([{ id: 1, orderId: 1, isBuyer: true, isMaker: true, quoteQty: '50.00000000', commissionAsset: 'BTC' }])
    const account = await venue.signed(venue.alice, 'GET', '/api/v3/account')
    expect(account.body).toMatchObject({
      makerCommission: 5,
      takerCommission: 10,
      commissionRates: { maker: '0.00050000', taker: '0.00100000' },
      balances: [
        { asset: 'BTC', free: '100000.50000000', locked: '0.00000000' },
        { asset: 'USDT', free: '99800.00000000', locked: '150.00000000' },
      ],
    })
  })

  it.each([
    ['a market order that finds nothing', { type: 'MARKET', timeInForce: undefined, price: undefined }, 'INSUFFICIENT_LIQUIDITY'],
    ['IOC', { timeInForce: 'IOC' }, 'UNFILLED_IOC_QUANTITY_EXPIRED'],
    ['FOK', { timeInForce: 'FOK' }, 'UNFILLED_FOK_ORDER_EXPIRED'],
  ])('expires: %s', async (_, terms, expiryReason) => {
    const given = without({ ...buy, ...terms })
    const { status, body } = await venue.signed(venue.alice, 'POST', order, given)
    expect([status, body.status, body.expiryReason]).toEqual([200, 'EXPIRED', expiryReason])
  })

  it.each([
    ['ACK', ['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime']],
    ['RESULT', expect.not.arrayContaining(['fills']) as string[]],
  ])('is answered as asked: %s', async (newOrderRespType, keys) => {
    const { body } = await venue.signed(venue.alice, 'POST', order, { ...buy, newOrderRespType })
    expect(Object.keys(body)).toEqual(keys)
    expect(body.clientOrderId).toMatch(/^[A-Za-z0-9]{22}$/)
  })

  it.each([
    ['no symbol', { symbol: undefined }, "400 -1102 Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    ['another symbol', { symbol: 'ETHUSDT' }, '400 -1121 Invalid symbol.'],
    ['no side', { side: 'LONG' }, '400 -1117 Invalid side.'],
    ['no type', { type: 'BEST' }, '400 -1116 Invalid orderType.'],
    ['a limit order without time in force', { timeInForce: undefined }, "400 -1102 Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed."],
    ['a limit order without price', { price: undefined }, "400 -1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed."],
    ['a market order with time in force', { type: 'MARKET' }, "400 -1106 Parameter 'timeInForce' sent when not required."],
    ['a market order without quantity', { type: 'MARKET', timeInForce: undefined, price: undefined, quantity: undefined }, "400 -1102 Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"],
    ['a stop price that is not needed', { stopPrice: '1' }, "400 -1106 Parameter 'stopPrice' sent when not required."],
    ['too many places', { price: '100.000000001' }, "400 -1111 Parameter 'price' has too much precision."],
    ['a price off the tick', { price: '100.001' }, '400 -1013 Filter failure: PRICE_FILTER'],
    ['a quantity off the lot', { quantity: '0.000001' }, '400 -1013 Filter failure: LOT_SIZE'],
    ['no quantity', { quantity: '0.0' }, '400 -1013 Invalid quantity.'],
    ['no price', { price: '0' }, '400 -1013 Invalid price.'],
    ['too little money', { quantity: '0.00001' }, '400 -1013 Filter failure: NOTIONAL'],
    ['more than there is', { quantity: '1000000' }, '400 -2010 Account has insufficient balance for requested action.'],
    ['a stop without one', { type: 'STOP_LOSS', timeInForce: undefined, price: undefined }, "400 -1102 Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!"],
    ['a stop with a price', { type: 'STOP_LOSS', timeInForce: undefined, stopPrice: '1' }, "400 -1106 Parameter 'price' sent when not required."],
    ['a stop that trails too far', { type: 'STOP_LOSS_LIMIT', trailingDelta: '2001' }, '400 -1013 Filter failure: TRAILING_DELTA'],
    ['an iceberg that shows all', { icebergQty: '2' }, '400 -2010 IcebergQty exceeds QTY.'],
    ['an iceberg that does not wait', { icebergQty: '1', timeInForce: 'IOC' }, '400 -2010 Unsupported order combination'],
    ['an iceberg in too many parts', { icebergQty: '0.01' }, '400 -1013 Filter failure: ICEBERG_PARTS'],
    ['a peg of a market order', { type: 'MARKET', timeInForce: undefined, price: undefined, pegPriceType: 'PRIMARY_PEG' }, '400 -2010 This order type may not use pegged price.'],
    ['a peg that goes with nothing', { pegPriceType: 'PRIMARY_PEG', timeInForce: 'IOC' }, '400 -2010 This price peg cannot be used with this order type.'],
    ['half an offset of a peg', { pegPriceType: 'MARKET_PEG', pegOffsetValue: '1' }, '400 -1128 Combination of optional parameters invalid.'],
    ['a mode of self-trade prevention', { selfTradePreventionMode: 'TRANSFER' }, '400 -1013 This symbol does not allow the specified self-trade prevention mode.'],
    ['a strategy type', { strategyType: '5' }, '400 -1134 `strategyType` was less than 1000000.'],
    ['a parameter that nobody knows', { colour: 'red' }, "400 -1104 Not all sent parameters were read; read '6' parameter(s) but was sent '7'."],
  ])('is refused, and changes nothing: %s', async (_, terms, text) => {
    const before = venue.exchange.stateHash()
    const given = without({ ...buy, ...terms })
    const answer = await venue.signed(venue.alice, 'POST', order, given)
    expect(refusal(answer)).toBe(text)
    expect(answer.headers['x-mbx-order-count-10s'] ?? '0').toBe('0')
    if (!text.includes('-2010 Account')) expect(venue.exchange.stateHash()).toBe(before)
  })

  it('of a maker alone is refused where it would take, and its name where it is used', async () => {
    await venue.signed(venue.bob, 'POST', order, sell)
    const maker = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '100' }
    expect(refusal(await venue.signed(venue.alice, 'POST', order, maker))).toBe('400 -2010 Order would immediately match and take.')
    const named = { ...maker, price: '99', newClientOrderId: 'x' }
    expect((await venue.signed(venue.alice, 'POST', order, named)).body).toMatchObject({ clientOrderId: 'x' })
    expect(refusal(await venue.signed(venue.alice, 'POST', order, named))).toBe('400 -2010 Duplicate order sent.')
  })

  it('is only checked where that is asked', async () => {
    const { body } = await venue.signed(venue.alice, 'POST', '/api/v3/order/test', buy)
    expect(body).toEqual({})
    const rated = await venue.signed(venue.alice, 'POST', '/api/v3/order/test', { ...buy, computeCommissionRates: 'true' })
    expect(rated.body).toMatchObject({ standardCommissionForOrder: { maker: '0.00050000', taker: '0.00100000' } })
    expect(refusal(await venue.signed(venue.alice, 'POST', '/api/v3/order/test', { ...buy, price: '0.001' }))).toContain('PRICE_FILTER')
    expect((await venue.signed(venue.alice, 'GET', '/api/v3/openOrders')).body).toEqual([])
  })

  it('counts until it is filled, and is refused beyond the limit', async () => {
    await venue.stop()
    venue = await RestVenue.start({ ordersPerTenSeconds: 2 })
    await venue.signed(venue.alice, 'POST', order, buy)
    await venue.signed(venue.alice, 'POST', order, buy)
    const refused = await venue.signed(venue.alice, 'POST', order, buy)
    expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([429, -1015, '10'])
    expect((await venue.signed(venue.alice, 'GET', '/api/v3/rateLimit/order')).body).toMatchObject([{ count: 2 }, { count: 2 }])
    await venue.signed(venue.bob, 'POST', order, { ...sell, quantity: '1' })
    expect((await venue.signed(venue.alice, 'GET', '/api/v3/rateLimit/order')).body).toMatchObject([{ count: 0 }, { count: 0 }])
  })
})

describe('an open order', () => {
  it('is found by id and by name, and cancelled under the name of the cancellation', async () => {
    await venue.signed(venue.alice, 'POST', order, { ...buy, newClientOrderId: 'mine' })
    for (const which of [{ orderId: 1 }, { origClientOrderId: 'mine' }, { orderId: 1, origClientOrderId: 'mine' }])
      expect((await venue.signed(venue.alice, 'GET', order, { symbol: 'BTCUSDT', ...which })).body).toMatchObject({ orderId: 1, status: 'NEW', isWorking: true })
    const which = { symbol: 'BTCUSDT', orderId: 1 }
    expect(refusal(await venue.signed(venue.bob, 'GET', order, which))).toBe('400 -2013 Order does not exist.')
    expect(refusal(await venue.signed(venue.bob, 'DELETE', order, which))).toBe('400 -2011 Unknown order sent.')
    expect(refusal(await venue.signed(venue.alice, 'DELETE', order, { ...which, origClientOrderId: 'other' }))).toBe('400 -2011 Unknown order sent.')
    expect(refusal(await venue.signed(venue.alice, 'DELETE', order, { ...which, cancelRestrictions: 'ONLY_PARTIALLY_FILLED' }))).toBe('400 -2011 Order was not canceled due to cancel restrictions.')
    expect(refusal(await venue.signed(venue.alice, 'DELETE', order, { symbol: 'BTCUSDT' }))).toMatch(/^400 -1102 Param/)
    const { body } = await venue.signed(venue.alice, 'DELETE', order, { ...which, newClientOrderId: 'why' })
    expect(body).toMatchObject({ origClientOrderId: 'mine', clientOrderId: 'why', status: 'CANCELED' })
    expect(refusal(await venue.signed(venue.alice, 'DELETE', order, which))).toBe('400 -2011 Unknown order sent.')
    expect((await venue.signed(venue.alice, 'GET', order, which)).body).toMatchObject({ status: 'CANCELED' })
    expect((await venue.signed(venue.alice, 'GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' })).body).toHaveLength(1)
  })

  it('is made smaller in its place, under another name', async () => {
    await venue.signed(venue.alice, 'POST', order, { ...buy, newClientOrderId: 'mine' })
    const amend = '/api/v3/order/amend/keepPriority'
    const which = { symbol: 'BTCUSDT', orderId: 1 }
    expect(refusal(await venue.signed(venue.alice, 'PUT', amend, { ...which, newQty: '3' }))).toBe('400 -2038 Order amend (quantity increase) is not supported.')
    expect(refusal(await venue.signed(venue.alice, 'PUT', amend, { ...which, newQty: '2' }))).toBe('400 -2038 The requested action would change no state; rejecting.')
    expect(refusal(await venue.signed(venue.alice, 'PUT', amend, { symbol: 'BTCUSDT', orderId: 9, newQty: '1' }))).toBe('400 -2038 Unknown order sent.')
    const { body } = await venue.signed(venue.alice, 'PUT', amend, { ...which, newQty: '1', newClientOrderId: 'less' })
    expect(body.amendedOrder).toMatchObject({ origClientOrderId: 'mine', clientOrderId: 'less', qty: '1.00000000', cumulativeQuoteQty: '0.00000000' })
    const amendments = await venue.signed(venue.alice, 'GET', '/api/v3/order/amendments', which)
    expect(amendments.body).toMatchObject([{ executionId: body.executionId, origClientOrderId: 'mine', newClientOrderId: 'less', origQty: '2.00000000', newQty: '1.00000000' }])
    expect((await venue.signed(venue.alice, 'GET', order, { symbol: 'BTCUSDT', origClientOrderId: 'less' })).body).toMatchObject({ orderId: 1 })
  })

  it('is replaced, and the answer tells what became of each half', async () => {
    await venue.signed(venue.alice, 'POST', order, buy)
    const replace = (terms: Record<string, string | number>): Promise<Answer> =>
      venue.signed(venue.alice, 'POST', '/api/v3/order/cancelReplace', { ...buy, cancelReplaceMode: 'STOP_ON_FAILURE', ...terms })
    expect((await replace({ cancelOrderId: 1 })).body).toMatchObject({ cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS', newOrderResponse: { orderId: 2 } })
    const stopped = await replace({ cancelOrderId: 1 })
    expect([stopped.status, stopped.body]).toMatchObject([400, { code: -2022, data: { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', cancelResponse: { code: -2011 }, newOrderResponse: null } }])
    const allowed = await replace({ cancelOrderId: 1, cancelReplaceMode: 'ALLOW_FAILURE' })
    expect([allowed.status, allowed.body]).toMatchObject([409, { code: -2021, data: { cancelResult: 'FAILURE', newOrderResult: 'SUCCESS' } }])
    const poor = await replace({ cancelOrderId: 2, quantity: '900000', cancelReplaceMode: 'STOP_ON_FAILURE' })
    expect([poor.status, poor.body]).toMatchObject([409, { code: -2021, data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', newOrderResponse: { code: -2010 } } }])
    const both = await replace({ cancelOrderId: 2, quantity: '900000', cancelReplaceMode: 'ALLOW_FAILURE' })
    expect([both.status, both.body]).toMatchObject([400, { code: -2022, data: { cancelResult: 'FAILURE', newOrderResult: 'FAILURE' } }])
  })

  it('goes with all others of its market', async () => {
    for (const side of ['BUY', 'BUY', 'SELL']) await venue.signed(venue.alice, 'POST', order, { ...limit, side, price: side === 'BUY' ? '90' : '110' })
    const all = await venue.signed(venue.alice, 'DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
    expect((all.body as unknown as Body[]).map(({ status }) => status)).toEqual(['CANCELED', 'CANCELED', 'CANCELED'])
    expect(refusal(await venue.signed(venue.alice, 'DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' }))).toBe('400 -2011 Unknown order sent.')
  })

  it('is refused a cancellation where the market is closed, in the words that clients know', async () => {
    await venue.exchange.submit({ type: 'SetInstrumentStatus', instrumentId: 1 as never, status: 'halted' })
    expect(refusal(await venue.signed(venue.alice, 'POST', order, buy))).toBe('400 -2010 Market is closed.')
    expect((await venue.send('GET', '/api/v3/exchangeInfo')).body.symbols).toMatchObject([{ status: 'HALT' }])
  })
})
