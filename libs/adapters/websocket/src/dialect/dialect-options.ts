import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

/** A request to upgrade a connection, as much of it as matters once it may be. */
export type StreamRequest = Pick<IncomingMessage, 'url' | 'method' | 'headers'>

/** Serves market streams somewhere else than here. */
export interface StreamHost {
  /** From so many clients on, further ones are asked to be taken over. */
  readonly fromConnections: number
  /** How many clients it serves. */
  readonly connections: number
  /** Takes a client over, with what it has sent so far; false where it does not. */
  take(request: StreamRequest, socket: Duplex, head: Buffer): boolean
}

/** How clients of market streams are served. */
export interface StreamServerOptions {
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
  /** Longer messages go compressed to clients that want it (permessage-deflate); `Infinity` for none. */
  readonly compressFromBytes?: number
  /** A connection does not live longer: its client is told to connect again. */
  readonly lifeMs?: number
}

/** How the WebSocket side of the dialect is served. */
export interface DialectGatewayOptions extends StreamServerOptions {
  /** Which web pages may connect, by their origin. */
  readonly allowedOrigins?: 'any' | 'same-host' | readonly string[]
  /** More are refused with HTTP 503. */
  readonly maxConnections?: number
  /** Requests of a connection of the WebSocket API that may be under way. */
  readonly maxInFlight?: number
  /** Whether the address of a client is what a proxy says it is. */
  readonly trustProxy?: boolean
  /** Takes over clients of market streams, where there are many. */
  readonly streamHost?: StreamHost | undefined
}

/** What is served where nothing else is said. */
export const DIALECT_DEFAULTS: Required<Omit<DialectGatewayOptions, 'streamHost'>> = {
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

/** What makes WebSockets of upgraded connections. */
export function createWebSockets({
  maxMessageBytes: maxPayload,
  compressFromBytes,
}: Required<StreamServerOptions>): WebSocketServer {
  // Every message by itself: it is compressed once for all who are sent it, and nothing is kept for a client.
  const deflate = { serverNoContextTakeover: true, clientNoContextTakeover: true }
  const perMessageDeflate = compressFromBytes < Infinity && deflate
  return new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate, maxPayload })
}

/** Whether a client takes compressed messages, made with the usual window: a smaller one would need its own. */
export function takesCompressed(webSocket: WebSocket, { headers }: StreamRequest): boolean {
  const offer = headers['sec-websocket-extensions'] ?? ''
  return webSocket.extensions.includes('permessage-deflate') && !offer.includes('server_max_window_bits')
}
