import { describe, expect, it } from 'vitest'
import { Subscribers } from './subscribers.ts'

describe('Subscribers', () => {
  it('tells no more who is ended during a publication, and who comes during it only of the next one', () => {
    const told: string[] = []
    const subscribers = new Subscribers(3, () => undefined)
    const ends: (() => void)[] = []
    subscribers.add({
      publish: () => {
        told.push('first')
        for (const end of ends.splice(0)) end()
        if (subscribers.count === 1) subscribers.add({ publish: () => told.push('late') })
      },
    })
    ends.push(subscribers.add({ publish: () => told.push('ended') }))
    subscribers.publish([])
    expect(told).toEqual(['first'])
    subscribers.publish([])
    expect(told).toEqual(['first', 'first', 'late'])
    expect(subscribers.count).toBe(2)
  })
})
