import { MAX_NODE_BITS, MAX_SEQUENCE_BITS, requireNodeId } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import { MonotonicClock } from './monotonic-clock.ts'
import type { SnowflakeOptions } from './snowflake-generator.ts'
import { SnowflakeLayout } from './snowflake-layout.ts'

const LAST = 0
const EPOCH = 1
const CONFIGURATION = 2
const WORDS = 3

/**
 * One snowflake generator for all threads of a process, its state in shared memory.
 *
 * Every id is greater than all that any thread made before. All threads must give the same layout and node id, and
 * clocks that agree to within the drift, as `Date.now` does. Slower under contention than a node id for each thread,
 * and all threads share one sequence.
 */
export class SharedSnowflake {
  readonly layout: SnowflakeLayout
  readonly nodeId: number
  readonly #words: BigInt64Array<SharedArrayBuffer>
  readonly #clock: MonotonicClock
  readonly #timestampShift: bigint
  readonly #maxSequence: bigint

  /** Throws `invalid-shared-state` if the memory is not from `allocate` or runs with another layout or node id. */
  constructor(buffer: SharedArrayBuffer, options: SnowflakeOptions) {
    this.layout = options.layout ?? new SnowflakeLayout()
    const { fields } = this.layout
    this.nodeId = requireNodeId(options.nodeId, fields)
    this.#clock = new MonotonicClock(options, fields.epochMs, fields.lastTimestampMs)
    this.#timestampShift = BigInt(fields.nodeBits + fields.sequenceBits)
    this.#maxSequence = BigInt(fields.maxSequence)
    if (buffer.byteLength !== WORDS * BigInt64Array.BYTES_PER_ELEMENT) {
      throw new IdGeneratorError('invalid-shared-state', `no generator state: byteLength=${buffer.byteLength}`)
    }
    this.#words = new BigInt64Array(buffer)
    this.#agree()
    if (options.startAfterMs !== undefined) this.#skipTo(options.startAfterMs, fields.maxSequence)
  }

  /** Fresh memory for a generator: make it once, post it to the workers. */
  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(WORDS * BigInt64Array.BYTES_PER_ELEMENT)
  }

  /** The millisecond of the last id of any thread, or undefined if there is none and no `startAfterMs`. */
  get lastTimestampMs(): number | undefined {
    const lastMs = this.#timestampOf(Atomics.load(this.#words, LAST))
    return Number.isNaN(lastMs) ? undefined : lastMs
  }

  /** The next id: greater than all that any thread made before this call began. */
  next(): bigint {
    // Bounded by progress: an exchange fails only because another thread made an id.
    for (;;) {
      const word = Atomics.load(this.#words, LAST)
      const id = this.#following(word)
      if (Atomics.compareExchange(this.#words, LAST, word, ~id) === word) return id
    }
  }

  /** The next id as decimal text; texts of equal length sort as their ids do. */
  nextString(): string {
    return this.next().toString()
  }

  // The word is the complement of the last id, so that zero, as fresh memory has it, is no id.
  #following(word: bigint): bigint {
    const lastMs = this.#timestampOf(word)
    const nowMs = this.#clock.atLeast(lastMs)
    if (nowMs !== lastMs) return this.#first(nowMs)
    const last = ~word
    if ((last & this.#maxSequence) === this.#maxSequence) return this.#first(this.#clock.after(lastMs))
    return last + 1n
  }

  #first(timestampMs: number): bigint {
    return this.layout.compose({ timestampMs, nodeId: this.nodeId, sequence: 0 })
  }

  #timestampOf(word: bigint): number {
    return word === 0n ? Number.NaN : this.layout.fields.epochMs + Number(~word >> this.#timestampShift)
  }

  #agree(): void {
    const { epochMs, timestampBits, nodeBits, sequenceBits } = this.layout.fields
    const widths = (timestampBits * (MAX_NODE_BITS + 1) + nodeBits) * (MAX_SEQUENCE_BITS + 1) + sequenceBits
    const epoch = BigInt(epochMs) + 1n
    const configuration = (BigInt(widths) << BigInt(MAX_NODE_BITS)) | BigInt(this.nodeId)
    const found = [claimWord(this.#words, EPOCH, epoch), claimWord(this.#words, CONFIGURATION, configuration)]
    if (found[0] !== epoch || found[1] !== configuration) {
      throw new IdGeneratorError(
        'invalid-shared-state',
        `the state runs with another layout or node id than this: epochMs=${epochMs} ` +
          `bits=${timestampBits}/${nodeBits}/${sequenceBits} nodeId=${this.nodeId}`,
      )
    }
  }

  #skipTo(timestampMs: number, sequence: number): void {
    const floor = ~this.layout.compose({ timestampMs, nodeId: this.nodeId, sequence })
    for (;;) {
      const word = Atomics.load(this.#words, LAST)
      if (word <= floor || Atomics.compareExchange(this.#words, LAST, word, floor) === word) return
    }
  }
}

/** Writes the word if it is still zero, and returns what then stands in it. */
function claimWord(words: BigInt64Array<SharedArrayBuffer>, index: number, value: bigint): bigint {
  const before = Atomics.compareExchange(words, index, 0n, value)
  return before === 0n ? value : before
}
