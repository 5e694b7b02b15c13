import type { AccountById, AccountOf } from './account-names.ts'
import type { Signatures } from './authentication.ts'
import type { GatewayFlows } from './flow-transfers.ts'

/** The control messages of one connection. */
export interface ConnectionControls {
  /** Takes a message as it came. */
  receive(text: string): void
  /** The connection is gone. */
  close(): void
}

/** What a {@link WebSocketGateway} may be told; everything has a default. */
export interface WebSocketGatewayOptions {
  /**
   * The account of a trader id, opened first where the host does so. Default: by name, so that whoever knows a name
   * trades for it; `keysOnly` where that is not to be.
   */
  readonly accountOf?: AccountOf | undefined
  /** Finds out whose key an `auth` message is signed by. Default: none, so that it is refused. */
  readonly signatures?: Signatures | undefined
  /** Whether one reverse proxy stands in front, which says in `X-Forwarded-For` who the client is. Default false. */
  readonly trustProxy?: boolean | undefined
  /** Finds a trade's party that no event or connection has named. Default: by id. */
  readonly accountById?: AccountById | undefined
  /** The flows of the exchange, where it has several: a `FlowGroup`. Default: none, so that `transfer` is refused. */
  readonly flows?: GatewayFlows | undefined
  /**
   * Control messages of market streams, which may come on the same connections: whatever has a `method` and no `type`.
   * Default: none, so that such a message is refused.
   */
  readonly controls?: ((send: (frame: Buffer) => void) => ConnectionControls) | undefined
  /** Longest message in bytes; a longer one closes the connection with 1009. Default 16,384. */
  readonly maxMessageBytes?: number | undefined
  /** More connections are refused with HTTP 503. Default 10,000. */
  readonly maxConnections?: number | undefined
  /** Messages that a connection may send a second on average; `Infinity` for no limit. Default 1,000. */
  readonly messagesPerSecond?: number | undefined
  /** Messages that a connection may send at once. Default 2,000. */
  readonly messageBurst?: number | undefined
  /** Unanswered requests of a connection. Default 1,024. */
  readonly maxInFlight?: number | undefined
  /** Subscriptions of a connection, one a channel and instrument. Default 1,000. */
  readonly maxSubscriptions?: number | undefined
  /** Trader ids that a connection may use. Default 1,000. */
  readonly maxTraders?: number | undefined
  /** Bytes waiting for a client from which on its market data is merged. Default 262,144. */
  readonly softLimitBytes?: number | undefined
  /** Bytes waiting for a client beyond which it is disconnected (4001). Default 4,194,304. */
  readonly hardLimitBytes?: number | undefined
  /**
   * Bytes waiting for all clients together; beyond it those for whom most waits are disconnected (4001). Checked once a
   * second or more often. Default 536,870,912.
   */
  readonly totalBufferBytes?: number | undefined
  /** How long a client may stay over the soft limit before it is disconnected (4001). Default 10,000. */
  readonly maxCongestedMs?: number | undefined
  /** Merged price levels that may wait for a client before it is disconnected (4001). Default 50,000. */
  readonly maxMergedLevels?: number | undefined
  /** How often the server pings. Default 20,000. */
  readonly pingIntervalMs?: number | undefined
  /** A client of which nothing is heard for so long, not even a pong, is disconnected (4002). Default 60,000. */
  readonly idleTimeoutMs?: number | undefined
  /** How long a client may take to answer a close frame, and `close` to answer what is in flight. Default 5,000. */
  readonly closeTimeoutMs?: number | undefined
  /**
   * Which web pages may connect, by the `Origin` header; clients without one, such as bots, always may. `'same-host'`:
   * pages of the host name that the client connects to, on any port. Default `'same-host'`.
   */
  readonly allowedOrigins?: 'any' | 'same-host' | readonly string[] | undefined
  /** A monotonic clock in microseconds. Default: `performance.now()`. */
  readonly nowUs?: (() => number) | undefined
  /** Calls `task` every so often and returns what ends it. Default: an interval that keeps no process alive. */
  readonly every?: ((intervalMs: number, task: () => void) => () => void) | undefined
  /** Told of what went wrong on the server's side: a question that the exchange did not answer. Default: nobody. */
  readonly onError?: ((error: unknown) => void) | undefined
}

type Present<Options> = { readonly [Key in keyof Options]-?: Exclude<Options[Key], undefined> }

/** The options with their defaults filled in; those without a default that is a value stay optional. */
export type GatewaySettings = Present<Omit<WebSocketGatewayOptions, 'accountOf' | 'signatures' | 'accountById' | 'flows' | 'controls'>>

const DEFAULTS: GatewaySettings = {
  trustProxy: false,
  maxMessageBytes: 16_384,
  maxConnections: 10_000,
  messagesPerSecond: 1_000,
  messageBurst: 2_000,
  maxInFlight: 1_024,
  maxSubscriptions: 1_000,
  maxTraders: 1_000,
  softLimitBytes: 262_144,
  hardLimitBytes: 4_194_304,
  totalBufferBytes: 536_870_912,
  maxCongestedMs: 10_000,
  maxMergedLevels: 50_000,
  pingIntervalMs: 20_000,
  idleTimeoutMs: 60_000,
  closeTimeoutMs: 5_000,
  allowedOrigins: 'same-host',
  nowUs: () => Math.floor(performance.now() * 1000),
  every: (intervalMs, task) => {
    const timer = setInterval(task, intervalMs)
    timer.unref()
    return () => { clearInterval(timer) }
  },
  onError: () => undefined,
}

/** The options with defaults filled in; throws a RangeError that names one which cannot be. */
export function gatewaySettings(options: WebSocketGatewayOptions): GatewaySettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const settings: GatewaySettings = { ...DEFAULTS, ...given }
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && !(value > 0)) throw new RangeError(`${name} must be positive: ${value}`)
  }
  if (settings.softLimitBytes >= settings.hardLimitBytes)
    throw new RangeError(`softLimitBytes must be less than hardLimitBytes: ${settings.softLimitBytes}, ${settings.hardLimitBytes}`)
  return settings
}
