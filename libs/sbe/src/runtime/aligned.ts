import { octetsOf } from './buffers.ts'
import { requireRoom } from './cursor.ts'
import { refuseRoom } from './refusals.ts'
import { SbeError } from './sbe-error.ts'

// What flyweights that are generated for aligned messages read and write through: whole words, which V8 goes through
// without looking at the buffer again after each.

/** Typed arrays of nothing, until a flyweight is wrapped around something. */
export const NO_OCTETS: Uint8Array = new Uint8Array()
export const NO_WORDS: Int32Array = new Int32Array()
export const NO_LONGS: BigInt64Array = new BigInt64Array()

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** All octets of a view. */
export function allOctetsOf(view: DataView): Uint8Array {
  return octetsOf(view, 0, view.byteLength)
}

/** The octets of a view as words of 32 bits. */
export function wordsOf(view: DataView): Int32Array {
  return new Int32Array(view.buffer, view.byteOffset, Math.floor(view.byteLength / 4))
}

/** The octets of a view as words of 64 bits. */
export function longsOf(view: DataView): BigInt64Array {
  return new BigInt64Array(view.buffer, view.byteOffset, Math.floor(view.byteLength / 8))
}

/** Checks that a view can be gone through by words; throws an {@link SbeError} with `MISALIGNED` where it cannot. */
function requireWords({ buffer, byteOffset }: DataView): void {
  const refuse = (text: string) => {
    throw new SbeError('MISALIGNED', `aligned messages are ${text}`)
  }
  if (!isLittleEndian) refuse('for little-endian platforms')
  if (byteOffset % 8 !== 0) refuse(`in a view that starts at a multiple of 8 of its buffer: ${byteOffset}`)
  // Words would not see that it has grown.
  if (isResizable(buffer)) refuse('in a buffer of a fixed size')
}

function isResizable(buffer: ArrayBufferLike & { readonly resizable?: boolean; readonly growable?: boolean }): boolean {
  return buffer.resizable === true || buffer.growable === true
}

/** Checks that octets are there and can be gone through by words; throws an {@link SbeError} where not. */
export function requireStart(view: DataView, offset: number, length: number): void {
  requireRoom(view, offset, length)
  requireWords(view)
  if ((offset & 0x7ffffff8) !== offset) {
    throw new SbeError('MISALIGNED', `aligned messages start at a multiple of 8 below 2^31: ${offset}`)
  }
}

/** Throws for octets that are not there or do not start at a word. */
export function refuseStart(view: DataView, offset: number, length: number): never {
  requireStart(view, offset, length)
  // The view is another one than its octets were taken of: its buffer is no longer there.
  return refuseRoom(view, offset, length)
}
