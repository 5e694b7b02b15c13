import type { IncomingMessage, Server } from 'node:http'
import { DialectError, timeWriter } from '@openlob/binance-dialect'
import type { BinanceDialect } from '@openlob/binance-dialect'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { clientAddress } from '../client-address.ts'
import { textFrame } from '../frame.ts'
import { isAllowedOrigin, routeUpgrades } from '../upgrade.ts'
import type { UpgradeRequest } from '../upgrade.ts'
import { readApiFormat } from './api-format.ts'
import type { ApiFormat } from './api-format.ts'
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

const CLOSING = 'The exchange is closing.'
/** Before the paths of market streams in SBE. */
const SBE_PATH = '/stream-sbe'
/** What connecting to the WebSocket API weighs. */
const API_WEIGHT = 2
/** Streams of books go out this often; those in SBE sooner. */
const TICK_MS = 100
const FAST_MS = { '20ms': 20, '50ms': 50 } as const

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
    const fast = (['20ms', '50ms'] as const).map((speed) => {
      return setInterval(() => { dialect.marketStreams.tellBooks(speed) }, FAST_MS[speed])
    })
    for (const timer of [ticks, sweeps, ...fast]) {
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
    const streams: Entry = { weight: 0, open: (...of) => { this.#streams(...of) } }
    const sbeStreams: Entry = { ...streams, admit: (request) => this.#admitToSbe(request) }
    const api: Entry = { weight: API_WEIGHT, open: (...of) => { this.#api(...of) } }
    const entries: readonly (readonly [Entry, readonly string[]])[] = [
      [streams, ['/ws/*', '/stream', '/stream/*']],
      [sbeStreams, ['/ws', '/ws/*', '/stream', '/stream/*'].map((path) => SBE_PATH + path)],
      [api, ['/ws-api/v3', '/ws-api/v3/*']],
    ]
    for (const [entry, paths] of entries)
      for (const path of paths)
        this.#endings.push(routeUpgrades(server, path, (upgrade) => { this.#upgrade(upgrade, entry) }))
  }

  /** Tells all clients to come back later, closes their connections and takes no more. */
  close(): void {
    this.#isClosing = true
    for (const connection of this.#connections) connection.shutDown(this.#dialect.desk.nowUs())
    for (const end of this.#endings) end()
  }

  #upgrade(upgrade: UpgradeRequest, entry: Entry): void {
    const { maxConnections, allowedOrigins } = this.#options
    const { request, refuse } = upgrade
    if (this.#isClosing) refuse(503, CLOSING)
    else if (this.#connections.size >= maxConnections)
      refuse(503, `There are ${maxConnections} connections, as many as may be.`)
    else if (!isAllowedOrigin(request, allowedOrigins)) refuse(403, 'Pages of this origin may not connect.')
    else void this.#open(upgrade, entry)
  }

  /** Refuses in the dialect's words, or opens the connection. */
  async #open({ request, socket, head, refuse }: UpgradeRequest, { weight, admit, open }: Entry): Promise<void> {
    // It may go away while its key is looked up.
    const ignore = (): undefined => undefined
    socket.on('error', ignore)
    try {
      const handshake = readHandshake(request)
      const { limits, nowUs } = this.#dialect.desk
      limits.connect(clientAddress(request, this.#options.trustProxy), weight, nowUs() / 1000)
      if (admit !== undefined) await admit(request)
      socket.off('error', ignore)
      if (this.#isClosing) refuse(503, CLOSING)
      else this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => { open(webSocket, request, handshake) })
    } catch (error) {
      const { status, body } = error instanceof DialectError ? error : new DialectError('UNKNOWN')
      refuse(status, JSON.stringify(body))
      if (!(error instanceof DialectError)) this.#dialect.report(error)
    }
  }

  /** Streams in SBE are for holders of an Ed25519 key; nothing is signed. */
  async #admitToSbe(request: IncomingMessage): Promise<void> {
    const { 'x-mbx-apikey': apiKey } = request.headers
    const address = clientAddress(request, this.#options.trustProxy)
    const { key } = await this.#dialect.authenticator.named(typeof apiKey === 'string' ? apiKey : undefined, address, 'USER_STREAM')
    if (key.kind !== 'ED25519') throw new DialectError('KEY_REJECTED')
  }

  #streams(webSocket: WebSocket, request: IncomingMessage, { query, microseconds }: Handshake): void {
    const { pathname } = new URL(request.url ?? '/', 'ws://localhost')
    const isSbe = pathname.startsWith(SBE_PATH)
    const path = isSbe ? pathname.slice(SBE_PATH.length) : pathname
    const isCombined = path.startsWith('/stream')
    const tail = path.replace(/^\/(?:ws|stream)\/?/, '')
    const names = [...tail.split('/'), ...(query.get('streams') ?? '').split('/')].filter((name) => name !== '')
    const farewell = (nowUs: number): Buffer => {
      const event = shutdownEvent(nowUs, microseconds)
      return textFrame(JSON.stringify(isCombined && !isSbe ? { stream: '!serverShutdown', data: event } : event))
    }
    const { streamMessagesPerSecond: messagesPerSecond } = this.#options
    const connection = this.#accept(webSocket, request, { messagesPerSecond, farewell, pacer: this.#pacer })
    const streams = this.#dialect.marketStreams
    const format = isSbe ? 'sbe' : microseconds ? 'microseconds' : 'milliseconds'
    const send = (frame: Buffer): void => { connection.sendFrame(frame) }
    const controls = new StreamControls({ streams, format, isCombined, send })
    const terms = { microseconds, isCombined, connection }
    const ends = isSbe ? [] : names.map((name) => userStreamOf(this.#dialect, name, terms))
    controls.subscribe(names)
    connection.listen((text) => { controls.receive(text) }, () => {
      controls.close()
      for (const end of ends) end?.()
    })
  }

  #api(webSocket: WebSocket, request: IncomingMessage, { query, microseconds: isWanted, format }: Handshake): void {
    const microseconds = isWanted || format.isMicroseconds
    const farewell = (nowUs: number): Buffer => format.farewell(shutdownEvent(nowUs, microseconds))
    // Answers go at once.
    const connection = this.#accept(webSocket, request, { messagesPerSecond: Infinity, farewell, pacer: undefined })
    const session = new ApiSession({
      dialect: this.#dialect,
      address: clientAddress(request, this.#options.trustProxy),
      time: timeWriter(microseconds),
      microseconds,
      format,
      showsLimits: query.get('returnRateLimits')?.toLowerCase() !== 'false',
      send: (frame) => { connection.sendFrame(frame) },
      maxInFlight: this.#options.maxInFlight,
    })
    connection.listen((text) => { session.receive(text) }, () => { session.close() })
  }

  #accept(webSocket: WebSocket, request: IncomingMessage, { pacer, ...kind }: ConnectionKind): DialectConnection {
    const compressFromBytes = takesCompressed(webSocket, request) ? this.#options.compressFromBytes : Infinity
    const limits = { ...this.#options, ...kind, compressFromBytes }
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

/** What a client asks for by the address that it connects to. */
interface Handshake {
  readonly query: URLSearchParams
  readonly microseconds: boolean
  /** Of the WebSocket API. */
  readonly format: ApiFormat
}

function readHandshake({ url = '/' }: IncomingMessage): Handshake {
  const query = new URL(url, 'ws://localhost').searchParams
  const unit = (query.get('timeUnit') ?? 'MILLISECOND').toUpperCase()
  if (unit !== 'MICROSECOND' && unit !== 'MILLISECOND') throw new DialectError('INVALID_TIME_UNIT')
  return { query, microseconds: unit === 'MICROSECOND', format: readApiFormat(query) }
}

function shutdownEvent(nowUs: number, microseconds: boolean): object {
  return { e: 'serverShutdown', E: timeWriter(microseconds)(nowUs) }
}

/** What is served at some paths. */
interface Entry {
  readonly weight: number
  /** Who may connect; anybody where left out. Rejects with a {@link DialectError}. */
  readonly admit?: (request: IncomingMessage) => Promise<void>
  readonly open: (webSocket: WebSocket, request: IncomingMessage, handshake: Handshake) => void
}

interface ConnectionKind {
  readonly messagesPerSecond: number
  readonly farewell: (nowUs: number) => Buffer
  /** What markets do is told to many, and together. */
  readonly pacer: WritePacer | undefined
}
