import { describe, expect, it } from 'vitest'
import { TokenBucket } from './rate-limit.ts'

const taken = (bucket: TokenBucket, times: number, nowUs: number): number =>
  Array.from({ length: times }, () => bucket.take(nowUs)).filter(Boolean).length

describe('a token bucket', () => {
  it('gives no more than its burst at once', () => {
    expect(taken(new TokenBucket(10, 5, 0), 100, 0)).toBe(5)
  })

  it('fills at its rate and no further than its burst', () => {
    const bucket = new TokenBucket(10, 5, 0)
    taken(bucket, 5, 0)
    expect(taken(bucket, 100, 99_999)).toBe(0)
    expect(taken(bucket, 100, 100_000)).toBe(1)
    expect(taken(bucket, 100, 60_000_000)).toBe(5)
  })

  it('adds nothing where the clock goes back', () => {
    const bucket = new TokenBucket(10, 1, 1_000_000)
    taken(bucket, 1, 1_000_000)
    expect(bucket.take(0)).toBe(false)
    expect(bucket.take(1_000_001)).toBe(false)
    expect(bucket.take(1_100_000)).toBe(true)
  })

  it('never runs out at an infinite rate', () => {
    expect(taken(new TokenBucket(Infinity, Infinity, 0), 1000, 0)).toBe(1000)
  })
})
