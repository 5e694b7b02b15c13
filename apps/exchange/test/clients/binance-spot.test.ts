import { generateKeyPairSync } from 'node:crypto'
import { Spot, SpotRestAPI } from '@binance/spot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServedExchange } from './served-exchange.ts'

const { NewOrderSideEnum, NewOrderTimeInForceEnum, NewOrderTypeEnum } = SpotRestAPI

let served: ServedExchange
let demo: Spot
let bob: Spot

type RestConfiguration = NonNullable<ConstructorParameters<typeof Spot>[0]['configurationRestAPI']>

/** The package's own examples pass plain objects, where its types want an instance. */
function restConfiguration(options: object): RestConfiguration {
  return options as RestConfiguration
}

beforeAll(async () => {
  served = await ServedExchange.start()
  const basePath = served.restUrl
  const { apiKey: demoKey, secret: apiSecret } = served.demo
  demo = new Spot({ configurationRestAPI: restConfiguration({ apiKey: demoKey, apiSecret, basePath }) })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const { apiKey } = await served.createKey({ account: 'bob', publicKey: pem })
  const signing = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  bob = new Spot({ configurationRestAPI: restConfiguration({ apiKey, privateKey: signing, basePath }) })
})

afterAll(() => served.stop())

describe('@binance/spot, with nothing but its address changed', () => {
  const symbol = 'BTCUSDT'

  it('trades with a secret on one side and an Ed25519 key on the other', async () => {
    const terms = { quantity: 1, price: 50_000, newClientOrderId: 'my-bid' }
    const kinds = { side: NewOrderSideEnum.BUY, type: NewOrderTypeEnum.LIMIT, timeInForce: NewOrderTimeInForceEnum.GTC }
    const bid = await (await demo.restAPI.newOrder({ symbol, ...kinds, ...terms })).data()
    expect(bid).toMatchObject({ status: 'NEW', clientOrderId: 'my-bid' })
    const sale = { symbol, side: NewOrderSideEnum.SELL, type: NewOrderTypeEnum.MARKET, quantity: 0.4 }
    const sold = await (await bob.restAPI.newOrder(sale)).data()
    expect(sold).toMatchObject({ status: 'FILLED', fills: [{ price: '50000.00000000', qty: '0.40000000', commission: '0.00000000' }] })
    const found = await (await demo.restAPI.getOrder({ symbol, origClientOrderId: 'my-bid' })).data()
    expect(found).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '0.40000000' })
    const canceled = await (await demo.restAPI.deleteOrder({ symbol, origClientOrderId: 'my-bid' })).data()
    expect(canceled).toMatchObject({ status: 'CANCELED', origClientOrderId: 'my-bid' })
  })

  it('reads the market and the account', async () => {
    expect(await (await demo.restAPI.tickerPrice({ symbol })).data()).toMatchObject({ symbol, price: '50000.00000000' })
    expect(await (await demo.restAPI.aggTrades({ symbol })).data()).toMatchObject([{ p: '50000.00000000', q: '0.40000000', m: true }])
    expect(await (await bob.restAPI.myTrades({ symbol })).data()).toMatchObject([{ isBuyer: false, isMaker: false }])
    expect(await (await bob.restAPI.getAccount({ omitZeroBalances: true })).data()).toMatchObject({ canTrade: true, accountType: 'SPOT' })
  })
})
