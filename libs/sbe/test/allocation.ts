import { getHeapStatistics } from 'node:v8'
import { compileFunction } from 'node:vm'
import * as aligned from '../bench/aligned/index.ts'
import { NewOrderDecoder, NewOrderEncoder } from '../bench/generated/index.ts'

// Prints how many bytes it takes to write and to read fields of an order, in several ways. Run with --expose-gc and a
// young generation that holds it all, so that no collection hides what was allocated.

const ORDERS = 256
const TIMES = 200_000
const view = new DataView(new ArrayBuffer(ORDERS * 64))
const sum = new Float64Array(1)
const long = new BigInt64Array(1)
const ids = Float64Array.from({ length: ORDERS }, (_, at) => 2 ** 52 + at)
const longIds = BigInt64Array.from({ length: ORDERS }, (_, at) => 2n ** 62n + BigInt(at))
const encoder = new NewOrderEncoder()
const decoder = new NewOrderDecoder()
const alignedEncoder = new aligned.NewOrderEncoder()
const alignedDecoder = new aligned.NewOrderDecoder()

const operations = {
  'written by numbers': (at: number) => {
    const message = encoder.wrapMessage(view, at * 64).orderIdNumber(ids[at]!).priceNumber(ids[at]!)
    message.quantityNumber(ids[at]!).instrumentId(at).side(1)
  },
  'read by numbers': (at: number) => {
    decoder.wrapMessage(view, at * 64)
    const wide = decoder.orderIdNumber() + decoder.priceNumber() + decoder.quantityNumber()
    sum[0] = wide + decoder.instrumentId() + decoder.side()
  },
  'written by numbers, aligned': (at: number) => {
    const message = alignedEncoder.wrapMessage(view, at * 64).orderIdNumber(ids[at]!).priceNumber(ids[at]!)
    message.quantityNumber(ids[at]!).instrumentId(at).side(1)
  },
  'read by numbers, aligned': (at: number) => {
    alignedDecoder.wrapMessage(view, at * 64)
    const wide = alignedDecoder.orderIdNumber() + alignedDecoder.priceNumber() + alignedDecoder.quantityNumber()
    sum[0] = wide + alignedDecoder.instrumentId() + alignedDecoder.side()
  },
  'written by bigints, aligned': (at: number) => {
    const message = alignedEncoder.wrapMessage(view, at * 64).orderId(longIds[at]!).price(longIds[at]!)
    message.quantity(longIds[at]!).side(1)
  },
  'read by bigints, aligned': (at: number) => {
    alignedDecoder.wrapMessage(view, at * 64)
    long[0] = alignedDecoder.orderId()
    long[0] = alignedDecoder.price()
    sum[0] = alignedDecoder.instrumentId() + alignedDecoder.side()
  },
}

/** Loops of its own for each, as the compiler knows them by what they call. */
function loopOf(name: keyof typeof operations): (times: number) => void {
  const text = 'return (times) => { for (let at = 0; at < times; at += 1) operation(at & mask) }'
  const make = compileFunction(text, ['operation', 'mask']) as (...values: unknown[]) => (times: number) => void
  return make(operations[name], ORDERS - 1)
}

function measured(name: keyof typeof operations): number {
  const loop = loopOf(name)
  for (let round = 0; round < 20; round += 1) loop(TIMES)
  const slices: number[] = []
  for (let round = 0; round < 11; round += 1) {
    globalThis.gc!()
    const before = getHeapStatistics().used_heap_size
    loop(TIMES)
    slices.push((getHeapStatistics().used_heap_size - before) / TIMES)
  }
  // What else goes on in the process allocates now and then, what a message takes is in every slice.
  return slices.sort((a, b) => a - b)[2]!
}

const names = Object.keys(operations) as (keyof typeof operations)[]
console.log(JSON.stringify(names.map((name) => ({ name, bytes: measured(name) }))))
