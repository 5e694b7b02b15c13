import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { deflatedFrame } from './deflated-frame.ts'

/** What a connection may do. */
export interface DialectConnectionLimits {
  readonly hardLimitBytes: number
  readonly pingIntervalMs: number
  readonly idleTimeoutMs: number
  readonly messagesPerSecond: number
  /** Shorter messages are not compressed; infinite where none is. */
  readonly compressFromBytes: number
  /** A connection does not live longer. */
  readonly lifeMs: number
  /** How a client is told that it has to connect again. */
  readonly farewell: (nowUs: number) => Buffer
}

/** What is lost with a client that reads too slowly. */
const SLOW = 1008
/** The exchange goes away. */
const GOING_AWAY = 1001

/** One WebSocket of the dialect: frames out, messages in, and when it has to end. */
export class DialectConnection {
  readonly #webSocket: WebSocket
  readonly #socket: Socket
  readonly #limits: DialectConnectionLimits
  readonly #connectedMs = performance.now()
  #heardMs = performance.now()
  #pingedMs = this.#heardMs
  #isGathering = false
  #second = 0
  #messages = 0

  constructor(webSocket: WebSocket, socket: Socket, limits: DialectConnectionLimits) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#limits = limits
  }

  /** Hands over what comes, until the connection ends. */
  listen(onMessage: (text: string) => void, onEnd: () => void): void {
    const heard = (): void => {
      this.#heardMs = performance.now()
    }
    this.#webSocket.on('message', (data: Buffer) => {
      heard()
      if (this.#mayReceive()) onMessage(data.toString('utf8'))
    })
    this.#webSocket.on('ping', heard)
    this.#webSocket.on('pong', heard)
    // Such as a message that is too long: a close frame is on its way already.
    this.#webSocket.on('error', () => undefined)
    this.#webSocket.once('close', onEnd)
  }

  /** Sends a frame, which others may be sent too. */
  sendFrame(frame: Buffer): void {
    this.write(frame.length >= this.#limits.compressFromBytes ? deflatedFrame(frame) : frame)
  }

  /** Writes frames as they are; a client for whom too much waits is disconnected. */
  write(octets: Buffer): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    const { hardLimitBytes } = this.#limits
    if (this.#socket.writableLength > hardLimitBytes)
      this.#webSocket.close(SLOW, `slow consumer: more than ${hardLimitBytes} bytes wait`)
    else {
      this.#gather()
      this.#socket.write(octets)
    }
  }

  /** What is written until the end of this turn goes out in one piece: a write costs as much as an order. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    this.#socket.cork()
    process.nextTick(() => {
      this.#isGathering = false
      this.#socket.uncork()
    })
  }

  /** What has to be done from time to time: ping, and end what is silent or does not close. */
  sweep(nowUs: number): void {
    const nowMs = performance.now()
    const { pingIntervalMs, idleTimeoutMs, lifeMs } = this.#limits
    if (this.#webSocket.readyState !== WebSocket.OPEN) this.#webSocket.terminate()
    else if (nowMs - this.#heardMs >= idleTimeoutMs)
      this.#webSocket.close(SLOW, `idle: nothing was heard for ${idleTimeoutMs} ms`)
    else if (nowMs - this.#connectedMs >= lifeMs) this.shutDown(nowUs, `connected for ${lifeMs} ms: connect again`)
    else if (nowMs - this.#pingedMs >= pingIntervalMs) {
      this.#pingedMs = nowMs
      this.#webSocket.ping()
    }
  }

  /** Tells the client that it has to connect again, and closes. */
  shutDown(nowUs: number, reason = 'the exchange is closing'): void {
    this.sendFrame(this.#limits.farewell(nowUs))
    this.#webSocket.close(GOING_AWAY, reason)
  }

  /** Counts a message; a client that sends too many is disconnected. */
  #mayReceive(): boolean {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#messages = 0
    }
    this.#messages += 1
    const { messagesPerSecond } = this.#limits
    if (this.#messages <= messagesPerSecond) return true
    this.#webSocket.close(SLOW, `more than ${messagesPerSecond} messages in a second`)
    return false
  }
}
