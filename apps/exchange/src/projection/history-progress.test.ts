import type { Event } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { HistoryProgress } from './history-progress.ts'

const event = (sequence: number, commandSequence: number): Event =>
  ({ type: 'AllOrdersCanceled', sequence, commandSequence, timestampUs: commandSequence * 1e6 }) as Event
const position = (flow: number, eventSequence: number, missedEvents = 0) => {
  return { flow, eventSequence, timestampUs: eventSequence * 1e6, missedEvents }
}

describe('the progress of a history', () => {
  it('tells how far it is behind, over all flows', () => {
    const progress = new HistoryProgress()
    const second = { flow: 1, commandSequence: 0, eventSequence: 0 }
    progress.begin([{ flow: 0, commandSequence: 4, eventSequence: 4 }, second])
    expect(progress.lagEvents()).toBe(4)
    progress.reached(position(0, 4))
    expect([progress.lagEvents(), progress.lagSeconds(), progress.missedEvents()]).toEqual([0, 0, 0])
    progress.published([event(5, 6), event(6, 6)], 0)
    progress.published([event(1, 1)], 1)
    // Of a flow that it does not follow.
    progress.published([event(9, 9)], 7)
    progress.published([], 0)
    expect([progress.lagEvents(), progress.lagSeconds()]).toEqual([3, 2])
    expect(progress.durable()).toEqual([[0, 6], [1, 1]])
    progress.reached(position(1, 1, 8))
    expect([progress.lagEvents(), progress.missedEvents()]).toEqual([2, 8])
    progress.forget()
    expect(progress.lagEvents()).toBe(7)
  })

  it('lets those go on who wait for what happened before they asked, and those who wait no longer', async () => {
    const progress = new HistoryProgress()
    progress.begin([{ flow: 0, commandSequence: 4, eventSequence: 4 }])
    const never = new AbortController()
    const heard: string[] = []
    const first = progress.caughtUp(never.signal).then(() => heard.push('first'))
    progress.published([event(5, 5)], 0)
    const ended = new AbortController()
    const second = progress.caughtUp(ended.signal).then(() => heard.push('second'))
    progress.reached(position(0, 4))
    await first
    expect(heard).toEqual(['first'])
    ended.abort()
    await second
    expect(heard).toEqual(['first', 'second'])
    progress.reached(position(0, 5))
    await progress.caughtUp(never.signal)
    progress.published([event(6, 6)], 0)
    await progress.caughtUp(ended.signal)
  })
})
