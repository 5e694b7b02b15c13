import { requireRoom } from './cursor.ts'
import { SbeError } from './sbe-error.ts'

/** Octets of the Simple Open Framing Header. */
export const FRAMING_HEADER_LENGTH = 6
/** What a framing header says of SBE in little-endian order. */
export const SBE_LITTLE_ENDIAN = 0xeb50
/** What a framing header says of SBE in big-endian order. */
export const SBE_BIG_ENDIAN = 0x5be0

/** What a framing header says: the length of the whole frame, itself included, and what is in it. */
export interface FramingHeader {
  readonly frameLength: number
  readonly encodingType: number
}

/**
 * Writes a Simple Open Framing Header (FIX SOFH 1.0), which the standard has in big-endian order; some venues write it
 * in little-endian order.
 */
export function putFramingHeader(view: DataView, at: number, header: FramingHeader, littleEndian = false): void {
  requireRoom(view, at, FRAMING_HEADER_LENGTH)
  view.setUint32(at, header.frameLength, littleEndian)
  view.setUint16(at + 4, header.encodingType, littleEndian)
}

/**
 * Reads a framing header; undefined where its six octets have not all come. Throws an {@link SbeError} with
 * `INVALID_FRAME` where the frame would be shorter than its header or longer than `lengthMax`.
 */
export function readFramingHeader(
  view: DataView,
  at: number,
  lengthMax: number,
  littleEndian = false,
): FramingHeader | undefined {
  if (at + FRAMING_HEADER_LENGTH > view.byteLength) return undefined
  const frameLength = view.getUint32(at, littleEndian)
  if (frameLength < FRAMING_HEADER_LENGTH || frameLength > lengthMax) {
    const range = `${FRAMING_HEADER_LENGTH} to ${lengthMax}`
    throw new SbeError('INVALID_FRAME', `a frame has ${range} octets: ${frameLength}`)
  }
  return { frameLength, encodingType: view.getUint16(at + 4, littleEndian) }
}
