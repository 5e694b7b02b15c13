import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RestVenue } from './rest-venue.ts'

let venue: RestVenue
const now = 1_700_000_000_000

/** Three trades: one taker takes two prices, two minutes later another takes one. */
beforeAll(async () => {
  venue = await RestVenue.start()
  const place = (key: typeof venue.alice, side: string, quantity: string, price: string): Promise<unknown> =>
    venue.signed(key, 'POST', '/api/v3/order', { symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC', quantity, price })
  await place(venue.alice, 'SELL', '1', '100')
  await place(venue.alice, 'SELL', '1', '100')
  await place(venue.alice, 'SELL', '1', '110')
  await place(venue.bob, 'BUY', '2.5', '110')
  venue.clock.set((now + 120_000) * 1000)
  await place(venue.bob, 'BUY', '2', '90')
  await place(venue.alice, 'SELL', '0.5', '90')
  venue.clock.set((now + 121_000) * 1000)
})
afterAll(async () => {
  expect(venue.errors).toEqual([])
  await venue.stop()
})

async function get(path: string): Promise<unknown> {
  return (await venue.send('GET', `/api/v3/${path}`)).body
}

describe('market data', () => {
  it('has the book, best prices first, with the id that the streams go on from', async () => {
    expect(await get('depth?symbol=BTCUSDT&limit=5')).toEqual({
      lastUpdateId: expect.any(Number) as number,
      bids: [['90.00000000', '1.50000000']],
      asks: [['110.00000000', '0.50000000']],
    })
    expect(await get('ticker/bookTicker?symbol=BTCUSDT')).toEqual({
      symbol: 'BTCUSDT', bidPrice: '90.00000000', bidQty: '1.50000000', askPrice: '110.00000000', askQty: '0.50000000',
    })
  })

  it('has the trades, and those of one taker at one price together', async () => {
    expect(await get('trades?symbol=BTCUSDT')).toMatchObject([
      { id: 1, price: '100.00000000', qty: '1.00000000', quoteQty: '100.00000000', time: now, isBuyerMaker: false },
      { id: 2, price: '100.00000000' },
      { id: 3, price: '110.00000000', qty: '0.50000000' },
      { id: 4, price: '90.00000000', isBuyerMaker: true, time: now + 120_000 },
    ])
    expect(await get('aggTrades?symbol=BTCUSDT')).toEqual([
      { a: 1, p: '100.00000000', q: '2.00000000', f: 1, l: 2, T: now, m: false, M: true },
      { a: 3, p: '110.00000000', q: '0.50000000', f: 3, l: 3, T: now, m: false, M: true },
      { a: 4, p: '90.00000000', q: '0.50000000', f: 4, l: 4, T: now + 120_000, m: true, M: true },
    ])
    expect(await get('historicalTrades?symbol=BTCUSDT&fromId=3&limit=1')).toMatchObject([{ id: 3 }])
    expect(await get('aggTrades?symbol=BTCUSDT&fromId=3&startTime=1')).toMatchObject({ code: -1128 })
  })

  it('has candles, those without a trade too', async () => {
    const start = Math.floor(now / 60_000) * 60_000
    expect(await get('klines?symbol=BTCUSDT&interval=1m')).toEqual([
      [start, '100.00000000', '110.00000000', '100.00000000', '110.00000000', '2.50000000', start + 59_999, '255.00000000', 3, '2.50000000', '255.00000000', '0'],
      [start + 60_000, '110.00000000', '110.00000000', '110.00000000', '110.00000000', '0.00000000', start + 119_999, '0.00000000', 0, '0.00000000', '0.00000000', '0'],
      [start + 120_000, '90.00000000', '90.00000000', '90.00000000', '90.00000000', '0.50000000', start + 179_999, '45.00000000', 1, '0.00000000', '0.00000000', '0'],
    ])
    expect(await get('klines?symbol=BTCUSDT&interval=1x')).toEqual({ code: -1120, msg: 'Invalid interval.' })
    expect(await get('klines?symbol=BTCUSDT&interval=1d&timeZone=%2B08:00')).toMatchObject([{ 0: Date.UTC(2023, 10, 14, 16) }])
  })

  it('has tickers', async () => {
    expect(await get('ticker/24hr?symbol=BTCUSDT')).toEqual({
      symbol: 'BTCUSDT',
      priceChange: '-10.00000000',
      priceChangePercent: '-10.000',
      weightedAvgPrice: '100.00000000',
      openPrice: '100.00000000',
      highPrice: '110.00000000',
      lowPrice: '90.00000000',
      lastPrice: '90.00000000',
      volume: '3.00000000',
      quoteVolume: '300.00000000',
      openTime: now + 121_000 - 86_400_000,
      closeTime: now + 121_000,
      firstId: 1,
      lastId: 4,
      count: 4,
      prevClosePrice: '0.00000000',
      lastQty: '0.50000000',
      bidPrice: '90.00000000',
      bidQty: '1.50000000',
      askPrice: '110.00000000',
      askQty: '0.50000000',
    })
    expect(await get('ticker?symbol=BTCUSDT&windowSize=1m')).toMatchObject({ count: 1, volume: '0.50000000', firstId: 4 })
    expect(await get('ticker?windowSize=1m')).toMatchObject({ code: -1102 })
    expect(await get('ticker/tradingDay?symbols=["BTCUSDT"]&type=MINI')).toMatchObject([{ count: 4, lastPrice: '90.00000000' }])
    expect(await get('ticker/price')).toEqual([{ symbol: 'BTCUSDT', price: '90.00000000' }])
    expect(await get('avgPrice?symbol=BTCUSDT')).toEqual({ mins: 5, price: '100.00000000', closeTime: now + 120_000 })
  })

  it('is of the markets that are asked for', async () => {
    expect(await get('exchangeInfo?symbol=BTCUSDT')).toMatchObject({ symbols: [{ symbol: 'BTCUSDT', status: 'TRADING' }] })
    expect(await get('exchangeInfo?permissions=MARGIN')).toMatchObject({ symbols: [] })
    expect(await get('exchangeInfo?symbol=BTCUSDT&permissions=SPOT')).toMatchObject({ code: -1128 })
    expect(await get('exchangeInfo?symbols=["ETHUSDT"]')).toMatchObject({ code: -1121 })
    expect(await get('ticker/price?symbol=BTCUSDT&symbolStatus=HALT')).toMatchObject({ code: -1220 })
    expect(await get('ticker/price?symbolStatus=HALT')).toEqual([])
    expect((await venue.send('GET', '/fapi/v1/exchangeInfo')).body).toMatchObject({ symbols: [] })
  })
})
