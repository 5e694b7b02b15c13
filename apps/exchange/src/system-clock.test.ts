import { clockConformance } from '@openlob/application/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SystemClock } from './system-clock.ts'

describe('the system clock', () => {
  for (const { name, run } of clockConformance(() => new SystemClock(), { wallClock: true })) it(name, run)

  it('never goes back, whatever the wall clock does', () => {
    const step = fc.record({
      monotonicMs: fc.double({ min: 0, max: 5000, noNaN: true }),
      wallMs: fc.integer({ min: -100_000, max: 100_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 50 }), (steps) => {
        let wallMs = 1_700_000_000_000
        let monotonicMs = 12.5
        const clock = new SystemClock({ wallMs: () => wallMs, monotonicMs: () => monotonicMs })
        let lastUs = clock.nowUs()
        for (const by of steps) {
          wallMs += by.wallMs
          monotonicMs += by.monotonicMs
          const nowUs = clock.nowUs()
          expect(Number.isSafeInteger(nowUs)).toBe(true)
          expect(nowUs).toBeGreaterThanOrEqual(lastUs)
          lastUs = nowUs
        }
      }),
      { seed: 42, numRuns: 200 },
    )
  })

  it('counts microseconds between two ticks of the wall clock', () => {
    let monotonicMs = 0
    const clock = new SystemClock({ wallMs: () => 1_700_000_000_000, monotonicMs: () => monotonicMs })
    expect(clock.nowUs()).toBe(1_700_000_000_000_000)
    monotonicMs = 0.25
    expect(clock.nowUs()).toBe(1_700_000_000_000_250)
  })

  it('follows a wall clock that is set forward', () => {
    let wallMs = 1_700_000_000_000
    const clock = new SystemClock({ wallMs: () => wallMs, monotonicMs: () => 0 })
    wallMs += 3_600_000
    expect(clock.nowUs()).toBe((1_700_000_000_000 + 3_600_000) * 1000)
  })

  it('agrees with the time of this machine', () => {
    const difference = Math.abs(new SystemClock().nowUs() / 1000 - Date.now())
    expect(difference).toBeLessThan(1000)
  })
})
