import ccxt from 'ccxt'
import type { pro } from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ccxtOf } from './ccxt-client.ts'
import { ServedExchange } from './served-exchange.ts'

type Client = InstanceType<typeof pro.binance>

let served: ServedExchange
let demo: Client
let bob: Client
const symbol = 'BTC/USDT'

beforeAll(async () => {
  served = await ServedExchange.start()
  demo = ccxtOf(served, served.demo)
  bob = ccxtOf(served, served.bob)
  // Over plain ws:// ccxt has to be told once to look for its agents.
  await Promise.all([demo.loadHttpProxyAgent(), bob.loadHttpProxyAgent(), demo.loadMarkets(), bob.loadMarkets()])
})

afterAll(async () => {
  await Promise.all([demo.close(), bob.close()])
  await served.stop()
})

describe('ccxt.pro, with nothing but its addresses changed', () => {
  it('streams trades, tickers, candles and the book', async () => {
    await bob.createOrder(symbol, 'limit', 'sell', 3, 50_000)
    const watching = Promise.all([demo.watchTrades(symbol), demo.watchOHLCV(symbol, '1m'), demo.watchTicker(symbol)])
    const [trades, candles, ticker] = await whileTrading(watching)
    expect(trades[0]).toMatchObject({ price: 50_000, amount: 0.01, side: 'buy' })
    expect(candles.at(-1)?.slice(1, 5)).toEqual([50_000, 50_000, 50_000, 50_000])
    expect(ticker).toMatchObject({ symbol })
    const book = await demo.watchOrderBook(symbol)
    const resting = await bob.fetchOpenOrders(symbol)
    expect(book.asks[0]).toEqual([50_000, resting[0]?.remaining])
    const changed = demo.watchOrderBook(symbol)
    const bid = await bob.createOrder(symbol, 'limit', 'buy', 1, 30_000)
    expect((await changed).bids[0]).toEqual([30_000, 1])
    await bob.cancelOrder(String(bid.id), symbol)
  })

  it('streams the orders and the balance of its owner', async () => {
    await (demo as unknown as Listening).ensureUserDataStreamWsSubscribeSignature('spot')
    const orders = demo.watchOrders(symbol)
    const balance = demo.watchBalance()
    const bid = await demo.createOrder(symbol, 'limit', 'buy', 1, 40_000)
    expect(await orders).toMatchObject([{ id: bid.id, status: 'open', side: 'buy', amount: 1, price: 40_000 }])
    expect((await balance)['USDT']).toMatchObject({ used: 40_000 })
    const canceled = demo.watchOrders(symbol)
    await demo.cancelOrder(String(bid.id), symbol)
    expect((await canceled).at(-1)).toMatchObject({ id: bid.id, status: 'canceled' })
  })

  it('trades over the WebSocket API', async () => {
    const ask = await bob.createOrderWs(symbol, 'limit', 'sell', 1, 60_000)
    expect(ask).toMatchObject({ status: 'open', price: 60_000 })
    expect(await bob.fetchOrderWs(String(ask.id), symbol)).toMatchObject({ id: ask.id })
    expect(await bob.fetchOpenOrdersWs(symbol)).toHaveLength(2)
    await bob.cancelOrderWs(String(ask.id), symbol)
    await expect(bob.fetchOrderWs('999', symbol)).rejects.toThrow(ccxt.OrderNotFound)
  })
})

interface Listening {
  /** Resolves once the user data stream is listened to. */
  ensureUserDataStreamWsSubscribeSignature(marketType: string): Promise<void>
}

/** Trades until what is watched has come: nobody says when a subscription has begun. */
async function whileTrading<Result>(watching: Promise<Result>): Promise<Result> {
  const over = { is: false }
  const watched = watching.finally(() => { over.is = true })
  while (!over.is) await demo.createOrder(symbol, 'market', 'buy', 0.01)
  return watched
}
