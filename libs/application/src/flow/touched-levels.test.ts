import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TouchedLevels } from './touched-levels.ts'

const touch = fc.record({
  instrumentId: fc.integer({ min: 1, max: 3 }),
  side: fc.constantFrom(0, 1),
  priceTicks: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  changeLots: fc.integer({ min: -2, max: 2 }),
})

function byPlace(left: readonly number[], right: readonly number[]): number {
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!
}

describe('TouchedLevels', () => {
  it('keeps the levels whose total changed, sorted, few or many, and forgets them', () => {
    const levels = new TouchedLevels()
    const property = fc.property(fc.array(touch, { maxLength: 200 }), (touches) => {
      const totals = new Map<string, { key: readonly number[]; lots: number }>()
      for (const { instrumentId, side, priceTicks, changeLots } of touches) {
        levels.add(instrumentId, side, priceTicks, changeLots)
        const key = [instrumentId, side, priceTicks]
        const total = totals.get(key.join(' ')) ?? { key, lots: 0 }
        totals.set(key.join(' '), { key, lots: total.lots + changeLots })
      }
      levels.sortChanged()
      const changed = Array.from({ length: levels.changedCount }, (_, index) => [
        levels.instrumentIdOf(index),
        levels.sideOf(index),
        levels.priceTicksOf(index),
      ])
      const wanted = [...totals.values()].filter(({ lots }) => lots !== 0).map(({ key }) => key)
      expect(changed).toEqual(wanted.sort(byPlace))
      levels.clear()
      expect(levels.changedCount).toBe(0)
    })
    fc.assert(property, { seed: 5, numRuns: 200 })
  })
})
