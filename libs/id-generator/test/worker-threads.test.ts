import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, it } from 'vitest'
import { NodeIdPool, SharedSnowflake, SnowflakeLayout } from '../src/index.ts'
import type { GenerateIds, Job } from './generate-ids.ts'

const workers = 4
const count = 20_000

const ways: Record<Job['way'], SharedArrayBuffer> = {
  shared: SharedSnowflake.allocate(),
  lease: NodeIdPool.create(workers).buffer,
  leases: NodeIdPool.create(workers).buffer,
  claims: NodeIdPool.create(workers).buffer,
}

/** What every worker made, by the way in which they shared. */
const made: Record<Job['way'], BigInt64Array[]> = { shared: [], lease: [], leases: [], claims: [] }

// The start of a worker takes longer than all of its ids: each does every job.
beforeAll(async () => {
  const names = Object.keys(ways) as Job['way'][]
  const jobs = names.map((way) => ({ way, buffer: ways[way], arrivals: new SharedArrayBuffer(4 + workers * 4) }))
  const workerData: GenerateIds = { jobs, workers, count }
  const entry = new URL('generate-ids-entry.mjs', import.meta.url)
  const threads = Array.from({ length: workers }, () => new Worker(entry, { workerData }))
  try {
    for (const [idsOfJobs] of (await Promise.all(threads.map((thread) => once(thread, 'message')))) as [BigInt64Array[]][]) {
      for (const [job, ids] of idsOfJobs.entries()) made[names[job]!].push(ids)
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
})

const expectIncreasing = (ids: BigInt64Array, length: number): void => {
  expect(ids).toHaveLength(length)
  expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true)
}

const expectUnique = (idsOfWorkers: readonly BigInt64Array[]): void => {
  expect(new Set(idsOfWorkers.flatMap((ids) => [...ids])).size).toBe(workers * count)
}

describe('worker threads', () => {
  it('make no duplicate with one generator in shared memory', () => {
    for (const ids of made.shared) expectIncreasing(ids, count)
    expectUnique(made.shared)
    // One sequence for all: no worker's ids lie before all of another's.
    expect(made.shared.every((ids) => made.shared.every((others) => ids[0]! < others[count - 1]!))).toBe(true)
  })

  it('make no duplicate with a node id each from a pool', () => {
    for (const ids of made.lease) expectIncreasing(ids, count)
    expectUnique(made.lease)
    const layout = new SnowflakeLayout()
    const nodeIds = made.lease.map((ids) => new Set(Array.from(ids, (id) => layout.decompose(id).nodeId)))
    expect(nodeIds.flatMap((each) => [...each]).sort()).toEqual([0, 1, 2, 3])
  })

  it('make no duplicate with node ids that go from one to the next all the time', () => {
    for (const ids of made.leases) {
      for (let from = 0; from < count; from += 250) expectIncreasing(ids.subarray(from, from + 250), 250)
    }
    expectUnique(made.leases)
  })

  it('hold no node id at the same time', () => {
    for (const nodeIds of made.claims) expect(nodeIds.every((nodeId) => nodeId >= 0n)).toBe(true)
    expect(NodeIdPool.attach(ways.claims).freeCount).toBe(workers)
  })
})
