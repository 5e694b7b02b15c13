import { CommandDecodingError } from './command-decoding-error.ts'

const ALIGNMENT = 8

/**
 * Commands as messages of `schema/openlob.xml` in one piece of memory, each at a multiple of 8 octets: a ring between
 * threads, or what was read of a journal.
 */
export class CommandBuffer {
  /** The memory as octets. */
  readonly octets: Uint8Array
  /** The memory as words of 32 bits. */
  readonly words: Int32Array

  /** Views of the memory, which is neither copied nor changed. */
  constructor(memory: ArrayBuffer | SharedArrayBuffer) {
    this.octets = new Uint8Array(memory)
    this.words = new Int32Array(memory, 0, memory.byteLength >> 2)
  }

  /** A copy of a message; throws a {@link CommandDecodingError} where it does not start as it must or is not there. */
  copy(from: number, length: number): Uint8Array {
    const isThere = from >= 0 && from % ALIGNMENT === 0 && length >= 0 && from + length <= this.octets.length
    if (isThere) return this.octets.slice(from, from + length)
    throw new CommandDecodingError(`no message starts at octet ${from} with ${length} octets: of ${this.octets.length}`)
  }

  /** Commands one behind the other, and where each starts: for replays and measurements. */
  static of(messages: readonly Uint8Array[]): { readonly buffer: CommandBuffer; readonly starts: Int32Array } {
    const starts = new Int32Array(messages.length + 1)
    messages.forEach((message, index) => {
      starts[index + 1] = starts[index]! + alignedLength(message.length)
    })
    const buffer = new CommandBuffer(new ArrayBuffer(starts[messages.length]!))
    messages.forEach((message, index) => {
      buffer.octets.set(message, starts[index])
    })
    return { buffer, starts }
  }
}

/** Room for one message at a time, at the beginning of a buffer. */
export class CommandRoom {
  #buffer = new CommandBuffer(new ArrayBuffer(1_024))

  /** The buffer with a copy of a message at its beginning; good until the next. */
  take(message: Uint8Array): CommandBuffer {
    if (message.length > this.#buffer.octets.length)
      this.#buffer = new CommandBuffer(new ArrayBuffer(alignedLength(2 * message.length)))
    this.#buffer.octets.set(message)
    return this.#buffer
  }
}

function alignedLength(length: number): number {
  return (length + ALIGNMENT - 1) & -ALIGNMENT
}
