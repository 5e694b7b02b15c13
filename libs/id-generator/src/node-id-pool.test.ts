import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../test/arbitraries.ts'
import { codeOf } from '../test/error-of.ts'
import { DEFAULT_EPOCH_MS, NodeIdPool, SnowflakeGenerator } from './index.ts'
import type { NodeIdLease } from './index.ts'

describe('NodeIdPool', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 22 + 1])('refuses %d as its size', (size) => {
    expect(codeOf(() => NodeIdPool.create(size))).toBe('invalid-option')
  })

  it.each([0, 8, 19, 20, 24, 32])('refuses to attach to %d bytes that are no pool', (bytes) => {
    expect(codeOf(() => NodeIdPool.attach(new SharedArrayBuffer(bytes)))).toBe('invalid-shared-state')
  })

  it('gives out every id once, and then none', () => {
    const pool = NodeIdPool.create(3)
    const other = NodeIdPool.attach(pool.buffer)
    expect([pool.claim(), other.claim(), pool.claim()].map(({ nodeId }) => nodeId)).toEqual([0, 1, 2])
    expect(other.freeCount).toBe(0)
    expect(codeOf(() => pool.claim())).toBe('node-ids-exhausted')
  })

  it('refuses a second release, also when another holds the id by then', () => {
    const pool = NodeIdPool.create(1)
    const first = pool.claim()
    first.release(5)
    expect(codeOf(() => {
      first.release(5)
    })).toBe('lease-not-held')
    const second = pool.claim()
    expect(codeOf(() => {
      first.release(9)
    })).toBe('lease-not-held')
    expect(pool.freeCount).toBe(0)
    second.release(undefined)
    expect(pool.claim().startAfterMs).toBe(5)
  })

  const notTimestamps = [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]
  it.each(notTimestamps)('refuses %d as a last timestamp and keeps the lease', (timestampMs) => {
    const pool = NodeIdPool.create(1)
    const lease = pool.claim()
    expect(codeOf(() => {
      lease.release(timestampMs)
    })).toBe('invalid-timestamp')
    expect(pool.freeCount).toBe(0)
  })

  it('revokes only an id that is held', () => {
    const pool = NodeIdPool.create(2)
    const lease = pool.claim()
    expect(codeOf(() => {
      pool.revoke(1, 7)
    })).toBe('lease-not-held')
    expect(codeOf(() => {
      pool.revoke(2, 7)
    })).toBe('invalid-node-id')
    pool.revoke(0, 7)
    expect(codeOf(() => {
      lease.release(8)
    })).toBe('lease-not-held')
    expect(pool.claim()).toMatchObject({ nodeId: 0, startAfterMs: 7 })
  })

  it('hands an id on without a duplicate in the same millisecond', () => {
    const clock = manualClock(DEFAULT_EPOCH_MS + 1)
    const pool = NodeIdPool.create(1)
    const first = pool.claim()
    const generator = new SnowflakeGenerator({ clock, ...first })
    const id = generator.next()
    first.release(generator.lastTimestampMs)
    const next = new SnowflakeGenerator({ clock, maxClockReads: 2, ...pool.claim() })
    expect(codeOf(() => next.next())).toBe('clock-stalled')
    clock.timeMs += 1
    expect(next.next()).toBeGreaterThan(id)
  })

  it('holds each id by at most one lease and remembers the latest time, whatever is claimed and released', () => {
    const action = fc.record({
      claim: fc.boolean(),
      pick: fc.nat(),
      timestampMs: fc.integer({ min: 0, max: 2 ** 53 - 2 }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(action, { maxLength: 60 }), (size, actions) => {
        const pool = NodeIdPool.create(size)
        const held: NodeIdLease[] = []
        const latestMs = new Map<number, number>()
        for (const { claim, pick, timestampMs } of actions) {
          if (claim && held.length === size) expect(codeOf(() => pool.claim())).toBe('node-ids-exhausted')
          else if (claim) {
            const lease = pool.claim()
            expect(held.map(({ nodeId }) => nodeId)).not.toContain(lease.nodeId)
            expect(lease.startAfterMs).toBe(latestMs.get(lease.nodeId))
            held.push(lease)
          } else if (held.length > 0) {
            const [lease] = held.splice(pick % held.length, 1)
            lease!.release(timestampMs)
            latestMs.set(lease!.nodeId, Math.max(timestampMs, latestMs.get(lease!.nodeId) ?? 0))
          }
          expect(pool.freeCount).toBe(size - held.length)
        }
      }),
      { seed: 42, numRuns: 300 },
    )
  })
})
