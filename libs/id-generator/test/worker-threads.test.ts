import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { NodeIdPool, SharedSnowflake, SnowflakeLayout } from '../src/index.ts'
import type { GenerateIds } from './generate-ids.ts'

const workers = 4
const count = 20_000

const run = async (way: GenerateIds['way'], buffer: SharedArrayBuffer): Promise<BigInt64Array[]> => {
  const workerData: GenerateIds = { way, buffer, arrivals: new SharedArrayBuffer(4), workers, count }
  const entry = new URL('generate-ids-entry.mjs', import.meta.url)
  const threads = Array.from({ length: workers }, () => new Worker(entry, { workerData }))
  try {
    return await Promise.all(threads.map(async (thread) => ((await once(thread, 'message')) as [BigInt64Array])[0]))
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

const expectIncreasing = (ids: BigInt64Array, length: number): void => {
  expect(ids).toHaveLength(length)
  expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true)
}

const expectUnique = (made: readonly BigInt64Array[]): void => {
  expect(new Set(made.flatMap((ids) => [...ids])).size).toBe(workers * count)
}

describe('worker threads', () => {
  it('make no duplicate with one generator in shared memory', async () => {
    const made = await run('shared', SharedSnowflake.allocate())
    for (const ids of made) expectIncreasing(ids, count)
    expectUnique(made)
    // One sequence for all: no worker's ids lie before all of another's.
    expect(made.every((ids) => made.every((others) => ids[0]! < others[count - 1]!))).toBe(true)
  })

  it('make no duplicate with a node id each from a pool', async () => {
    const made = await run('lease', NodeIdPool.create(workers).buffer)
    for (const ids of made) expectIncreasing(ids, count)
    expectUnique(made)
    const layout = new SnowflakeLayout()
    const nodeIds = made.map((ids) => new Set(Array.from(ids, (id) => layout.decompose(id).nodeId)))
    expect(nodeIds.map((each) => [...each]).flat().sort()).toEqual([0, 1, 2, 3])
  })

  it('make no duplicate with node ids that go from one to the next all the time', async () => {
    const made = await run('leases', NodeIdPool.create(workers).buffer)
    for (const ids of made) {
      for (let from = 0; from < count; from += 250) expectIncreasing(ids.subarray(from, from + 250), 250)
    }
    expectUnique(made)
  })
})
