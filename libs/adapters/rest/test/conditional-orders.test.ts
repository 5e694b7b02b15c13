import { accountId } from '@openlob/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'
import type { Answer, Parameters } from './rest-venue.ts'

let venue: RestVenue
beforeEach(async () => {
  venue = await RestVenue.start()
})
afterEach(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

const symbol = 'BTCUSDT'
const order = '/api/v3/order'
const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC' } as const

type Rows = readonly Readonly<Record<string, unknown>>[]

function rows(answer: Answer): Rows {
  return answer.body as unknown as Rows
}

function refusal({ status, body }: Answer): string {
  return `${status} ${body.code} ${body.msg}`
}

async function done(terms: Parameters, who: 'alice' | 'bob' = 'alice', path = order): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await venue.signed(venue[who], 'POST', path, terms)
  expect([status, (body as Partial<typeof body>).msg]).toEqual([200, undefined])
  return body as unknown as Readonly<Record<string, unknown>>
}

async function shown(orderId: unknown, who: 'alice' | 'bob' = 'alice'): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await venue.signed(venue[who], 'GET', order, { symbol, orderId: orderId as number })
  return body as unknown as Readonly<Record<string, unknown>>
}

/** Lets the market trade at a price. */
async function trade(price: string): Promise<void> {
  await done({ ...limit, side: 'SELL', quantity: '0.02', price }, 'bob')
  await done({ ...limit, side: 'BUY', quantity: '0.02', price, timeInForce: 'IOC' }, 'bob')
}

async function locked(asset: string, who: 'alice' | 'bob' = 'alice'): Promise<unknown> {
  const { body } = await venue.signed(venue[who], 'GET', '/api/v3/account', { omitZeroBalances: 'true' })
  const { balances } = body as unknown as { readonly balances: Rows }
  return balances.find((balance) => balance['asset'] === asset)?.['locked']
}

describe('a stop', () => {
  it('waits, holds what it may cost, and works once the price is reached', async () => {
    await trade('100')
    const stop = { symbol, side: 'BUY', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: '1', price: '111', stopPrice: '110' }
    const placed = await done({ ...stop, newOrderRespType: 'RESULT' })
    expect(placed).toMatchObject({ status: 'NEW', stopPrice: '110.00000000', workingTime: -1, type: 'STOP_LOSS_LIMIT' })
    expect(await locked('USDT')).toBe('111.00000000')
    expect(await shown(placed['orderId'])).toMatchObject({ isWorking: false, workingTime: -1 })
    await trade('110')
    expect(await shown(placed['orderId'])).toMatchObject({ isWorking: true, status: 'NEW', workingTime: 1_700_000_000_000 })
    expect(await locked('USDT')).toBe('111.00000000')
  })

  it('without a limit takes what is there', async () => {
    await trade('100')
    const placed = await done({ symbol, side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '90' })
    expect(Object.keys(placed)).toEqual(['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime'])
    expect(await locked('BTC')).toBe('1.00000000')
    await done({ ...limit, side: 'BUY', quantity: '2', price: '89' }, 'bob')
    await trade('89')
    expect(await shown(placed['orderId'])).toMatchObject({ status: 'FILLED', cummulativeQuoteQty: '89.00000000' })
    expect(await locked('BTC')).toBe('0.00000000')
  })

  it('is refused where the market is there already, and where its owner cannot pay', async () => {
    await trade('100')
    const stop = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '100' }
    expect(refusal(await venue.signed(venue.alice, 'POST', order, stop))).toBe('400 -2010 Order would trigger immediately.')
    const much = { ...stop, stopPrice: '90', quantity: '1000000' }
    expect(refusal(await venue.signed(venue.alice, 'POST', order, much))).toBe('400 -2010 Account has insufficient balance for requested action.')
  })

  it('trails as the worked example of the specification has it', async () => {
    await trade('400')
    const terms = { symbol, side: 'BUY', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: '1' } as const
    const placed = await done({ ...terms, price: '450', stopPrice: '440', trailingDelta: 500 })
    for (const price of ['370', '440', '460', '420']) await trade(price)
    expect(await shown(placed['orderId'])).toMatchObject({ isWorking: false, trailingDelta: 500 })
    await trade('441')
    expect(await shown(placed['orderId'])).toMatchObject({ isWorking: true })
  })
})

it('an iceberg shows a part, and a peg takes its price from the book', async () => {
  await done({ ...limit, side: 'SELL', quantity: '5', price: '100', icebergQty: '2' })
  const { body } = await venue.send('GET', `/api/v3/depth?symbol=${symbol}`)
  expect(body).toMatchObject({ asks: [['100.00000000', '2.00000000']] })
  const pegged = await done({ ...limit, side: 'SELL', quantity: '1', pegPriceType: 'PRIMARY_PEG' }, 'bob')
  expect(pegged).toMatchObject({ peggedPrice: '100.00000000', price: '0.00000000', pegPriceType: 'PRIMARY_PEG' })
  expect(rows(await venue.signed(venue.alice, 'GET', '/api/v3/openOrders', { symbol }))[0]).toMatchObject({ icebergQty: '2.00000000' })
})

it('a market order by amount spends as much as it may, in whole lots', async () => {
  await done({ ...limit, side: 'SELL', quantity: '1', price: '100' }, 'bob')
  await done({ ...limit, side: 'SELL', quantity: '1', price: '120' }, 'bob')
  const bought = await done({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '160' })
  expect(bought).toMatchObject({ status: 'FILLED', origQty: '1.50000000', origQuoteOrderQty: '160.00000000', cummulativeQuoteQty: '160.00000000' })
  const none = await venue.signed(venue.alice, 'POST', order, { symbol, side: 'SELL', type: 'MARKET', quoteOrderQty: '10' })
  expect(refusal(none)).toBe('400 -2010 Order book liquidity is less than `LOT_SIZE` filter minimum quantity.')
})

describe('self-trade prevention', () => {
  it.each([
    ['EXPIRE_TAKER', 'EXPIRED_IN_MATCH', 'NEW'],
    ['EXPIRE_MAKER', 'NEW', 'EXPIRED_IN_MATCH'],
    ['EXPIRE_BOTH', 'EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH'],
    ['DECREMENT', 'EXPIRED_IN_MATCH', 'NEW'],
  ])('%s leaves the taker %s and the maker %s', async (selfTradePreventionMode, taker, maker) => {
    const resting = await done({ ...limit, side: 'SELL', quantity: '2', price: '100' })
    const arriving = await done({ ...limit, side: 'BUY', quantity: '1', price: '100', selfTradePreventionMode })
    expect([arriving['status'], (await shown(resting['orderId']))['status']]).toEqual([taker, maker])
    const found = rows(await venue.signed(venue.alice, 'GET', '/api/v3/myPreventedMatches', { symbol, orderId: resting['orderId'] as number }))
    expect(found).toMatchObject([{ takerOrderId: arriving['orderId'], makerOrderId: resting['orderId'], price: '100.00000000', selfTradePreventionMode }])
    expect(arriving['preventedMatches']).toMatchObject([{ makerOrderId: resting['orderId'] }])
  })
})

describe('the reports of executions', () => {
  const told: Record<string, unknown>[] = []
  const said = (): unknown[] => told.splice(0).map(({ e, x, X, w, c, l }) => (e === 'executionReport' ? [x, X, w] : [e, l ?? c]))
  beforeEach(async () => {
    await trade('100')
    told.length = 0
    const take = (_: unknown, events: readonly object[]): void => {
      told.push(...(events as typeof told))
    }
    const listener = { microseconds: false, told: take }
    venue.dialect.userStreams.subscribe(accountId(1), listener)
  })

  it('tell of a stop when it is placed, when it fires and when it trades', async () => {
    await done({ ...limit, side: 'SELL', quantity: '1', price: '110' }, 'bob')
    await done({ symbol, side: 'BUY', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '112', stopPrice: '110', strategyId: 7 })
    expect(told[0]).toMatchObject({ o: 'STOP_LOSS_LIMIT', P: '110.00000000', j: 7, w: false, g: -1 })
    expect(Object.keys(told[0]!)).not.toContain('W')
    await done({ ...limit, side: 'BUY', quantity: '0.02', price: '110' }, 'bob')
    expect(told.at(-2)).toMatchObject({ x: 'TRADE', X: 'FILLED', P: '110.00000000', j: 7, W: 1_700_000_000_000 })
    expect(said()).toEqual([
      ['NEW', 'NEW', false],
      ['outboundAccountPosition', undefined],
      ['NEW', 'NEW', true],
      ['TRADE', 'FILLED', false],
      ['outboundAccountPosition', undefined],
    ])
  })

  it('tell of the orders of a list, then of the list, then of the balances', async () => {
    const legs = { aboveType: 'LIMIT_MAKER', abovePrice: '120', belowType: 'STOP_LOSS', belowStopPrice: '90' }
    await done({ symbol, side: 'SELL', quantity: '1', ...legs }, 'alice', '/api/v3/orderList/oco')
    expect(said()).toEqual([
      ['NEW', 'NEW', false],
      ['NEW', 'NEW', true],
      ['listStatus', 'EXEC_STARTED'],
      ['outboundAccountPosition', undefined],
    ])
    await done({ ...limit, side: 'BUY', quantity: '1', price: '120' }, 'bob')
    expect(said()).toEqual([
      ['TRADE', 'FILLED', false],
      ['EXPIRED', 'EXPIRED', false],
      ['listStatus', 'ALL_DONE'],
      ['outboundAccountPosition', undefined],
    ])
  })

  it('tell of trades that were prevented: of what expires, and of what goes on with less', async () => {
    await done({ ...limit, side: 'SELL', quantity: '2', price: '100' })
    told.length = 0
    await done({ ...limit, side: 'BUY', quantity: '1', price: '100', selfTradePreventionMode: 'DECREMENT' })
    const prevented = told.filter(({ x }) => x === 'TRADE_PREVENTION')
    expect(prevented).toMatchObject([
      { X: 'NEW', S: 'SELL', A: '1.00000000', B: '1.00000000', u: -1 },
      { X: 'EXPIRED_IN_MATCH', S: 'BUY', A: '1.00000000', V: 'DECREMENT' },
    ])
  })
})

describe('an order list', () => {
  const oco = {
    symbol,
    side: 'SELL',
    quantity: '1',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '120',
    belowType: 'STOP_LOSS_LIMIT',
    belowStopPrice: '90',
    belowPrice: '89',
    belowTimeInForce: 'GTC',
  } as const

  it('OCO holds once, and one leg ends the other', async () => {
    await trade('100')
    const list = await done({ ...oco, listClientOrderId: 'mine', newOrderRespType: 'RESULT' }, 'alice', '/api/v3/orderList/oco')
    expect(list).toMatchObject({ contingencyType: 'OCO', listStatusType: 'EXEC_STARTED', listClientOrderId: 'mine', symbol })
    expect(list['orderReports']).toMatchObject([
      { type: 'STOP_LOSS_LIMIT', orderListId: list['orderListId'], status: 'NEW' },
      { type: 'LIMIT_MAKER', orderListId: list['orderListId'], status: 'NEW' },
    ])
    expect(await locked('BTC')).toBe('1.00000000')
    await done({ ...limit, side: 'BUY', quantity: '0.4', price: '120' }, 'bob')
    const [stop, maker] = list['orders'] as Rows
    expect(await shown(stop!['orderId'])).toMatchObject({ status: 'EXPIRED', expiryReason: 'OCO_TRIGGER' })
    expect(await shown(maker!['orderId'])).toMatchObject({ status: 'PARTIALLY_FILLED' })
    expect(await locked('BTC')).toBe('0.60000000')
    const found = await venue.signed(venue.alice, 'GET', '/api/v3/orderList', { origClientOrderId: 'mine' })
    expect(found.body).toMatchObject({ listOrderStatus: 'EXECUTING', orderListId: list['orderListId'] })
    const gone = await venue.signed(venue.alice, 'DELETE', order, { symbol, orderId: maker!['orderId'] as number })
    expect(gone.body).toMatchObject({ listOrderStatus: 'ALL_DONE', orderReports: [{ status: 'CANCELED', executedQty: '0.40000000' }] })
    expect(rows(await venue.signed(venue.alice, 'GET', '/api/v3/openOrderList', {}))).toEqual([])
  })

  it('OTO places the second once the first is filled; OTOCO two', async () => {
    const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '100', workingQuantity: '1', workingTimeInForce: 'GTC' }
    const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingQuantity: '1', pendingPrice: '130', pendingTimeInForce: 'GTC' }
    const oto = await done({ symbol, ...working, ...pending, newOrderRespType: 'RESULT' }, 'alice', '/api/v3/orderList/oto')
    expect(oto['orderReports']).toMatchObject([{ status: 'NEW' }, { status: 'PENDING_NEW', workingTime: -1 }])
    expect([await locked('USDT'), await locked('BTC')]).toEqual(['100.00000000', '0.00000000'])
    await done({ ...limit, side: 'SELL', quantity: '1', price: '100' }, 'bob')
    expect(await shown((oto['orders'] as Rows)[1]!['orderId'])).toMatchObject({ status: 'NEW', isWorking: true })
    expect([await locked('USDT'), await locked('BTC')]).toEqual(['0.00000000', '1.00000000'])
    const legs = { pendingAboveType: 'TAKE_PROFIT', pendingAboveStopPrice: '140', pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '80' }
    const terms = { symbol, ...working, pendingSide: 'SELL', pendingQuantity: '1', ...legs }
    const otoco = await done(terms, 'alice', '/api/v3/orderList/otoco')
    expect(otoco['orders']).toHaveLength(3)
    await done({ ...limit, side: 'SELL', quantity: '1', price: '100' }, 'bob')
    expect(await locked('BTC')).toBe('2.00000000')
    const canceled = await venue.signed(venue.alice, 'DELETE', '/api/v3/orderList', { symbol, orderListId: otoco['orderListId'] as number })
    expect(canceled.body).toMatchObject({ listStatusType: 'ALL_DONE', orderReports: [{ status: 'CANCELED' }, { status: 'CANCELED' }] })
    expect(await locked('BTC')).toBe('1.00000000')
  })

  it('OPO sells what was bought', async () => {
    const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '100', workingQuantity: '1', workingTimeInForce: 'GTC' }
    const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingPrice: '130', pendingTimeInForce: 'GTC' }
    const opo = await done({ symbol, ...working, ...pending }, 'alice', '/api/v3/orderList/opo')
    await done({ ...limit, side: 'SELL', quantity: '0.4', price: '100' }, 'bob')
    expect(await locked('BTC')).toBe('0.40000000')
    await done({ ...limit, side: 'SELL', quantity: '0.6', price: '100' }, 'bob')
    expect(await shown((opo['orders'] as Rows)[1]!['orderId'])).toMatchObject({ status: 'NEW', origQty: '1.00000000' })
    expect(await locked('BTC')).toBe('1.00000000')
  })

  it('that was placed before the history began is found, and can be cancelled', async () => {
    const whole = venue
    venue = await RestVenue.start({}, {}, { hears: false })
    await done({ ...oco, listClientOrderId: 'old' }, 'alice', '/api/v3/orderList/oco')
    const open = rows(await venue.signed(venue.alice, 'GET', '/api/v3/openOrderList', {}))
    expect(open).toMatchObject([{ listClientOrderId: 'old', listOrderStatus: 'EXECUTING', orders: [{}, {}] }])
    const gone = await venue.signed(venue.alice, 'DELETE', '/api/v3/orderList', { symbol, listClientOrderId: 'old' })
    expect(gone.body).toMatchObject({ orderReports: [{ type: 'STOP_LOSS_LIMIT', stopPrice: '90.00000000' }, { type: 'LIMIT_MAKER' }] })
    expect(rows(await venue.signed(venue.alice, 'GET', '/api/v3/openOrders', { symbol }))).toEqual([])
    await venue.stop()
    venue = whole
  })

  it.each([
    ['two limit orders', { belowType: 'LIMIT_MAKER', belowStopPrice: undefined, belowTimeInForce: undefined }, '400 -1168 At least one OCO order must be contingent.'],
    ['a stop above of who sells', { aboveType: 'STOP_LOSS', abovePrice: undefined, aboveStopPrice: '120' }, '400 -1197 A stop loss order in a sell OCO must be below.'],
    ['a limit below of who sells', { aboveType: 'STOP_LOSS_LIMIT', aboveStopPrice: '120', aboveTimeInForce: 'GTC', belowType: 'LIMIT_MAKER', belowStopPrice: undefined, belowTimeInForce: undefined }, '400 -1197 A stop loss order in a sell OCO must be below.'],
    ['a plain limit order', { aboveType: 'LIMIT', aboveTimeInForce: 'GTC' }, '400 -1158 Order type not supported in OCO.'],
    ['prices on the wrong side', { belowStopPrice: '101' }, '400 -2010 The relationship of the prices for the orders is not correct.'],
    ['a leg without its price', { belowPrice: undefined }, "400 -1102 Mandatory parameter 'belowPrice' was not sent, was empty/null, or malformed."],
    ['more than there is', { quantity: '1000000' }, '400 -2010 Account has insufficient balance for requested action.'],
  ])('is refused whole: %s', async (_, change, text) => {
    await trade('100')
    const before = venue.exchange.stateHash()
    const given = Object.entries({ ...oco, ...change }).filter(([, value]) => value !== undefined)
    const terms = Object.fromEntries(given) as Parameters
    expect(refusal(await venue.signed(venue.alice, 'POST', '/api/v3/orderList/oco', terms))).toBe(text)
    if (!text.includes('-2010')) expect(venue.exchange.stateHash()).toBe(before)
    expect(rows(await venue.signed(venue.alice, 'GET', '/api/v3/openOrders', { symbol }))).toEqual([])
  })
})
