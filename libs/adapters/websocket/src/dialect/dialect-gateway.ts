import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { DialectError, timeWriter } from '@openlob/binance-dialect'
import type { BinanceDialect } from '@openlob/binance-dialect'
import type { WebSocket, WebSocketServer } from 'ws'
import { clientAddress } from '../client-address.ts'
import { isAllowedOrigin, routeUpgrades } from '../upgrade.ts'
import type { UpgradeRequest } from '../upgrade.ts'
import { readApiFormat } from './api-format.ts'
import { ApiSession } from './api-session.ts'
import { DialectConnection } from './dialect-connection.ts'
import { createWebSockets, DIALECT_DEFAULTS, takesCompressed } from './dialect-options.ts'
import type { DialectGatewayOptions, StreamHost } from './dialect-options.ts'
import { readStreamAddress, SBE_PATH, wantsMicroseconds } from './stream-request.ts'
import { StreamServer } from './stream-server.ts'
import { isListenKey, userStreamOf } from './user-stream.ts'

/** What connecting to the WebSocket API weighs. */
const API_WEIGHT = 2
/** Streams of books go out this often; those in SBE sooner. */
const TICK_MS = 100
const FAST_MS = { '20ms': 20, '50ms': 50 } as const
const CLOSING = 'The exchange is closing.'

/**
 * Market streams (`/ws/<stream>`, `/stream`; in SBE below `/stream-sbe`), the WebSocket API (`/ws-api/v3`) and user
 * data streams by listen key, on HTTP servers that belong to somebody else.
 */
export class DialectGateway {
  readonly #dialect: BinanceDialect
  readonly #options: typeof DIALECT_DEFAULTS
  readonly #streamHost: StreamHost | undefined
  readonly #streams: StreamServer
  readonly #webSockets: WebSocketServer
  /** Of the WebSocket API. */
  readonly #connections = new Set<DialectConnection>()
  readonly #endings: (() => void)[] = []
  #isClosing = false

  /** In front of that dialect. */
  constructor(dialect: BinanceDialect, { streamHost, ...options }: DialectGatewayOptions = {}) {
    this.#dialect = dialect
    this.#options = { ...DIALECT_DEFAULTS, ...options }
    this.#streamHost = streamHost
    this.#streams = new StreamServer({
      streams: dialect.marketStreams,
      nowUs: () => dialect.desk.nowUs(),
      options: this.#options,
      listenTo: (name, connection, { isCombined, format }) => {
        return userStreamOf(dialect, name, { microseconds: format === 'microseconds', isCombined, connection })
      },
    })
    this.#webSockets = createWebSockets(this.#options)
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
    return this.#connections.size + this.#streams.connections + (this.#streamHost?.connections ?? 0)
  }

  /** Takes the clients of `server`, which is neither started nor ever closed. */
  attach(server: Server): void {
    const streams: Entry = { weight: 0, open: (upgrade) => { this.#openStreams(upgrade) } }
    const sbeStreams: Entry = { ...streams, admit: (request) => this.#admitToSbe(request) }
    const api: Entry = { weight: API_WEIGHT, open: (upgrade) => { this.#openApi(upgrade) } }
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
    this.#streams.close()
    for (const connection of this.#connections) connection.shutDown(this.#dialect.desk.nowUs())
    for (const end of this.#endings) end()
  }

  /** What has to be done from time to time, and is done every second: pings, and ends of connections. */
  sweep(): void {
    this.#streams.sweep()
    const nowUs = this.#dialect.desk.nowUs()
    for (const connection of this.#connections) connection.sweep(nowUs)
  }

  #upgrade(upgrade: UpgradeRequest, entry: Entry): void {
    const { maxConnections, allowedOrigins } = this.#options
    const { request, refuse } = upgrade
    if (this.#isClosing) refuse(503, CLOSING)
    else if (this.connections >= maxConnections)
      refuse(503, `There are ${maxConnections} connections, as many as may be.`)
    else if (!isAllowedOrigin(request, allowedOrigins)) refuse(403, 'Pages of this origin may not connect.')
    else void this.#open(upgrade, entry)
  }

  /** Opens the connection, or refuses in the dialect's words. */
  async #open(upgrade: UpgradeRequest, { weight, admit, open }: Entry): Promise<void> {
    const { request, socket, refuse } = upgrade
    // It may go away while its key is looked up.
    const ignore = (): undefined => undefined
    socket.on('error', ignore)
    try {
      const { limits, nowUs } = this.#dialect.desk
      limits.connect(clientAddress(request, this.#options.trustProxy), weight, nowUs() / 1000)
      if (admit !== undefined) await admit(request)
      socket.off('error', ignore)
      if (this.#isClosing) refuse(503, CLOSING)
      else open(upgrade)
    } catch (error) {
      const { status, body } = error instanceof DialectError ? error : new DialectError('UNKNOWN')
      refuse(status, JSON.stringify(body))
      if (!(error instanceof DialectError)) this.#dialect.report(error)
    }
  }

  /** Streams in SBE are for holders of an Ed25519 key; nothing is signed. */
  async #admitToSbe(request: IncomingMessage): Promise<void> {
    const { 'x-mbx-apikey': given } = request.headers
    const address = clientAddress(request, this.#options.trustProxy)
    const apiKey = typeof given === 'string' ? given : undefined
    const { key } = await this.#dialect.authenticator.named(apiKey, address, 'USER_STREAM')
    if (key.kind !== 'ED25519') throw new DialectError('KEY_REJECTED')
  }

  #openStreams({ request, socket, head }: UpgradeRequest): void {
    const host = this.#streamHost
    const isForHost = host !== undefined && this.#streams.connections >= host.fromConnections
    // User data streams are told here.
    const isOfMarkets = !readStreamAddress(request).names.some(isListenKey)
    if (isForHost && isOfMarkets && host.take(request, socket, head)) return
    this.#streams.upgrade(request, request.socket, head)
  }

  #openApi({ request, socket, head }: UpgradeRequest): void {
    const { searchParams: query } = new URL(request.url ?? '/', 'ws://localhost')
    const format = readApiFormat(query)
    const microseconds = wantsMicroseconds(query) || format.isMicroseconds
    const time = timeWriter(microseconds)
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const farewell = (nowUs: number): Buffer => format.farewell({ e: 'serverShutdown', E: time(nowUs) })
      const connection = this.#acceptApi(webSocket, request, farewell)
      const session = new ApiSession({
        dialect: this.#dialect,
        address: clientAddress(request, this.#options.trustProxy),
        time,
        microseconds,
        format,
        showsLimits: query.get('returnRateLimits')?.toLowerCase() !== 'false',
        send: (frame) => { connection.sendFrame(frame) },
        maxInFlight: this.#options.maxInFlight,
      })
      connection.listen((text) => { session.receive(text) }, () => {
        this.#connections.delete(connection)
        session.close()
      })
    })
  }

  #acceptApi(webSocket: WebSocket, request: IncomingMessage, farewell: (nowUs: number) => Buffer): DialectConnection {
    const compressFromBytes = takesCompressed(webSocket, request) ? this.#options.compressFromBytes : Infinity
    const limits = { ...this.#options, messagesPerSecond: Infinity, compressFromBytes, farewell }
    const socket: Socket = request.socket
    const connection = new DialectConnection(webSocket, socket, limits)
    this.#connections.add(connection)
    return connection
  }
}

/** What is served at some paths. */
interface Entry {
  readonly weight: number
  /** Who may connect; anybody where left out. Rejects with a {@link DialectError}. */
  readonly admit?: (request: IncomingMessage) => Promise<void>
  /** Throws a {@link DialectError} where the address asks for nothing that there is. */
  readonly open: (upgrade: UpgradeRequest) => void
}
