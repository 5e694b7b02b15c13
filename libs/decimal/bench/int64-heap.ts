import {
  addInto,
  addOverflows,
  addSlots,
  mulDivInto,
  mulDivSlots,
  subtractInto,
  subtractSlots,
} from '@openlob/decimal'

// Prints, as JSON, how many bytes and nanoseconds each helper of the hot path takes once V8 has compiled it. Run with
// --expose-gc and a young generation that holds a whole round, so that no collection hides what was allocated.

const OPERATIONS = 50_000
const ROUNDS = 30
const MASK = 63

const a = new BigInt64Array(MASK + 1)
const b = new BigInt64Array(MASK + 1)
const divisors = new BigInt64Array(MASK + 1)
const slots = new BigInt64Array(4 * (MASK + 1))
const target = new BigInt64Array(1)

/** A notional of a price and a quantity. */
const fill = (price: bigint, quantity: bigint, divisor: bigint): void => {
  for (let i = 0; i <= MASK; i += 1) {
    slots[4 * i] = a[i] = price + BigInt(i * 1009)
    slots[4 * i + 1] = b[i] = quantity + BigInt(i * 7)
    slots[4 * i + 2] = divisors[i] = divisor
  }
}
const fillNarrow = (): void => {
  fill(5_000_001n, 100_000n, 10_000n)
}
/** Beyond what the native division takes. */
const fillWidest = (): void => {
  fill(5_000_000_000_000_000_001n, 4_000_000_000_000_000_000n, 4_000_000_000_000_000_001n)
}
const fillWide = (): void => {
  fill(5_000_000_000_001n, 1_000_000_000_000n, 100_000_000n)
}

interface Helper {
  readonly name: string
  readonly prepare: () => void
  readonly loop: () => void
}

const mulDivIntoLoop = (): void => {
  for (let i = 0; i < OPERATIONS; i += 1) {
    mulDivInto(target, 0, a[i & MASK]!, b[(i * 7) & MASK]!, divisors[i & MASK]!, 'HALF_EVEN')
  }
}

const mulDivSlotsLoop = (): void => {
  for (let i = 0; i < OPERATIONS; i += 1) mulDivSlots(slots, (i & MASK) * 4, 'HALF_EVEN')
}

const helpers: readonly Helper[] = [
  {
    name: 'addInto',
    prepare: fillNarrow,
    loop: () => {
      for (let i = 0; i < OPERATIONS; i += 1) addInto(a, i & MASK, a[i & MASK]!, b[(i * 7) & MASK]!)
    },
  },
  {
    name: 'subtractInto',
    prepare: fillNarrow,
    loop: () => {
      for (let i = 0; i < OPERATIONS; i += 1) subtractInto(a, i & MASK, a[i & MASK]!, b[(i * 7) & MASK]!)
    },
  },
  {
    name: 'addSlots',
    prepare: fillNarrow,
    loop: () => {
      for (let i = 0; i < OPERATIONS; i += 1) addSlots(a, i & MASK, a, i & MASK, b, (i * 7) & MASK)
    },
  },
  {
    name: 'subtractSlots',
    prepare: fillNarrow,
    loop: () => {
      for (let i = 0; i < OPERATIONS; i += 1) subtractSlots(a, i & MASK, a, i & MASK, b, (i * 7) & MASK)
    },
  },
  {
    name: 'addOverflows',
    prepare: fillNarrow,
    loop: () => {
      let count = 0
      for (let i = 0; i < OPERATIONS; i += 1) if (addOverflows(a[i & MASK]!, b[(i * 7) & MASK]!)) count += 1
      target[0] = BigInt(count)
    },
  },
  { name: 'mulDivInto, product below 2^62', prepare: fillNarrow, loop: mulDivIntoLoop },
  { name: 'mulDivSlots, product below 2^62', prepare: fillNarrow, loop: mulDivSlotsLoop },
  { name: 'mulDivInto, product to 2^111', prepare: fillWide, loop: mulDivIntoLoop },
  { name: 'mulDivSlots, product to 2^111', prepare: fillWide, loop: mulDivSlotsLoop },
  { name: 'mulDivInto, long division', prepare: fillWidest, loop: mulDivIntoLoop },
  { name: 'mulDivSlots, long division', prepare: fillWidest, loop: mulDivSlotsLoop },
  {
    name: 'plain bigint, product to 2^111',
    prepare: fillWide,
    loop: () => {
      for (let i = 0; i < OPERATIONS; i += 1) {
        target[0] = (a[i & MASK]! * b[(i * 7) & MASK]!) / divisors[i & MASK]!
      }
    },
  },
]

/** The best of the rounds: by then the loop has been compiled, and nothing else of the process disturbs it. */
const settled = ({ name, prepare, loop }: Helper): { name: string; bytes: number; nanoseconds: number } => {
  let bytes = Number.POSITIVE_INFINITY
  let nanoseconds = Number.POSITIVE_INFINITY
  prepare()
  for (let round = 0; round < ROUNDS; round += 1) {
    globalThis.gc?.()
    const heapBefore = process.memoryUsage().heapUsed
    const start = process.hrtime.bigint()
    loop()
    const elapsed = process.hrtime.bigint() - start
    const grown = process.memoryUsage().heapUsed - heapBefore
    bytes = Math.min(bytes, Math.max(0, grown) / OPERATIONS)
    nanoseconds = Math.min(nanoseconds, Number(elapsed) / OPERATIONS)
  }
  return { name, bytes, nanoseconds }
}

console.log(JSON.stringify(helpers.map(settled)))
