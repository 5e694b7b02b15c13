import { MainClient } from 'binance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServedExchange } from './served-exchange.ts'
import type { ClientKey } from './served-exchange.ts'

let served: ServedExchange
let demo: MainClient
let bob: MainClient

function clientOf({ apiKey, secret }: ClientKey): MainClient {
  return new MainClient({ api_key: apiKey, api_secret: secret, baseUrl: served.restUrl, disableTimeSync: true })
}

beforeAll(async () => {
  served = await ServedExchange.start()
  demo = clientOf(served.demo)
  bob = clientOf(served.bob)
})

afterAll(() => served.stop())

describe('the npm package binance, with nothing but its address changed', () => {
  const symbol = 'BTCUSDT'

  it('reads what is listed and the book', async () => {
    expect((await demo.getExchangeInfo()).symbols.map((listed) => listed.symbol)).toEqual([symbol])
    expect(await demo.getOrderBook({ symbol, limit: 5 })).toMatchObject({ bids: [], asks: [] })
    expect(await demo.getAvgPrice({ symbol })).toEqual({ mins: 5, price: '0.00000000', closeTime: 0 })
  })

  it('trades, amends in place, replaces and cancels', async () => {
    const terms = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const
    const bid = await demo.submitNewOrder({ ...terms, quantity: 2, price: 50_000, newOrderRespType: 'FULL' })
    expect(bid).toMatchObject({ status: 'NEW', price: '50000.00000000', origQty: '2.00000000', fills: [] })
    const sold = await bob.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.25, newOrderRespType: 'FULL' })
    expect(sold).toMatchObject({ status: 'FILLED', timeInForce: 'GTC', executedQty: '0.25000000', cummulativeQuoteQty: '12500.00000000' })
    const { orderId } = bid
    const amended = await demo.amendOrderKeepPriority({ symbol, orderId, newQty: 1 })
    expect(amended.amendedOrder).toMatchObject({ orderId, qty: '1.00000000', executedQty: '0.25000000', status: 'PARTIALLY_FILLED' })
    const replaced = await demo.replaceOrder({ ...terms, quantity: 1, price: 49_000, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId })
    expect(replaced).toMatchObject({ cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS' })
    const open = await demo.getOpenOrders({ symbol })
    expect(open).toMatchObject([{ price: '49000.00000000', status: 'NEW', isWorking: true }])
    expect(await demo.cancelAllSymbolOrders({ symbol })).toMatchObject([{ status: 'CANCELED' }])
    expect((await demo.getAllOrders({ symbol })).map(({ status }) => status)).toEqual(['CANCELED', 'CANCELED'])
  })

  it('is told codes and texts that it knows', async () => {
    const refusal = async (asking: Promise<unknown>): Promise<unknown> => {
      const error: unknown = await asking.then(() => undefined, (reason: unknown) => reason)
      return error
    }
    expect(await refusal(demo.getOrder({ symbol, orderId: 999 }))).toMatchObject({ code: -2013, message: 'Order does not exist.' })
    expect(await refusal(demo.cancelOrder({ symbol, orderId: 999 }))).toMatchObject({ code: -2011, message: 'Unknown order sent.' })
    expect(await refusal(demo.getOrderBook({ symbol: 'ETHUSDT' }))).toMatchObject({ code: -1121, message: 'Invalid symbol.' })
  })

  it('reads the account, its fills and what it pays', async () => {
    expect((await demo.getAccountInformation()).balances).toMatchObject([
      { asset: 'BTC', free: '1000.25000000', locked: '0.00000000' },
      { asset: 'USDT', free: '9987500.00000000' },
    ])
    expect(await demo.getAccountTradeList({ symbol })).toMatchObject([{ qty: '0.25000000', isBuyer: true, isMaker: true }])
    expect(await demo.getCommissionRates({ symbol })).toMatchObject({ standardCommission: { maker: '0.00000000' } })
  })
})
