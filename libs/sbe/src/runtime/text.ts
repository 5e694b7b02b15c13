import { octetsOf } from './buffers.ts'
import { SbeError } from './sbe-error.ts'

/** How text is written as octets. */
export type CharacterEncoding = 'ascii' | 'latin1' | 'utf8'

// What every platform has and the language's own library does not name.
declare const TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => {
  decode: (octets: Uint8Array) => string
}
declare const TextEncoder: new () => { encode: (text: string) => Uint8Array }

const NAMES: Readonly<Record<string, CharacterEncoding>> = {
  ascii: 'ascii',
  'us-ascii': 'ascii',
  'iso-8859-1': 'latin1',
  'iso8859-1': 'latin1',
  'iso_8859-1': 'latin1',
  latin1: 'latin1',
  'utf-8': 'utf8',
  utf8: 'utf8',
}

/** The highest code of a character that one octet says. */
const HIGHEST = { ascii: 0x7f, latin1: 0xff, utf8: 0x7f } as const

/** The encoding that a schema names; undefined where it is none of those known. */
export function characterEncodingOf(name: string): CharacterEncoding | undefined {
  return NAMES[name.toLowerCase()]
}

/** Reads a text. Throws an {@link SbeError} with `INVALID_TEXT` where the octets are none of the encoding. */
export function readText(view: DataView, at: number, length: number, encoding: CharacterEncoding): string {
  let text = ''
  for (let offset = 0; offset < length; offset += 1) {
    const code = view.getUint8(at + offset)
    if (code > HIGHEST[encoding]) return readBeyondAscii(view, at, length, encoding)
    text += String.fromCharCode(code)
  }
  return text
}

/** Reads a text that ends with the first NUL or with the array. */
export function readFixedText(view: DataView, at: number, length: number, encoding: CharacterEncoding): string {
  let end = 0
  while (end < length && view.getUint8(at + end) !== 0) end += 1
  return readText(view, at, end, encoding)
}

function readBeyondAscii(view: DataView, at: number, length: number, encoding: CharacterEncoding): string {
  if (encoding === 'utf8') {
    try {
      // A copy, as a decoder takes no shared memory.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octetsOf(view, at, length).slice())
    } catch {
      throw new SbeError('INVALID_TEXT', `${length} octets at ${at} are no UTF-8`)
    }
  }
  throw new SbeError('INVALID_TEXT', `${length} octets at ${at} are not all ${encoding}`)
}

/** The octets that a text takes. Throws an {@link SbeError} with `INVALID_TEXT` for what the encoding cannot write. */
export function textLength(text: string, encoding: CharacterEncoding): number {
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code <= HIGHEST[encoding]) length += 1
    else if (encoding !== 'utf8') throw invalidText(text, encoding)
    else if (code <= 0x7ff) length += 2
    else if (code < 0xd800 || code > 0xdfff) length += 3
    else if (isPair(text, at)) {
      length += 4
      at += 1
    } else throw invalidText(text, encoding)
  }
  return length
}

/** Writes a text where there is room for its {@link textLength}. */
export function putText(view: DataView, at: number, text: string, encoding: CharacterEncoding): void {
  for (let offset = 0; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset)
    if (code > HIGHEST[encoding]) {
      const octets = new TextEncoder().encode(text)
      octetsOf(view, at, octets.length).set(octets)
      return
    }
    view.setUint8(at + offset, code)
  }
}

/**
 * Writes a text into an array of a fixed length, with NULs behind it. Throws an {@link SbeError} with `TEXT_TOO_LONG`,
 * or `INVALID_TEXT` for what the encoding cannot write or for a NUL, with which the text would end.
 */
export function putFixedText(
  view: DataView,
  at: number,
  capacity: number,
  text: string,
  encoding: CharacterEncoding,
): void {
  const length = textLength(text, encoding)
  if (length > capacity) {
    throw new SbeError('TEXT_TOO_LONG', `a text of at most ${capacity} octets is taken: ${length} in ${quoted(text)}`)
  }
  if (text.includes('\0')) throw new SbeError('INVALID_TEXT', `a text of a fixed length has no NUL: ${quoted(text)}`)
  putText(view, at, text, encoding)
  for (let offset = length; offset < capacity; offset += 1) view.setUint8(at + offset, 0)
}

function isPair(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return text.charCodeAt(at) < 0xdc00 && next >= 0xdc00 && next <= 0xdfff
}

function invalidText(text: string, encoding: CharacterEncoding): SbeError {
  return new SbeError('INVALID_TEXT', `${encoding} cannot write ${quoted(text)}`)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)
}
