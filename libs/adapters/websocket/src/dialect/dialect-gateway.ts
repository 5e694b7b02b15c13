import type { IncomingMessage, Server } from 'node:http'
import { DialectError, timeWriter } from '@openlob/binance-dialect'
import type { BinanceDialect } from '@openlob/binance-dialect'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { clientAddress } from '../client-address.ts'
import { isAllowedOrigin, routeUpgrades } from '../upgrade.ts'
import type { UpgradeRequest } from '../upgrade.ts'
import { ApiSession } from './api-session.ts'
import { DialectConnection } from './dialect-connection.ts'
import { StreamControls } from './stream-controls.ts'
import { userStreamOf } from './user-stream.ts'
import { WritePacer } from './write-pacer.ts'

/** How the WebSocket side of the dialect is served. */
export interface DialectGatewayOptions {
  /** Which web pages may connect, by their origin. */
  readonly allowedOrigins?: 'any' | 'same-host' | readonly string[]
  /** More are refused with HTTP 503. */
  readonly maxConnections?: number
  /** A longer message closes the connection. */
  readonly maxMessageBytes?: number
  /** With more waiting for a client, it is disconnected. */
  readonly hardLimitBytes?: number
  /** How often clients are pinged. */
  readonly pingIntervalMs?: number
  /** A client of which nothing is heard for so long is disconnected. */
  readonly idleTimeoutMs?: number
  /** Messages that a client of market streams may send in a second. */
  readonly streamMessagesPerSecond?: number
  /** Requests of a connection of the WebSocket API that may be under way. */
  readonly maxInFlight?: number
  /** Whether the address of a client is what a proxy says it is. */
  readonly trustProxy?: boolean
  /** Longer messages go compressed to clients that want it (permessage-deflate); `Infinity` for none. */
  readonly compressFromBytes?: number
  /** A connection does not live longer: its client is told to connect again. */
  readonly lifeMs?: number
}

const DEFAULTS: Required<DialectGatewayOptions> = {
  allowedOrigins: 'same-host',
  maxConnections: 10_000,
  maxMessageBytes: 65_536,
  hardLimitBytes: 4_194_304,
  pingIntervalMs: 20_000,
  idleTimeoutMs: 60_000,
  streamMessagesPerSecond: 5,
  maxInFlight: 1024,
  trustProxy: false,
  compressFromBytes: 1024,
  lifeMs: 86_400_000,
}

/** What connecting to the WebSocket API weighs. */
const API_WEIGHT = 2
/** Streams of books go out this often. */
const TICK_MS = 100

/**
 * Market streams (`/ws/<stream>`, `/stream`), the WebSocket API (`/ws-api/v3`) and user data streams by listen key, on
 * HTTP servers that belong to somebody else.
 */
export class DialectGateway {
  readonly #dialect: BinanceDialect
  readonly #options: Required<DialectGatewayOptions>
  readonly #webSockets: WebSocketServer
  readonly #connections = new Set<DialectConnection>()
  readonly #endings: (() => void)[] = []
  readonly #pacer = new WritePacer(() => this.#connections.size)
  #isClosing = false

  /** In front of that dialect. */
  constructor(dialect: BinanceDialect, options: DialectGatewayOptions = {}) {
    this.#dialect = dialect
    this.#options = { ...DEFAULTS, ...options }
    const { maxMessageBytes: maxPayload, compressFromBytes } = this.#options
    // Every message by itself: it is compressed once for all who are sent it, and nothing is kept for a client.
    const deflate = { serverNoContextTakeover: true, clientNoContextTakeover: true }
    const perMessageDeflate = compressFromBytes < Infinity && deflate
    const kind = { noServer: true, clientTracking: false, perMessageDeflate }
    this.#webSockets = new WebSocketServer({ ...kind, maxPayload })
    const ticks = setInterval(() => { dialect.marketStreams.tick() }, TICK_MS)
    const sweeps = setInterval(() => { this.sweep() }, 1000)
    for (const timer of [ticks, sweeps]) {
      timer.unref()
      this.#endings.push(() => { clearInterval(timer) })
    }
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#connections.size
  }

  /** Takes the clients of `server`, which is neither started nor ever closed. */
  attach(server: Server): void {
    const streams = (upgrade: UpgradeRequest): void => {
      this.#upgrade(upgrade, 0, (...of) => { this.#streams(...of) })
    }
    for (const path of ['/ws/*', '/stream', '/stream/*']) this.#endings.push(routeUpgrades(server, path, streams))
    const api = (upgrade: UpgradeRequest): void => {
      this.#upgrade(upgrade, API_WEIGHT, (...of) => { this.#api(...of) })
    }
    for (const path of ['/ws-api/v3', '/ws-api/v3/*']) this.#endings.push(routeUpgrades(server, path, api))
  }

  /** Tells all clients to come back later, closes their connections and takes no more. */
  close(): void {
    this.#isClosing = true
    for (const connection of this.#connections) connection.shutDown(this.#dialect.desk.nowUs())
    for (const end of this.#endings) end()
  }

  #upgrade({ request, socket, head, refuse }: UpgradeRequest, weight: number, accept: Accept): void {
    const { maxConnections, allowedOrigins } = this.#options
    const query = new URL(request.url ?? '/', 'ws://localhost').searchParams
    const unit = (query.get('timeUnit') ?? 'MILLISECOND').toUpperCase()
    if (this.#isClosing) refuse(503, 'The exchange is closing.')
    else if (this.#connections.size >= maxConnections)
      refuse(503, `There are ${maxConnections} connections, as many as may be.`)
    else if (!isAllowedOrigin(request, allowedOrigins)) refuse(403, 'Pages of this origin may not connect.')
    else if (unit !== 'MICROSECOND' && unit !== 'MILLISECOND')
      refuse(400, JSON.stringify(new DialectError('INVALID_TIME_UNIT').body))
    else if (this.#isBeyondLimits(request, weight, refuse)) return
    else
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        accept(webSocket, request, { query, microseconds: unit === 'MICROSECOND' })
      })
  }

  /** Counts the connection; refuses it where its address has had as many as it may. */
  #isBeyondLimits(request: IncomingMessage, weight: number, refuse: UpgradeRequest['refuse']): boolean {
    const { limits, nowUs } = this.#dialect.desk
    try {
      limits.connect(clientAddress(request, this.#options.trustProxy), weight, nowUs() / 1000)
      return false
    } catch (error) {
      if (!(error instanceof DialectError)) throw error
      refuse(error.status, JSON.stringify(error.body))
      return true
    }
  }

  #streams(webSocket: WebSocket, request: IncomingMessage, { query, microseconds }: Handshake): void {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const isCombined = path.startsWith('/stream')
    const tail = path.replace(/^\/(?:ws|stream)\/?/, '')
    const names = [...tail.split('/'), ...(query.get('streams') ?? '').split('/')].filter((name) => name !== '')
    const { streamMessagesPerSecond: messagesPerSecond } = this.#options
    const connection = this.#accept(webSocket, request, { messagesPerSecond, isCombined })
    const streams = this.#dialect.marketStreams
    const send = (frame: Buffer): void => { connection.sendFrame(frame) }
    const controls = new StreamControls({ streams, microseconds, isCombined, send })
    const ends = names.map((name) => userStreamOf(this.#dialect, name, { microseconds, isCombined, connection }))
    controls.subscribe(names)
    connection.listen((text) => { controls.receive(text) }, () => {
      controls.close()
      for (const end of ends) end?.()
    })
  }

  #api(webSocket: WebSocket, request: IncomingMessage, { query, microseconds }: Handshake): void {
    const connection = this.#accept(webSocket, request, { messagesPerSecond: Infinity, isCombined: undefined })
    const session = new ApiSession({
      dialect: this.#dialect,
      address: clientAddress(request, this.#options.trustProxy),
      time: timeWriter(microseconds),
      microseconds,
      showsLimits: query.get('returnRateLimits')?.toLowerCase() !== 'false',
      send: (text) => { connection.sendText(text) },
      maxInFlight: this.#options.maxInFlight,
    })
    connection.listen((text) => { session.receive(text) }, () => { session.close() })
  }

  #accept(webSocket: WebSocket, request: IncomingMessage, kind: ConnectionKind): DialectConnection {
    const compressFromBytes = takesCompressed(webSocket, request) ? this.#options.compressFromBytes : Infinity
    const limits = { ...this.#options, ...kind, compressFromBytes }
    // Answers go at once; what markets do is told to many, and together.
    const pacer = kind.isCombined === undefined ? undefined : this.#pacer
    const connection = new DialectConnection(webSocket, request.socket, limits, pacer)
    this.#connections.add(connection)
    webSocket.once('close', () => { this.#connections.delete(connection) })
    return connection
  }

  /** What has to be done from time to time, and is done every second: pings, and ends of connections. */
  sweep(): void {
    const nowUs = this.#dialect.desk.nowUs()
    for (const connection of this.#connections) connection.sweep(nowUs)
  }
}

/** Whether a client takes compressed messages, made with the usual window: a smaller one would need its own. */
function takesCompressed(webSocket: WebSocket, { headers }: IncomingMessage): boolean {
  const offer = headers['sec-websocket-extensions'] ?? ''
  return webSocket.extensions.includes('permessage-deflate') && !offer.includes('server_max_window_bits')
}

interface Handshake {
  readonly query: URLSearchParams
  readonly microseconds: boolean
}

interface ConnectionKind {
  readonly messagesPerSecond: number
  /** Whether messages have their stream's name around them; undefined at the WebSocket API. */
  readonly isCombined: boolean | undefined
}

type Accept = (webSocket: WebSocket, request: IncomingMessage, handshake: Handshake) => void
