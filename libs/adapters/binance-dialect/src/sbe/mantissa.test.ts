import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedText } from '../market/fixed-text.ts'
import { placesOf, putInt64, putMantissa128, putMantissa64 } from './mantissa.ts'
import { NotRepresentable } from './not-representable.ts'

const places = fc.integer({ min: 0, max: 12 })
const more = fc.integer({ min: 0, max: 6 })

function read128(octets: Buffer): bigint {
  return (octets.readBigInt64LE(8) << 64n) + octets.readBigUInt64LE(0)
}

describe('a mantissa', () => {
  it('is the decimal in units of its exponent', () => {
    const units = fc.bigInt({ min: -(2n ** 43n), max: 2n ** 43n })
    fc.assert(
      fc.property(units, places, more, (value, scale, extra) => {
        const octets = Buffer.alloc(24)
        putMantissa64(octets, 0, fixedText(value, scale), scale + extra)
        putMantissa128(octets, 8, fixedText(value, scale), scale + extra)
        const expected = value * 10n ** BigInt(extra)
        expect(octets.readBigInt64LE(0)).toBe(expected)
        expect(read128(octets.subarray(8))).toBe(expected)
      }),
      {
        examples: [
          [0n, 0, 0],
          [-1n, 8, 0],
          [10n ** 15n, 0, 0],
          [-(10n ** 14n), 2, 1],
        ],
      },
    )
  })

  it('is refused where it is beyond its type, whose lowest number says that there is none', () => {
    const octets = Buffer.alloc(16)
    const limit = 2n ** 63n
    expect(() => {
      putMantissa64(octets, 0, String(limit), 0)
    }).toThrow(NotRepresentable)
    expect(() => {
      putMantissa64(octets, 0, String(-limit), 0)
    }).toThrow(NotRepresentable)
    putMantissa64(octets, 0, String(1n - limit), 0)
    expect(octets.readBigInt64LE(0)).toBe(1n - limit)
    expect(() => {
      putMantissa128(octets, 0, String(2n ** 127n), 0)
    }).toThrow(NotRepresentable)
  })

  it('has the places that are written, or only those that say something', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), places, (value, scale) => {
        const text = fixedText(value, scale)
        expect(placesOf(text, false)).toBe(scale)
        const short = placesOf(text, true)
        const octets = Buffer.alloc(8)
        putMantissa64(octets, 0, text, short)
        expect(octets.readBigInt64LE(0) * 10n ** BigInt(scale - short)).toBe(value)
        if (short > 0) expect(octets.readBigInt64LE(0) % 10n).not.toBe(0n)
      }),
    )
  })
})

it('whole numbers are written as they are', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const octets = Buffer.alloc(8)
      putInt64(octets, 0, value)
      expect(octets.readBigInt64LE(0)).toBe(BigInt(value))
    }),
  )
})
