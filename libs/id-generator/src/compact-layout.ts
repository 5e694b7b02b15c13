import { bitFields, DEFAULT_EPOCH_MS, requireParts, requireTimeRange } from './bit-fields.ts'
import type { BitFields, LayoutOptions, SnowflakeParts } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import type { IdRange } from './snowflake-layout.ts'

/** The bits of a compact id: every integer below 2^53 is exact as a `number`. */
export const COMPACT_BITS = 53

/**
 * Where time, node and sequence lie in an id that fits a JavaScript number.
 *
 * By default 41 bits of milliseconds since 2024 (until September 2093, as the default snowflake), 2 of node and 10 of
 * sequence: the rate of one node, 1,024 ids a millisecond, was worth more here than the number of nodes, 4.
 */
export class CompactLayout {
  readonly fields: BitFields
  readonly #timestampUnit: number
  readonly #nodeUnit: number
  readonly #limit: number

  /** Throws `invalid-layout` where a width is out of range or the widths sum to more than 53. */
  constructor(options: LayoutOptions = {}) {
    const defaults = { epochMs: DEFAULT_EPOCH_MS, timestampBits: 41, nodeBits: 2, sequenceBits: 10 }
    this.fields = bitFields({ ...defaults, ...options }, COMPACT_BITS)
    const { timestampBits, nodeBits, sequenceBits } = this.fields
    this.#timestampUnit = 2 ** (nodeBits + sequenceBits)
    this.#nodeUnit = 2 ** sequenceBits
    this.#limit = 2 ** (timestampBits + nodeBits + sequenceBits)
  }

  /** Puts an id together; throws where a part does not fit its field. */
  compose(parts: SnowflakeParts): number {
    requireParts(parts, this.fields)
    const time = parts.timestampMs - this.fields.epochMs
    return time * this.#timestampUnit + parts.nodeId * this.#nodeUnit + parts.sequence
  }

  /** Takes an id apart; throws `invalid-id` for what is none. */
  decompose(id: number): SnowflakeParts {
    if (!Number.isSafeInteger(id) || id < 0 || id >= this.#limit) {
      throw new IdGeneratorError('invalid-id', `an id is an integer from 0 to ${this.#limit - 1}: ${String(id)}`)
    }
    const belowTime = id % this.#timestampUnit
    return {
      timestampMs: this.fields.epochMs + Math.floor(id / this.#timestampUnit),
      nodeId: Math.floor(belowTime / this.#nodeUnit),
      sequence: belowTime % this.#nodeUnit,
    }
  }

  /** The ids that any node can make from `fromMs` to `toMs`, both inclusive. */
  range(fromMs: number, toMs: number): IdRange<number> {
    const { epochMs, lastTimestampMs, maxNodeId, maxSequence } = this.fields
    requireTimeRange(fromMs, toMs, epochMs, lastTimestampMs)
    return {
      min: this.compose({ timestampMs: fromMs, nodeId: 0, sequence: 0 }),
      max: this.compose({ timestampMs: toMs, nodeId: maxNodeId, sequence: maxSequence }),
    }
  }
}
