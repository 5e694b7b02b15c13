import { randomUUID } from 'node:crypto'
import { bench, do_not_optimize, run, summary } from 'mitata'
import { CompactGenerator, SharedSnowflake, SnowflakeGenerator, UuidV7Generator } from '../src/index.ts'
import type { Clock } from '../src/index.ts'

// A layout caps the ids of a millisecond: on the wall clock its cap is measured (244 ns an id for 12 bits), not the
// cost of an id. This clock pays for a reading of the wall clock and moves on by 1 ms every 512 readings.
const steppingClock = (): Clock => {
  const startMs = Date.now()
  let readings = 0
  return {
    nowMs: () => {
      readings += 1
      return Date.now() > 0 ? startMs + Math.floor(readings / 512) : 0
    },
  }
}

const random = (bytes: Uint8Array<ArrayBuffer>): void => {
  crypto.getRandomValues(bytes)
}

const snowflake = new SnowflakeGenerator({ clock: steppingClock(), nodeId: 1 })
const snowflakeString = new SnowflakeGenerator({ clock: steppingClock(), nodeId: 2 })
const wallSnowflake = new SnowflakeGenerator({ clock: { nowMs: Date.now }, nodeId: 1 })
const shared = new SharedSnowflake(SharedSnowflake.allocate(), { clock: steppingClock(), nodeId: 1 })
const compact = new CompactGenerator({ clock: steppingClock(), nodeId: 1 })
const uuid = new UuidV7Generator({ clock: { nowMs: Date.now }, random })

const uuidBytes = new UuidV7Generator({ clock: { nowMs: Date.now }, random })

const cases: readonly (readonly [string, () => unknown])[] = [
  ['snowflake bigint', () => snowflake.next()],
  ['snowflake string', () => snowflakeString.nextString()],
  ['snowflake bigint, shared memory', () => shared.next()],
  ['compact number', () => compact.next()],
  ['uuidv7 string', () => uuid.next()],
  ['uuidv7 bytes', () => uuidBytes.nextBytes()],
  ['crypto.randomUUID', () => randomUUID()],
]

// Warm first: mitata decides by the first calls whether it batches, and a cold one looks too slow to.
for (const [, make] of cases) for (let call = 0; call < 50_000; call += 1) make()

bench('Date.now alone', () => {
  do_not_optimize(Date.now())
})
summary(() => {
  for (const [name, make] of cases) {
    bench(name, () => {
      do_not_optimize(make())
    })
  }
})
bench('snowflake bigint, wall clock (capped at 4,096 a ms)', () => {
  do_not_optimize(wallSnowflake.next())
})

await run()
