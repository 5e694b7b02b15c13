import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { SeededRandom } from '../../src/demo/random.ts'
import type { Message } from './acknowledgements.ts'

/** What a {@link LoadClient} works with. */
export interface LoadClientOptions {
  readonly url: string
  readonly random: SeededRandom
  /** The traders that send from this connection. */
  readonly traders: readonly string[]
  /** Unique over all clients and rounds: begins the client order ids. */
  readonly prefix: string
  /** Told of every message received. */
  readonly onMessage: (message: Message) => void
  /** Told of every request before it is sent. */
  readonly onRequest: (request: Message) => void
}

const IN_FLIGHT = 24
const REMEMBERED_ORDERS = 200
const MID_TICKS = 5_000_000

/** A client that sends a mix of orders, amends and cancels, so many unanswered at a time, until it is disconnected. */
export class LoadClient {
  readonly #options: LoadClientOptions
  readonly #socket: WebSocket
  readonly #closed: Promise<unknown>
  readonly #open: { readonly orderId: string; readonly trader: string }[] = []
  readonly #traderOf = new Map<string, string>()
  readonly #asked = new Map<string, (answer: Message) => void>()
  #requests = 0
  #loading = false

  constructor(options: LoadClientOptions) {
    this.#options = options
    this.#socket = new WebSocket(options.url)
    this.#closed = new Promise((resolve) => this.#socket.once('close', resolve))
    // A kill ends connections without ceremony; what matters is what was received before.
    this.#socket.on('error', () => undefined)
    this.#socket.on('message', (data: Buffer) => {
      this.#receive(JSON.parse(data.toString('utf8')) as Message)
    })
  }

  /** Resolves when it is connected, at once where it was disconnected before. */
  async connected(): Promise<void> {
    await Promise.race([once(this.#socket, 'open').catch(() => undefined), this.#closed])
  }

  /** Begins to send. */
  load(): void {
    this.#loading = true
    for (const trader of this.#options.traders)
      this.#socket.send(JSON.stringify({ type: 'subscribe', channels: ['trades', 'orders'], trader_id: trader }))
    for (let count = 0; count < IN_FLIGHT; count += 1) this.#send()
  }

  /** Sends one request and resolves with its answer. */
  ask(request: Message): Promise<Message> {
    const requestId = `ask-${(this.#requests += 1)}`
    return new Promise((resolve, reject) => {
      this.#asked.set(requestId, resolve)
      void this.#closed.then(() => {
        reject(new Error(`disconnected before the answer to ${JSON.stringify(request)}`))
      })
      this.#socket.send(JSON.stringify({ ...request, request_id: requestId }))
    })
  }

  /** Disconnects. */
  close(): Promise<unknown> {
    this.#loading = false
    this.#socket.close()
    return this.#closed
  }

  /** Resolves when it is disconnected and all that came before has been received. */
  disconnected(): Promise<unknown> {
    return this.#closed
  }

  #receive(message: Message): void {
    this.#options.onMessage(message)
    const requestId = message['request_id']
    if (typeof requestId !== 'string') return
    this.#asked.get(requestId)?.(message)
    this.#asked.delete(requestId)
    const trader = this.#traderOf.get(requestId)
    if (trader === undefined) return
    this.#traderOf.delete(requestId)
    const isOpen = message['status'] === 'open' || message['status'] === 'partially_filled'
    if (message['type'] === 'order_ack' && isOpen) this.#remember(String(message['order_id']), trader)
    if (this.#loading) this.#send()
  }

  #remember(orderId: string, trader: string): void {
    if (this.#open.length === REMEMBERED_ORDERS) this.#open.shift()
    this.#open.push({ orderId, trader })
  }

  #send(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    const requestId = `${this.#options.prefix}-${(this.#requests += 1)}`
    const trader = this.#options.random.pick(this.#options.traders)
    const body = this.#request(trader, requestId)
    this.#traderOf.set(requestId, String(body['trader_id']))
    const request = { ...body, request_id: requestId }
    this.#options.onRequest(request)
    this.#socket.send(JSON.stringify(request))
  }

  #request(trader: string, clientOrderId: string): Message {
    const { random } = this.#options
    const kind = random.integer(1, 100)
    if (kind <= 18) return this.#cancelOne(trader, clientOrderId)
    if (kind <= 26) return this.#amendOne(trader, clientOrderId)
    if (kind <= 27) return { type: 'cancel_all_orders', trader_id: trader }
    if (kind <= 32)
      return { type: 'market_order', ...this.#common(trader, clientOrderId), quantity: this.#quantity() }
    const time_in_force = kind <= 36 ? 'IOC' : kind <= 39 ? 'FOK' : 'GTC'
    // Half of the orders meet others, half rest further away.
    return { ...this.#limit(trader, clientOrderId, kind <= 70 ? 300 : 20_000), time_in_force, post_only: kind > 95 }
  }

  #cancelOne(trader: string, clientOrderId: string): Message {
    const order = this.#takeOpen()
    if (order === undefined) return this.#limit(trader, clientOrderId, 20_000)
    return { type: 'cancel_order', trader_id: order.trader, order_id: order.orderId }
  }

  #amendOne(trader: string, clientOrderId: string): Message {
    const order = this.#takeOpen()
    if (order === undefined) return this.#limit(trader, clientOrderId, 20_000)
    this.#remember(order.orderId, order.trader)
    const changesQuantity = this.#options.random.integer(1, 2) === 1
    const change = changesQuantity ? { quantity: this.#quantity() } : { price: this.#price(500) }
    return { type: 'amend_order', trader_id: order.trader, order_id: order.orderId, ...change }
  }

  #takeOpen(): { readonly orderId: string; readonly trader: string } | undefined {
    const { random } = this.#options
    if (this.#open.length === 0) return undefined
    return this.#open.splice(random.integer(0, this.#open.length - 1), 1)[0]
  }

  #limit(trader: string, clientOrderId: string, spreadTicks: number): Message {
    const price = this.#price(spreadTicks)
    return { type: 'limit_order', ...this.#common(trader, clientOrderId), price, quantity: this.#quantity() }
  }

  #common(trader: string, clientOrderId: string): Message {
    const side = this.#options.random.pick(['buy', 'sell'])
    return { trader_id: trader, side, client_order_id: clientOrderId }
  }

  #price(spreadTicks: number): string {
    return ((MID_TICKS + this.#options.random.integer(-spreadTicks, spreadTicks)) / 100).toFixed(2)
  }

  #quantity(): string {
    return (this.#options.random.integer(1, 500) / 100_000).toFixed(5)
  }
}
