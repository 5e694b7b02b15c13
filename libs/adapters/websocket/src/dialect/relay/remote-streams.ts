import type { Duplex } from 'node:stream'
import { StreamMessage } from '@openlob/binance-dialect'
import type { StreamFormat, StreamListener } from '@openlob/binance-dialect'
import type { StreamSource } from '../stream-controls.ts'
import { RecordReader } from './records.ts'
import type { FeedRequest } from './stream-feed.ts'

interface Topic {
  readonly number: number
  readonly name: string
  readonly listeners: Set<StreamListener>
}

/** The streams of a {@link StreamFeed} in another process, told to everybody who listens here. */
export class RemoteStreams implements StreamSource {
  readonly #pipe: Duplex
  readonly #byKey = new Map<string, Topic>()
  readonly #byNumber = new Map<number, Topic>()
  #next = 0

  /** Over that pipe. */
  constructor(pipe: Duplex) {
    this.#pipe = pipe
    const reader = new RecordReader((topic, payload) => { this.#deliver(topic, payload) })
    pipe.on('data', (data: Buffer) => { reader.read(data) })
  }

  subscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const key = `${format} ${name}`
    let topic = this.#byKey.get(key)
    if (topic === undefined) {
      topic = { number: this.#next, name, listeners: new Set() }
      this.#next += 1
      this.#byKey.set(key, topic)
      this.#byNumber.set(topic.number, topic)
      this.#ask({ topic: topic.number, name, format })
    }
    topic.listeners.add(listener)
  }

  unsubscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const key = `${format} ${name}`
    const topic = this.#byKey.get(key)
    if (topic?.listeners.delete(listener) !== true || topic.listeners.size > 0) return
    this.#byKey.delete(key)
    this.#byNumber.delete(topic.number)
    this.#ask({ topic: topic.number })
  }

  #ask(request: FeedRequest): void {
    // A name may be in any letters, a line is in ASCII.
    const line = JSON.stringify(request).replace(/[^ -~]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
    this.#pipe.write(`${line}\n`)
  }

  #deliver(number: number, payload: string | Buffer): void {
    const topic = this.#byNumber.get(number)
    // It may be on its way still when nobody listens any more.
    if (topic === undefined) return
    const message = new StreamMessage(topic.name, payload)
    for (const listener of topic.listeners) listener.deliver(message)
  }
}
