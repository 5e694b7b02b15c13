import { bitFields, DEFAULT_EPOCH_MS, requireParts, requireTimeRange } from './bit-fields.ts'
import type { BitFields, LayoutOptions, SnowflakeParts } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'

/** The bits of a snowflake: 63, so that an id is not negative in a signed 64-bit column. */
export const SNOWFLAKE_BITS = 63

const DECIMAL = /^(?:0|[1-9][0-9]{0,18})$/

/** The lowest and the highest id of a range of times, both inclusive. */
export interface IdRange<Id> {
  readonly min: Id
  readonly max: Id
}

/**
 * Where time, node and sequence lie in a `bigint` id, from the highest bit to the lowest.
 *
 * By default 41 bits of milliseconds since 2024 (until September 2093), 10 of node (1,024 generators) and 12 of
 * sequence (4,096 ids a millisecond and node).
 */
export class SnowflakeLayout {
  readonly fields: BitFields
  readonly #timestampShift: bigint
  readonly #sequenceShift: bigint
  readonly #limit: bigint

  /** Throws `invalid-layout` where a width is out of range or the widths sum to more than 63. */
  constructor(options: LayoutOptions = {}) {
    const defaults = { epochMs: DEFAULT_EPOCH_MS, timestampBits: 41, nodeBits: 10, sequenceBits: 12 }
    this.fields = bitFields({ ...defaults, ...options }, SNOWFLAKE_BITS)
    const { timestampBits, nodeBits, sequenceBits } = this.fields
    this.#timestampShift = BigInt(nodeBits + sequenceBits)
    this.#sequenceShift = BigInt(sequenceBits)
    this.#limit = 1n << BigInt(timestampBits + nodeBits + sequenceBits)
  }

  /** Puts an id together; throws where a part does not fit its field. */
  compose(parts: SnowflakeParts): bigint {
    requireParts(parts, this.fields)
    const time = BigInt(parts.timestampMs - this.fields.epochMs)
    return (time << this.#timestampShift) | (BigInt(parts.nodeId) << this.#sequenceShift) | BigInt(parts.sequence)
  }

  /** Takes an id apart, given as `bigint` or as its decimal text; throws `invalid-id` for what is none. */
  decompose(id: bigint | string): SnowflakeParts {
    const value = typeof id === 'string' ? this.parse(id) : this.#require(id)
    const { epochMs, maxNodeId, maxSequence } = this.fields
    return {
      timestampMs: epochMs + Number(value >> this.#timestampShift),
      nodeId: Number((value >> this.#sequenceShift) & BigInt(maxNodeId)),
      sequence: Number(value & BigInt(maxSequence)),
    }
  }

  /** Reads decimal text as `String(id)` writes it: no sign, no leading zero, within the layout's bits. */
  parse(text: string): bigint {
    if (!DECIMAL.test(text)) {
      throw new IdGeneratorError('invalid-id', `an id is a decimal number without sign or leading zero: ${quote(text)}`)
    }
    return this.#require(BigInt(text))
  }

  /** The ids that any node can make from `fromMs` to `toMs`, both inclusive: `id BETWEEN min AND max`. */
  range(fromMs: number, toMs: number): IdRange<bigint> {
    const { epochMs, lastTimestampMs, maxNodeId, maxSequence } = this.fields
    requireTimeRange(fromMs, toMs, epochMs, lastTimestampMs)
    return {
      min: this.compose({ timestampMs: fromMs, nodeId: 0, sequence: 0 }),
      max: this.compose({ timestampMs: toMs, nodeId: maxNodeId, sequence: maxSequence }),
    }
  }

  #require(id: bigint): bigint {
    if (typeof id === 'bigint' && id >= 0n && id < this.#limit) return id
    throw new IdGeneratorError('invalid-id', `an id is a bigint from 0 to ${this.#limit - 1n}: ${String(id)}`)
  }
}

// What is quoted in an error may come from a stranger: its length is bounded.
const quote = (text: string): string => JSON.stringify(text.slice(0, 40))
