import type { StreamListener, StreamMessage } from '@openlob/binance-dialect'
import { payloadFrame } from '../frame.ts'
import { deflatedFrame } from './deflated-frame.ts'
import type { Gathering, WritePacer } from './write-pacer.ts'

/** A client, as far as it is written to. */
export interface Written {
  /** Writes frames as they are. */
  write(octets: Buffer): void
}

/** What all clients of a cohort have in common. */
export interface CohortTerms {
  readonly isCombined: boolean
  /** Shorter messages are not compressed; infinite where none is. */
  readonly compressFromBytes: number
}

/**
 * Clients who listen to the same streams in the same way: what they are told is gathered once, and in each round every
 * one is written the same octets.
 */
export class StreamCohort implements StreamListener, Gathering {
  readonly #terms: CohortTerms
  readonly #pacer: WritePacer
  readonly #members = new Set<Written>()
  /** Of those who came or were written to during a round, how many of its frames are not for them. */
  readonly #late = new Map<Written, number>()
  #frames: Buffer[] = []

  /** Without clients. */
  constructor(terms: CohortTerms, pacer: WritePacer) {
    this.#terms = terms
    this.#pacer = pacer
  }

  /** How many clients there are. */
  get size(): number {
    return this.#members.size
  }

  /** Tells a client from here on. */
  add(connection: Written): void {
    this.#members.add(connection)
    this.#late.set(connection, this.#frames.length)
  }

  /** Ends that, once it has been told what came before. */
  remove(connection: Written): void {
    this.catchUp(connection)
    this.#members.delete(connection)
    this.#late.delete(connection)
  }

  /** Writes to a client now what it has not been written. */
  catchUp(connection: Written): void {
    const frames = this.#frames.slice(this.#late.get(connection) ?? 0)
    this.#late.set(connection, this.#frames.length)
    if (frames.length > 0) connection.write(Buffer.concat(frames))
  }

  /** Takes what a stream tells. */
  deliver(message: StreamMessage): void {
    const { isCombined, compressFromBytes } = this.#terms
    const frame = message.encoded(isCombined, payloadFrame)
    this.#frames.push(frame.length >= compressFromBytes ? deflatedFrame(frame) : frame)
    if (this.#frames.length === 1) this.#pacer.add(this)
  }

  /** Writes what was gathered to everybody. */
  flush(): void {
    const frames = this.#frames
    if (frames.length === 0) return
    const late = new Map(this.#late)
    this.#frames = []
    this.#late.clear()
    const joined = Buffer.concat(frames)
    for (const connection of this.#members) {
      const from = late.get(connection) ?? 0
      if (from === 0) connection.write(joined)
      else if (from < frames.length) connection.write(Buffer.concat(frames.slice(from)))
    }
  }
}
