const TEXT = 0x81
const BINARY = 0x82

/**
 * A text message as the bytes of one unmasked WebSocket frame (RFC 6455, 5.2): made once, written to any number of
 * sockets.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const { frame, headerLength } = frameOf(TEXT, length)
  frame.write(text, headerLength)
  return frame
}

/** A binary message, likewise. */
export function binaryFrame(octets: Buffer): Buffer {
  const { frame, headerLength } = frameOf(BINARY, octets.length)
  octets.copy(frame, headerLength)
  return frame
}

/** A message of either kind. */
export function payloadFrame(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? textFrame(payload) : binaryFrame(payload)
}

function frameOf(firstOctet: number, length: number): { readonly frame: Buffer; readonly headerLength: number } {
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headerLength + length)
  frame[0] = firstOctet
  if (length < 126) frame[1] = length
  else if (length < 65_536) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(0, 2)
    frame.writeUInt32BE(length, 6)
  }
  return { frame, headerLength }
}
