import { Spot, SpotRestAPI } from '@binance/spot'
import { MainClient } from 'binance'
import type { binance as CcxtBinance } from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ccxtOf } from './ccxt-client.ts'
import { ServedExchange } from './served-exchange.ts'

let served: ServedExchange
let demo: MainClient
let bob: MainClient
let ccxtDemo: CcxtBinance
let spotDemo: Spot

type RestConfiguration = NonNullable<ConstructorParameters<typeof Spot>[0]['configurationRestAPI']>

/** The package's own examples pass plain objects, where its types want an instance. */
function restConfiguration(options: object): RestConfiguration {
  return options as RestConfiguration
}

const symbol = 'BTCUSDT'
const pair = 'BTC/USDT'

beforeAll(async () => {
  served = await ServedExchange.start('rest.selfTradePreventionMode=NONE')
  const clientOf = ({ apiKey, secret }: { apiKey: string; secret: string }) =>
    new MainClient({ api_key: apiKey, api_secret: secret, baseUrl: served.restUrl, disableTimeSync: true })
  demo = clientOf(served.demo)
  bob = clientOf(served.bob)
  ccxtDemo = ccxtOf(served, served.demo)
  await ccxtDemo.loadMarkets()
  const { apiKey, secret: apiSecret } = served.demo
  spotDemo = new Spot({ configurationRestAPI: restConfiguration({ apiKey, apiSecret, basePath: served.restUrl }) })
})

afterAll(async () => {
  await ccxtDemo.close()
  await served.stop()
})

/** Lets the market trade at a price, between orders of bob's own. */
async function trade(price: number): Promise<void> {
  await bob.submitNewOrder({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price })
  await bob.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', quantity: 0.01, price })
}

async function owned(client: MainClient): Promise<Record<string, number>> {
  const { balances } = await client.getAccountInformation()
  return Object.fromEntries(balances.map(({ asset, free, locked }) => [asset, Number(free) + Number(locked)]))
}

describe('orders with conditions, by unmodified clients', () => {
  it('ccxt: stops that trigger and trail, an iceberg, and a market order by cost', async () => {
    await trade(50_000)
    const stop = await ccxtDemo.createOrder(pair, 'limit', 'buy', 0.1, 51_500, { triggerPrice: 51_000 })
    expect(await ccxtDemo.fetchOrder(String(stop.id), pair)).toMatchObject({ status: 'open', triggerPrice: 51_000, type: 'limit' })
    await trade(51_000)
    await bob.submitNewOrder({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.1, price: 51_500 })
    expect(await ccxtDemo.fetchOrder(String(stop.id), pair)).toMatchObject({ status: 'closed', filled: 0.1, average: 51_500 })
    const trailing = await ccxtDemo.createOrder(pair, 'STOP_LOSS_LIMIT', 'sell', 0.05, 40_000, { trailingDelta: 1000 })
    for (const price of [60_000, 55_000]) await trade(price)
    expect(await ccxtDemo.fetchOrder(String(trailing.id), pair)).toMatchObject({ status: 'open' })
    const bid = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.1, price: 54_000 } as const
    await bob.submitNewOrder(bid)
    await bob.submitNewOrder({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'IOC', quantity: 0.01, price: 54_000 })
    expect(await ccxtDemo.fetchOrder(String(trailing.id), pair)).toMatchObject({ status: 'closed', filled: 0.05 })
    const iceberg = await ccxtDemo.createOrder(pair, 'limit', 'sell', 1, 70_000, { icebergQty: 0.2 })
    expect((await ccxtDemo.fetchOrderBook(pair)).asks).toEqual([[70_000, 0.2]])
    await ccxtDemo.cancelOrder(String(iceberg.id), pair)
    await bob.submitNewOrder({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 50_000 })
    const bought = await ccxtDemo.createMarketBuyOrderWithCost(pair, 1_000)
    expect(bought).toMatchObject({ status: 'closed', filled: 0.02, cost: 1_000 })
    await bob.cancelAllSymbolOrders({ symbol })
  })

  it('binance: OCO, self-trade prevention and prevented matches', async () => {
    await trade(50_000)
    const legs = { aboveType: 'LIMIT_MAKER', abovePrice: 52_000, belowType: 'STOP_LOSS', belowStopPrice: 48_000 } as const
    const list = await demo.submitNewOrderList({ symbol, side: 'SELL', quantity: 0.5, ...legs, newOrderRespType: 'RESULT' })
    expect(list).toMatchObject({ contingencyType: 'OCO', listOrderStatus: 'EXECUTING' })
    await bob.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.5, price: 52_000 })
    const statuses = list.orders.map(async ({ orderId }) => (await demo.getOrder({ symbol, orderId })).status)
    expect(await Promise.all(statuses)).toEqual(['EXPIRED', 'FILLED'])
    expect(await demo.getOCO({ orderListId: list.orderListId })).toMatchObject({ listOrderStatus: 'ALL_DONE' })
    const terms = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 53_000 } as const
    const resting = await demo.submitNewOrder({ ...terms, side: 'SELL', newOrderRespType: 'RESULT' })
    const own = { ...terms, side: 'BUY', selfTradePreventionMode: 'EXPIRE_TAKER', newOrderRespType: 'RESULT' } as const
    expect(await demo.submitNewOrder(own)).toMatchObject({ status: 'EXPIRED_IN_MATCH', executedQty: '0.00000000' })
    const { orderId } = resting
    expect(await demo.getPreventedMatches({ symbol, orderId })).toMatchObject([{ makerOrderId: orderId, price: '53000.00000000' }])
    expect(await demo.cancelOrder({ symbol, orderId })).toMatchObject({ status: 'CANCELED' })
  })

  it('@binance/spot: OTO and OTOCO', async () => {
    const { OrderListOtoPendingSideEnum, OrderListOtoPendingTypeEnum, OrderListOtoPendingTimeInForceEnum } = SpotRestAPI
    const { OrderListOtoWorkingSideEnum, OrderListOtoWorkingTypeEnum, OrderListOtoWorkingTimeInForceEnum } = SpotRestAPI
    const placed = await (
      await spotDemo.restAPI.orderListOto({
        symbol,
        workingType: OrderListOtoWorkingTypeEnum.LIMIT,
        workingSide: OrderListOtoWorkingSideEnum.BUY,
        workingPrice: 45_000,
        workingQuantity: 0.2,
        workingTimeInForce: OrderListOtoWorkingTimeInForceEnum.GTC,
        pendingType: OrderListOtoPendingTypeEnum.LIMIT,
        pendingSide: OrderListOtoPendingSideEnum.SELL,
        pendingQuantity: 0.2,
        pendingPrice: 60_000,
        pendingTimeInForce: OrderListOtoPendingTimeInForceEnum.GTC,
      })
    ).data()
    expect(placed).toMatchObject({ contingencyType: 'OTO', orderReports: [{ status: 'NEW' }, { status: 'PENDING_NEW' }] })
    await bob.submitNewOrder({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.2, price: 45_000 })
    expect(await demo.getOpenOrders({ symbol })).toMatchObject([{ price: '60000.00000000', status: 'NEW', isWorking: true }])
    expect(await demo.cancelAllSymbolOrders({ symbol })).toMatchObject([{ listOrderStatus: 'ALL_DONE' }])
  })

  it('and nothing is made or lost', async () => {
    const [first, second] = await Promise.all([owned(demo), owned(bob)])
    expect(first['BTC']! + second['BTC']!).toBeCloseTo(2_000, 8)
    expect(first['USDT']! + second['USDT']!).toBeCloseTo(20_000_000, 6)
  })
})
