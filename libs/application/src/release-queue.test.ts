import { describe, expect, it } from 'vitest'
import { ReleaseQueue } from './release-queue.ts'

function queueOf(...sequences: readonly number[]): { queue: ReleaseQueue; seen: string[] } {
  const queue = new ReleaseQueue()
  const seen: string[] = []
  for (const sequence of sequences)
    queue.push(sequence, () => seen.push(`out ${sequence}`), () => seen.push(`gone ${sequence}`))
  return { queue, seen }
}

describe('ReleaseQueue', () => {
  it('lets out what is durable, in order', () => {
    const { queue, seen } = queueOf(1, 2, 2, 3)
    queue.releaseUpTo(() => 0)
    expect(seen).toEqual([])
    queue.releaseUpTo(() => 2)
    expect([seen, queue.length]).toEqual([['out 1', 'out 2', 'out 2'], 1])
  })

  it('lets out in the same turn what comes in meanwhile and is durable', () => {
    const { queue, seen } = queueOf(1)
    queue.push(2, () => {
      queue.push(3, () => seen.push('out 3'), () => undefined)
      queue.releaseUpTo(() => 9)
      seen.push('out 2')
    }, () => undefined)
    queue.releaseUpTo(() => 9)
    expect([seen, queue.length]).toEqual([['out 1', 'out 2', 'out 3'], 0])
  })

  it('gives up all that waits', async () => {
    const { queue, seen } = queueOf(1, 2, 3)
    queue.releaseUpTo(() => 1)
    const empty = queue.whenEmpty()
    queue.abandonAll()
    await empty
    expect(seen).toEqual(['out 1', 'gone 2', 'gone 3'])
    await queue.whenEmpty()
  })

  it('keeps no more than what waits', () => {
    const { queue, seen } = queueOf()
    for (let sequence = 1; sequence <= 10_000; sequence += 1) {
      queue.push(sequence, () => seen.push(''), () => undefined)
      queue.releaseUpTo(() => sequence - 5)
    }
    expect([queue.length, seen.length]).toEqual([5, 9_995])
  })
})
