/** What the encoders of all messages have: how `new ...Encoder()` starts and how long its message has become. */
export interface MessageEncoder {
  /** Writes a header and starts the message behind it. */
  wrapMessage(view: DataView, offset: number): this
  /** The octets from the start of the block. */
  encodedLength(): number
}

/** What the decoders of all messages have. */
export interface MessageDecoder {
  /** Reads the header and starts with the message behind it. */
  wrapMessage(view: DataView, offset: number): this
  /** The octets from the start of the block to where it was read. */
  decodedLength(): number
}

/** Octets of a message's header. */
export const HEADER_LENGTH = 8

const SCRATCH_LENGTH = 4096
/** Octets that a message has at most besides its text: the longest block, and eight lengths of text. */
const FIXED_LENGTH_MAX = 1024

const scratch = new DataView(new ArrayBuffer(SCRATCH_LENGTH))

/** A view with room for a message that has text of so many characters; it is used again for the next one. */
export function roomFor(characters: number): DataView {
  const length = FIXED_LENGTH_MAX + 3 * characters
  return length <= SCRATCH_LENGTH ? scratch : new DataView(new ArrayBuffer(length))
}

/** The same, all zeros: what a message leaves out between its fields is part of its hash. */
export function clearedRoomFor(characters: number): DataView {
  const view = roomFor(characters)
  new Uint8Array(view.buffer).fill(0)
  return view
}

/** The characters of all text in an object and in the objects in it. */
export function charactersOf(value: object): number {
  let characters = 0
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part === 'string') characters += part.length
    else if (typeof part === 'object' && part !== null) characters += charactersOf(part)
  }
  return characters
}

/** The message that an encoder has written, as octets of its own. */
export function octetsOf(view: DataView, encoder: MessageEncoder): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, HEADER_LENGTH + encoder.encodedLength()).slice()
}
