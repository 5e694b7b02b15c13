const ALIGNMENT = 8

/**
 * Events as messages in a piece of memory: before each a word of 64 bits with its length in octets, behind each zeros
 * up to the next multiple of 8. Where one is said to be is where its length stands, in words of 64 bits.
 */
export class EventMemory {
  /** The memory as words of 32 bits. */
  words!: Int32Array
  /** The memory as words of 64 bits. */
  longs!: BigInt64Array
  /** The memory as octets. */
  protected octets!: Uint8Array

  /** Views of memory, which is neither copied nor changed. */
  constructor(memory: ArrayBuffer | SharedArrayBuffer) {
    this.use(memory)
  }

  /** The message of an event: a part of the memory itself. */
  messageAt(at: number): Uint8Array {
    const from = (at + 1) * ALIGNMENT
    return this.octets.subarray(from, from + this.words[at << 1]!)
  }

  /** The template of that message. */
  templateAt(at: number): number {
    return this.words[(at + 1) << 1]! >>> 16
  }

  /** Where the event behind it is. */
  next(at: number): number {
    return at + 1 + Math.ceil(this.words[at << 1]! / ALIGNMENT)
  }

  /** The ASCII text that begins at an octet, of at most so many characters: it ends before a zero. */
  textAt(from: number, most: number): string {
    const { octets } = this
    let length = 0
    while (length < most && octets[from + length] !== 0) length += 1
    return String.fromCharCode(...octets.subarray(from, from + length))
  }

  /** Looks at other memory from here on. */
  protected use(memory: ArrayBuffer | SharedArrayBuffer): void {
    this.words = new Int32Array(memory)
    this.longs = new BigInt64Array(memory)
    this.octets = new Uint8Array(memory)
  }
}
