import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didYouMean, nearest } from './suggestion.ts'

describe('the suggestion for a misspelt key', () => {
  it.each([
    ['websoket', 'websocket'],
    ['dta', 'data'],
    ['maxpendingcommands', 'maxPendingCommands'],
    ['MAX_PENDING_COMMANDS', 'maxPendingCommands'],
    ['p', undefined],
  ])('takes %s for %s', (written, meant) => {
    expect(nearest(written, ['port', 'websocket', 'maxPendingCommands', 'data'])).toBe(meant)
  })

  it('swaps neighbours at the price of one mistake', () => {
    expect(nearest('prot', ['port', 'data'])).toBe('port')
    expect(didYouMean('prot', ['port'])).toBe('; did you mean port?')
  })

  it('offers nothing where nothing is near', () => {
    expect(didYouMean('colour', ['port', 'data'])).toBe('')
  })

  it('always finds a candidate that was written with one letter left out', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), (word, at) => {
        const index = at % word.length
        expect(nearest(word.slice(0, index) + word.slice(index + 1), [word])).toBe(word)
      }),
      { seed: 42, numRuns: 200 },
    )
  })
})
