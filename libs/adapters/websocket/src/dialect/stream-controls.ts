import type { StreamFormat, StreamListener, StreamMessage } from '@openlob/binance-dialect'
import { payloadFrame, textFrame } from '../frame.ts'

const STREAMS_MAX = 1024
const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const

/** A refusal of a control message, in the dialect's words. */
interface ControlError {
  readonly code: number
  readonly msg: string
}

/** Where streams come from. */
export interface StreamSource {
  /** Tells a listener what a stream tells, from here on. */
  subscribe(name: string, format: StreamFormat, listener: StreamListener): void
  /** Ends that. */
  unsubscribe(name: string, format: StreamFormat, listener: StreamListener): void
}

/** What a {@link StreamControls} works with. */
export interface StreamControlsParts {
  readonly streams: StreamSource
  readonly format: StreamFormat
  /** Whether messages come with the name of their stream around them, until the client says otherwise. */
  readonly isCombined: boolean
  /** Sends a frame of its own, or one that others are sent too. */
  readonly send: (frame: Buffer) => void
}

/** The market streams of one connection: what it listens to, and the messages by which it says so. */
export class StreamControls implements StreamListener {
  readonly #parts: StreamControlsParts
  readonly #names = new Set<string>()
  #isCombined: boolean

  /** Listens to nothing yet. */
  constructor(parts: StreamControlsParts) {
    this.#parts = parts
    this.#isCombined = parts.isCombined
  }

  /** Whether messages come with the name of their stream around them. */
  get isCombined(): boolean {
    return this.#isCombined
  }

  /** How many streams it listens to. */
  get count(): number {
    return this.#names.size
  }

  /** Sends what a stream tells. */
  deliver(message: StreamMessage): void {
    this.#parts.send(message.encoded(this.#isCombined, payloadFrame))
  }

  /** Listens to streams from here on; those beyond the limit are left out, and false is returned. */
  subscribe(names: readonly string[]): boolean {
    for (const name of names) {
      if (this.#names.has(name)) continue
      if (this.#names.size >= STREAMS_MAX) return false
      this.#names.add(name)
      this.#parts.streams.subscribe(name, this.#parts.format, this)
    }
    return true
  }

  /** Ends all of it. */
  close(): void {
    this.#unsubscribe([...this.#names])
  }

  /** Takes a control message, and answers it. */
  receive(text: string): void {
    this.#parts.send(textFrame(JSON.stringify(this.#answer(text))))
  }

  #answerTo(message: unknown): object {
    const { id = null, method, params } = (message ?? {}) as Record<string, unknown>
    if (!isId(id)) return invalid('request ID must be an unsigned integer')
    const result = this.#carryOut(method, params)
    return isRefusal(result) ? { ...result, id } : { result, id }
  }

  #answer(text: string): object {
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      return { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' }
    }
    return this.#answerTo(message)
  }

  #carryOut(method: unknown, params: unknown): unknown {
    if (method === undefined) return invalid('missing field `method` at line 1 column 1')
    const known = METHODS.find((name) => name === method)
    if (known === undefined) {
      const expected = METHODS.map((name) => `\`${name}\``).join(', ')
      return invalid(`unknown variant \`${JSON.stringify(method).slice(0, 40)}\`, expected one of ${expected} at line 1 column 1`)
    }
    if (known === 'LIST_SUBSCRIPTIONS') return [...this.#names]
    if (!Array.isArray(params)) return invalid('missing field `params` at line 1 column 1')
    if (known === 'SUBSCRIBE' || known === 'UNSUBSCRIBE') return this.#change(known, params)
    return this.#property(known, params)
  }

  #change(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', params: readonly unknown[]): unknown {
    const names = params.filter((name): name is string => typeof name === 'string' && name.length <= 100)
    if (names.length < params.length) return invalid('invalid type: expected a string')
    if (method === 'UNSUBSCRIBE') this.#unsubscribe(names)
    else if (!this.subscribe(names)) return invalid('too many parameters')
    return null
  }

  #property(method: 'SET_PROPERTY' | 'GET_PROPERTY', [name, value, ...more]: readonly unknown[]): unknown {
    if (typeof name !== 'string') return invalid('property name must be a string')
    if (name !== 'combined') return { code: 0, msg: 'Unknown property' }
    if (more.length > 0 || (method === 'GET_PROPERTY' && value !== undefined)) return invalid('too many parameters')
    if (method === 'GET_PROPERTY') return this.#isCombined
    if (typeof value !== 'boolean') return { code: 1, msg: 'Invalid value type: expected Boolean' }
    this.#isCombined = value
    return null
  }

  #unsubscribe(names: readonly string[]): void {
    for (const name of names)
      if (this.#names.delete(name)) this.#parts.streams.unsubscribe(name, this.#parts.format, this)
  }
}

function invalid(what: string): ControlError {
  return { code: 2, msg: `Invalid request: ${what}` }
}

function isRefusal(result: unknown): result is ControlError {
  return typeof result === 'object' && result !== null && 'code' in result
}

function isId(id: unknown): boolean {
  if (id === null) return true
  return typeof id === 'string' ? id.length <= 36 : typeof id === 'number' && Number.isInteger(id) && id >= 0
}
