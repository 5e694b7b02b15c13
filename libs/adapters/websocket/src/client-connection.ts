import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { RawData } from 'ws'
import { Outbox } from './backpressure.ts'
import type { GatewaySettings } from './options.ts'
import type { Session } from './session.ts'

/** What a {@link ClientConnection} tells the gateway. */
export interface ConnectionListener {
  /** Something waits to be flushed at the end of the tick. */
  onPending(connection: ClientConnection): void
  /** A message came in. */
  onMessage(): void
  /** The server gives the client up. */
  onGivenUp(why: 'slow' | 'idle'): void
  /** Nothing more goes in or out. */
  onClosed(connection: ClientConnection): void
}

/** One client's socket and its life: frames in and out, pings, idle timeout, and the end. */
export class ClientConnection {
  readonly outbox: Outbox
  readonly session: Session
  readonly #webSocket: WebSocket
  readonly #settings: GatewaySettings
  readonly #listener: ConnectionListener
  #heardUs: number
  #pingedUs: number
  #closingSinceUs: number | undefined

  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    settings: GatewaySettings,
    listener: ConnectionListener,
    createSession: (outbox: Outbox) => Session,
  ) {
    this.#webSocket = webSocket
    this.#settings = settings
    this.#listener = listener
    this.#heardUs = settings.nowUs()
    this.#pingedUs = this.#heardUs
    this.outbox = new Outbox(socket, settings, settings.nowUs, {
      onPending: () => { listener.onPending(this) },
      onTooSlow: (text) => { this.giveUpSlow(text) },
    })
    this.session = createSession(this.outbox)
    this.#listen()
  }

  /** True once a close frame is on its way. */
  get closing(): boolean {
    return this.#closingSinceUs !== undefined
  }

  /** Ends the connection of a client that reads too slowly; the text says by what measure. */
  giveUpSlow(text: string): void {
    this.#giveUp('slow', 4001, `slow consumer: ${text}`)
  }

  /** Writes what waits; a socket that is closing takes nothing more. */
  flush(): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) {
      this.outbox.stop()
      return
    }
    this.outbox.flush()
    if (this.#webSocket.isPaused && !this.session.isFull) this.#webSocket.resume()
  }

  /** What has to be done from time to time: ping, and end what has been silent, behind or closing for too long. */
  sweep(): void {
    const { nowUs, pingIntervalMs, idleTimeoutMs, closeTimeoutMs } = this.#settings
    const now = nowUs()
    if (this.#closingSinceUs !== undefined) {
      if (now - this.#closingSinceUs >= closeTimeoutMs * 1000) this.terminate()
      return
    }
    this.outbox.check()
    // Whoever is not read cannot be heard.
    if (this.#webSocket.isPaused) this.#heardUs = now
    if (now - this.#heardUs >= idleTimeoutMs * 1000)
      this.#giveUp('idle', 4002, `idle: nothing was heard for ${idleTimeoutMs} ms`)
    else if (now - this.#pingedUs >= pingIntervalMs * 1000) {
      this.#pingedUs = now
      if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.ping()
    }
  }

  /** Sends a close frame behind what is already written, and takes and sends nothing more. */
  close(code: number, reason: string): void {
    if (this.#closingSinceUs !== undefined) return
    this.#closingSinceUs = this.#settings.nowUs()
    this.#end()
    if (this.#webSocket.isPaused) this.#webSocket.resume()
    this.#webSocket.close(code, fitting(reason))
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.#end()
    this.#webSocket.terminate()
  }

  #listen(): void {
    const heard = (): void => {
      this.#heardUs = this.#settings.nowUs()
    }
    this.#webSocket.on('message', (data: RawData, isBinary: boolean) => {
      heard()
      if (this.#closingSinceUs !== undefined) return
      this.#listener.onMessage()
      this.session.receive(isBinary ? undefined : textOf(data))
      if (this.session.isFull) this.#webSocket.pause()
    })
    this.#webSocket.on('ping', heard)
    this.#webSocket.on('pong', heard)
    // Such as a message that is too large: a close frame is on its way already.
    this.#webSocket.on('error', () => {
      this.#closingSinceUs ??= this.#settings.nowUs()
      this.#end()
    })
    this.#webSocket.on('close', () => {
      this.#end()
      this.#listener.onClosed(this)
    })
  }

  #giveUp(why: 'slow' | 'idle', code: number, reason: string): void {
    this.#listener.onGivenUp(why)
    this.close(code, reason)
  }

  #end(): void {
    this.outbox.stop()
    this.session.abandon()
  }
}

/** Text frames come as one buffer. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}

/** The reason cut to what a close frame holds. */
function fitting(reason: string): string {
  let text = reason
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1)
  return text
}
