import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { alignedByBigint, alignedByNumber, byBigint, byNumber } from './flyweights.ts'

const ORDERS = 1_000_000
/** Few enough that no collection falls in, unless much is allocated. */
const SLICE = 10_000

/** The bytes that flyweights allocate an order, to write it and to read it; both have been compiled. */
export function allocatedBytes(): Record<string, [number, number]> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const measured = (operation: (times: number) => void): number => {
    operation(ORDERS)
    collect()
    const slices: number[] = []
    const own = -(getHeapStatistics().used_heap_size - getHeapStatistics().used_heap_size)
    for (let at = 0; at < ORDERS; at += SLICE) {
      const before = getHeapStatistics().used_heap_size
      operation(SLICE)
      slices.push((getHeapStatistics().used_heap_size - before - own) / SLICE)
    }
    return Math.max(0, Math.round(slices.sort((a, b) => a - b)[slices.length >> 1]! * 100) / 100)
  }
  const flyweights = [byNumber, byBigint, alignedByNumber, alignedByBigint]
  return Object.fromEntries(flyweights.map(({ name, encode, decode }) => [name, [measured(encode), measured(decode)]]))
}
