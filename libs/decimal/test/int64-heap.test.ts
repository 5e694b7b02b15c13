import { describe, expect, it } from 'vitest'
import { measureHeap } from '../bench/measure-heap.ts'

describe('int64 helpers of the hot path', () => {
  it('allocate nothing per operation once compiled, where plain bigints do', () => {
    const figures = measureHeap()
    const plain = figures.filter(({ name }) => name.startsWith('plain'))
    const helpers = figures.filter(({ name }) => !name.startsWith('plain'))
    expect(helpers.length).toBe(11)
    expect(plain.every(({ bytes }) => bytes > 16)).toBe(true)
    expect(helpers.filter(({ bytes }) => bytes >= 1)).toEqual([])
  })
})
