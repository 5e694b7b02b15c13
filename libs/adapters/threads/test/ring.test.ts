import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateRing, Bell, longestMessage, RingReader, RingWriter } from '../src/index.ts'
import type { RingMemory } from '../src/index.ts'

const CAPACITY = 4_096

function memory(capacity = CAPACITY): RingMemory {
  return allocateRing(capacity, { reader: Bell.allocate(), writer: Bell.allocate() })
}

function write(ring: RingWriter, octets: readonly number[], kind: number): boolean {
  const at = ring.claim(octets.length)
  if (at === 0) return false
  ring.octets.set(octets, at)
  ring.commit(kind)
  return true
}

function read(ring: RingReader): { readonly kind: number; readonly octets: number[] } | undefined {
  if (!ring.peek()) return undefined
  const message = { kind: ring.kind, octets: Array.from(ring.octets.subarray(ring.at, ring.at + ring.length)) }
  ring.release()
  return message
}

describe('a ring', () => {
  it.each([0, 1, 4_095, 5_000, 2 ** 31, Number.NaN])('has no size of %d', (capacity) => {
    expect(() => memory(capacity)).toThrow(`a ring has a power of 2 of octets from 4096 to 1073741824: ${capacity}`)
  })

  it('gives every message once, whole and in order, as a queue does, and takes one where there is room', () => {
    const longest = longestMessage(CAPACITY)
    const message = fc.record({
      kind: fc.integer({ min: 0, max: 255 }),
      length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: longest })),
    })
    const step = fc.oneof(message, fc.constant('read' as const), fc.constant('look' as const))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const shared = memory()
        const [writer, reader] = [new RingWriter(shared), new RingReader(shared)]
        const queue: { kind: number; octets: number[] }[] = []
        let next = 0
        for (const each of steps) {
          if (each === 'read') expect(read(reader)).toEqual(queue.shift())
          else if (each === 'look') expect(reader.peek()).toBe(queue.length > 0)
          else {
            const octets = Array.from({ length: each.length }, () => (next += 1) & 255)
            const used = queue.reduce((sum, { octets: { length } }) => sum + 8 + Math.ceil(length / 8) * 8, 0)
            const taken = write(writer, octets, each.kind)
            if (taken) queue.push({ kind: each.kind, octets })
            // What is skipped at the end is less than the message itself.
            else expect(used + 2 * (8 + Math.ceil(each.length / 8) * 8)).toBeGreaterThan(CAPACITY)
          }
        }
        while (queue.length > 0) expect(read(reader)).toEqual(queue.shift())
        expect(reader.peek()).toBe(false)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('goes on when its counts pass 2^32', () => {
    const shared = memory()
    // As after so many octets.
    new Int32Array(shared.memory).fill(-CAPACITY, 0, 1).fill(-CAPACITY, 32, 33)
    const [writer, reader] = [new RingWriter(shared), new RingReader(shared)]
    for (let round = 0; round < 50; round += 1) {
      const octets = Array.from({ length: 500 }, (_, index) => (index + round) & 255)
      expect([write(writer, octets, round), write(writer, octets, round + 1)]).toEqual([true, true])
      expect([read(reader), read(reader)]).toEqual([{ kind: round, octets }, { kind: round + 1, octets }])
    }
  })

  it('shows nothing of a claim before it is committed, and takes back one that is not', () => {
    const shared = memory()
    const [writer, reader] = [new RingWriter(shared), new RingReader(shared)]
    writer.claim(16)
    expect(reader.peek()).toBe(false)
    expect(write(writer, [1, 2, 3], 7)).toBe(true)
    expect(read(reader)).toEqual({ kind: 7, octets: [1, 2, 3] })
  })
})

describe('a bell', () => {
  it('is not slept through where it was rung before the wait', async () => {
    const bell = new Bell(Bell.allocate())
    const seen = bell.count()
    bell.ring()
    bell.wait(seen, 0)
    await bell.rung(seen)
    expect(bell.count()).toBe(seen + 1)
  })

  it('wakes one that waits without blocking', async () => {
    const bell = new Bell(Bell.allocate())
    const rung = bell.rung(bell.count())
    bell.ring()
    await rung
  })
})
