import { requireNodeId } from './bit-fields.ts'
import { CompactLayout } from './compact-layout.ts'
import { MonotonicClock } from './monotonic-clock.ts'
import type { ClockOptions } from './monotonic-clock.ts'

/** What a compact generator needs: a clock, and a node id that no other generator has at the same time. */
export interface CompactOptions extends ClockOptions {
  /** From 0 to the layout's `fields.maxNodeId`: 3 by default. */
  readonly nodeId: number
  readonly layout?: CompactLayout | undefined
}

/** Makes strictly increasing ids for one node that are safe integers; otherwise as the snowflake generator. */
export class CompactGenerator {
  readonly layout: CompactLayout
  readonly nodeId: number
  readonly #clock: MonotonicClock
  readonly #maxSequence: number
  #lastMs = Number.NaN
  #sequence = 0
  #lastId = 0

  /** Throws `invalid-node-id`, `invalid-option`, or a timestamp's code for `startAfterMs`. */
  constructor(options: CompactOptions) {
    this.layout = options.layout ?? new CompactLayout()
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

  /** The next id: a safe integer greater than all before it. */
  next(): number {
    const lastMs = this.#lastMs
    const nowMs = this.#clock.atLeast(lastMs)
    if (nowMs !== lastMs) return this.#open(nowMs)
    if (this.#sequence === this.#maxSequence) return this.#open(this.#clock.after(lastMs))
    this.#sequence += 1
    this.#lastId += 1
    return this.#lastId
  }

  #open(timestampMs: number): number {
    this.#lastId = this.layout.compose({ timestampMs, nodeId: this.nodeId, sequence: 0 })
    this.#lastMs = timestampMs
    this.#sequence = 0
    return this.#lastId
  }
}
