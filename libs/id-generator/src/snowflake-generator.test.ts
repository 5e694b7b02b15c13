import { describe, expect, it } from 'vitest'
import { manualClock } from '../test/arbitraries.ts'
import { codeOf, errorOf } from '../test/error-of.ts'
import { CompactGenerator, DEFAULT_EPOCH_MS, SnowflakeGenerator, SnowflakeLayout } from './index.ts'

const startMs = DEFAULT_EPOCH_MS + 1_000
const layout = new SnowflakeLayout({ sequenceBits: 1 })

describe('SnowflakeGenerator', () => {
  it.each([-1, 1024, 0.5, Number.NaN])('refuses %d as its node id', (nodeId) => {
    expect(codeOf(() => new SnowflakeGenerator({ clock: manualClock(startMs), nodeId }))).toBe('invalid-node-id')
  })

  it.each([
    [{ maxBackwardDriftMs: -1 }, 'invalid-option'],
    [{ maxBackwardDriftMs: 0.5 }, 'invalid-option'],
    [{ maxClockReads: 0 }, 'invalid-option'],
    [{ startAfterMs: DEFAULT_EPOCH_MS - 1 }, 'before-epoch'],
    [{ startAfterMs: Number.NaN }, 'invalid-timestamp'],
  ])('refuses %j', (options, code) => {
    expect(codeOf(() => new SnowflakeGenerator({ clock: manualClock(startMs), nodeId: 1, ...options }))).toBe(code)
    expect(codeOf(() => new CompactGenerator({ clock: manualClock(startMs), nodeId: 1, ...options }))).toBe(code)
  })

  it('makes 4,096 ids in a millisecond by default', () => {
    const generator = new SnowflakeGenerator({ clock: manualClock(startMs), nodeId: 1023, maxClockReads: 1 })
    const ids = Array.from({ length: 4_096 }, () => generator.next())
    expect(new Set(ids).size).toBe(4_096)
    expect(generator.layout.decompose(ids.at(-1)!)).toEqual({ timestampMs: startMs, nodeId: 1023, sequence: 4095 })
    expect(codeOf(() => generator.next())).toBe('clock-stalled')
  })

  it('reads the clock until it has passed a used-up millisecond', () => {
    const readings = [startMs, startMs, startMs, startMs - 2, startMs, startMs + 1]
    const generator = new SnowflakeGenerator({ clock: { nowMs: () => readings.shift()! }, nodeId: 1, layout })
    const ids = [generator.next(), generator.next(), generator.next()]
    expect(ids.map((id) => layout.decompose(id).timestampMs)).toEqual([startMs, startMs, startMs + 1])
    expect(readings).toEqual([])
  })

  it('asks the wait hook for the milliseconds until the next free one', () => {
    const clock = manualClock(startMs)
    const waits: number[] = []
    const wait = (milliseconds: number): void => {
      waits.push(milliseconds)
      clock.timeMs += 1
    }
    const generator = new SnowflakeGenerator({ clock, nodeId: 1, layout, wait })
    generator.next()
    generator.next()
    clock.timeMs -= 2
    expect(layout.decompose(generator.next()).timestampMs).toBe(startMs + 1)
    expect(waits).toEqual([3, 2, 1])
  })

  it('reads a frozen clock no more often than it may', () => {
    let readings = 0
    const clock = {
      nowMs: () => {
        readings += 1
        return startMs
      },
    }
    const generator = new SnowflakeGenerator({ clock, nodeId: 1, layout, maxClockReads: 7 })
    generator.next()
    generator.next()
    readings = 0
    const error = errorOf(() => generator.next())
    expect(error.code).toBe('clock-stalled')
    expect(error.message).toContain(`lastTimestampMs=${startMs}`)
    // One reading to see that the sequence is used up, and the seven.
    expect(readings).toBe(8)
  })

  it('gives up sooner where a hook waits between the readings', () => {
    let waits = 0
    const wait = (): void => {
      waits += 1
    }
    const generator = new SnowflakeGenerator({ clock: manualClock(startMs), nodeId: 1, layout, wait })
    generator.next()
    generator.next()
    expect(codeOf(() => generator.next())).toBe('clock-stalled')
    expect(waits).toBe(10_000)
  })

  it('names both times when the clock is too far back, and goes on when it has caught up', () => {
    const clock = manualClock(startMs)
    const generator = new SnowflakeGenerator({ clock, nodeId: 1 })
    const first = generator.next()
    clock.timeMs = startMs - 11
    const error = errorOf(() => generator.next())
    expect(error.code).toBe('clock-moved-backwards')
    expect(error.name).toBe('IdGeneratorError')
    expect(error.message).toBe(
      `the clock is 11 ms behind the last id, more than maxBackwardDriftMs=10: lastTimestampMs=${startMs} nowMs=${startMs - 11}`,
    )
    clock.timeMs = startMs - 10
    expect(generator.next()).toBe(first + 1n)
  })

  it('refuses any step back where the drift is zero', () => {
    const clock = manualClock(startMs)
    const generator = new SnowflakeGenerator({ clock, nodeId: 1, maxBackwardDriftMs: 0 })
    generator.next()
    clock.timeMs -= 1
    expect(codeOf(() => generator.next())).toBe('clock-moved-backwards')
  })

  it('refuses to leave the time field while it waits', () => {
    const clock = manualClock(layout.fields.lastTimestampMs)
    const wait = (): void => {
      clock.timeMs += 1
    }
    const generator = new SnowflakeGenerator({ clock, nodeId: 1, layout, wait })
    generator.next()
    generator.next()
    expect(codeOf(() => generator.next())).toBe('past-time-field')
    expect(generator.lastTimestampMs).toBe(layout.fields.lastTimestampMs)
  })

  it('makes no id of the millisecond that it starts after', () => {
    const clock = manualClock(startMs)
    const options = { clock, nodeId: 1, startAfterMs: startMs, maxClockReads: 1 }
    for (const generator of [new SnowflakeGenerator(options), new CompactGenerator(options)]) {
      clock.timeMs = startMs
      expect(generator.lastTimestampMs).toBe(startMs)
      expect(codeOf(() => generator.next())).toBe('clock-stalled')
      clock.timeMs = startMs - 11
      expect(codeOf(() => generator.next())).toBe('clock-moved-backwards')
      clock.timeMs = startMs + 1
      generator.next()
      expect(generator.lastTimestampMs).toBe(startMs + 1)
    }
  })
})
