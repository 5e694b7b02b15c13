import { createHmac, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Exchange, ManualClock, MemoryApiKeyStore, MemoryHistory, MemoryJournal, MemorySnapshotStore, TapedHistory } from '@openlob/application'
import type { ApiKey, Command } from '@openlob/application'
import { BinanceDialect, newApiKey } from '@openlob/binance-dialect'
import type { ApiKeyRequest, RateLimitOptions } from '@openlob/binance-dialect'
import { accountId, assetId, instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import { WebSocket } from 'ws'
import { DialectGateway, StreamControls, WebSocketGateway } from '../../src/index.ts'
import type { DialectGatewayOptions } from '../../src/index.ts'
import { payloadOf } from '../../src/dialect/api-session.ts'

/** A message as a test reads it; one in binary has its `octets`. */
export type Message = Readonly<Record<string, unknown>>

const UNLIMITED = { weightPerMinute: 10 ** 9, ordersPerTenSeconds: 10 ** 9, connectionsPerFiveMinutes: 10 ** 9 }

/** An exchange in memory, whose dialect is served on a real port. */
export class DialectVenue {
  readonly clock: ManualClock = new ManualClock(1_700_000_000_000_000)
  readonly keys: MemoryApiKeyStore = new MemoryApiKeyStore()
  readonly history: MemoryHistory = new MemoryHistory()
  readonly errors: unknown[] = []
  readonly exchange: Exchange
  readonly dialect: BinanceDialect
  readonly gateway: DialectGateway
  readonly #simple: WebSocketGateway
  readonly #server: Server = createServer()
  readonly #clients: DialectClient[] = []

  private constructor(options: DialectGatewayOptions, limits: Partial<RateLimitOptions>, exchange?: Exchange) {
    const { clock, keys, history } = this
    const ports = { journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock }
    this.exchange = exchange ?? new Exchange(ports)
    this.exchange.subscribe(history)
    this.dialect = new BinanceDialect({
      exchange: this.exchange,
      keys,
      history: new TapedHistory(history.tape, history),
      nowUs: () => clock.nowUs(),
      maxOpenOrdersPerAccount: 10_000,
      limits: { ...UNLIMITED, ...limits },
      onError: (error) => { this.errors.push(error) },
    })
    this.gateway = new DialectGateway(this.dialect, { streamMessagesPerSecond: 10 ** 6, ...options })
    const streams = this.dialect.marketStreams
    this.#simple = new WebSocketGateway(this.exchange, {
      controls: (send) => new StreamControls({ streams, format: 'milliseconds', isCombined: false, send }),
    })
    this.gateway.attach(this.#server)
    this.#simple.attach(this.#server, '/ws')
  }

  static async start(
    options: DialectGatewayOptions = {},
    limits: Partial<RateLimitOptions> = {},
  ): Promise<DialectVenue> {
    const venue = new DialectVenue(options, limits)
    const { exchange } = venue
    await exchange.start()
    await exchange.submit({ type: 'ListAsset', symbol: 'BTC', scale: 8 })
    await exchange.submit({ type: 'ListAsset', symbol: 'USDT', scale: 8 })
    const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.00001' }
    await exchange.submit({ type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(1), quoteAssetId: assetId(2) })
    for (const [index, name] of ['alice', 'bob'].entries()) {
      await exchange.submit({ type: 'OpenAccount', name })
      for (const asset of [1, 2])
        await exchange.submit({ type: 'Deposit', accountId: accountId(index + 1), assetId: assetId(asset), units: 10n ** 15n })
    }
    await once(venue.#server.listen(0), 'listening')
    return venue
  }

  /** Another dialect and gateway in front of the same exchange, which know nothing of what was before. */
  async another(): Promise<{ readonly venue: DialectVenue; readonly dispose: () => Promise<void> }> {
    const venue = new DialectVenue({ streamMessagesPerSecond: 10 ** 6 }, {}, this.exchange)
    await once(venue.#server.listen(0), 'listening')
    return { venue, dispose: () => venue.#close() }
  }

  get url(): string {
    return `ws://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async key(request: ApiKeyRequest): Promise<ApiKey> {
    const key = newApiKey(request, 0)
    if (key === undefined) throw new Error('it is a key')
    await this.keys.add(key)
    return key
  }

  /** Connects a client. */
  async connect(path: string, headers: Readonly<Record<string, string>> = {}): Promise<DialectClient> {
    const client = new DialectClient(new WebSocket(this.url + path, { headers }))
    this.#clients.push(client)
    await client.opened
    return client
  }

  /** Why a client may not connect. */
  refusal(path: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string }> {
    const socket = new WebSocket(this.url + path, { headers })
    return new Promise((resolve, reject) => {
      socket.once('open', () => {
        socket.terminate()
        reject(new Error(`connected to ${path}`))
      })
      socket.once('unexpected-response', (_, response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => { chunks.push(chunk) })
        response.once('end', () => { resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }) })
      })
    })
  }

  /** Places a limit order, of alice where no other account is said. */
  limit(side: 'buy' | 'sell', price: number, quantity: number, account = 1): Promise<unknown> {
    const order: Command = {
      type: 'PlaceOrder',
      orderType: 'limit',
      timeInForce: 'GTC',
      postOnly: false,
      accountId: accountId(account),
      instrumentId: instrumentId(1),
      side,
      priceTicks: priceTicks(price),
      quantityLots: quantityLots(quantity),
    }
    return this.exchange.submit(order)
  }

  /** The parameters of a request with timestamp and signature. */
  signed(key: ApiKey, parameters: Readonly<Record<string, string | number>> = {}, by?: KeyObject): object {
    const given = { ...parameters, apiKey: key.apiKey, timestamp: Math.floor(this.clock.nowUs() / 1000) }
    const payload = payloadOf(new Map(Object.entries(given).map(([name, value]) => [name, String(value)])))
    const hmac = (): string => createHmac('sha256', key.verifier).update(payload).digest('hex')
    return { ...given, signature: by === undefined ? hmac() : sign(null, Buffer.from(payload), by).toString('base64') }
  }

  /** Lets so many tenths of a second pass. */
  pass(tenths: number): void {
    for (let tenth = 0; tenth < tenths; tenth += 1) {
      this.clock.advance(100_000)
      this.dialect.marketStreams.tick()
    }
  }

  async stop(): Promise<void> {
    await this.#close()
    await this.exchange.stop()
  }

  async #close(): Promise<void> {
    for (const client of this.#clients) client.terminate()
    this.gateway.close()
    await this.#simple.close()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** A client that keeps what it is told. */
export class DialectClient {
  readonly opened: Promise<unknown>
  readonly closed: Promise<readonly [code: number, reason: string]>
  readonly #socket: WebSocket
  readonly #received: Message[] = []
  #waiting: (() => void)[] = []

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.opened = once(socket, 'open')
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => { resolve([code, reason.toString()]) })
    })
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.#received.push(isBinary ? { octets: data } : (JSON.parse(data.toString()) as Message))
      for (const wake of this.#waiting.splice(0)) wake()
    })
    socket.on('error', () => undefined)
  }

  /** Sends a message: an object as JSON, a text as it is. */
  send(message: object | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The next message. */
  async next(): Promise<Message> {
    while (this.#received.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.#received.shift()!
  }

  /** Sends a message and answers what comes next. */
  ask(message: object | string): Promise<Message> {
    this.send(message)
    return this.next()
  }

  /** What came so far, behind an answer to everything before. */
  async settled(): Promise<readonly Message[]> {
    const done = once(this.#socket, 'pong')
    this.#socket.ping()
    await done
    return this.#received.splice(0)
  }

  /** Reads nothing more. */
  pause(): void {
    this.#socket.pause()
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume()
  }

  terminate(): void {
    this.#socket.terminate()
  }
}
