import { describe, expect, it } from 'vitest'
import { simulate } from './simulate.ts'

describe('a simulated exchange', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('lives through whatever happens, by seed %d', async (seed) => {
    const report = await simulate({ seed, steps: 500 })
    expect(report.problem?.shortest).toBeUndefined()
    // A course is worth something only where it has gone through all of it.
    expect(report.starts).toBeGreaterThan(5)
    expect(report.acknowledged).toBeGreaterThan(80)
  })

  it('has the same course for the same seed', async () => {
    expect(await simulate({ seed: 9, steps: 200 })).toEqual(await simulate({ seed: 9, steps: 200 }))
  })

  it.each(['durable-before-written', 'last-record-lost', 'hidden-state'] as const)('finds a defect: %s', async (bug) => {
    const problems = []
    for (let seed = 1; seed <= 3; seed += 1) problems.push((await simulate({ seed, steps: 400, bug })).problem)
    const [problem] = problems.filter((found) => found !== undefined)
    expect(problem?.text).toMatch(/command|event/)
    // The history that it prints is one that a person reads.
    expect(problem!.shortest.length).toBeLessThan(60)
  })
})
