import { once } from 'node:events'
import { Spot, SpotWebsocketAPI } from '@binance/spot'
import { WebsocketAPIClient, WebsocketClient } from 'binance'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DepthBook } from './depth-book.ts'
import type { DepthText, DiffText } from './depth-book.ts'
import { ServedExchange } from './served-exchange.ts'

let served: ServedExchange
const symbol = 'BTCUSDT'
/** The types of the client lack the timestamp which it does not send by itself. */
const now = (): object => ({ timestamp: Date.now() })
const silent = { trace: () => undefined, info: () => undefined, error: () => undefined }

beforeAll(async () => {
  served = await ServedExchange.start('rest.selfTradePreventionMode=NONE')
})
afterAll(() => served.stop())

type SocketConfiguration = NonNullable<ConstructorParameters<typeof Spot>[0]['configurationWebsocketAPI']>

/** The package's own examples pass plain objects, where its types want an instance. */
function socketConfiguration(options: object): SocketConfiguration {
  return options as SocketConfiguration
}

interface Told {
  readonly e?: string
  readonly x?: string
  readonly X?: string
}

function apiClient(): WebsocketAPIClient {
  const { apiKey: api_key, secret: api_secret } = served.demo
  return new WebsocketAPIClient({ api_key, api_secret, wsUrl: `${served.webSocketUrl}/ws-api/v3` }, silent)
}

interface Awaited {
  readonly take: (told: Told) => void
  readonly found: Promise<Told>
}

/** Resolves once one that is wanted has come. */
function until(wanted: (told: Told) => boolean): Awaited {
  let take: (told: Told) => void = () => undefined
  const found = new Promise<Told>((resolve) => {
    take = (told) => { if (wanted(told)) resolve(told) }
  })
  return { take, found }
}

describe('the npm package binance over WebSocket', () => {
  it('trades, and is told of its orders and of the market', async () => {
    const api = apiClient()
    const streams = new WebsocketClient({ wsUrl: `${served.webSocketUrl}/stream` }, silent)
    const market = until(({ e }) => e === 'trade')
    streams.on('message', (message: unknown) => { market.take(((message as { data?: Told }).data ?? message) as Told) })
    await streams.subscribe([`${symbol.toLowerCase()}@trade`], 'main')
    const terms = { symbol, timeInForce: 'GTC' } as const
    const ask = { ...terms, side: 'SELL', type: 'LIMIT', quantity: 1, price: 50_000 } as const
    const placed = await api.submitNewSpotOrder({ ...ask, ...now() })
    expect(placed).toMatchObject({ status: 200, result: { status: 'NEW', symbol } })
    const taken = await api.submitNewSpotOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.5, ...now() })
    expect(taken).toMatchObject({ status: 200, result: { status: 'FILLED' } })
    // Nobody says when a subscription has begun: it is traded until one is told.
    const over = { is: false }
    const told = market.found.finally(() => { over.is = true })
    while (!over.is) await api.submitNewSpotOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.001, ...now() })
    expect(await told).toMatchObject({ s: symbol, p: '50000.00000000', m: false })
    api.getWSClient().closeAll(true)
    streams.closeAll(true)
  })
})

describe('@binance/spot over WebSocket', () => {
  it('trades, and is told of its orders in their order', async () => {
    const { apiKey, secret: apiSecret } = served.bob
    const wsURL = `${served.webSocketUrl}/ws-api/v3`
    const client = new Spot({ configurationWebsocketAPI: socketConfiguration({ apiKey, apiSecret, wsURL }) })
    const connection = await client.websocketAPI.connect()
    const told: Told[] = []
    const over = until(({ x }) => x === 'CANCELED')
    const stream = (await connection.userDataStreamSubscribeSignature()).stream
    stream.on('message', (event: unknown) => {
      told.push(event as Told)
      over.take(event as Told)
    })
    const terms = { side: SpotWebsocketAPI.OrderPlaceSideEnum.BUY, type: SpotWebsocketAPI.OrderPlaceTypeEnum.LIMIT }
    const timeInForce = SpotWebsocketAPI.OrderPlaceTimeInForceEnum.GTC
    const placed = await connection.orderPlace({ symbol, ...terms, timeInForce, quantity: 1, price: 30_000, newClientOrderId: 'mine' })
    expect(placed.data).toMatchObject({ status: 'NEW', clientOrderId: 'mine' })
    await connection.orderCancel({ symbol, origClientOrderId: 'mine', newClientOrderId: 'why' })
    expect(await over.found).toMatchObject({ c: 'why', C: 'mine', X: 'CANCELED', w: false })
    expect(told.slice(0, 3).map(({ e, x }) => x ?? e)).toEqual(['NEW', 'outboundAccountPosition', 'CANCELED'])
    await connection.disconnect()
  })
})

describe('a local book, kept as the dialect says', () => {
  it('is the book of the exchange, after changes that came before and behind its snapshot', async () => {
    const socket = new WebSocket(`${served.webSocketUrl}/stream?streams=btcusdt@depth@100ms`)
    const diffs: DiffText[] = []
    const arrival: { arrived: () => void } = { arrived: () => undefined }
    socket.on('message', (data: Buffer) => {
      diffs.push((JSON.parse(data.toString()) as { data: DiffText }).data)
      arrival.arrived()
    })
    await once(socket, 'open')
    const api = apiClient()
    const place = async (index: number): Promise<void> => {
      const side = index % 3 === 0 ? 'SELL' : 'BUY'
      const terms = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01 } as const
      await api.submitNewSpotOrder({ ...terms, side, price: 40_000 + ((index * 7919) % 50), ...now() })
    }
    const depth = async (): Promise<DepthText> => {
      const response = await fetch(`${served.restUrl}/api/v3/depth?symbol=${symbol}&limit=5000`)
      return (await response.json()) as DepthText
    }
    for (let index = 0; index < 40 || diffs.length === 0; index += 1) await place(index)
    const book = new DepthBook(await depth())
    for (let index = 1; index < 40; index += 1) await place(index)
    const last = await depth()
    // The last change of all is told within a tenth of a second; a price of its own shows that it has come.
    await api.submitNewSpotOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 1, ...now() })
    while (!diffs.some(({ b }) => b.some(([price]) => price === '1.00000000')))
      await new Promise<void>((resolve) => { arrival.arrived = resolve })
    for (const diff of diffs) book.apply(diff)
    const { bids, asks } = book.levels
    expect({ bids: bids.slice(0, -1), asks }).toEqual({ bids: last.bids, asks: last.asks })
    expect(diffs.length).toBeGreaterThan(1)
    socket.close()
    api.getWSClient().closeAll(true)
  })
})
