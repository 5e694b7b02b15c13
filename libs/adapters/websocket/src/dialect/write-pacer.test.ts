import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WritePacer } from './write-pacer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** How long what is to be written waits, and how often it is written. */
function waited(connections: number): { readonly afterMs: number; readonly flushes: number } {
  const pacer = new WritePacer(() => connections)
  let flushes = 0
  const gathering = { flush: () => { flushes += 1 } }
  const startMs = Date.now()
  pacer.add(gathering)
  pacer.add(gathering)
  for (let step = 0; flushes === 0 && step < 10; step += 1) vi.advanceTimersToNextTimer()
  const afterMs = Date.now() - startMs
  vi.advanceTimersByTime(1_000)
  return { afterMs, flushes }
}

describe('writes to many clients', () => {
  it('go out once a round, at once where there are few and ten thousand a second where there are many', () => {
    expect(waited(1)).toEqual({ afterMs: 0, flushes: 1 })
    expect(waited(9)).toEqual({ afterMs: 0, flushes: 1 })
    expect(waited(100)).toEqual({ afterMs: 10, flushes: 1 })
    expect(waited(1_000)).toEqual({ afterMs: 100, flushes: 1 })
    expect(waited(50_000)).toEqual({ afterMs: 100, flushes: 1 })
  })
})
