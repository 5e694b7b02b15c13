import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../test/error-of.ts'
import {
  composeUuidV7,
  decomposeUuidV7,
  formatUuidV7,
  isUuidV7,
  parseUuidV7,
  UUID_V7_LAST_TIMESTAMP_MS,
  uuidV7Range,
} from './index.ts'

// RFC 9562, appendix A.6.
const example = '017F22E2-79B0-7CC3-98C4-DC0C0C07398F'
const exampleParts = { timestampMs: 1_645_557_742_000, randA: 0xcc3, randB: 0x18c4dc0c0c07398fn }

const anyParts = fc.record({
  timestampMs: fc.integer({ min: 0, max: UUID_V7_LAST_TIMESTAMP_MS }),
  randA: fc.integer({ min: 0, max: 0xfff }),
  randB: fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }),
})

describe('UUIDv7', () => {
  it.each([
    '',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398FF',
    '017F22E279B07CC398C4DC0C0C07398F',
    '{017F22E2-79B0-7CC3-98C4-DC0C0C07398F}',
    '017F22E2-79B0-4CC3-98C4-DC0C0C07398F',
    '017F22E2-79B0-7CC3-78C4-DC0C0C07398F',
    '017F22E2-79B0-7CC3-C8C4-DC0C0C07398F',
    '017G22E2-79B0-7CC3-98C4-DC0C0C07398F',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398F\n',
    '00000000-0000-0000-0000-000000000000',
  ])('refuses %j', (text) => {
    expect(isUuidV7(text)).toBe(false)
    expect(codeOf(() => parseUuidV7(text))).toBe('invalid-uuid')
    expect(codeOf(() => decomposeUuidV7(text))).toBe('invalid-uuid')
  })

  it('refuses bytes of another length, version or variant', () => {
    const bytes = parseUuidV7(example)
    const otherLengths = [bytes.slice(0, 15), Uint8Array.of(...bytes, 0), new Uint8Array()]
    for (const each of [...otherLengths, bytes.with(6, 0x4c), bytes.with(8, 0x18), bytes.with(8, 0xd8)]) {
      expect(codeOf(() => formatUuidV7(each))).toBe('invalid-uuid')
      expect(codeOf(() => decomposeUuidV7(each))).toBe('invalid-uuid')
    }
  })

  it.each([
    [{ timestampMs: -1 }, 'before-epoch'],
    [{ timestampMs: 2 ** 48 }, 'past-time-field'],
    [{ timestampMs: 0.5 }, 'invalid-timestamp'],
    [{ randA: 0x1000 }, 'invalid-uuid'],
    [{ randA: -1 }, 'invalid-uuid'],
    [{ randB: 2n ** 62n }, 'invalid-uuid'],
    [{ randB: -1n }, 'invalid-uuid'],
  ])('refuses to compose %o', (parts, code) => {
    expect(codeOf(() => composeUuidV7({ ...exampleParts, ...parts }))).toBe(code)
  })

  it('reads and writes the example of the RFC', () => {
    expect(isUuidV7(example)).toBe(true)
    expect(decomposeUuidV7(example)).toEqual(exampleParts)
    expect(formatUuidV7(composeUuidV7(exampleParts))).toBe(example.toLowerCase())
    expect(Buffer.from(parseUuidV7(example)).toString('hex')).toBe(example.replaceAll('-', '').toLowerCase())
  })

  it('reads bytes that lie inside a larger buffer', () => {
    const larger = new Uint8Array(40)
    larger.set(parseUuidV7(example), 7)
    expect(decomposeUuidV7(larger.subarray(7, 23))).toEqual(exampleParts)
  })

  it('gives back its parts, for any parts, through bytes and text', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const bytes = composeUuidV7(parts)
        const text = formatUuidV7(bytes)
        expect(decomposeUuidV7(bytes)).toEqual(parts)
        expect(decomposeUuidV7(text)).toEqual(parts)
        expect(parseUuidV7(text)).toEqual(bytes)
        expect(parseUuidV7(text.toUpperCase())).toEqual(bytes)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('orders as text, as bytes and by its parts alike', () => {
    fc.assert(
      fc.property(anyParts, anyParts, (left, right) => {
        const bytes = [composeUuidV7(left), composeUuidV7(right)] as const
        const texts = [formatUuidV7(bytes[0]), formatUuidV7(bytes[1])] as const
        const byRandB = left.randB < right.randB ? -1 : Number(left.randB > right.randB)
        const order = Math.sign(left.timestampMs - right.timestampMs || left.randA - right.randA || byRandB)
        expect(texts[0] < texts[1] ? -1 : Number(texts[0] > texts[1])).toBe(order)
        expect(Buffer.compare(bytes[0], bytes[1])).toBe(order)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('gives the range of some time, and refuses one that is none', () => {
    const { min, max } = uuidV7Range(exampleParts.timestampMs, exampleParts.timestampMs)
    expect(min).toBe('017f22e2-79b0-7000-8000-000000000000')
    expect(max).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff')
    expect(codeOf(() => uuidV7Range(1, 0))).toBe('invalid-time-range')
    expect(codeOf(() => uuidV7Range(-1, 0))).toBe('before-epoch')
  })
})
