import { requireTimestamp } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import { requireInteger } from './require-integer.ts'

/** Where the time comes from: `{ nowMs: Date.now }` in a program, a variable in a test. */
export interface Clock {
  /** Whole milliseconds since the Unix epoch; must not call the generator that asks. */
  nowMs(): number
}

/** How a generator treats its clock. */
export interface ClockOptions {
  readonly clock: Clock
  /**
   * How far the clock may fall behind the last id while the generator counts on from that id's millisecond; 10 by
   * default. Further back throws `clock-moved-backwards`.
   */
  readonly maxBackwardDriftMs?: number | undefined
  /**
   * How often an exhausted sequence reads the clock before it throws `clock-stalled`. By default 10,000,000 (some
   * tenths of a second of `Date.now`), or 10,000 where there is a `wait`.
   */
  readonly maxClockReads?: number | undefined
  /**
   * Called between those reads with the milliseconds until the next free one; without it the generator reads again
   * at once. On a Node thread: `(milliseconds) => { Atomics.wait(cell, 0, 0, milliseconds) }`.
   */
  readonly wait?: ((milliseconds: number) => void) | undefined
  /**
   * No id carries this millisecond or an earlier one: what the holder of the same node id used last, before a
   * restart or in another thread. Counts as the last id for the drift.
   */
  readonly startAfterMs?: number | undefined
}

const MAX_CLOCK_READS = 10_000_000
const MAX_CLOCK_READS_WITH_WAIT = 10_000

/** A clock that does not go back, does not leave the time field and does not stand still for ever. */
export class MonotonicClock {
  readonly #clock: Clock
  readonly #firstMs: number
  readonly #lastMs: number
  readonly #maxBackwardDriftMs: number
  readonly #maxClockReads: number
  readonly #wait: ((milliseconds: number) => void) | undefined

  constructor(options: ClockOptions, firstMs: number, lastMs: number) {
    const limits = { min: 0, max: Number.MAX_SAFE_INTEGER, code: 'invalid-option' } as const
    this.#clock = options.clock
    this.#firstMs = firstMs
    this.#lastMs = lastMs
    this.#maxBackwardDriftMs = requireInteger(options.maxBackwardDriftMs ?? 10, { name: 'maxBackwardDriftMs', ...limits })
    this.#maxClockReads = requireInteger(
      options.maxClockReads ?? (options.wait === undefined ? MAX_CLOCK_READS : MAX_CLOCK_READS_WITH_WAIT),
      { name: 'maxClockReads', ...limits, min: 1 },
    )
    this.#wait = options.wait
    if (options.startAfterMs !== undefined) requireTimestamp(options.startAfterMs, firstMs, lastMs)
  }

  /**
   * Reads the clock: the reading, or `previousMs` where the clock is behind it by no more than the drift.
   *
   * NaN for `previousMs` means that there is none yet: it is the one number which no reading equals.
   */
  atLeast(previousMs: number): number {
    return this.#resolve(this.#clock.nowMs(), previousMs)
  }

  /** Reads the clock until it is past `previousMs`, within the bound on reads. */
  after(previousMs: number): number {
    let readingMs = previousMs
    for (let reads = 0; reads < this.#maxClockReads; reads += 1) {
      readingMs = this.#clock.nowMs()
      if (this.#resolve(readingMs, previousMs) > previousMs) return readingMs
      this.#wait?.(previousMs + 1 - readingMs)
    }
    throw new IdGeneratorError(
      'clock-stalled',
      `the sequence of lastTimestampMs=${previousMs} is used up and the clock did not pass it ` +
        `in ${this.#maxClockReads} reads: nowMs=${readingMs}`,
    )
  }

  #resolve(nowMs: number, previousMs: number): number {
    if (nowMs === previousMs) return previousMs
    if (nowMs > previousMs) return requireTimestamp(nowMs, this.#firstMs, this.#lastMs)
    return this.#behind(nowMs, previousMs)
  }

  #behind(nowMs: number, previousMs: number): number {
    if (Number.isNaN(previousMs) || !Number.isSafeInteger(nowMs)) {
      return requireTimestamp(nowMs, this.#firstMs, this.#lastMs)
    }
    if (previousMs - nowMs <= this.#maxBackwardDriftMs) return previousMs
    throw new IdGeneratorError(
      'clock-moved-backwards',
      `the clock is ${previousMs - nowMs} ms behind the last id, more than maxBackwardDriftMs=${this.#maxBackwardDriftMs}: ` +
        `lastTimestampMs=${previousMs} nowMs=${nowMs}`,
    )
  }
}
