import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CompactGenerator,
  CompactLayout,
  SharedSnowflake,
  SnowflakeGenerator,
  SnowflakeLayout,
  UuidV7Generator,
  decomposeUuidV7,
} from '../../src/index.ts'
import type { ClockOptions, SnowflakeParts } from '../../src/index.ts'
import { clockSteps, manualClock, seededRandom } from '../arbitraries.ts'
import { errorOf } from '../error-of.ts'

const epochMs = 1_000_000_000_000
// Far enough from the epoch that no sequence of steps back leaves the time field.
const startMs = epochMs + 100_000_000
const bits = { epochMs, timestampBits: 40, nodeBits: 3, sequenceBits: 2 }
const nodeId = 5
const maxSequence = 3
const maxBackwardDriftMs = 5

/** The error that the rule asks for where the clock is so far behind the last id; negative means ahead of it. */
const expectedError = (behindMs: number, last: SnowflakeParts | undefined): string | undefined => {
  if (behindMs > maxBackwardDriftMs) return 'clock-moved-backwards'
  return behindMs >= 0 && last?.sequence === maxSequence ? 'clock-stalled' : undefined
}

interface Subject {
  /** Whatever id was made, as a number to compare and as its parts. */
  next(): { readonly order: bigint; readonly parts: SnowflakeParts }
  readonly lastTimestampMs: () => number | undefined
}

const subjects: Record<string, (options: ClockOptions) => Subject> = {
  SnowflakeGenerator: (options) => {
    const layout = new SnowflakeLayout(bits)
    const generator = new SnowflakeGenerator({ ...options, nodeId, layout })
    return {
      next: () => {
        const id = generator.next()
        return { order: id, parts: layout.decompose(id) }
      },
      lastTimestampMs: () => generator.lastTimestampMs,
    }
  },
  'SnowflakeGenerator as text': (options) => {
    const layout = new SnowflakeLayout(bits)
    const generator = new SnowflakeGenerator({ ...options, nodeId, layout })
    return {
      next: () => {
        const id = generator.nextString()
        return { order: BigInt(id), parts: layout.decompose(id) }
      },
      lastTimestampMs: () => generator.lastTimestampMs,
    }
  },
  CompactGenerator: (options) => {
    const layout = new CompactLayout(bits)
    const generator = new CompactGenerator({ ...options, nodeId, layout })
    return {
      next: () => {
        const id = generator.next()
        return { order: BigInt(id), parts: layout.decompose(id) }
      },
      lastTimestampMs: () => generator.lastTimestampMs,
    }
  },
  SharedSnowflake: (options) => {
    const layout = new SnowflakeLayout(bits)
    const generator = new SharedSnowflake(SharedSnowflake.allocate(), { ...options, nodeId, layout })
    return {
      next: () => {
        const id = generator.next()
        return { order: id, parts: layout.decompose(id) }
      },
      lastTimestampMs: () => generator.lastTimestampMs,
    }
  },
}

describe.each(Object.entries(subjects))('%s under any clock', (_, create) => {
  it('does as the rule says: new millisecond, counting on, waiting, or an error that changes nothing', () => {
    fc.assert(
      fc.property(clockSteps, (steps) => {
        const clock = manualClock(startMs)
        const subject = create({ clock, maxBackwardDriftMs, maxClockReads: 3 })
        let last: SnowflakeParts | undefined
        let lastOrder = -1n
        for (const { moveMs, ids } of steps) {
          clock.timeMs += moveMs
          for (let asked = 0; asked < ids; asked += 1) {
            const behindMs = last === undefined ? -1 : last.timestampMs - clock.timeMs
            const code = expectedError(behindMs, last)
            if (code !== undefined) {
              expect(errorOf(() => subject.next()).code).toBe(code)
            } else {
              const { order, parts } = subject.next()
              expect(order).toBeGreaterThan(lastOrder)
              const counted = behindMs >= 0 ? last : undefined
              expect(parts).toEqual({
                timestampMs: counted?.timestampMs ?? clock.timeMs,
                nodeId,
                sequence: counted === undefined ? 0 : counted.sequence + 1,
              })
              lastOrder = order
              last = parts
            }
            expect(subject.lastTimestampMs()).toBe(last?.timestampMs)
          }
        }
      }),
      { seed: 42, numRuns: 150 },
    )
  })

  it('is unique and increasing under a clock that moves at every reading', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 5 }), { minLength: 1, maxLength: 50 }), (moves) => {
        let readings = 0
        let timeMs = startMs
        const clock = { nowMs: () => (timeMs += moves[readings++ % moves.length]!) }
        const subject = create({ clock, maxBackwardDriftMs, maxClockReads: 50 })
        const orders: bigint[] = []
        for (let asked = 0; asked < 100; asked += 1) {
          try {
            orders.push(subject.next().order)
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^clock-(?:stalled|moved-backwards)$/) as string })
          }
        }
        expect(orders).toEqual([...new Set(orders)].sort((left, right) => (left < right ? -1 : 1)))
      }),
      { seed: 42, numRuns: 150 },
    )
  })

  it.each([
    [Number.NaN, 'invalid-timestamp'],
    [Number.NEGATIVE_INFINITY, 'invalid-timestamp'],
    [Number.POSITIVE_INFINITY, 'invalid-timestamp'],
    [startMs + 0.5, 'invalid-timestamp'],
    [startMs - 0.5, 'invalid-timestamp'],
    [epochMs + 2 ** 40, 'past-time-field'],
    [epochMs - 1, 'before-epoch'],
  ])('refuses a reading of %d and goes on after it', (readingMs, code) => {
    const clock = manualClock(readingMs)
    const subject = create({ clock, maxBackwardDriftMs })
    expect(errorOf(() => subject.next()).code).toBe(code)
    expect(subject.lastTimestampMs()).toBeUndefined()
    clock.timeMs = startMs
    expect(subject.next().parts).toEqual({ timestampMs: startMs, nodeId, sequence: 0 })
    clock.timeMs = readingMs
    const later = errorOf(() => subject.next()).code
    expect(later).toBe(code === 'before-epoch' ? 'clock-moved-backwards' : code)
    clock.timeMs = startMs
    expect(subject.next().parts).toEqual({ timestampMs: startMs, nodeId, sequence: 1 })
  })

  it('counts on across the epoch when the clock falls before it within the drift', () => {
    const clock = manualClock(epochMs + 1)
    const subject = create({ clock, maxBackwardDriftMs })
    subject.next()
    clock.timeMs = epochMs - 2
    expect(subject.next().parts).toEqual({ timestampMs: epochMs + 1, nodeId, sequence: 1 })
  })
})

describe('UuidV7Generator under any clock', () => {
  it('is unique and increasing as text and as bytes, and its errors change nothing', () => {
    fc.assert(
      fc.property(clockSteps, fc.nat(), (steps, seed) => {
        const clock = manualClock(startMs)
        const generator = new UuidV7Generator({ clock, maxBackwardDriftMs, random: seededRandom(seed) })
        let last = ''
        for (const { moveMs, ids } of steps) {
          clock.timeMs += moveMs
          for (let asked = 0; asked < ids; asked += 1) {
            const lastMs = generator.lastTimestampMs ?? Number.NEGATIVE_INFINITY
            if (lastMs - clock.timeMs > maxBackwardDriftMs) {
              expect(errorOf(() => generator.next()).code).toBe('clock-moved-backwards')
              expect(generator.lastTimestampMs).toBe(lastMs)
              continue
            }
            const text = asked % 2 === 0 ? generator.next() : Buffer.from(generator.nextBytes()).toString('hex')
            const digits = text.replaceAll('-', '')
            expect(digits > last).toBe(true)
            last = digits
            const bytes = Uint8Array.from(Buffer.from(digits, 'hex'))
            expect(decomposeUuidV7(bytes).timestampMs).toBe(Math.max(lastMs, clock.timeMs))
          }
        }
      }),
      { seed: 42, numRuns: 150 },
    )
  })
})
