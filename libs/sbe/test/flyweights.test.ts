import { beforeAll, describe, expect, it } from 'vitest'
import type { SbeErrorCode } from '@openlob/sbe'
import { viewOf } from '../src/runtime/index.ts'
import type { Generated } from './generated.ts'
import { loadGenerated } from './generated.ts'
import { featuresSchema } from './schemas.ts'

type Method = (...values: unknown[]) => unknown
type Flyweight = Readonly<Record<string, Method>>

const schema = featuresSchema()
let generated: Generated
beforeAll(async () => {
  generated = await loadGenerated(schema)
})

function encoderIn(octets: ArrayBuffer | SharedArrayBuffer | Uint8Array): Flyweight {
  return generated.encoder('Everything').wrapMessage(viewOf(octets), 0).clear() as unknown as Flyweight
}

function decoderOf(octets: ArrayBuffer | SharedArrayBuffer | Uint8Array): Flyweight {
  return generated.decoder('Everything').wrapMessage(viewOf(octets), 0) as unknown as Flyweight
}

function refusal(code: SbeErrorCode, message?: string): Error {
  return expect.objectContaining(message === undefined ? { code } : { code, message }) as Error
}

describe('flyweights', () => {
  it.each([
    ['an ArrayBuffer', new ArrayBuffer(1024)],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1024)],
    ['a Buffer in the middle of another', Buffer.alloc(2048).subarray(100, 1124)],
  ])('read and write in %s', (_, octets) => {
    const encoder = encoderIn(octets)
    encoder['code']!('abc')
    encoder['utf']!('é€')
    encoder['uint64Number']!(2 ** 53 - 1)
    encoder['legs']!(0)
    encoder['tags']!(0)
    encoder['text']!('ü')
    const decoder = decoderOf(octets)
    expect([decoder['code']!(), decoder['utf']!(), decoder['uint64']!()]).toEqual(['abc', 'é€', 2n ** 53n - 1n])
    for (const part of ['legs', 'tags']) (decoder[part]!() as { skip: () => void }).skip()
    expect(decoder['text']!()).toBe('ü')
  })

  it('set all to null or 0 when they are cleared', () => {
    const decoder = decoderOf(cleared())
    expect([decoder['optionalInt8']!(), decoder['optionalUint64Number']!(), decoder['mantissa']!()]).toEqual([null, null, null])
    expect([decoder['int32']!(), decoder['uint64Number']!(), decoder['wideFlagsNames']!()]).toEqual([0, 0, []])
    expect([decoder['optionalDecimal']!(), decoder['optionalSide']!(), decoder['optionalSideName']!()]).toEqual([null, null, null])
  })

  it('have 64-bit integers as numbers where those are exact', () => {
    const octets = new ArrayBuffer(1024)
    const encoder = encoderIn(octets)
    const exact = [0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53 - 1), 4294967295, -4294967296 - 5]
    for (const value of exact) {
      encoder['int64Number']!(value)
      expect(decoderOf(octets)['int64']!()).toBe(BigInt(value))
      expect(decoderOf(octets)['int64Number']!()).toBe(value)
    }
  })

  it.each([2 ** 53, -(2 ** 53), 1.5, Number.NaN, Infinity])('refuse %d as a 64-bit integer', (value) => {
    const encoder = encoderIn(new ArrayBuffer(1024))
    expect(() => encoder['int64Number']!(value)).toThrow(refusal('UNSAFE_INTEGER'))
    expect(() => encoder['uint64Number']!(value)).toThrow(refusal('UNSAFE_INTEGER'))
  })

  it('refuse a negative number without a sign, and say an inexact one by its name', () => {
    const octets = new ArrayBuffer(1024)
    const encoder = encoderIn(octets)
    expect(() => encoder['uint64Number']!(-1)).toThrow(refusal('UNSAFE_INTEGER'))
    encoder['uint64']!(2n ** 53n)
    encoder['int64']!(-(2n ** 60n))
    const decoder = decoderOf(octets)
    const message = 'Everything.uint64 is not exact as a number, use its bigint: its upper half is 2097152'
    expect(() => decoder['uint64Number']!()).toThrow(refusal('UNSAFE_INTEGER', message))
    expect(() => decoder['int64Number']!()).toThrow(refusal('UNSAFE_INTEGER'))
    expect(decoder['int64']!()).toBe(-(2n ** 60n))
  })

  it.each([
    ['int8', 128], ['int8', -129], ['int16', 32768], ['int32', 2 ** 31], ['uint8', -1], ['uint8', 256],
    ['uint16', 65536], ['uint32', 2 ** 32], ['uint32', -1], ['uint32', 0.5], ['flags', 256], ['letter', 'ab'], ['letter', '€'],
  ])('refuse for %s the value %s, which its bits cannot say', (field, value) => {
    expect(() => encoderIn(new ArrayBuffer(1024))[field]!(value)).toThrow(refusal('VALUE_OUT_OF_RANGE'))
  })

  it('refuse text that is too long, or not of the encoding, or has a NUL', () => {
    const encoder = encoderIn(new ArrayBuffer(1024))
    expect(() => encoder['code']!('abcdefg')).toThrow(refusal('TEXT_TOO_LONG'))
    expect(() => encoder['code']!('é')).toThrow(refusal('INVALID_TEXT'))
    expect(() => encoder['latin']!('€')).toThrow(refusal('INVALID_TEXT'))
    expect(() => encoder['utf']!('\ud800')).toThrow(refusal('INVALID_TEXT'))
    expect(() => encoder['code']!('a\0b')).toThrow(refusal('INVALID_TEXT'))
  })

  it('refuse an index that an array has not', () => {
    const octets = cleared()
    const [encoder, decoder] = [encoderIn(octets), decoderOf(octets)]
    for (const index of [-1, 3, 0.5, Number.NaN]) {
      expect(() => encoder['samples']!(index, 1)).toThrow(refusal('INDEX_OUT_OF_RANGE'))
      expect(() => decoder['samples']!(index)).toThrow(refusal('INDEX_OUT_OF_RANGE'))
    }
    expect(() => encoder['samplesArray']!([1, 2, 3, 4])).toThrow(refusal('INDEX_OUT_OF_RANGE'))
  })

  it('refuse names that an enum or a set has not', () => {
    const encoder = encoderIn(new ArrayBuffer(1024))
    expect(() => encoder['sideName']!('none')).toThrow(refusal('UNKNOWN_VALUE', 'Side has no value "none"'))
    expect(() => encoder['flagsNames']!(['toString'])).toThrow(refusal('UNKNOWN_VALUE'))
    expect(() => encoder['flagsNames']!([8])).toThrow(refusal('UNKNOWN_VALUE'))
  })

  it('refuse more entries than a group takes, and entries beyond its count', () => {
    const encoder = encoderIn(new ArrayBuffer(4096))
    expect(() => encoder['legs']!(1001)).toThrow(refusal('GROUP_TOO_LARGE'))
    expect(() => encoder['legs']!(-1)).toThrow(refusal('GROUP_TOO_LARGE'))
    const legs = encoder['legs']!(0) as { next: () => unknown }
    expect(() => legs.next()).toThrow(refusal('GROUP_EXHAUSTED'))
  })

  it('refuse data that is longer than its length says', () => {
    const encoder = encoderIn(new ArrayBuffer(4096))
    expect(() => encoder['text']!('x'.repeat(255))).toThrow(refusal('DATA_TOO_LONG'))
    expect(() => encoder['blob']!(new Uint8Array(1001))).toThrow(refusal('DATA_TOO_LONG'))
  })

  it.each([0, 7, 16, 275])('refuse a buffer of %d octets', (length) => {
    const view = new DataView(new ArrayBuffer(length))
    expect(() => generated.encoder('Everything').wrapMessage(view, 0)).toThrow(refusal('BUFFER_TOO_SHORT'))
    expect(() => generated.decoder('Everything').wrapMessage(view, 0)).toThrow(refusal('BUFFER_TOO_SHORT'))
  })

  it.each([-1, Number.NaN, 2 ** 40, Infinity])('refuse to start at %d', (offset) => {
    const view = new DataView(new ArrayBuffer(1024))
    expect(() => generated.encoder('Fixed').wrapMessage(view, offset)).toThrow(refusal('BUFFER_TOO_SHORT'))
    expect(() => generated.decoder('Fixed').wrap(view, offset)).toThrow(refusal('BUFFER_TOO_SHORT'))
  })

  it('write nothing beyond their buffer, whatever is in the groups and data', () => {
    const octets = new Uint8Array(400).fill(0x77)
    const view = new DataView(octets.buffer, 0, 300)
    const encoder = generated.encoder('Everything').wrapMessage(view, 0) as unknown as Flyweight
    encoder['legs']!(0)
    encoder['tags']!(0)
    expect(() => encoder['text']!('x'.repeat(200))).toThrow(refusal('BUFFER_TOO_SHORT'))
    expect(octets.subarray(300).every((octet) => octet === 0x77)).toBe(true)
  })

  it('read another message only as what it is', () => {
    const view = new DataView(new ArrayBuffer(1024))
    generated.encoder('Fixed').wrapMessage(view, 0)
    const message = 'this is template 4 of schema 77, not Everything'
    expect(() => generated.decoder('Everything').wrapMessage(view, 0)).toThrow(refusal('WRONG_TEMPLATE', message))
  })

  it('have the header, with members that are not of the standard', () => {
    const view = new DataView(new ArrayBuffer(1024))
    const encoder = generated.encoder('Everything').wrapMessage(view, 0) as unknown as Flyweight
    const header = generated.decoder('Everything').wrapMessage(view, 0) as unknown as Flyweight
    const read = () => header['header']!() as Flyweight
    expect([read()['numGroups']!(), read()['numVarDataFields']!(), read()['sequence']!()]).toEqual([2, 3, 4294967295])
    ;(encoder['header']!() as Flyweight)['sequence']!(7)
    expect(read()['sequence']!()).toBe(7)
  })

  it('read data as its octets, with its length before, or go past it', () => {
    const octets = cleared()
    const encoder = encoderIn(octets)
    for (const part of ['legs', 'tags']) encoder[part]!(0)
    encoder['textOctets']!(new Uint8Array([0x61, 0x62]))
    encoder['blob']!(new Uint8Array([1, 2, 3]))
    encoder['late']!('end')
    const decoder = decoderOf(octets)
    for (const part of ['legs', 'tags']) (decoder[part]!() as { skip: () => void }).skip()
    expect([decoder['textLength']!(), decoder['textOctets']!()]).toEqual([2, new Uint8Array([0x61, 0x62])])
    decoder['skipBlob']!()
    expect(decoder['late']!()).toBe('end')
  })

  it('have names that the language or they themselves have not', () => {
    const encoder = encoderIn(new ArrayBuffer(1024))
    expect(encoder['delete']!(1)).toBe(encoder)
    expect(encoder['wrap_']!(2)).toBe(encoder)
  })

  it('say of their fields what the schema says', () => {
    const fields = generated.get('EverythingFields') as Record<string, unknown>
    expect(fields['sendingTime']).toMatchObject({ id: 48, size: 8, presence: 'required', semanticType: 'UTCTimestamp', epoch: 'UNIX', timeUnit: 'microsecond' })
    expect(fields['mantissa']).toMatchObject({ presence: 'optional', nullValue: -1n, minimum: 0n, extensions: { 'x:exponent': 'none' } })
    expect(fields['currency']).toMatchObject({ presence: 'constant', size: 0 })
  })
})

function cleared(): ArrayBuffer {
  const octets = new ArrayBuffer(1024)
  new Uint8Array(octets).fill(0xa5)
  encoderIn(octets)
  return octets
}
