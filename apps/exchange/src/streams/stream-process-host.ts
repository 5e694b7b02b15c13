import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { StreamFeed } from '@openlob/websocket'
import type { StreamHost, StreamRequest, StreamServerOptions, StreamSource } from '@openlob/websocket'
import type { Logger } from 'pino'
import type { Configuration } from '../configuration/configuration.ts'
import { FEED_DESCRIPTOR } from './messages.ts'
import type { FromStreams, ToStreams } from './messages.ts'

/** What a {@link StreamProcess} is made of. */
export interface StreamProcessOptions {
  /** From so many clients of market streams on, further ones are served there. */
  readonly fromConnections: number
  readonly streams: StreamSource
  readonly clients: StreamServerOptions
  readonly logger: Logger
}

/** Where the process begins: as it was built, or from the sources. */
const ENTRY: URL = new URL(import.meta.url.endsWith('.ts') ? '../stream-process.ts' : './stream-process.js', import.meta.url)
/** With more waiting for it to read, it is given up: it does not keep up with the market. */
const MAX_WAITING_BYTES = 67_108_864
/** After one has ended by itself, clients are served here for so long. */
const PAUSE_MS = 5_000
const STOP_TIMEOUT_MS = 2_000

/**
 * Serves clients of market streams in a process of their own, from when there are many: writing to a thousand of them
 * costs more than the orders that they are told of. Encrypted connections stay, since a key cannot be handed over.
 */
export class StreamProcess implements StreamHost {
  readonly fromConnections: number
  readonly #options: StreamProcessOptions
  #child: ChildProcess | undefined
  #connections = 0
  #pausedUntilMs = 0

  /** One that is not started before it is needed. */
  constructor(options: StreamProcessOptions) {
    this.#options = options
    this.fromConnections = options.fromConnections
  }

  get connections(): number {
    return this.#connections
  }

  take({ url, method, headers }: StreamRequest, socket: Duplex, head: Buffer): boolean {
    if (!(socket instanceof Socket) || socket instanceof TLSSocket) return false
    const child = this.#child ?? this.#start()
    if (child === undefined) return false
    this.#connections += 1
    const message: ToStreams = { type: 'client', request: { url, method, headers }, head: head.toString('base64') }
    // Or the server would wait at its end for the process to say that it has none of its connections any more, for ever
    // where that process has died.
    ;(socket as { server?: unknown }).server = undefined
    // Its descriptor is a copy there; whatever became of it, this one is not needed any more.
    child.send(message, socket, () => { socket.destroy() })
    return true
  }

  /** Has it let its clients go, and ends it. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#pausedUntilMs = Infinity
    if (child === undefined) return
    const ended = once(child, 'exit')
    this.#tell(child, { type: 'stop' })
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }

  #start(): ChildProcess | undefined {
    if (performance.now() < this.#pausedUntilMs) return undefined
    const { streams, clients, logger } = this.#options
    const child = fork(fileURLToPath(ENTRY), { stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'] })
    this.#child = child
    const onOverflow = (): void => {
      logger.error(`the process of market streams is given up: more than ${MAX_WAITING_BYTES} bytes wait for it`)
      child.kill('SIGKILL')
    }
    const pipe = child.stdio[FEED_DESCRIPTOR] as unknown as Duplex
    new StreamFeed({ streams, pipe, maxWaitingBytes: MAX_WAITING_BYTES, onOverflow })
    child.on('message', (message: FromStreams) => { this.#hear(message) })
    child.once('error', (error) => { logger.error({ err: error }, 'the process of market streams does not start') })
    child.once('exit', (code, signal) => { this.#ended(code, signal) })
    this.#tell(child, { type: 'start', options: clients })
    return child
  }

  #hear(message: FromStreams): void {
    if (message.type === 'connections') this.#connections = message.count
    else this.#options.logger.error(`a client of market streams was not served: ${message.problem}`)
  }

  #ended(code: number | null, signal: string | null): void {
    const wasStopped = this.#pausedUntilMs === Infinity
    this.#child = undefined
    this.#connections = 0
    if (wasStopped) return
    this.#pausedUntilMs = performance.now() + PAUSE_MS
    this.#options.logger.error({ code, signal }, 'the process of market streams has ended; its clients have to connect again')
  }

  #tell(child: ChildProcess, message: ToStreams): void {
    // It may have gone in this moment; its end is heard of.
    child.send(message, () => undefined)
  }
}

/** The process that a configuration has for market streams. */
export function streamProcess(
  { websocket, tls }: Configuration,
  streams: StreamSource,
  logger: Logger,
): StreamProcess | undefined {
  const { streamProcessFrom: fromConnections } = websocket
  if (fromConnections === 'never' || tls.use !== 'off') return undefined
  const { hardLimitBytes, pingIntervalMs, idleTimeoutMs } = websocket.clients
  const clients = { hardLimitBytes, pingIntervalMs, idleTimeoutMs }
  return new StreamProcess({ fromConnections, streams, clients, logger })
}
