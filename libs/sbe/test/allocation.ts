import { getHeapStatistics } from 'node:v8'
import { NewOrderDecoder, NewOrderEncoder } from '../bench/generated/index.ts'

// Prints how many bytes it takes to write and to read fields of an order. Run with --expose-gc and a young generation
// that holds it all, so that no collection hides what was allocated.

const ORDERS = 256
const TIMES = 200_000
const view = new DataView(new ArrayBuffer(ORDERS * 64))
const encoder = new NewOrderEncoder()
const decoder = new NewOrderDecoder()
const sum = new Float64Array(1)
const ids = Float64Array.from({ length: ORDERS }, (_, at) => 2 ** 52 + at)

function encode(at: number): void {
  encoder
    .wrapMessage(view, at * 64)
    .orderIdNumber(ids[at]!)
    .priceNumber(ids[at]!)
    .quantityNumber(ids[at]!)
    .instrumentId(at)
    .side(1)
}

function decode(at: number): void {
  decoder.wrapMessage(view, at * 64)
  const wide = decoder.orderIdNumber() + decoder.priceNumber() + decoder.quantityNumber()
  sum[0] = wide + decoder.instrumentId() + decoder.side()
}

function measured(operation: (at: number) => void): number {
  for (let round = 0; round < 20; round += 1) for (let at = 0; at < TIMES; at += 1) operation(at & (ORDERS - 1))
  const slices: number[] = []
  for (let round = 0; round < 11; round += 1) {
    globalThis.gc!()
    const before = getHeapStatistics().used_heap_size
    for (let at = 0; at < TIMES; at += 1) operation(at & (ORDERS - 1))
    slices.push((getHeapStatistics().used_heap_size - before) / TIMES)
  }
  return slices.sort((a, b) => a - b)[5]!
}

const encodeBytes = measured(encode)
console.log(JSON.stringify({ encode: encodeBytes, decode: measured(decode) }))
