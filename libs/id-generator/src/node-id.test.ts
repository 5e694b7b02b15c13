import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../test/error-of.ts'
import { nodeIdCollisionProbability, nodeIdFromName } from './index.ts'

describe('nodeIdFromName', () => {
  it('refuses an empty name and node bits out of range', () => {
    expect(codeOf(() => nodeIdFromName('', 10))).toBe('invalid-node-id')
    expect(codeOf(() => nodeIdFromName('host', 23))).toBe('invalid-option')
    expect(codeOf(() => nodeIdFromName('host', -1))).toBe('invalid-option')
  })

  // Written down: an id that changed between two versions could collide with one that runs.
  it('gives the ids that it has always given', () => {
    expect(['engine-1', 'engine-2', 'a', 'börse-3', '撮合'].map((name) => nodeIdFromName(name, 10))).toEqual([
      839, 986, 551, 246, 755,
    ])
  })

  it('stays within the node bits for any name', () => {
    const anyName = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1 })
      .map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(anyName, fc.integer({ min: 0, max: 22 }), (name, nodeBits) => {
        const nodeId = nodeIdFromName(name, nodeBits)
        expect(Number.isInteger(nodeId) && nodeId >= 0 && nodeId < 2 ** nodeBits).toBe(true)
        expect(nodeIdFromName(name, nodeBits)).toBe(nodeId)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('spreads names that differ in their last digits as chance would', () => {
    const counts = new Map<number, number>()
    for (let host = 0; host < 65_536; host += 1) {
      const nodeId = nodeIdFromName(`engine-${host}.example.net`, 8)
      counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1)
    }
    // 256 to each id on average with a standard deviation of 16: six of them on either side.
    expect(counts.size).toBe(256)
    expect(Math.min(...counts.values())).toBeGreaterThan(160)
    expect(Math.max(...counts.values())).toBeLessThan(352)
  })
})

describe('nodeIdCollisionProbability', () => {
  it('refuses a number of nodes that is none', () => {
    expect(codeOf(() => nodeIdCollisionProbability(-1, 10))).toBe('invalid-option')
    expect(codeOf(() => nodeIdCollisionProbability(1.5, 10))).toBe('invalid-option')
  })

  it('gives the chance that its documentation states', () => {
    expect(nodeIdCollisionProbability(0, 10)).toBe(0)
    expect(nodeIdCollisionProbability(1, 10)).toBe(0)
    expect(nodeIdCollisionProbability(2, 10)).toBeCloseTo(0.001, 4)
    expect(nodeIdCollisionProbability(10, 10)).toBeCloseTo(0.043, 3)
    expect(nodeIdCollisionProbability(38, 10)).toBeCloseTo(0.5, 2)
    expect(nodeIdCollisionProbability(1025, 10)).toBe(1)
  })

  it('agrees with what happens to names', () => {
    let collided = 0
    for (let trial = 0; trial < 2_000; trial += 1) {
      const nodeIds = Array.from({ length: 10 }, (_, host) => nodeIdFromName(`trial-${trial}-host-${host}`, 10))
      if (new Set(nodeIds).size < 10) collided += 1
    }
    expect(Math.abs(collided / 2_000 - nodeIdCollisionProbability(10, 10))).toBeLessThan(0.02)
  })
})
