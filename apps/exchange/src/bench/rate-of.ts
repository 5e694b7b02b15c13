import { setTimeout as delay } from 'node:timers/promises'

/** By how much a count grows in a second, from when it has begun to; waits until it has grown. */
export async function rateOf(count: () => number, seconds: number): Promise<number> {
  const first = count()
  while (count() === first) await delay(1)
  const before = count()
  const startMs = performance.now()
  do await delay(seconds * 1_000)
  while (count() === before)
  return (count() - before) / ((performance.now() - startMs) / 1_000)
}
