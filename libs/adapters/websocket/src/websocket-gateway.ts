import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ExchangeGateway } from '@openlob/application'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { AccountNames } from './account-names.ts'
import type { AccountOf } from './account-names.ts'
import { authenticated } from './authentication.ts'
import type { Signatures } from './authentication.ts'
import type { Outbox } from './backpressure.ts'
import { clientAddress } from './client-address.ts'
import { ClientConnection } from './client-connection.ts'
import type { ErrorCode } from './errors.ts'
import { FlowTransfers } from './flow-transfers.ts'
import { Listings } from './listings.ts'
import { MarketPublisher } from './market-publisher.ts'
import { gatewaySettings } from './options.ts'
import type { ConnectionControls, GatewaySettings, WebSocketGatewayOptions } from './options.ts'
import { TokenBucket } from './rate-limit.ts'
import { RequestRouter } from './request-router.ts'
import { Session } from './session.ts'
import { Subscriptions } from './subscriptions.ts'
import { isAllowedOrigin, routeUpgrades } from './upgrade.ts'
import type { UpgradeRequest } from './upgrade.ts'

/** What a {@link WebSocketGateway} has seen; counters since its making but for those said to be of now. */
export interface WebSocketGatewayStatistics {
  /** Now. */
  readonly connections: number
  readonly acceptedConnections: number
  readonly refusedConnections: number
  readonly receivedMessages: number
  /** Requests that are not answered, now. */
  readonly requestsInFlight: number
  /** Subscriptions, now. */
  readonly subscriptions: number
  /** Connections whose market data is being merged, now. */
  readonly congestedConnections: number
  /** Bytes that wait for clients, now. */
  readonly waitingBytes: number
  /** Disconnected because they read too slowly. */
  readonly slowDisconnects: number
  /** Disconnected because nothing was heard of them. */
  readonly idleDisconnects: number
  /** Errors sent, by code. */
  readonly errors: Readonly<Partial<Record<ErrorCode, number>>>
}

/** Names of accounts that are remembered; trades between others ask for them again. */
const MAX_ACCOUNT_NAMES = 100_000

/**
 * The simple JSON protocol over WebSocket, on a path of HTTP servers that belong to somebody else. Knows the exchange
 * by its port alone; docs/websocket.md has every message.
 */
export class WebSocketGateway {
  readonly #settings: GatewaySettings
  readonly #accountOf: AccountOf
  readonly #signatures: Signatures | undefined
  readonly #createControls: WebSocketGatewayOptions['controls']
  readonly #controls = new Map<Outbox, ConnectionControls>()
  readonly #webSockets: WebSocketServer
  readonly #listings: Listings
  readonly #names: AccountNames
  readonly #subscriptions: Subscriptions = new Subscriptions()
  readonly #publisher: MarketPublisher
  readonly #router: RequestRouter
  readonly #connections = new Set<ClientConnection>()
  readonly #endings: (() => void)[] = []
  readonly #errors: Partial<Record<ErrorCode, number>> = {}
  readonly #counts = { accepted: 0, refused: 0, received: 0, slow: 0, idle: 0 }
  #pending = new Set<ClientConnection>()
  #tickScheduled = false
  #closing: Promise<void> | undefined
  #onEmpty: (() => void) | undefined

  /** Listens to the exchange from here on. Throws a RangeError that names an option which cannot be. */
  constructor(exchange: ExchangeGateway, options: WebSocketGatewayOptions = {}) {
    this.#settings = gatewaySettings(options)
    this.#accountOf = options.accountOf ?? ((traderId) => exchange.queries.account(traderId))
    this.#signatures = options.signatures
    this.#createControls = options.controls
    const { maxMessageBytes, maxSubscriptions, onError } = this.#settings
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
    })
    const { queries } = exchange
    const listings = new Listings(queries)
    const names = new AccountNames(MAX_ACCOUNT_NAMES, options.accountById ?? ((id) => queries.accountById(id)))
    const subscriptions = this.#subscriptions
    const schedule = (): void => { this.#scheduleTick() }
    this.#listings = listings
    this.#names = names
    this.#publisher = new MarketPublisher({ queries, listings, names, subscriptions, schedule, onError })
    const publisher = this.#publisher
    const transfers = new FlowTransfers(exchange, listings, options.flows)
    this.#router = new RequestRouter(exchange, {
      queries,
      transfers,
      listings,
      publisher,
      subscriptions,
      maxSubscriptions,
    })
    this.#endings.push(exchange.subscribe(this.#publisher))
    this.#endings.push(this.#settings.every(sweepIntervalMs(this.#settings), () => { this.#sweep() }))
  }

  /** Takes the WebSocket clients of `server` at `path`; the server is neither started nor ever closed. */
  attach(server: Server, path = '/ws'): void {
    if (this.#closing !== undefined) throw new Error(`the gateway is closed and cannot be attached: path=${path}`)
    this.#endings.push(routeUpgrades(server, path, (upgrade) => { this.#upgrade(upgrade) }))
  }

  /** Figures for metrics; O(connections). */
  statistics(): WebSocketGatewayStatistics {
    const connections = [...this.#connections]
    const total = (of: (connection: ClientConnection) => number): number =>
      connections.reduce((sum, connection) => sum + of(connection), 0)
    const { accepted, refused, received, slow, idle } = this.#counts
    return {
      connections: connections.length,
      acceptedConnections: accepted,
      refusedConnections: refused,
      receivedMessages: received,
      requestsInFlight: total(({ session }) => session.inFlight),
      subscriptions: this.#subscriptions.total,
      congestedConnections: total(({ outbox }) => (outbox.congested ? 1 : 0)),
      waitingBytes: total(({ outbox }) => outbox.waitingBytes),
      slowDisconnects: slow,
      idleDisconnects: idle,
      errors: { ...this.#errors },
    }
  }

  /** A key is good no more: what it has proved on any connection is to be proved anew. O(connections). */
  revokeKey(apiKey: string): void {
    for (const { session } of this.#connections) session.revoke(apiKey)
  }

  /**
   * Takes no more connections and requests, answers those in flight, and closes every connection with `code` and
   * `reason`; clients that do not answer in time are cut off. Takes at most twice `closeTimeoutMs`.
   */
  close(code = 1001, reason = 'the exchange is closing'): Promise<void> {
    this.#closing ??= this.#drainAndClose(code, reason)
    return this.#closing
  }

  async #drainAndClose(code: number, reason: string): Promise<void> {
    const { closeTimeoutMs } = this.#settings
    const connections = [...this.#connections]
    await within(closeTimeoutMs, Promise.all(connections.map(({ session }) => session.drain())))
    this.#tick()
    for (const connection of this.#connections) connection.close(code, reason)
    if (this.#connections.size > 0) {
      const empty = new Promise<void>((resolve) => {
        this.#onEmpty = resolve
      })
      await within(closeTimeoutMs, empty)
    }
    for (const connection of this.#connections) connection.terminate()
    for (const end of this.#endings) end()
  }

  #upgrade({ request, socket, head, refuse }: UpgradeRequest): void {
    const refusal = this.#upgradeRefusal(request)
    if (refusal !== undefined) {
      this.#counts.refused += 1
      refuse(...refusal)
      return
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(webSocket, socket, clientAddress(request, this.#settings.trustProxy))
    })
  }

  #upgradeRefusal(request: IncomingMessage): readonly [status: number, text: string] | undefined {
    const { maxConnections, allowedOrigins } = this.#settings
    if (this.#closing !== undefined) return [503, 'The exchange is closing.']
    if (this.#connections.size >= maxConnections) return [503, `There are ${maxConnections} connections, as many as may be.`]
    if (isAllowedOrigin(request, allowedOrigins)) return undefined
    return [403, 'Pages of this origin may not connect; the operator can allow it (allowedOrigins).']
  }

  #accept(webSocket: WebSocket, socket: Duplex, address: string): void {
    this.#counts.accepted += 1
    const listener = {
      onPending: (pending: ClientConnection) => {
        this.#pending.add(pending)
        this.#scheduleTick()
      },
      onMessage: () => { this.#counts.received += 1 },
      onGivenUp: (why: 'slow' | 'idle') => { this.#counts[why] += 1 },
      onClosed: (closed: ClientConnection) => { this.#forget(closed) },
    }
    const create = (outbox: Outbox): Session => this.#createSession(outbox, address)
    this.#connections.add(new ClientConnection(webSocket, socket, this.#settings, listener, create))
  }

  #createSession(outbox: Outbox, address: string): Session {
    const { messagesPerSecond, messageBurst, maxInFlight, maxTraders, nowUs, onError } = this.#settings
    return new Session({
      outbox,
      bucket: new TokenBucket(messagesPerSecond, messageBurst, nowUs()),
      maxInFlight,
      maxTraders,
      nowUs,
      ready: () => (this.#listings.loaded ? undefined : this.#listings.load()),
      accountOf: this.#accountOf,
      authenticate: (request) => authenticated(this.#signatures, request, address),
      onTrader: (owner, account) => {
        this.#names.learn(account.accountId, account.name)
        this.#subscriptions.addOwner(account.accountId, owner)
      },
      onTraderGone: (owner, account) => { this.#subscriptions.removeOwner(account.accountId, owner) },
      control: this.#createControls && ((text) => { this.#control(outbox, text) }),
      handle: (connection, request) => this.#router.handle(connection, request),
      onProblem: ({ code }) => { this.#errors[code] = (this.#errors[code] ?? 0) + 1 },
      onError,
    })
  }

  #control(outbox: Outbox, text: string): void {
    const controls = this.#controls.get(outbox) ?? this.#createControls?.((frame) => { outbox.send(frame) })
    if (controls === undefined) return
    this.#controls.set(outbox, controls)
    controls.receive(text)
  }

  #forget(connection: ClientConnection): void {
    this.#controls.get(connection.outbox)?.close()
    this.#controls.delete(connection.outbox)
    this.#subscriptions.removeAll(connection.outbox)
    this.#pending.delete(connection)
    this.#connections.delete(connection)
    if (this.#connections.size === 0) this.#onEmpty?.()
  }

  /** Everything of one turn of the event loop goes out together: answers, then what they caused, one write a client. */
  #scheduleTick(): void {
    if (this.#tickScheduled) return
    this.#tickScheduled = true
    setImmediate(() => { this.#tick() })
  }

  #tick(): void {
    this.#tickScheduled = false
    this.#publisher.drain()
    const pending = this.#pending
    this.#pending = new Set()
    for (const connection of pending) connection.flush()
  }

  #sweep(): void {
    for (const connection of this.#connections) connection.sweep()
    this.#limitTotal()
  }

  /** Gives up those clients for whom most waits, until no more waits for all together than may. */
  #limitTotal(): void {
    const { totalBufferBytes } = this.#settings
    const waiting = [...this.#connections].filter(({ closing }) => !closing)
    let total = waiting.reduce((sum, { outbox }) => sum + outbox.waitingBytes, 0)
    if (total <= totalBufferBytes) return
    waiting.sort((left, right) => right.outbox.waitingBytes - left.outbox.waitingBytes)
    for (const connection of waiting) {
      if (total <= totalBufferBytes) return
      total -= connection.outbox.waitingBytes
      connection.giveUpSlow(`more than ${totalBufferBytes} bytes wait for all clients, most of them for this one`)
    }
  }
}

/** Often enough that no timeout is missed by more than a quarter. */
function sweepIntervalMs({ pingIntervalMs, idleTimeoutMs, maxCongestedMs, closeTimeoutMs }: GatewaySettings): number {
  const shortest = Math.min(pingIntervalMs, idleTimeoutMs, maxCongestedMs, closeTimeoutMs)
  return Math.min(1000, Math.max(10, shortest / 4))
}

async function within(timeoutMs: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([done, timeout])
  clearTimeout(timer)
}
