import { constants, deflateRawSync } from 'node:zlib'

/** What a message that was flushed ends with, and does not travel (RFC 7692, 7.2.1). */
const TAIL_BYTES = 4
/** Says that a frame is compressed (RFC 7692, 6). */
const COMPRESSED = 0x40

const deflated = new WeakMap<Buffer, Buffer>()

/**
 * The same message compressed, as a frame for clients that have agreed to permessage-deflate without context takeover:
 * made once, however many of them it is sent to.
 */
export function deflatedFrame(frame: Buffer): Buffer {
  const known = deflated.get(frame)
  if (known !== undefined) return known
  const made = compressed(frame.subarray(headerBytes(frame[1] ?? 0)), (frame[0] ?? 0) | COMPRESSED)
  deflated.set(frame, made)
  return made
}

function compressed(payload: Buffer, firstOctet: number): Buffer {
  const options = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH }
  const content = deflateRawSync(payload, options).subarray(0, -TAIL_BYTES)
  const { length } = content
  const header = length < 126 ? Buffer.from([firstOctet, length]) : Buffer.alloc(length < 65_536 ? 4 : 10, 0)
  header[0] = firstOctet
  if (length >= 65_536) {
    header[1] = 127
    header.writeUInt32BE(length, 6)
  } else if (length >= 126) {
    header[1] = 126
    header.writeUInt16BE(length, 2)
  }
  return Buffer.concat([header, content])
}

function headerBytes(lengthOctet: number): number {
  return lengthOctet === 127 ? 10 : lengthOctet === 126 ? 4 : 2
}
