import { Bell } from './bell.ts'

/*
 * A ring of shared memory: one thread writes, one reads. What was written and what was read are counts of octets that
 * go on for ever (modulo 2^32), each on a cache line of its own; their difference is what is in it. A message starts at
 * a multiple of 8 octets behind a head of 8 with its length and kind, and never wraps: where it does not fit before the
 * end, a head of length −1 says that it is at the beginning.
 */

/** Words of 32 bits: the octets written so far, and those read and given back. */
const WRITTEN = 0
const READ = 32
const CONTROL_OCTETS = 256
const HEAD_OCTETS = 8
const ALIGNMENT = 8
/** The length that says that the rest is unused. */
const REST = -1
const MIN_CAPACITY = 1 << 12
const MAX_CAPACITY = 1 << 30

/** A ring as it is handed to another thread. */
export interface RingMemory {
  readonly memory: SharedArrayBuffer
  /** Rung when there is something to read. */
  readonly readerBell: SharedArrayBuffer
  /** Rung when there is room again. */
  readonly writerBell: SharedArrayBuffer
}

/**
 * Memory for a ring of so many octets, a power of 2 from 4,096 to 2^30; the bells are those of the threads that read
 * and write. Throws a RangeError for another size.
 */
export function allocateRing(
  capacity: number,
  bells: { readonly reader: SharedArrayBuffer; readonly writer: SharedArrayBuffer },
): RingMemory {
  const isPower = Number.isInteger(capacity) && (capacity & (capacity - 1)) === 0
  if (!isPower || capacity < MIN_CAPACITY || capacity > MAX_CAPACITY)
    throw new RangeError(`a ring has a power of 2 of octets from ${MIN_CAPACITY} to ${MAX_CAPACITY}: ${capacity}`)
  const memory = new SharedArrayBuffer(CONTROL_OCTETS + capacity)
  return { memory, readerBell: bells.reader, writerBell: bells.writer }
}

/** The longest message that a ring of this size takes: a quarter of it, so that a writer never waits for all of it. */
export function longestMessage(capacity: number): number {
  return capacity / 4 - HEAD_OCTETS
}

/** The end of a ring that writes. Places are octets from the start of its memory. O(1) each, allocates nothing. */
export class RingWriter {
  /** The memory as octets. */
  readonly octets: Uint8Array
  /** The memory as words of 32 bits. */
  readonly words: Int32Array
  /** The memory as words of 64 bits. */
  readonly longs: BigInt64Array
  /** The longest message that it takes, in octets. */
  readonly longest: number
  readonly #capacity: number
  readonly #bell: Bell
  #written: number
  /** What was read when it was last looked up; no more than is true. */
  #read: number
  #claimedAt = 0
  #claimedOctets = 0

  /** The writing end of this ring, in the one thread that writes. */
  constructor({ memory, readerBell }: RingMemory) {
    this.octets = new Uint8Array(memory)
    this.words = new Int32Array(memory)
    this.longs = new BigInt64Array(memory)
    this.#capacity = memory.byteLength - CONTROL_OCTETS
    this.longest = longestMessage(this.#capacity)
    this.#bell = new Bell(readerBell)
    this.#written = Atomics.load(this.words, WRITTEN)
    this.#read = Atomics.load(this.words, READ)
  }

  /**
   * Room for a message of so many octets, at most {@link longest}: where it starts, or 0 where there is none now. It is
   * the next message once {@link commit} is called; a claim before that takes the place of this one.
   */
  claim(octets: number): number {
    const needed = HEAD_OCTETS + ((octets + ALIGNMENT - 1) & -ALIGNMENT)
    const at = this.#written & (this.#capacity - 1)
    const rest = this.#capacity - at
    const skipped = rest < needed ? rest : 0
    if (!this.#hasRoom(needed + skipped)) return 0
    if (skipped > 0) this.words[(CONTROL_OCTETS + at) >> 2] = REST
    this.#claimedAt = CONTROL_OCTETS + (skipped > 0 ? 0 : at)
    this.#claimedOctets = needed + skipped
    this.words[this.#claimedAt >> 2] = octets
    return this.#claimedAt + HEAD_OCTETS
  }

  /** Lets the reader see the message that was claimed last, of this kind. It wakes nobody: {@link wake} does. */
  commit(kind: number): void {
    this.words[(this.#claimedAt >> 2) + 1] = kind
    this.#written = (this.#written + this.#claimedOctets) | 0
    Atomics.store(this.words, WRITTEN, this.#written)
  }

  /** Wakes the thread that reads. */
  wake(): void {
    this.#bell.ring()
  }

  #hasRoom(octets: number): boolean {
    if (this.#capacity - ((this.#written - this.#read) | 0) >= octets) return true
    this.#read = Atomics.load(this.words, READ)
    return this.#capacity - ((this.#written - this.#read) | 0) >= octets
  }
}

/** The end of a ring that reads. O(1) each, allocates nothing. */
export class RingReader {
  /** The memory as words of 32 bits. */
  readonly words: Int32Array
  /** The memory as words of 64 bits. */
  readonly longs: BigInt64Array
  /** The memory as octets. */
  readonly octets: Uint8Array
  /** The memory itself. */
  readonly memory: SharedArrayBuffer
  /** Where the message starts, in octets. */
  at = 0
  /** Its octets. */
  length = 0
  /** Its kind. */
  kind = 0
  readonly #capacity: number
  readonly #bell: Bell
  #read: number
  /** What was written when it was last looked up. */
  #written: number

  /** The reading end of this ring, in the one thread that reads. */
  constructor({ memory, writerBell }: RingMemory) {
    this.memory = memory
    this.words = new Int32Array(memory)
    this.longs = new BigInt64Array(memory)
    this.octets = new Uint8Array(memory)
    this.#capacity = memory.byteLength - CONTROL_OCTETS
    this.#bell = new Bell(writerBell)
    this.#read = Atomics.load(this.words, READ)
    this.#written = this.#read
  }

  /** Looks at the next message, which stays the next one until {@link release}; false where there is none. */
  peek(): boolean {
    if (this.#read === this.#written) {
      this.#written = Atomics.load(this.words, WRITTEN)
      if (this.#read === this.#written) return false
    }
    let head = CONTROL_OCTETS + (this.#read & (this.#capacity - 1))
    if (this.words[head >> 2] === REST) {
      this.#read = (this.#read + this.#capacity - (head - CONTROL_OCTETS)) | 0
      head = CONTROL_OCTETS
    }
    this.at = head + HEAD_OCTETS
    this.length = this.words[head >> 2]!
    this.kind = this.words[(head >> 2) + 1]!
    return true
  }

  /** Gives the room of the message back: it must not be looked at any more. */
  release(): void {
    this.#read = (this.#read + HEAD_OCTETS + ((this.length + ALIGNMENT - 1) & -ALIGNMENT)) | 0
    Atomics.store(this.words, READ, this.#read)
  }

  /** Wakes the thread that writes, where it may wait for room. */
  wakeWriter(): void {
    this.#bell.ring()
  }
}
