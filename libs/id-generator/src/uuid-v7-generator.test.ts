import { describe, expect, it } from 'vitest'
import { manualClock, seededRandom } from '../test/arbitraries.ts'
import { codeOf } from '../test/error-of.ts'
import { decomposeUuidV7, formatUuidV7, isUuidV7, UuidV7Generator } from './index.ts'

const startMs = 1_645_557_742_000

const filled =
  (byte: number) =>
  (bytes: Uint8Array): void => {
    bytes.fill(byte)
  }

/** The 18 bits which count within a millisecond. */
const counterOf = (uuid: string): number => {
  const { randA, randB } = decomposeUuidV7(uuid)
  return randA * 64 + Number(randB >> 56n)
}

describe('UuidV7Generator', () => {
  it.each([-1, 2 ** 48, 0.5, Number.NaN])('refuses a reading of %d', (readingMs) => {
    const generator = new UuidV7Generator({ clock: manualClock(readingMs), random: filled(0) })
    expect(codeOf(() => generator.next())).toMatch(/^(?:before-epoch|past-time-field|invalid-timestamp)$/)
    expect(generator.lastTimestampMs).toBeUndefined()
  })

  it.each([
    [2 ** 48, 'past-time-field'],
    [startMs + 0.5, 'invalid-timestamp'],
    [startMs - 11, 'clock-moved-backwards'],
  ])('refuses a reading of %d after an id, and goes on from that id', (readingMs, code) => {
    const clock = manualClock(startMs)
    const generator = new UuidV7Generator({ clock, random: filled(0) })
    generator.next()
    clock.timeMs = readingMs
    expect(codeOf(() => generator.next())).toBe(code)
    expect(codeOf(() => generator.nextBytes())).toBe(code)
    clock.timeMs = startMs
    expect(counterOf(generator.next())).toBe(1)
  })

  it('lets the error of its random source through and goes on after it', () => {
    let broken = true
    const random = (bytes: Uint8Array): void => {
      if (broken) throw new Error('no entropy')
      bytes.fill(1)
    }
    const generator = new UuidV7Generator({ clock: manualClock(startMs), random })
    expect(() => generator.next()).toThrow('no entropy')
    expect(() => generator.nextBytes()).toThrow('no entropy')
    expect(generator.lastTimestampMs).toBeUndefined()
    broken = false
    expect(isUuidV7(generator.next())).toBe(true)
  })

  it('writes time, version, counter, variant and random bits where the RFC has them', () => {
    const generator = new UuidV7Generator({ clock: manualClock(startMs), random: filled(0xff) })
    expect(generator.next()).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff')
    expect(generator.next()).toBe('017f22e2-79b0-7800-80ff-ffffffffffff')
    expect(formatUuidV7(generator.nextBytes())).toBe('017f22e2-79b0-7800-81ff-ffffffffffff')
  })

  it('writes any time to text and bytes alike', () => {
    for (const timestampMs of [0, 1, 2 ** 32 - 1, 2 ** 32, startMs, 2 ** 48 - 1]) {
      const generator = new UuidV7Generator({ clock: manualClock(timestampMs), random: seededRandom(1) })
      expect(decomposeUuidV7(generator.next()).timestampMs).toBe(timestampMs)
      expect(decomposeUuidV7(generator.nextBytes()).timestampMs).toBe(timestampMs)
    }
  })

  it('counts by one from a random seed with a clear top bit in every millisecond', () => {
    const clock = manualClock(startMs)
    const generator = new UuidV7Generator({ clock, random: seededRandom(7) })
    const seeds = new Set<number>()
    for (let millisecond = 0; millisecond < 100; millisecond += 1) {
      clock.timeMs += 1
      const seed = counterOf(generator.next())
      expect(seed).toBeLessThan(2 ** 17)
      expect(counterOf(generator.next())).toBe(seed + 1)
      seeds.add(seed)
    }
    expect(seeds.size).toBeGreaterThan(90)
  })

  it('takes fresh random bits for every id', () => {
    const generator = new UuidV7Generator({ clock: manualClock(startMs), random: seededRandom(3) })
    const tails = Array.from({ length: 2_000 }, () => generator.next().slice(21))
    expect(new Set(tails).size).toBe(2_000)
  })

  it('waits for the clock when a millisecond has no number left', () => {
    const clock = manualClock(startMs)
    const generator = new UuidV7Generator({ clock, random: filled(0xff), maxClockReads: 3 })
    // From the highest seed, 2^17 - 1, to the end of 18 bits.
    let last = ''
    for (let made = 0; made < 2 ** 17 + 1; made += 1) last = generator.next()
    expect(counterOf(last)).toBe(2 ** 18 - 1)
    expect(codeOf(() => generator.next())).toBe('clock-stalled')
    clock.timeMs += 1
    const next = generator.next()
    expect(next > last).toBe(true)
    expect(decomposeUuidV7(next).timestampMs).toBe(startMs + 1)
  })

  it('makes no id of the millisecond that it starts after', () => {
    const clock = manualClock(startMs)
    const options = { clock, random: filled(0), startAfterMs: startMs, maxClockReads: 1 }
    const generator = new UuidV7Generator(options)
    expect(codeOf(() => generator.next())).toBe('clock-stalled')
    clock.timeMs += 1
    expect(decomposeUuidV7(generator.next()).timestampMs).toBe(startMs + 1)
  })
})
