import { describe, expect, it } from 'vitest'
import { ManualClock } from './memory/manual-clock.ts'
import { Sequencer } from './sequencer.ts'

const command = { type: 'OpenAccount', name: 'any' } as const

describe('Sequencer', () => {
  it('numbers without a gap and holds on to the time where the clock goes back (FLOW-04)', () => {
    const clock = new ManualClock(100)
    const sequencer = new Sequencer(clock, 7, 90)
    expect(sequencer.next(command)).toEqual({ sequence: 8, timestampUs: 100, command })
    clock.set(50)
    expect(sequencer.next(command)).toEqual({ sequence: 9, timestampUs: 100, command })
    clock.set(101)
    expect(sequencer.next(command)).toEqual({ sequence: 10, timestampUs: 101, command })
    expect(sequencer.lastSequence).toBe(10)
  })

  it.each([Number.NaN, 0.5, -1, 2 ** 53])('takes no such time as %d', (nowUs) => {
    const sequencer = new Sequencer({ nowUs: () => nowUs })
    expect(() => sequencer.next(command)).toThrow(`a clock gives whole microseconds since 1970: nowUs=${nowUs}`)
    expect(sequencer.lastSequence).toBe(0)
  })
})
