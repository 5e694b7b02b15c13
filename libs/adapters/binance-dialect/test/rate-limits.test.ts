import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DialectError, RateLimits } from '../src/index.ts'

function failureOf(act: () => void): DialectError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof DialectError) return error
    throw error
  }
}

describe('request weight', () => {
  it('is counted per address and minute, and refused beyond the limit with the time to wait', () => {
    const limits = new RateLimits({ weightPerMinute: 100 })
    limits.admit('a', 0)
    limits.spend('a', 100, 10_000)
    expect(failureOf(() => { limits.spend('a', 1, 45_000) })).toMatchObject({ code: -1003, status: 429, retryAfterMs: 15_000 })
    expect(limits.usedWeight('b', 45_000).count).toBe(0)
    expect(limits.usedWeight('a', 60_000).count).toBe(0)
  })

  it('of whoever goes on is answered by a ban, which grows', () => {
    const limits = new RateLimits({ weightPerMinute: 1 })
    let nowMs = 0
    const lengths = [0, 1, 2].map(() => {
      failureOf(() => { limits.spend('a', 5, nowMs) })
      const ban = failureOf(() => { limits.admit('a', nowMs) })
      expect(ban).toMatchObject({ code: -1003, status: 418 })
      expect(failureOf(() => { limits.admit('a', nowMs + 1000) })).toMatchObject({ status: 418 })
      expect(failureOf(() => { limits.admit('b', nowMs + 1000) })).toBeUndefined()
      nowMs += ban!.retryAfterMs!
      expect(failureOf(() => { limits.admit('a', nowMs) })).toBeUndefined()
      return ban!.retryAfterMs
    })
    expect(lengths).toEqual([120_000, 240_000, 480_000])
  })

  it('is given back', () => {
    const limits = new RateLimits()
    limits.spend('a', 1, 0)
    limits.refund('a', 1, 0)
    limits.refund('a', 1, 0)
    expect(limits.usedWeight('a', 0).count).toBe(0)
  })
})

describe('requests', () => {
  it('are refused beyond their limit, whatever they weigh', () => {
    const limits = new RateLimits({ requestsPerFiveMinutes: 2 })
    limits.admit('a', 0)
    limits.admit('a', 1)
    expect(failureOf(() => { limits.admit('a', 2) })).toMatchObject({ code: -1003, status: 429, retryAfterMs: 299_998 })
    expect(failureOf(() => { limits.admit('a', 300_000) })).toBeUndefined()
  })
})

describe('unfilled orders', () => {
  it('are counted in both windows, less what first fills give back, and never below zero', () => {
    const step = fc.record({ what: fc.constantFrom('place', 'maker', 'taker'), afterMs: fc.integer({ min: 0, max: 8_000 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const limits = new RateLimits()
        const counts = [0, 0]
        const windows = [0, 0]
        let nowMs = 86_390_000
        for (const { what, afterMs } of steps) {
          nowMs += afterMs
          for (const [index, lengthMs] of [10_000, 86_400_000].entries()) {
            const window = Math.floor(nowMs / lengthMs)
            if (window !== windows[index]) counts[index] = 0
            windows[index] = window
            counts[index] = Math.max(0, counts[index]! + { place: 1, maker: -5, taker: -1 }[what])
          }
          if (what === 'place') limits.countOrders(7, 1, nowMs)
          else limits.firstFill(7, what, nowMs)
          expect(limits.usedOrders(7, nowMs).map(({ count }) => count)).toEqual(counts)
        }
      }),
    )
  })

  it('are refused beyond the limit, with its words', () => {
    const limits = new RateLimits({ ordersPerTenSeconds: 3 })
    limits.countOrders(7, 2, 0)
    expect(failureOf(() => { limits.checkOrders(7, 1, 0) })).toBeUndefined()
    expect(failureOf(() => { limits.checkOrders(7, 2, 4_000) })).toMatchObject({
      code: -1015,
      status: 429,
      retryAfterMs: 6_000,
      message: 'Too many new orders; current limit is 3 orders per 10 SECOND.',
    })
  })
})
