import { describe, expect, it } from 'vitest'
import { crashRun } from './crash-run.ts'

describe('an exchange that is killed at random moments under load', () => {
  it('keeps every acknowledged order and cancel, no half one, and all the money (DURABLE-04)', async () => {
    const totals = await crashRun({ seed: 42, rounds: 4, runsFrom: 'sources' })
    expect(totals.problems).toEqual([])
    expect(totals).toMatchObject({ rounds: 4 })
    expect(totals.acknowledged).toBeGreaterThan(500)
    expect(totals.notices).toBeGreaterThan(500)
    expect(totals.kills).toBeGreaterThan(2)
  }, 120_000)
})
