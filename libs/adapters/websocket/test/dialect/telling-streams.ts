import { StreamMessage } from '@openlob/binance-dialect'
import type { StreamFormat, StreamListener } from '@openlob/binance-dialect'
import type { StreamSource } from '../../src/index.ts'

/** Streams that tell what a test says. */
export class TellingStreams implements StreamSource {
  readonly #listeners = new Map<string, Set<StreamListener>>()

  /** How many streams somebody listens to. */
  get size(): number {
    return this.#listeners.size
  }

  /** How many listen to a stream. */
  listenersOf(name: string, format: StreamFormat): number {
    return this.#listeners.get(`${format} ${name}`)?.size ?? 0
  }

  subscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const key = `${format} ${name}`
    this.#listeners.set(key, (this.#listeners.get(key) ?? new Set()).add(listener))
  }

  unsubscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const key = `${format} ${name}`
    const listeners = this.#listeners.get(key)
    listeners?.delete(listener)
    if (listeners?.size === 0) this.#listeners.delete(key)
  }

  tell(name: string, format: StreamFormat, payload: string | Buffer): void {
    const message = new StreamMessage(name, payload)
    for (const listener of this.#listeners.get(`${format} ${name}`) ?? []) listener.deliver(message)
  }
}
