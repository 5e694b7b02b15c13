import type { Socket } from 'node:net'
import { timeWriter } from '@openlob/binance-dialect'
import type { WebSocket, WebSocketServer } from 'ws'
import { textFrame } from '../frame.ts'
import { DialectConnection } from './dialect-connection.ts'
import { createWebSockets, DIALECT_DEFAULTS, takesCompressed } from './dialect-options.ts'
import type { StreamRequest, StreamServerOptions } from './dialect-options.ts'
import { StreamControls } from './stream-controls.ts'
import type { StreamSource } from './stream-controls.ts'
import { StreamCohorts, StreamMembership } from './stream-membership.ts'
import { readStreamAddress } from './stream-request.ts'
import type { StreamAddress } from './stream-request.ts'
import { WritePacer } from './write-pacer.ts'

/** What a {@link StreamServer} works with. */
export interface StreamServerParts {
  readonly streams: StreamSource
  /** The time, in microseconds since 1970. */
  readonly nowUs: () => number
  readonly options?: StreamServerOptions
  /** Listens for a client to what is no market stream; answers how to end it, undefined where it is nothing. */
  readonly listenTo?: (name: string, connection: DialectConnection, address: StreamAddress) => (() => void) | undefined
}

/** Clients of market streams, on connections that are known to be good. */
export class StreamServer {
  readonly #parts: StreamServerParts
  readonly #options: Required<StreamServerOptions>
  readonly #webSockets: WebSocketServer
  readonly #connections = new Set<DialectConnection>()
  readonly #cohorts: StreamCohorts

  /** Without clients. */
  constructor(parts: StreamServerParts) {
    this.#parts = parts
    this.#options = { ...DIALECT_DEFAULTS, ...parts.options }
    this.#webSockets = createWebSockets(this.#options)
    this.#cohorts = new StreamCohorts(parts.streams, new WritePacer(() => this.#connections.size))
  }

  /** How many clients there are. */
  get connections(): number {
    return this.#connections.size
  }

  /** Makes a WebSocket of a connection, and serves it. */
  upgrade(request: StreamRequest, socket: Socket, head: Buffer): void {
    const address = readStreamAddress(request)
    this.#webSockets.handleUpgrade(request as Parameters<WebSocketServer['handleUpgrade']>[0], socket, head, (made) => {
      this.#serve(made, request, { address, socket })
    })
  }

  /** What has to be done from time to time, and is done every second: pings, and ends of connections. */
  sweep(): void {
    const nowUs = this.#parts.nowUs()
    for (const connection of this.#connections) connection.sweep(nowUs)
  }

  /** Tells all clients to come back later, and closes their connections. */
  close(): void {
    this.#cohorts.flush()
    for (const connection of this.#connections) connection.shutDown(this.#parts.nowUs())
  }

  #serve(webSocket: WebSocket, request: StreamRequest, { address, socket }: Opened): void {
    const { isCombined, format, names } = address
    const { listenTo } = this.#parts
    const farewell = (nowUs: number): Buffer => {
      const event = { e: 'serverShutdown', E: timeWriter(format === 'microseconds')(nowUs) }
      const isWrapped = isCombined && format !== 'sbe'
      return textFrame(JSON.stringify(isWrapped ? { stream: '!serverShutdown', data: event } : event))
    }
    const { streamMessagesPerSecond: messagesPerSecond } = this.#options
    const compressFromBytes = takesCompressed(webSocket, request) ? this.#options.compressFromBytes : Infinity
    const limits = { ...this.#options, messagesPerSecond, compressFromBytes, farewell }
    const connection = new DialectConnection(webSocket, socket, limits)
    this.#connections.add(connection)
    const streams = new StreamMembership(this.#cohorts, { connection, format, compressFromBytes })
    const send = (frame: Buffer): void => {
      streams.settle(controls.isCombined)
      connection.sendFrame(frame)
    }
    const controls: StreamControls = new StreamControls({ streams, format, isCombined, send })
    const ends = names.map((name) => listenTo?.(name, connection, address))
    controls.subscribe(names)
    streams.settle(isCombined)
    connection.listen((text) => { controls.receive(text) }, () => {
      this.#connections.delete(connection)
      controls.close()
      streams.settle(isCombined)
      for (const end of ends) end?.()
    })
  }
}

interface Opened {
  readonly address: StreamAddress
  readonly socket: Socket
}
