import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedMap } from './bounded-map.ts'

describe('a bounded map', () => {
  it('has the last so many keys, in the order in which they came first', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 80 }), (limit, steps) => {
        const bounded = new BoundedMap<number, number>(limit)
        let entries: [number, number][] = []
        for (const [key, value] of steps) {
          const known = entries.find(([other]) => other === key)
          if (known !== undefined) known[1] = value
          else entries.push([key, value])
          const gone = entries.length > limit ? entries[0]?.[1] : undefined
          expect(bounded.set(key, value)).toBe(gone)
          entries = entries.slice(-limit)
          expect([...bounded.entries()]).toEqual(entries)
          expect([...bounded.values()]).toEqual(entries.map(([, each]) => each))
          expect(bounded.get(key)).toBe(value)
        }
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})
