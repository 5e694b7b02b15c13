import type { Clock } from '../ports/clock.ts'
import { expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'

const READINGS = 1_000
/** September 2001 in microseconds; in milliseconds, which are the usual mistake, some thirty thousand years away. */
const EARLIEST_US = 1e15

/** What kind of clock a suite is for. */
export interface ClockConformanceOptions {
  /** Whether it tells the time of day; false, where left out, for one that is set by hand. */
  readonly wallClock?: boolean
}

/** Everything that the sequencer relies on in a clock; run it over your own. */
export function clockConformance(
  create: () => Clock | Promise<Clock>,
  { wallClock = false }: ClockConformanceOptions = {},
): ConformanceCase[] {
  const whole: ConformanceCase = {
    name: 'gives whole microseconds, not negative, that a double holds exactly',
    run: async () => {
      const clock = await create()
      for (let reading = 0; reading < READINGS; reading += 1) {
        const nowUs = clock.nowUs()
        expectThat(Number.isSafeInteger(nowUs) && nowUs >= 0, `a whole number of microseconds is wanted: nowUs=${nowUs}`)
      }
    },
  }
  const sinceTheEpoch: ConformanceCase = {
    name: 'tells the time in microseconds since the Unix epoch',
    run: async () => {
      const nowUs = (await create()).nowUs()
      const plausible = Number.isSafeInteger(nowUs) && nowUs > EARLIEST_US
      expectThat(plausible, `a time after 2001, in microseconds since 1970, is wanted: nowUs=${nowUs}`)
    },
  }
  return wallClock ? [whole, sinceTheEpoch] : [whole]
}
