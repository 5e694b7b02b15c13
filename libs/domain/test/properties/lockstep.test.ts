import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandsOf, REGIMES } from '../arbitraries.ts'
import { Lockstep } from '../lockstep.ts'

describe('the ladder book', () => {
  it.each(REGIMES)('does what the reference book does, command by command: $name', (regime) => {
    fc.assert(
      fc.property(commandsOf(regime, 60), (commands) => {
        const books = new Lockstep()
        for (const command of commands) {
          books.give(command)
          books.compare()
        }
      }),
      { seed: 42, numRuns: 30 },
    )
  })

  it.each(REGIMES)('does the same in its complete lane: $name', (regime) => {
    fc.assert(
      fc.property(commandsOf(regime, 300), (commands) => {
        const books = new Lockstep({ filters: {} })
        for (const command of commands) books.give(command)
        books.compare()
      }),
      { seed: 43, numRuns: 20 },
    )
  })

  it.each(REGIMES)('does what the reference book does over a long run: $name', (regime) => {
    let given = 0
    fc.assert(
      fc.property(commandsOf(regime, 2000), (commands) => {
        const books = new Lockstep()
        for (const [index, command] of commands.entries()) {
          books.give(command)
          if (index % 100 === 0) books.compare()
        }
        books.compare()
        given += commands.length
      }),
      { seed: 42, numRuns: 10 },
    )
    expect(given).toBeGreaterThan(12_500)
  })
})
