const CHUNK = 8192

/** Text of ASCII characters as bytes; throws a RangeError where it has others. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 127) throw new RangeError(`not ASCII at ${index}: U+${code.toString(16).padStart(4, '0')}`)
    bytes[index] = code
  }
  return bytes
}

/** ASCII bytes as text; throws a RangeError where a byte is none. */
export function asciiText(bytes: Uint8Array): string {
  for (const byte of bytes) if (byte > 127) throw new RangeError(`a byte that is not ASCII: ${byte}`)
  let text = ''
  for (let start = 0; start < bytes.length; start += CHUNK)
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(start, start + CHUNK)) as string
  return text
}

/** A value as JSON in ASCII: everything else stands as an escape. */
export function asciiJson(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  const text = JSON.stringify(value, replacer)
  return /^[\x20-\x7e]*$/.test(text) ? text : text.replace(/[^\x20-\x7e]/g, escaped)
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
