import type { Duplex } from 'node:stream'
import type { StreamFormat, StreamListener, StreamMessage } from '@openlob/binance-dialect'
import type { StreamSource } from '../stream-controls.ts'
import { LineReader } from './line-reader.ts'
import { putHead, RECORD_HEAD_OCTETS } from './records.ts'

/** What the other end asks for: a stream that it begins to listen to, by a number of its own, or no longer does. */
export type FeedRequest =
  | { readonly topic: number; readonly name: string; readonly format: StreamFormat }
  | { readonly topic: number; readonly name?: undefined }

/** Messages wait so long for others to go with: a write costs as much as an order. */
const ROUND_MS = 2

/** What a {@link StreamFeed} works with. */
export interface StreamFeedParts {
  readonly streams: StreamSource
  /** To a {@link RemoteStreams} and from it. */
  readonly pipe: Duplex
  /** So much may wait for the other end to read it. */
  readonly maxWaitingBytes: number
  /** More waits: the other end is to be given up. */
  readonly onOverflow: () => void
}

/**
 * Sends what streams tell to another process: each message once, however many listen there, and those of a round in one
 * write.
 */
export class StreamFeed {
  readonly #parts: StreamFeedParts
  readonly #topics = new Map<number, Topic>()
  #waiting: Buffer[] = []
  #isScheduled = false

  /** Over that pipe, until it ends. */
  constructor(parts: StreamFeedParts) {
    this.#parts = parts
    const reader = new LineReader((line) => { this.#take(JSON.parse(line) as FeedRequest) })
    parts.pipe.on('data', (data: Buffer) => { reader.read(data) })
    // That it is gone is told by its end.
    parts.pipe.on('error', () => undefined)
    parts.pipe.once('close', () => { this.#end() })
  }

  #take(request: FeedRequest): void {
    const known = this.#topics.get(request.topic)
    if (known !== undefined) this.#parts.streams.unsubscribe(known.name, known.format, known)
    this.#topics.delete(request.topic)
    if (request.name === undefined) return
    const topic: Topic = { ...request, deliver: (message) => { this.#send(request.topic, message) } }
    this.#topics.set(request.topic, topic)
    this.#parts.streams.subscribe(request.name, request.format, topic)
  }

  #send(topic: number, { payload }: StreamMessage): void {
    const isText = typeof payload === 'string'
    const octets = isText ? Buffer.from(payload) : payload
    this.#waiting.push(putHead(Buffer.allocUnsafe(RECORD_HEAD_OCTETS), topic, octets.length, isText), octets)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setTimeout(() => { this.#flush() }, ROUND_MS)
  }

  #flush(): void {
    this.#isScheduled = false
    const { pipe, maxWaitingBytes, onOverflow } = this.#parts
    const records = this.#waiting
    this.#waiting = []
    if (!pipe.writable) return
    pipe.write(Buffer.concat(records))
    if (pipe.writableLength > maxWaitingBytes) onOverflow()
  }

  #end(): void {
    for (const topic of this.#topics.values()) this.#parts.streams.unsubscribe(topic.name, topic.format, topic)
    this.#topics.clear()
  }
}

interface Topic extends StreamListener {
  readonly name: string
  readonly format: StreamFormat
}
