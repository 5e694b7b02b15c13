import { OrderAcceptedEncoder } from '../messages/generated/index.ts'
import { EventMemory } from './event-memory.ts'

const { SCHEMA_ID, SCHEMA_VERSION, HEADER_LENGTH } = OrderAcceptedEncoder
const INITIAL_OCTETS = 64 * 1024
/** A buffer that one command has made larger than this is not kept. */
const KEPT_OCTETS = 4 * 1024 * 1024
/** Events start at multiples of so many octets. */
const ALIGNMENT = 8
/** The buffer is filled up with zeros to a multiple of so many words of 32 bits for the hash. */
const HASHED_WORDS = 4
/** Words of 64 bits before a block: the length of the message, and its header. */
const BEFORE_BLOCK = 2

// Where what all events of a command have is kept.
const SEQUENCE = 0
const COMMAND_SEQUENCE = 1
const TIMESTAMP = 2

/** A kind of event that has nothing behind its block. */
export interface FixedEvent {
  readonly blockLength: number
  /** Words of 64 bits that the block takes, filled up. */
  readonly blockLongs: number
  /** The length of the message, and its header. */
  readonly head: BigInt64Array
}

/** A {@link FixedEvent} from what its encoder says of it. */
export function fixedEvent(encoder: { readonly TEMPLATE_ID: number; readonly BLOCK_LENGTH: number }): FixedEvent {
  const { TEMPLATE_ID, BLOCK_LENGTH } = encoder
  const head = new Int32Array(2 * BEFORE_BLOCK)
  head[0] = HEADER_LENGTH + BLOCK_LENGTH
  head[2] = BLOCK_LENGTH | (TEMPLATE_ID << 16)
  head[3] = SCHEMA_ID | (SCHEMA_VERSION << 16)
  const blockLongs = Math.ceil(BLOCK_LENGTH / ALIGNMENT)
  return { blockLength: BLOCK_LENGTH, blockLongs, head: new BigInt64Array(head.buffer) }
}

/**
 * The events of one command as messages of `schema/openlob.xml`: before each a word of 64 bits with its length in
 * octets, behind each zeros up to the next multiple of 8. The space is used again for the next command: what is to be
 * kept must be copied.
 */
export class EventBuffer extends EventMemory {
  /** How many there are. */
  count = 0
  /** Where the length of the last one stands, in words of 64 bits. */
  lastAt = 0
  /** Words of 64 bits that are taken. */
  #end = 0
  readonly #common = new BigInt64Array(3)

  /** An empty buffer. */
  constructor() {
    super(new ArrayBuffer(INITIAL_OCTETS))
  }

  /** Words of 64 bits that the events take. */
  get longCount(): number {
    return this.#end
  }

  /** The number of the next event. */
  get nextSequence(): number {
    return Number(this.#common[SEQUENCE]!)
  }

  /** Numbers what follows from here on. */
  startFrom(sequence: number): void {
    this.#common[SEQUENCE] = BigInt(sequence)
  }

  /** Forgets the events of the last command and begins those of the next. */
  clear(commandSequence: number, timestampUs: number): void {
    this.count = 0
    this.#end = 0
    if (this.octets.length > KEPT_OCTETS) this.use(new ArrayBuffer(INITIAL_OCTETS))
    setInteger(this.words, 2 * COMMAND_SEQUENCE, commandSequence)
    setInteger(this.words, 2 * TIMESTAMP, timestampUs)
    this.#common[COMMAND_SEQUENCE] = this.longs[COMMAND_SEQUENCE]!
    this.#common[TIMESTAMP] = this.longs[TIMESTAMP]!
  }

  /** The messages of the events, in order; good until the next command. */
  *messages(): Generator<Uint8Array> {
    let at = 0
    for (let index = 0; index < this.count; index += 1) {
      yield this.messageAt(at)
      at = this.next(at)
    }
  }

  /** Begins an event; returns where its block starts, in words of 64 bits. */
  begin({ blockLongs, head }: FixedEvent): number {
    const start = this.#end
    const block = start + BEFORE_BLOCK
    const end = block + blockLongs
    // Some words remain free behind it for the hash.
    if (end + HASHED_WORDS > this.longs.length) this.#grow(end)
    this.lastAt = start
    const { longs } = this
    const common = this.#common
    longs[start] = head[0]!
    longs[start + 1] = head[1]!
    // What is behind the last field of the block, until that is written.
    longs[end - 1] = 0n
    longs[block] = common[SEQUENCE]!
    longs[block + 1] = common[COMMAND_SEQUENCE]!
    longs[block + 2] = common[TIMESTAMP]!
    common[SEQUENCE] = BigInt.asIntN(64, common[SEQUENCE]! + 1n)
    this.#end = end
    this.count += 1
    return block
  }

  /** Adds the next event, whose message was written elsewhere. */
  append(message: Uint8Array): void {
    const start = this.#end
    const end = start + 1 + Math.ceil(message.length / ALIGNMENT)
    if (end + HASHED_WORDS > this.longs.length) this.#grow(end)
    this.lastAt = start
    this.longs[start] = BigInt(message.length)
    this.longs[end - 1] = 0n
    this.octets.set(message, (start + 1) * ALIGNMENT)
    this.#common[SEQUENCE]! += 1n
    this.#end = end
    this.count += 1
  }

  /** Fills up with zeros to what is hashed; returns how many words of 32 bits that are. */
  pad(): number {
    if ((this.#end & 1) === 0) return this.#end << 1
    this.longs[this.#end] = 0n
    return (this.#end + 1) << 1
  }

  #grow(end: number): void {
    const before = this.octets
    let length = before.length
    while ((end + HASHED_WORDS) * ALIGNMENT > length) length *= 2
    this.use(new ArrayBuffer(length))
    this.octets.set(before)
  }
}

/** Writes an integer from 0 to 2^53 − 1 to two words of 32 bits. */
export function setInteger(words: Int32Array, at: number, value: number): void {
  words[at] = value
  words[at + 1] = value / 4294967296
}
