import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAIN_BYTES, checksumOf, FrameBuilder, frameBytes, HEADER_BYTES, readHeader, recordsOf } from './frame.ts'

const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { maxLength: 12 })
const chains = fc.uint8Array({ minLength: CHAIN_BYTES, maxLength: CHAIN_BYTES }).map((bytes) => Buffer.from(bytes))
const frames = fc.record({
  payloads,
  chain: chains,
  segmentId: fc.integer({ min: 1, max: 0xffff_ffff }),
  firstSequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 20 }),
})

function encode(frame: { payloads: Uint8Array[]; chain: Buffer; segmentId: number; firstSequence: number }): Buffer {
  const builder = new FrameBuilder(1 << 16)
  frame.payloads.forEach((payload, index) => {
    builder.add(frame.firstSequence + index, payload)
  })
  return Buffer.from(builder.finish(frame.segmentId, frame.firstSequence, frame.chain))
}

describe('a frame', () => {
  it('is no longer itself when any byte of it is another', () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, place, change) => {
        const bytes = encode(frame)
        const offset = place % bytes.length
        bytes[offset]! ^= change
        const header = readHeader(bytes, 'frame')
        expect(header?.checksum).not.toBe(checksumOf(bytes))
      }),
      { seed: 42, numRuns: 2000 },
    )
  })

  it('gives back the records and the header that were put in', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encode(frame)
        const header = readHeader(bytes, 'frame')!
        expect(header.checksum).toBe(checksumOf(bytes))
        expect(bytes.length).toBe(frameBytes(header.length))
        expect(bytes.length % 8).toBe(0)
        expect(header).toMatchObject({ segmentId: frame.segmentId, firstSequence: frame.firstSequence, version: 1 })
        expect(Buffer.from(header.chain)).toEqual(frame.chain)
        const expected = frame.payloads.map((payload, index) => ({ sequence: frame.firstSequence + index, payload }))
        expect(recordsOf(bytes, header)).toEqual(expected)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('says what is wrong with records that do not fit its header', () => {
    const bytes = encode({ payloads: [Buffer.from('abc')], chain: Buffer.alloc(CHAIN_BYTES), segmentId: 1, firstSequence: 7 })
    const header = readHeader(bytes, 'frame')!
    expect(recordsOf(bytes, { ...header, firstSequence: 8 })).toBe('record sequence 7 in place of 8')
    expect(recordsOf(bytes, { ...header, recordCount: 2 })).toBe('1 records in place of 2')
    expect(recordsOf(bytes, { ...header, length: 14 })).toBe('a record of 3 bytes: sequence=7')
    expect(recordsOf(bytes, { ...header, length: 5 })).toBe(`a record header passes the end of its frame: offset=${HEADER_BYTES}`)
  })

  it('takes a payload beyond its limit only when it is empty', () => {
    const builder = new FrameBuilder(40)
    expect(builder.fits(1000)).toBe(true)
    builder.add(1, Buffer.alloc(10))
    expect(builder.fits(6)).toBe(true)
    expect(builder.fits(7)).toBe(false)
  })

  it('carries nothing of the frame that was built before it', () => {
    const builder = new FrameBuilder(1 << 10)
    builder.add(1, Buffer.alloc(100, 0xff))
    builder.finish(1, 1, Buffer.alloc(CHAIN_BYTES))
    builder.add(2, Buffer.from([1]))
    const frame = builder.finish(1, 2, Buffer.alloc(CHAIN_BYTES))
    expect([...frame.subarray(HEADER_BYTES + 13)]).toEqual([0, 0, 0])
  })
})
