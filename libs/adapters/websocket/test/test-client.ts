import { WebSocket } from 'ws'
import { checkedMessage } from './outbound-schemas.ts'
import type { Message } from './outbound-schemas.ts'

/** How a connection ended. */
export interface Ending {
  readonly code: number
  readonly reason: string
}

type Wanted = string | ((message: Message) => boolean)

interface Waiting {
  readonly wanted: Wanted
  readonly resolve: (message: Message) => void
  readonly reject: (error: Error) => void
}

/** A client over a real socket; every message that it gets is checked against the documented schemas. */
export class TestClient {
  readonly socket: WebSocket
  /** Resolves when the connection has ended. */
  readonly ending: Promise<Ending>
  /** Everything that came and was not taken. */
  readonly messages: Message[] = []
  /** What was wrong with what came. */
  readonly faults: Error[] = []
  readonly #waiting: Waiting[] = []
  #lastId = 0

  private constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, headers })
    this.socket.on('error', () => undefined)
    this.socket.on('message', (data: Buffer) => { this.#take(data.toString()) })
    this.ending = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        for (const { reject, wanted } of this.#waiting) reject(new Error(`closed with ${code} before ${String(wanted)}`))
      })
    })
  }

  /** Connects; rejects where the server refuses. */
  static connect(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(url, headers)
    return new Promise((resolve, reject) => {
      client.socket.once('open', () => { resolve(client) })
      client.socket.once('error', reject)
    })
  }

  /** Sends an object as JSON, or text as it is. */
  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The first message of a type, or that is as wanted, that came or will come; takes it. */
  next(wanted: Wanted): Promise<Message> {
    const index = this.messages.findIndex((message) => matches(message, wanted))
    if (index >= 0) return Promise.resolve(this.messages.splice(index, 1)[0]!)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wanted, resolve, reject })
    })
  }

  /** Sends a request and takes its answer. */
  request(message: object): Promise<Message> {
    this.#lastId += 1
    const id = `test-${this.#lastId}`
    this.send({ ...message, request_id: id })
    return this.next((answer) => answer['request_id'] === id)
  }

  /** Resolves when the server has answered everything sent before, and so has sent what it had to say. */
  async settle(): Promise<void> {
    await this.request({ type: 'ping' })
  }

  /** Takes every message of a type that has come. */
  taken(type: string): Message[] {
    const found = this.messages.filter((message) => message.type === type)
    for (const message of found) this.messages.splice(this.messages.indexOf(message), 1)
    return found
  }

  async close(): Promise<void> {
    this.socket.close()
    await this.ending
  }

  #take(json: string): void {
    try {
      const message = checkedMessage(json)
      const index = this.#waiting.findIndex(({ wanted }) => matches(message, wanted))
      if (index < 0) this.messages.push(message)
      else this.#waiting.splice(index, 1)[0]!.resolve(message)
    } catch (error) {
      this.faults.push(error as Error)
    }
  }
}

function matches(message: Message, wanted: Wanted): boolean {
  return typeof wanted === 'string' ? message.type === wanted : wanted(message)
}
