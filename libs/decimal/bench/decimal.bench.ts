import Big from 'big.js'
import { Decimal as DecimalJs } from 'decimal.js'
import { do_not_optimize, measure } from 'mitata'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Decimal } from '@openlob/decimal'
import { measureHeap } from './measure-heap.ts'

// The operations of an exchange's edge (prices of a hundredth, quantities of 10^-8) beside decimal.js and big.js in one
// run, then the int64 helpers with the bytes they allocate. `--json FILE` writes the figures.

const SAMPLES = 256
const MASK = SAMPLES - 1

DecimalJs.set({ precision: 40, rounding: DecimalJs.ROUND_HALF_EVEN })
Big.DP = 8
Big.RM = Big.roundHalfEven

// Multiplicative congruence: the same values in every run.
let state = 42
const next = (bound: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % bound
}
const digits = (count: number): string => next(10 ** count).toString().padStart(count, '0')
const priceTexts = Array.from({ length: SAMPLES }, () => `${40_000 + next(20_000)}.${digits(2)}`)
const quantityTexts = Array.from({ length: SAMPLES }, () => `${next(100)}.${digits(7)}1`)

const read = <T>(parse: (text: string) => T): { prices: T[]; quantities: T[] } => ({
  prices: priceTexts.map(parse),
  quantities: quantityTexts.map(parse),
})
const ours = read((text) => Decimal.parse(text))
const theirs = read((text) => new DecimalJs(text))
const bigs = read((text) => new Big(text))

type Run = (i: number) => unknown
interface Operation {
  readonly name: string
  readonly decimal: Run
  readonly decimalJs: Run
  readonly bigJs: Run
}

const operations: readonly Operation[] = [
  {
    name: 'parse',
    decimal: (i) => Decimal.parse(quantityTexts[i]!),
    decimalJs: (i) => new DecimalJs(quantityTexts[i]!),
    bigJs: (i) => new Big(quantityTexts[i]!),
  },
  {
    name: 'format',
    decimal: (i) => ours.quantities[i]!.toString(),
    decimalJs: (i) => theirs.quantities[i]!.toFixed(),
    bigJs: (i) => bigs.quantities[i]!.toFixed(),
  },
  {
    name: 'add, same scale',
    decimal: (i) => ours.prices[i]!.add(ours.prices[MASK - i]!),
    decimalJs: (i) => theirs.prices[i]!.plus(theirs.prices[MASK - i]!),
    bigJs: (i) => bigs.prices[i]!.plus(bigs.prices[MASK - i]!),
  },
  {
    name: 'add, other scale',
    decimal: (i) => ours.prices[i]!.add(ours.quantities[i]!),
    decimalJs: (i) => theirs.prices[i]!.plus(theirs.quantities[i]!),
    bigJs: (i) => bigs.prices[i]!.plus(bigs.quantities[i]!),
  },
  {
    name: 'multiply',
    decimal: (i) => ours.prices[i]!.multiply(ours.quantities[i]!),
    decimalJs: (i) => theirs.prices[i]!.times(theirs.quantities[i]!),
    bigJs: (i) => bigs.prices[i]!.times(bigs.quantities[i]!),
  },
  {
    name: 'divide, 8 digits',
    decimal: (i) => ours.prices[i]!.divide(ours.quantities[i]!, 8, 'HALF_EVEN'),
    decimalJs: (i) => theirs.prices[i]!.div(theirs.quantities[i]!).toDecimalPlaces(8),
    bigJs: (i) => bigs.prices[i]!.div(bigs.quantities[i]!),
  },
  {
    name: 'compare',
    decimal: (i) => ours.prices[i]!.compare(ours.prices[MASK - i]!),
    decimalJs: (i) => theirs.prices[i]!.comparedTo(theirs.prices[MASK - i]!),
    bigJs: (i) => bigs.prices[i]!.cmp(bigs.prices[MASK - i]!),
  },
]

/** The median of the samples, in nanoseconds per operation. */
const median = async (run: Run): Promise<number> => {
  let i = 0
  const stats = await measure(
    () => {
      i = (i + 1) & MASK
      do_not_optimize(run(i))
    },
    { min_cpu_time: 250e6 },
  )
  return stats.p50
}

const line = (columns: readonly string[]): void => {
  console.log(columns.map((column, i) => (i === 0 ? column.padEnd(34) : column.padStart(12))).join(''))
}

const machine = `node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`
console.log(`${machine}\nnanoseconds per operation (median), and how many times as long the other takes\n`)
line(['', 'decimal', 'decimal.js', 'big.js', '/decimal.js', '/big.js'])
const results = []
for (const { name, decimal, decimalJs, bigJs } of operations) {
  const own = await median(decimal)
  const js = await median(decimalJs)
  const big = await median(bigJs)
  results.push({ name, decimal: own, decimalJs: js, bigJs: big, decimalJsRatio: js / own, bigJsRatio: big / own })
  line([name, own.toFixed(1), js.toFixed(1), big.toFixed(1), `${(js / own).toFixed(1)} x`, `${(big / own).toFixed(1)} x`])
}

console.log('\nint64 helpers, compiled\n')
line(['', 'ns/op', 'bytes/op'])
const int64 = measureHeap()
for (const { name, nanoseconds, bytes } of int64) line([name, nanoseconds.toFixed(1), bytes.toFixed(1)])

const flag = process.argv.indexOf('--json')
const file = flag === -1 ? undefined : process.argv[flag + 1]
if (file !== undefined) writeFileSync(file, `${JSON.stringify({ machine, results, int64 }, null, 2)}\n`)
