import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CharacterEncoding } from '../src/runtime/index.ts'
import {
  decimalText,
  FRAMING_HEADER_LENGTH,
  jsonOf,
  mantissaOf,
  nanosecondsOf,
  putFixedText,
  putFramingHeader,
  putText,
  readFixedText,
  readFramingHeader,
  readText,
  SBE_BIG_ENDIAN,
  SBE_LITTLE_ENDIAN,
  textLength,
} from '../src/runtime/index.ts'

const refusal = (code: string): Error => expect.objectContaining({ name: 'SbeError', code }) as Error

describe('text', () => {
  it('in UTF-8 is what the platform makes of it', () => {
    const property = fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const expected = new Uint8Array(Buffer.from(text, 'utf8'))
      const octets = new Uint8Array(expected.length)
      const view = new DataView(octets.buffer)
      expect(textLength(text, 'utf8')).toBe(expected.length)
      putText(view, 0, text, 'utf8')
      expect(octets).toEqual(expected)
      expect(readText(view, 0, octets.length, 'utf8')).toBe(text)
    })
    fc.assert(property, { seed: 42, numRuns: 500 })
  })

  it('of a fixed length comes back as it went, with NULs behind it', () => {
    const property = fc.property(fc.string({ unit: 'binary-ascii', maxLength: 8 }), fc.nat(4), (text, more) => {
      fc.pre(!text.includes('\0'))
      const octets = new Uint8Array(text.length + more).fill(0xff)
      const view = new DataView(octets.buffer)
      putFixedText(view, 0, octets.length, text, 'ascii')
      expect(readFixedText(view, 0, octets.length, 'ascii')).toBe(text)
      expect([...octets.subarray(text.length)]).toEqual(Array.from({ length: more }, () => 0))
    })
    fc.assert(property, { seed: 42 })
  })

  it.each<[CharacterEncoding, number[]]>([
    ['ascii', [0x80]],
    ['utf8', [0xc3]],
    ['utf8', [0xed, 0xa0, 0x80]],
    ['utf8', [0xc0, 0x80]],
    ['utf8', [0xf5, 0x80, 0x80, 0x80]],
  ])('is refused in %s for the octets %j', (encoding, octets) => {
    const view = new DataView(Uint8Array.from(octets).buffer)
    expect(() => readText(view, 0, octets.length, encoding)).toThrow(refusal('INVALID_TEXT'))
  })

  it('keeps a byte order mark', () => {
    const octets = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61])
    expect(readText(new DataView(octets.buffer), 0, 4, 'utf8')).toBe('\ufeffa')
  })

  it('is read from shared memory', () => {
    const octets = new Uint8Array(new SharedArrayBuffer(2))
    octets.set([0xc3, 0xa9])
    expect(readText(new DataView(octets.buffer), 0, 2, 'utf8')).toBe('é')
  })
})

describe('a framing header', () => {
  it.each([
    ['big-endian', false, [0, 0, 1, 2, 0x5b, 0xe0]],
    ['little-endian', true, [2, 1, 0, 0, 0xe0, 0x5b]],
  ] as const)('is %s when asked', (_, littleEndian, expected) => {
    const octets = new Uint8Array(FRAMING_HEADER_LENGTH)
    const view = new DataView(octets.buffer)
    const header = { frameLength: 258, encodingType: SBE_BIG_ENDIAN }
    putFramingHeader(view, 0, header, littleEndian)
    expect([...octets]).toEqual(expected)
    expect(readFramingHeader(view, 0, 1000, littleEndian)).toEqual(header)
  })

  it('is waited for until all of it has come', () => {
    expect(readFramingHeader(new DataView(new ArrayBuffer(5)), 0, 1000)).toBeUndefined()
  })

  it.each([5, 1001, 0xffffffff])('is refused where the frame would have %d octets', (frameLength) => {
    const view = new DataView(new ArrayBuffer(6))
    putFramingHeader(view, 0, { frameLength, encodingType: SBE_LITTLE_ENDIAN })
    expect(() => readFramingHeader(view, 0, 1000)).toThrow(refusal('INVALID_FRAME'))
  })

  it('is not written beyond the buffer', () => {
    const header = { frameLength: 6, encodingType: SBE_LITTLE_ENDIAN }
    expect(() => {
      putFramingHeader(new DataView(new ArrayBuffer(8)), 3, header)
    }).toThrow(refusal('BUFFER_TOO_SHORT'))
  })
})

describe('a decimal of mantissa and exponent', () => {
  it.each([
    [12345n, -2, '123.45'],
    [-5n, -3, '-0.005'],
    [7n, 2, '700'],
    [0n, 5, '0'],
    [0n, -2, '0.00'],
    [-100, 0, '-100'],
  ])('%s by 10^%d is %s', (mantissa, exponent, text) => {
    expect(decimalText(mantissa, exponent)).toBe(text)
  })

  it('comes back from its text', () => {
    const exponents = fc.integer({ min: -20, max: 0 })
    const property = fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), exponents, (mantissa, exponent) => {
      expect(mantissaOf(decimalText(mantissa, exponent), exponent)).toBe(mantissa)
    })
    fc.assert(property, { seed: 42 })
  })

  it.each([
    ['1.005', -2],
    ['', 0],
    ['1e5', 0],
    ['0x10', 0],
    ['15', 1],
  ])('is refused for the text %j and the exponent %d', (text, exponent) => {
    expect(() => mantissaOf(text, exponent)).toThrow(refusal('VALUE_OUT_OF_RANGE'))
  })

  it.each([129, -129, 0.5, Number.NaN])('is refused with the exponent %d', (exponent) => {
    expect(() => decimalText(1n, exponent)).toThrow(refusal('VALUE_OUT_OF_RANGE'))
  })
})

describe('a timestamp', () => {
  it.each([
    ['second', 1_700_000_000n * 1_000_000_000n],
    ['millisecond', 1_700_000_000n * 1_000_000n],
    ['microsecond', 1_700_000_000n * 1_000n],
    [9, 1_700_000_000n],
  ])('in units of %s is so many nanoseconds', (unit, expected) => {
    expect(nanosecondsOf(1_700_000_000, unit)).toBe(expected)
  })

  it('is refused in a unit that there is not', () => {
    expect(() => nanosecondsOf(1, 'fortnight')).toThrow(refusal('UNKNOWN_VALUE'))
  })
})

describe('JSON', () => {
  it('has wide integers as text, octets as hexadecimal and what is no number as null', () => {
    const value = { a: 2n ** 64n - 1n, b: new Uint8Array([0, 255]), c: Number.NaN, d: [{ e: null }], f: 'x' }
    expect(jsonOf(value)).toBe('{"a":"18446744073709551615","b":{"hex":"00ff"},"c":null,"d":[{"e":null}],"f":"x"}')
  })
})
