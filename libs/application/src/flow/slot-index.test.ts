import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlotIndex } from './slot-index.ts'

/** The slots under a hash, in no order. */
function slotsOf(index: SlotIndex, hash: number): number[] {
  const slots: number[] = []
  for (let place = index.first(hash); index.slotAt(place) !== 0; place = index.next(place))
    if (index.hashAt(place) === hash) slots.push(index.slotAt(place))
  return slots.sort((left, right) => left - right)
}

describe('SlotIndex', () => {
  it('finds what was added and not removed, however hashes meet', () => {
    const anyHash = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    const hash = fc.oneof(fc.integer({ min: 0, max: 5 }), anyHash, fc.constant(-1))
    const step = fc.record({ removes: fc.boolean(), hash, roll: fc.nat() })
    const property = fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const index = new SlotIndex()
      const live: { hash: number; slot: number }[] = []
      steps.forEach(({ removes, hash: wanted, roll }, number) => {
        if (removes && live.length > 0) {
          const [{ hash: gone, slot }] = live.splice(roll % live.length, 1) as [{ hash: number; slot: number }]
          index.remove(gone, slot)
        } else {
          live.push({ hash: wanted, slot: number + 1 })
          index.insert(wanted, number + 1)
        }
      })
      for (const { hash: each } of [...live, { hash: 77 }]) {
        const own = live.filter((entry) => entry.hash === each).map(({ slot }) => slot)
        expect(slotsOf(index, each)).toEqual(own.sort((left, right) => left - right))
      }
    })
    fc.assert(property, { seed: 3, numRuns: 300 })
  })
})
