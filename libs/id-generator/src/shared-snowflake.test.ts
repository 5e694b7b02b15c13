import { describe, expect, it } from 'vitest'
import { manualClock } from '../test/arbitraries.ts'
import { codeOf } from '../test/error-of.ts'
import { DEFAULT_EPOCH_MS, SharedSnowflake, SnowflakeLayout } from './index.ts'

const startMs = DEFAULT_EPOCH_MS + 1_000

describe('SharedSnowflake', () => {
  it.each([0, 8, 16, 32])('refuses memory of %d bytes', (bytes) => {
    const options = { clock: manualClock(startMs), nodeId: 1 }
    expect(codeOf(() => new SharedSnowflake(new SharedArrayBuffer(bytes), options))).toBe('invalid-shared-state')
  })

  it.each([
    { nodeId: 2 },
    { nodeId: 1, layout: new SnowflakeLayout({ epochMs: DEFAULT_EPOCH_MS + 1 }) },
    { nodeId: 1, layout: new SnowflakeLayout({ nodeBits: 9 }) },
    { nodeId: 1, layout: new SnowflakeLayout({ sequenceBits: 11 }) },
    { nodeId: 1, layout: new SnowflakeLayout({ timestampBits: 40 }) },
  ])('refuses to join with another configuration', (options) => {
    const buffer = SharedSnowflake.allocate()
    const clock = manualClock(startMs)
    const generator = new SharedSnowflake(buffer, { clock, nodeId: 1 })
    expect(codeOf(() => new SharedSnowflake(buffer, { clock, ...options }))).toBe('invalid-shared-state')
    expect(generator.layout.decompose(generator.next())).toEqual({ timestampMs: startMs, nodeId: 1, sequence: 0 })
  })

  it('continues one sequence from every handle', () => {
    const buffer = SharedSnowflake.allocate()
    const options = { clock: manualClock(startMs), nodeId: 1023 }
    const handles = [new SharedSnowflake(buffer, options), new SharedSnowflake(buffer, options)]
    const ids = Array.from({ length: 10 }, (_, index) => handles[index % 2]!.next())
    expect(ids).toEqual(ids.map((_, index) => ids[0]! + BigInt(index)))
  })

  it('takes the later id where another handle makes one while the clock is read', () => {
    const buffer = SharedSnowflake.allocate()
    const other = new SharedSnowflake(buffer, { clock: manualClock(startMs), nodeId: 1 })
    const between: bigint[] = []
    const clock = {
      nowMs: () => {
        if (between.length < 3) between.push(other.next())
        return startMs
      },
    }
    const id = new SharedSnowflake(buffer, { clock, nodeId: 1 }).next()
    expect(between).toHaveLength(3)
    expect(id).toBe(between[2]! + 1n)
  })

  it('makes the very first and the very last id of its layout', () => {
    const layout = new SnowflakeLayout({ timestampBits: 41, nodeBits: 22, sequenceBits: 0 })
    const { epochMs, lastTimestampMs, maxNodeId } = layout.fields
    const first = new SharedSnowflake(SharedSnowflake.allocate(), { clock: manualClock(epochMs), nodeId: 0, layout })
    expect(first.lastTimestampMs).toBeUndefined()
    expect(first.next()).toBe(0n)
    expect(first.lastTimestampMs).toBe(epochMs)
    const clock = manualClock(lastTimestampMs)
    const last = new SharedSnowflake(SharedSnowflake.allocate(), { clock, nodeId: maxNodeId, layout, maxClockReads: 1 })
    expect(last.next()).toBe(2n ** 63n - 1n)
    expect(last.lastTimestampMs).toBe(lastTimestampMs)
    expect(codeOf(() => last.next())).toBe('clock-stalled')
  })

  it('starts after the latest millisecond that any handle gives', () => {
    const buffer = SharedSnowflake.allocate()
    const clock = manualClock(startMs)
    const options = { clock, nodeId: 1, maxClockReads: 1 }
    const generator = new SharedSnowflake(buffer, { ...options, startAfterMs: startMs })
    new SharedSnowflake(buffer, { ...options, startAfterMs: startMs - 5 })
    expect(generator.lastTimestampMs).toBe(startMs)
    expect(codeOf(() => generator.next())).toBe('clock-stalled')
    clock.timeMs = startMs + 1
    expect(generator.layout.decompose(generator.nextString()).timestampMs).toBe(startMs + 1)
  })
})
