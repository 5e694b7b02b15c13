import { parentPort, workerData } from 'node:worker_threads'
import { NodeIdPool, SharedSnowflake, SnowflakeGenerator } from '../src/index.ts'

/** What a worker is told: how it shares, by which memory, and how many ids it makes. */
export interface GenerateIds {
  /** One shared generator, one node id for each worker, or node ids claimed anew for every 250 ids. */
  readonly way: 'shared' | 'lease' | 'leases'
  readonly buffer: SharedArrayBuffer
  /** Counts arrivals: workers begin together and meet half way, or they might run one after the other. */
  readonly arrivals: SharedArrayBuffer
  readonly workers: number
  readonly count: number
}

const { way, buffer, arrivals, workers, count } = workerData as GenerateIds
const clock = { nowMs: Date.now }
const idsOfLease = way === 'lease' ? count : 250

const meetAfter = (arrivalsExpected: number): void => {
  const cell = new Int32Array(arrivals)
  Atomics.add(cell, 0, 1)
  Atomics.notify(cell, 0)
  for (let arrived = Atomics.load(cell, 0); arrived < arrivalsExpected; arrived = Atomics.load(cell, 0)) {
    Atomics.wait(cell, 0, arrived)
  }
}

const sharedSource = (): (() => bigint) => {
  const generator = new SharedSnowflake(buffer, { clock, nodeId: 7 })
  return () => generator.next()
}

// A node id that is handed on within a millisecond is where a duplicate would come from.
const leasedSource = (): (() => bigint) => {
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

const next = way === 'shared' ? sharedSource() : leasedSource()
const ids = new BigInt64Array(count)
meetAfter(workers)
for (let index = 0; index < count; index += 1) {
  if (index === count / 2) meetAfter(workers * 2)
  ids[index] = next()
}
parentPort?.postMessage(ids)
