import type { Notice, Reply, Request } from '@openlob/websocket'
import { WebSocket } from 'ws'
import { EXIT_CODES, OperatorError } from '../operator-error.ts'

/** A message to the exchange: its type and its fields, without the request id, which the client adds. */
export interface RequestMessage {
  readonly type: Request['type']
  readonly [field: string]: string | number | boolean | readonly string[] | undefined
}

/** What a {@link ProtocolClient} tells of its connection. */
export interface ProtocolListener {
  /** The exchange sent something unasked. */
  onNotice(notice: Notice): void
  /** The connection stands: the first time, or again after it was lost. */
  onConnected(again: boolean): void
  /** The connection was lost, or could not be had back; the next attempt comes after `retryMs`. */
  onDisconnected(reason: string, retryMs: number): void
}

/** There is no connection, or it was lost before the answer came. */
export class ConnectionLostError extends Error {
  override readonly name: string = 'ConnectionLostError'
  /** True where the request had left: it may or may not have been carried out. */
  readonly sent: boolean

  constructor(reason: string, sent: boolean) {
    super(reason)
    this.sent = sent
  }
}

const NOTHING_LISTENS = 'nothing listens at'
const START_ADVICE = ': start an exchange with "openlob start" (in the repository: npm start), or name another with --url'
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 10_000
const HEARTBEAT_MS = 15_000
const HANDSHAKE_MS = 10_000

/** Hears an answer before anything that came behind it, which a promise cannot promise. */
export type OnReply = (reply: Reply) => void

interface Waiting {
  readonly onReply: OnReply | undefined
  resolve(reply: Reply): void
  reject(error: ConnectionLostError): void
}

/**
 * A client of the JSON protocol over one WebSocket: matches answers to requests, passes on what comes unasked, and
 * connects again by itself, waiting longer each time up to ten seconds. Subscriptions do not outlive a connection:
 * whoever has some renews them in `onConnected`.
 */
export class ProtocolClient {
  readonly #url: string
  readonly #listener: ProtocolListener
  readonly #waiting = new Map<string, Waiting>()
  #socket: WebSocket | undefined
  #connected = false
  #closed = false
  #lastRequestId = 0
  #retryMs = RETRY_FIRST_MS
  #retryTimer: NodeJS.Timeout | undefined

  constructor(url: string, listener: ProtocolListener) {
    this.#url = requireUrl(url)
    this.#listener = listener
  }

  /** Whether requests can be sent now. */
  get connected(): boolean {
    return this.#connected
  }

  /** How many requests wait for their answer. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Connects for the first time; rejects with an {@link OperatorError} where nothing answers. */
  async connect(): Promise<void> {
    const failure = await this.#open()
    if (failure !== undefined) throw new OperatorError(`${failure}${failure.startsWith(NOTHING_LISTENS) ? START_ADVICE : ''}`)
    this.#listener.onConnected(false)
  }

  /**
   * Sends a request and resolves with its answer, an `error` too; rejects with {@link ConnectionLostError}. The notices
   * behind an answer may be heard before the promise is: who must know the answer first takes `onReply`.
   */
  request(message: RequestMessage, onReply?: OnReply): Promise<Reply> {
    const socket = this.#socket
    if (socket === undefined || !this.#connected) return Promise.reject(new ConnectionLostError('there is no connection', false))
    this.#lastRequestId += 1
    const id = String(this.#lastRequestId)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { onReply, resolve, reject })
      socket.send(JSON.stringify({ ...message, request_id: id }))
    })
  }

  /** Closes for good; requests that wait are rejected. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#retryTimer)
    this.#socket?.close(1000)
    this.#abandon('the client closed the connection')
  }

  /** Resolves when the connection stands, with the reason where it does not. */
  #open(): Promise<string | undefined> {
    const socket = new WebSocket(this.#url, { handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false })
    this.#socket = socket
    let failure = ''
    return new Promise((resolve) => {
      socket.on('open', () => {
        this.#connected = true
        this.#retryMs = RETRY_FIRST_MS
        beatWhileOpen(socket)
        resolve(undefined)
      })
      socket.on('message', (data: Buffer) => {
        this.#receive(data.toString())
      })
      socket.on('error', (error) => {
        failure = this.#explain(error)
      })
      socket.on('close', (code, reason) => {
        const wasConnected = this.#connected
        this.#connected = false
        if (failure === '') failure = closeText(code, reason.toString())
        this.#abandon(failure)
        if (wasConnected && !this.#closed) this.#retry(failure)
        resolve(failure)
      })
    })
  }

  #retry(reason: string): void {
    this.#listener.onDisconnected(reason, this.#retryMs)
    this.#retryTimer = setTimeout(() => {
      void this.#reconnect()
    }, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MOST_MS)
  }

  async #reconnect(): Promise<void> {
    const failure = await this.#open()
    if (this.#closed) return
    if (failure === undefined) this.#listener.onConnected(true)
    else this.#retry(failure)
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as (Reply & { request_id?: string }) | Notice
    if (isNotice(message)) {
      this.#listener.onNotice(message)
      return
    }
    // An error about a message whose id could not be read comes without one; answers keep the order of requests.
    const id = message.request_id ?? this.#waiting.keys().next().value
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (id === undefined || waiting === undefined) return
    this.#waiting.delete(id)
    waiting.onReply?.(message)
    waiting.resolve(message)
  }

  #abandon(reason: string): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new ConnectionLostError(reason, true))
    this.#waiting.clear()
  }

  #explain(error: Error): string {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ECONNREFUSED') return `${NOTHING_LISTENS} ${this.#url}`
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `there is no host named ${new URL(this.#url).hostname}`
    return `${this.#url}: ${error.message || String(code)}`
  }
}

const NOTICES: ReadonlySet<string> = new Set<Notice['type']>(['trade', 'book_update', 'order_update', 'gap'])

function isNotice(message: Reply | Notice): message is Notice {
  return NOTICES.has(message.type)
}

function requireUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'ws:' || parsed?.protocol === 'wss:') return url
  throw new OperatorError(`"${url}" is no WebSocket address: it is like ws://localhost:9090/ws`, EXIT_CODES.usage)
}

function closeText(code: number, reason: string): string {
  if (reason !== '') return `the exchange closed the connection: ${reason}`
  return code === 1006 ? 'the connection broke' : `the exchange closed the connection (code ${code})`
}

/** Pings now and then, and gives up a connection on which nothing came back. */
function beatWhileOpen(socket: WebSocket): void {
  let heard = true
  const hear = (): void => {
    heard = true
  }
  socket.on('pong', hear)
  socket.on('message', hear)
  const timer = setInterval(() => {
    if (!heard) {
      socket.terminate()
      return
    }
    heard = false
    socket.ping()
  }, HEARTBEAT_MS)
  timer.unref()
  socket.on('close', () => {
    clearInterval(timer)
  })
}
