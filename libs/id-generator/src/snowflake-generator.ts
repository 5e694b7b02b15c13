import { requireNodeId } from './bit-fields.ts'
import { MonotonicClock } from './monotonic-clock.ts'
import type { ClockOptions } from './monotonic-clock.ts'
import { SnowflakeLayout } from './snowflake-layout.ts'

/** What a snowflake generator needs: a clock, and a node id that no other generator has at the same time. */
export interface SnowflakeOptions extends ClockOptions {
  /** From 0 to the layout's `fields.maxNodeId`. */
  readonly nodeId: number
  readonly layout?: SnowflakeLayout | undefined
}

/**
 * Makes strictly increasing `bigint` ids for one node.
 *
 * An error of `next` leaves the generator as it was: a later call goes on, once the clock is well again. The id that
 * ends a millisecond's sequence makes the next call wait for the clock, as {@link ClockOptions} says.
 */
export class SnowflakeGenerator {
  readonly layout: SnowflakeLayout
  readonly nodeId: number
  readonly #clock: MonotonicClock
  readonly #maxSequence: number
  #lastMs = Number.NaN
  #sequence = 0
  #lastId = 0n

  /** Throws `invalid-node-id`, `invalid-option`, or a timestamp's code for `startAfterMs`. */
  constructor(options: SnowflakeOptions) {
    this.layout = options.layout ?? new SnowflakeLayout()
    const { fields } = this.layout
    this.nodeId = requireNodeId(options.nodeId, fields)
    this.#clock = new MonotonicClock(options, fields.epochMs, fields.lastTimestampMs)
    this.#maxSequence = fields.maxSequence
    if (options.startAfterMs !== undefined) {
      this.#lastMs = options.startAfterMs
      this.#sequence = fields.maxSequence
    }
  }

  /** The millisecond of the last id, or `startAfterMs` before the first: what the next holder must start after. */
  get lastTimestampMs(): number | undefined {
    return Number.isNaN(this.#lastMs) ? undefined : this.#lastMs
  }

  /** The next id: greater than all before it. */
  next(): bigint {
    const lastMs = this.#lastMs
    const nowMs = this.#clock.atLeast(lastMs)
    if (nowMs !== lastMs) return this.#open(nowMs)
    if (this.#sequence === this.#maxSequence) return this.#open(this.#clock.after(lastMs))
    this.#sequence += 1
    // The sequence has the lowest bits and is not full: adding one allocates one bigint where composing takes five.
    this.#lastId += 1n
    return this.#lastId
  }

  /** The next id as decimal text; texts of equal length sort as their ids do. */
  nextString(): string {
    return this.next().toString()
  }

  #open(timestampMs: number): bigint {
    this.#lastId = this.layout.compose({ timestampMs, nodeId: this.nodeId, sequence: 0 })
    this.#lastMs = timestampMs
    this.#sequence = 0
    return this.#lastId
  }
}
