import { MonotonicClock } from './monotonic-clock.ts'
import type { ClockOptions } from './monotonic-clock.ts'
import { HEX, UUID_V7_LAST_TIMESTAMP_MS } from './uuid-v7.ts'

/** What a UUIDv7 generator needs. */
export interface UuidV7Options extends ClockOptions {
  /**
   * Fills the bytes with random ones: `(bytes) => { crypto.getRandomValues(bytes) }`. Asked for 2,048 at a time,
   * so that some 290 ids share its cost.
   */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => void
}

const COUNTER_BITS = 18
const MAX_COUNTER = 2 ** COUNTER_BITS - 1
// A seed leaves the counter's top bit clear, so that at least 2^17 ids fit into any millisecond.
const SEED_MASK = 2 ** (COUNTER_BITS - 1) - 1
const RANDOM_BYTES = 2_048
const SEED_BYTES = 3
const TAIL_BYTES = 7

/**
 * Makes strictly increasing UUIDs of version 7 (RFC 9562), as text or as bytes, in the same order.
 *
 * Within a millisecond it is the RFC's method 1 (section 6.2), a dedicated counter: 18 bits, the 12 of `rand_a` and the
 * first 6 of `rand_b`, seeded at random with its top bit clear in every new millisecond and incremented by one for each
 * id. The other 56 bits are random in every id. A used-up counter waits for the clock and a clock behind is treated as
 * {@link ClockOptions} says; an error leaves the generator as it was.
 */
export class UuidV7Generator {
  readonly #clock: MonotonicClock
  readonly #random: (bytes: Uint8Array<ArrayBuffer>) => void
  readonly #pool: Uint8Array<ArrayBuffer> = new Uint8Array(RANDOM_BYTES)
  #used: number = RANDOM_BYTES
  #lastMs = Number.NaN
  #counter = 0
  #timePrefix = ''

  /** Throws `invalid-option`, or a timestamp's code for `startAfterMs`. */
  constructor(options: UuidV7Options) {
    this.#clock = new MonotonicClock(options, 0, UUID_V7_LAST_TIMESTAMP_MS)
    this.#random = options.random
    if (options.startAfterMs !== undefined) {
      this.#lastMs = options.startAfterMs
      this.#counter = MAX_COUNTER
    }
  }

  /** The millisecond of the last id, or `startAfterMs` before the first. */
  get lastTimestampMs(): number | undefined {
    return Number.isNaN(this.#lastMs) ? undefined : this.#lastMs
  }

  /** The next UUID as text in lower case: greater than all before it, compared as text. */
  next(): string {
    this.#advance()
    const counter = this.#counter
    const pool = this.#pool
    const tail = this.#take(TAIL_BYTES)
    return (
      this.#timePrefix +
      HEX[0x70 | (counter >>> 14)]! +
      HEX[(counter >>> 6) & 0xff]! +
      '-' +
      HEX[0x80 | (counter & 0x3f)]! +
      HEX[pool[tail]!]! +
      '-' +
      HEX[pool[tail + 1]!]! +
      HEX[pool[tail + 2]!]! +
      HEX[pool[tail + 3]!]! +
      HEX[pool[tail + 4]!]! +
      HEX[pool[tail + 5]!]! +
      HEX[pool[tail + 6]!]!
    )
  }

  /** The next UUID as 16 bytes of its own: greater than all before it, compared byte by byte. */
  nextBytes(): Uint8Array<ArrayBuffer> {
    this.#advance()
    const bytes = new Uint8Array(16)
    let time = this.#lastMs
    for (let index = 5; index >= 0; index -= 1) {
      bytes[index] = time % 256
      time = Math.floor(time / 256)
    }
    bytes[6] = 0x70 | (this.#counter >>> 14)
    bytes[7] = (this.#counter >>> 6) & 0xff
    bytes[8] = 0x80 | (this.#counter & 0x3f)
    const tail = this.#take(TAIL_BYTES)
    for (let index = 0; index < TAIL_BYTES; index += 1) bytes[9 + index] = this.#pool[tail + index]!
    return bytes
  }

  #advance(): void {
    // Before the clock and the counter: a random source that throws must not cost a state.
    if (this.#used > RANDOM_BYTES - SEED_BYTES - TAIL_BYTES) {
      this.#random(this.#pool)
      this.#used = 0
    }
    const lastMs = this.#lastMs
    const nowMs = this.#clock.atLeast(lastMs)
    if (nowMs !== lastMs) this.#open(nowMs)
    else if (this.#counter === MAX_COUNTER) this.#open(this.#clock.after(lastMs))
    else this.#counter += 1
  }

  #open(timestampMs: number): void {
    const seed = this.#take(SEED_BYTES)
    this.#counter = ((this.#pool[seed]! << 16) | (this.#pool[seed + 1]! << 8) | this.#pool[seed + 2]!) & SEED_MASK
    this.#lastMs = timestampMs
    const time = timestampMs.toString(16).padStart(12, '0')
    this.#timePrefix = `${time.slice(0, 8)}-${time.slice(8)}-`
  }

  #take(bytes: number): number {
    const from = this.#used
    this.#used = from + bytes
    return from
  }
}
