import ccxt from 'ccxt'
import type { binance as CcxtBinance } from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ccxtOf } from './ccxt-client.ts'
import { ServedExchange } from './served-exchange.ts'

let served: ServedExchange
let demo: CcxtBinance
let bob: CcxtBinance

beforeAll(async () => {
  served = await ServedExchange.start()
  demo = ccxtOf(served, served.demo)
  bob = ccxtOf(served, served.bob)
})

afterAll(async () => {
  await Promise.all([demo.close(), bob.close()])
  await served.stop()
})

describe('ccxt, with nothing but its addresses changed', () => {
  it('loads the markets', async () => {
    const markets = await demo.loadMarkets()
    expect(Object.keys(markets)).toEqual(['BTC/USDT'])
    expect(markets['BTC/USDT']).toMatchObject({ id: 'BTCUSDT', spot: true, active: true, precision: { price: 0.01, amount: 0.00001 } })
  })

  it('places, queries, fills in part and cancels', async () => {
    const bid = await demo.createOrder('BTC/USDT', 'limit', 'buy', 1.5, 50_000)
    expect(bid).toMatchObject({ status: 'open', amount: 1.5, filled: 0 })
    await bob.loadMarkets()
    const taken = await bob.createOrder('BTC/USDT', 'market', 'sell', 0.5)
    expect(taken).toMatchObject({ status: 'closed', filled: 0.5, average: 50_000, cost: 25_000 })
    expect(await demo.fetchOrder(String(bid.id), 'BTC/USDT')).toMatchObject({ status: 'open', filled: 0.5, remaining: 1 })
    expect(await demo.fetchOpenOrders('BTC/USDT')).toHaveLength(1)
    const [fill] = await demo.fetchMyTrades('BTC/USDT')
    expect(fill).toMatchObject({ order: bid.id, side: 'buy', takerOrMaker: 'maker', price: 50_000, amount: 0.5 })
    await demo.cancelOrder(String(bid.id), 'BTC/USDT')
    expect(await demo.fetchOrder(String(bid.id), 'BTC/USDT')).toMatchObject({ status: 'canceled', filled: 0.5 })
    expect(await demo.fetchOpenOrders('BTC/USDT')).toEqual([])
  })

  it('keeps the balances to the last unit', async () => {
    const [first, second] = await Promise.all([demo.fetchBalance(), bob.fetchBalance()])
    expect(first['BTC']).toMatchObject({ free: 1000.5, used: 0, total: 1000.5 })
    expect(first['USDT']).toMatchObject({ free: 9_975_000, used: 0 })
    expect(second['BTC']).toMatchObject({ free: 999.5 })
    expect(second['USDT']).toMatchObject({ free: 10_025_000 })
  })

  it('reads books, trades, tickers and candles', async () => {
    const ask = await demo.createOrder('BTC/USDT', 'limit', 'sell', 2, 51_000)
    expect((await bob.fetchOrderBook('BTC/USDT')).asks).toEqual([[51_000, 2]])
    expect(await bob.fetchTrades('BTC/USDT')).toMatchObject([{ price: 50_000, amount: 0.5, side: 'sell' }])
    expect(await bob.fetchTicker('BTC/USDT')).toMatchObject({ last: 50_000, baseVolume: 0.5, ask: 51_000 })
    expect((await bob.fetchOHLCV('BTC/USDT', '1m')).at(-1)).toMatchObject({ length: 6 })
    await demo.cancelAllOrders('BTC/USDT')
    expect(await demo.fetchOrder(String(ask.id), 'BTC/USDT')).toMatchObject({ status: 'canceled' })
  })

  it('amends an order by replacing it, and refuses what it has no funds for in its own classes', async () => {
    const bid = await demo.createOrder('BTC/USDT', 'limit', 'buy', 1, 40_000)
    const edited = await demo.editOrder(String(bid.id), 'BTC/USDT', 'limit', 'buy', 2, 41_000)
    expect(edited).toMatchObject({ price: 41_000, amount: 2, status: 'open' })
    await expect(demo.createOrder('BTC/USDT', 'limit', 'buy', 10_000, 50_000)).rejects.toThrow(ccxt.InsufficientFunds)
    await expect(demo.cancelOrder('999', 'BTC/USDT')).rejects.toThrow(ccxt.OrderNotFound)
    await expect(demo.fetchOrder('999', 'BTC/USDT')).rejects.toThrow(ccxt.OrderNotFound)
    await demo.cancelAllOrders('BTC/USDT')
  })
})
