import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

const FINAL_TEXT = 0x81
const FINAL_BINARY = 0x82
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127

/**
 * A WebSocket client that does as little as it can: it counts the messages that come, and looks into them only where it
 * is asked to, so that a measurement is of the exchange. It takes what an OpenLOB exchange sends and nothing else.
 */
export class FrameSocket {
  /** Messages that have come. */
  received = 0
  /** Whether the connection has ended. */
  isClosed = false
  readonly #socket: Socket
  readonly #onMessage: ((text: string) => void) | undefined
  #rest: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket, onMessage: ((text: string) => void) | undefined) {
    this.#socket = socket
    this.#onMessage = onMessage
  }

  /** Connects and upgrades; octets come as a text of them. Rejects with what the exchange says where it refuses. */
  static async connect(url: string, onMessage?: (text: string) => void): Promise<FrameSocket> {
    const { hostname, port, pathname, search, host } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const key = randomBytes(16).toString('base64')
    const head = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, 'Upgrade: websocket', 'Connection: Upgrade']
    socket.write([...head, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'))
    const rest = await upgraded(socket)
    const frames = new FrameSocket(socket, onMessage)
    socket.once('close', () => {
      frames.isClosed = true
    })
    socket.on('data', (data) => {
      frames.#take(data)
    })
    frames.#take(rest)
    return frames
  }

  /** Sends a text message, masked with zeros, as which it stays as it is. */
  send(text: string): void {
    const payload = Buffer.from(text)
    const { length } = payload
    const head =
      length < LENGTH_16
        ? Buffer.from([FINAL_TEXT, MASKED | length, 0, 0, 0, 0])
        : Buffer.from([FINAL_TEXT, MASKED | LENGTH_16, length >> 8, length & 255, 0, 0, 0, 0])
    this.#socket.write(Buffer.concat([head, payload]))
  }

  /** Reads nothing more, as a client that is stuck. */
  pause(): void {
    this.#socket.pause()
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume()
  }

  /** Closes the connection. */
  close(): void {
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    const buffer = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    let at = 0
    while (at + 2 <= buffer.length) {
      const short = buffer[at + 1]!
      const headLength = short < LENGTH_16 ? 2 : short < LENGTH_64 ? 4 : 10
      if (at + headLength > buffer.length) break
      const end = at + headLength + lengthAt(buffer, at, short)
      if (end > buffer.length) break
      if (buffer[at] === FINAL_TEXT || buffer[at] === FINAL_BINARY) {
        this.received += 1
        this.#onMessage?.(buffer.toString('latin1', at + headLength, end))
      }
      at = end
    }
    this.#rest = at === buffer.length ? Buffer.alloc(0) : buffer.subarray(at)
  }
}

function lengthAt(buffer: Buffer, at: number, short: number): number {
  if (short < LENGTH_16) return short
  return short < LENGTH_64 ? buffer.readUInt16BE(at + 2) : buffer.readUInt32BE(at + 6)
}

/** Resolves with what came behind the answer to the upgrade. */
function upgraded(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    const onData = (data: Buffer): void => {
      answer = Buffer.concat([answer, data])
      const end = answer.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', onData)
      const head = answer.subarray(0, end).toString('latin1')
      if (head.startsWith('HTTP/1.1 101 ')) resolve(answer.subarray(end + 4))
      else reject(new Error(`the exchange does not upgrade: ${head.split('\r\n')[0] ?? ''}`))
    }
    socket.on('data', onData)
    socket.once('error', reject)
    socket.once('close', () => {
      reject(new Error('the exchange closed the connection'))
    })
  })
}
