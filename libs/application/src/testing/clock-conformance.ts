import type { Clock } from '../ports/clock.ts'
import { Sequencer } from '../sequencer.ts'
import { expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'

const READINGS = 1_000

/** Everything that the sequencer relies on in a clock; run it over your own. */
export function clockConformance(create: () => Clock | Promise<Clock>): ConformanceCase[] {
  return [
    {
      name: 'gives whole microseconds, not negative, that a double holds exactly',
      run: async () => {
        const clock = await create()
        for (let reading = 0; reading < READINGS; reading += 1) {
          const nowUs = clock.nowUs()
          expectThat(Number.isSafeInteger(nowUs) && nowUs >= 0, `a whole number of microseconds is wanted: nowUs=${nowUs}`)
        }
      },
    },
    {
      name: 'serves a sequencer, whose timestamps never go back',
      run: async () => {
        const sequencer = new Sequencer(await create())
        let last = 0
        for (let sequence = 1; sequence <= READINGS; sequence += 1) {
          const { timestampUs } = sequencer.next({ type: 'OpenAccount', name: 'any' })
          expectThat(timestampUs >= last, `timestamps do not go back: ${timestampUs} after ${last}`)
          last = timestampUs
        }
      },
    },
  ]
}
