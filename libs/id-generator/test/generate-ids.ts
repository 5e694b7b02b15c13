import { parentPort, workerData } from 'node:worker_threads'
import { NodeIdPool, SharedSnowflake, SnowflakeGenerator } from '../src/index.ts'

/** One way to share, and the memory for it. */
export interface Job {
  /**
   * One shared generator, one node id for each worker, node ids claimed anew for every 250 ids, or nothing but claims:
   * then the ids are node ids, and -1 stands for one that another worker held at the same time.
   */
  readonly way: 'shared' | 'lease' | 'leases' | 'claims'
  readonly buffer: SharedArrayBuffer
  /**
   * Counts arrivals: workers begin together and meet half way, or they might run one after the other. Behind that, for
   * every node id, its holders.
   */
  readonly arrivals: SharedArrayBuffer
}

/** What a worker is told: it makes `count` ids for each job and posts them, one array a job. */
export interface GenerateIds {
  readonly jobs: readonly Job[]
  readonly workers: number
  readonly count: number
}

const { jobs, workers, count } = workerData as GenerateIds
const clock = { nowMs: Date.now }

const meet = (arrivals: SharedArrayBuffer, arrivalsExpected: number): void => {
  const cell = new Int32Array(arrivals)
  Atomics.add(cell, 0, 1)
  Atomics.notify(cell, 0)
  for (let arrived = Atomics.load(cell, 0); arrived < arrivalsExpected; arrived = Atomics.load(cell, 0)) {
    Atomics.wait(cell, 0, arrived)
  }
}

const sharedSource = (buffer: SharedArrayBuffer): (() => bigint) => {
  const generator = new SharedSnowflake(buffer, { clock, nodeId: 7 })
  return () => generator.next()
}

// A node id that is handed on within a millisecond is where a duplicate would come from.
const leasedSource = (buffer: SharedArrayBuffer, idsOfLease: number): (() => bigint) => {
  const pool = NodeIdPool.attach(buffer)
  let lease = pool.claim()
  let generator = new SnowflakeGenerator({ clock, nodeId: lease.nodeId, startAfterMs: lease.startAfterMs })
  let made = 0
  return () => {
    if (made === idsOfLease) {
      lease.release(generator.lastTimestampMs)
      lease = pool.claim()
      generator = new SnowflakeGenerator({ clock, nodeId: lease.nodeId, startAfterMs: lease.startAfterMs })
      made = 0
    }
    made += 1
    return generator.next()
  }
}

const claimingSource = (buffer: SharedArrayBuffer, arrivals: SharedArrayBuffer): (() => bigint) => {
  const pool = NodeIdPool.attach(buffer)
  const cells = new Int32Array(arrivals)
  return () => {
    const lease = pool.claim()
    const isAlone = Atomics.add(cells, 1 + lease.nodeId, 1) === 0
    Atomics.sub(cells, 1 + lease.nodeId, 1)
    lease.release(undefined)
    return isAlone ? BigInt(lease.nodeId) : -1n
  }
}

const sourceOf = ({ way, buffer, arrivals }: Job): (() => bigint) => {
  if (way === 'shared') return sharedSource(buffer)
  if (way === 'claims') return claimingSource(buffer, arrivals)
  return leasedSource(buffer, way === 'lease' ? count : 250)
}

const work = (job: Job): BigInt64Array => {
  const next = sourceOf(job)
  const ids = new BigInt64Array(count)
  meet(job.arrivals, workers)
  for (let index = 0; index < count; index += 1) {
    if (index === count / 2) meet(job.arrivals, workers * 2)
    ids[index] = next()
  }
  return ids
}

parentPort?.postMessage(jobs.map(work))
