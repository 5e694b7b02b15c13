import { describe, expect, it } from 'vitest'
import { BUNDLED_CLI } from '../bundle.ts'
import { crashRun } from './crash-run.ts'

describe('an exchange that is killed at random moments under load', () => {
  it.each([
    ['never', 4],
    ['always', 3],
  ] as const)('keeps every acknowledged order and cancel, no half one, and all the money (DURABLE-04), threads: %s', async (threads, rounds) => {
    const totals = await crashRun({ seed: 42, rounds, runsFrom: { cli: BUNDLED_CLI }, threads })
    expect(totals.problems).toEqual([])
    expect(totals).toMatchObject({ rounds })
    expect(totals.acknowledged).toBeGreaterThan(500)
    expect(totals.notices).toBeGreaterThan(500)
    expect(totals.kills).toBeGreaterThan(1)
  }, 120_000)
})
