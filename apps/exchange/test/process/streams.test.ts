import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { kill } from 'node:process'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { childOf } from './children.ts'
import { OpenlobProcess, RawClient, withDirectory } from './exchange-process.ts'
import type { Listening, Message } from './exchange-process.ts'

const START = ['start', '--port', '0', '--admin-port', '0', '--set', 'websocket.streamProcessFrom=1']

/** A client of market streams that keeps what it is told. */
class StreamClient {
  readonly received: Message[] = []
  readonly closed: Promise<readonly [code: number, reason: string]>
  readonly #socket: WebSocket
  readonly #opened: Promise<unknown>
  #waiting: (() => void)[] = []

  constructor(url: string) {
    this.#socket = new WebSocket(url)
    this.#opened = once(this.#socket, 'open')
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => { resolve([code, reason.toString()]) })
    })
    this.#socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString()) as Message)
      for (const wake of this.#waiting.splice(0)) wake()
    })
    this.#socket.on('error', () => undefined)
  }

  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient(url)
    await client.#opened
    return client
  }

  /** The first message that fits, whenever it comes. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.received.find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  ask(message: Control): Promise<Message> {
    this.#socket.send(JSON.stringify(message))
    return this.message(({ id }) => id === message.id)
  }
}

interface Control {
  readonly id: number
  readonly method: string
  readonly params?: readonly string[]
}

interface Scene {
  readonly exchange: OpenlobProcess
  readonly listening: Listening
  readonly base: string
  readonly trader: RawClient
}

async function withExchange(run: (scene: Scene) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const exchange = new OpenlobProcess(directory, START)
    const listening = await exchange.listening()
    const trader = new RawClient(listening.url)
    await trader.opened()
    await run({ exchange, listening, base: listening.url.replace('/ws', ''), trader })
  })
}

/** Trades once; answers the id. */
async function trade(trader: RawClient, price: number): Promise<void> {
  const order = { type: 'limit_order', symbol: 'BTC-USDT', price: String(price), quantity: '1' }
  await trader.ask({ ...order, trader_id: 'seller', side: 'sell' })
  await trader.ask({ ...order, trader_id: 'buyer', side: 'buy' })
}

const STREAMS = '/stream?streams=btcusdt@trade/btcusdt@depth@100ms'
const isTradeAt = (price: string) => ({ stream, data }: Message): boolean =>
  stream === 'btcusdt@trade' && Number((data as { p: string }).p) === Number(price)

describe('a process of market streams', () => {
  it('serves clients from when there are many: the same messages, controls, and farewell', () =>
    withExchange(async ({ exchange, listening: { pid }, base, trader }) => {
      const here = await StreamClient.open(`${base}${STREAMS}`)
      expect(childOf(pid, 'stream-process')).toBeUndefined()
      const there = await StreamClient.open(`${base}${STREAMS}`)
      expect(childOf(pid, 'stream-process')).toBeDefined()
      expect(await there.ask({ id: 7, method: 'LIST_SUBSCRIPTIONS' })).toEqual({ id: 7, result: ['btcusdt@trade', 'btcusdt@depth@100ms'] })
      await trade(trader, 100)
      expect(await there.message(isTradeAt('100'))).toEqual(await here.message(isTradeAt('100')))
      expect(await there.ask({ id: 8, method: 'SUBSCRIBE', params: ['btcusdt@bookTicker'] })).toEqual({ id: 8, result: null })
      expect(await there.ask({ id: 9, method: 'UNSUBSCRIBE', params: ['btcusdt@trade'] })).toEqual({ id: 9, result: null })
      await trade(trader, 101)
      await here.message(isTradeAt('101'))
      await there.message(({ stream }) => stream === 'btcusdt@bookTicker')
      expect(there.received.some(isTradeAt('101'))).toBe(false)
      const { code } = await exchange.stop()
      expect(code).toBe(0)
      for (const client of [here, there]) {
        expect(client.received.at(-1)).toMatchObject({ stream: '!serverShutdown', data: { e: 'serverShutdown' } })
        expect(await client.closed).toEqual([1001, 'the exchange is closing'])
      }
    }))

  it('dies, and costs nobody else anything: its clients come back and are served', () =>
    withExchange(async ({ exchange, listening: { pid }, base, trader }) => {
      const here = await StreamClient.open(`${base}${STREAMS}`)
      const there = await StreamClient.open(`${base}${STREAMS}`)
      const child = childOf(pid, 'stream-process')
      kill(child!, 'SIGKILL')
      expect((await there.closed)[0]).toBe(1006)
      await trade(trader, 100)
      await here.message(isTradeAt('100'))
      const again = await StreamClient.open(`${base}${STREAMS}`)
      await trade(trader, 101)
      await again.message(isTradeAt('101'))
      const { code, stderr, stdout } = await exchange.stop()
      expect(code).toBe(0)
      expect(stderr + stdout).toContain('the process of market streams has ended')
    }))

  it('ends with the exchange, however that ends', () =>
    withExchange(async ({ exchange, listening: { pid }, base }) => {
      await StreamClient.open(`${base}${STREAMS}`)
      const there = await StreamClient.open(`${base}${STREAMS}`)
      await there.ask({ id: 1, method: 'LIST_SUBSCRIPTIONS' })
      const child = childOf(pid, 'stream-process')!
      exchange.signal('SIGKILL')
      expect((await there.closed)[0]).toBe(1006)
      expect(child).toBeGreaterThan(0)
    }))

  it('is not where user data streams are', () =>
    withExchange(async ({ listening: { demoKey, pid }, base }) => {
      await StreamClient.open(`${base}${STREAMS}`)
      const rest = base.replace('ws:', 'http:')
      const headers = { 'x-mbx-apikey': demoKey.apiKey }
      const made = await fetch(`${rest}/api/v3/userDataStream`, { method: 'POST', headers })
      const { listenKey } = (await made.json()) as { listenKey: string }
      const user = await StreamClient.open(`${base}/ws/${listenKey}`)
      expect(childOf(pid, 'stream-process')).toBeUndefined()
      const query = `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100&timestamp=${Date.now()}`
      const signature = createHmac('sha256', demoKey.secret).update(query).digest('hex')
      await fetch(`${rest}/api/v3/order?${query}&signature=${signature}`, { method: 'POST', headers })
      expect(await user.message(({ e }) => e === 'executionReport')).toMatchObject({ x: 'NEW', s: 'BTCUSDT' })
    }))
})
