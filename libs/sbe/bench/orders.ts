import flatbuffers from 'flatbuffers'
import protobuf from 'protobufjs'
import { NewOrderDecoder, NewOrderEncoder } from './generated/index.ts'

/** How many different orders are gone through in turn. */
export const ORDERS = 256
const MASK = ORDERS - 1

/** An order as a plain object, as a gateway would have it. */
export interface Order {
  readonly orderId: number
  readonly accountId: number
  readonly price: number
  readonly quantity: number
  readonly displayQuantity: number
  readonly sendingTime: number
  readonly instrumentId: number
  readonly side: number
  readonly orderType: number
  readonly timeInForce: number
  readonly instructions: number
}

// Multiplicative congruence: the same orders in every run.
let state = 42
const next = (bound: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % bound
}

const orders: readonly Order[] = Array.from({ length: ORDERS }, (_, at) => ({
  orderId: 4_000_000_000_000 + at,
  accountId: 1 + next(1_000_000),
  price: 6_000_000_000_000 + next(2 ** 30) * 100,
  quantity: 100_000_000 + next(2 ** 30),
  displayQuantity: next(2 ** 30),
  sendingTime: 1_764_000_000_000_000 + at * 1000,
  instrumentId: 1 + next(4000),
  side: 1 + next(2),
  orderType: 2,
  timeInForce: [1, 3, 4][next(3)]!,
  instructions: next(4),
}))

/** A codec under test: `encode` writes the order of a number, `decode` reads all fields of one that was written. */
export interface Contender {
  readonly name: string
  readonly encode: (at: number) => void
  readonly decode: (at: number) => void
}

/** Where values go, so that the compiler cannot leave the reading out. */
const sum = new Float64Array(1)
const wide = new BigInt64Array(1)

const numbers = Float64Array.from(
  orders.flatMap((order) => [
    order.orderId, order.accountId, order.price, order.quantity, order.displayQuantity, order.sendingTime,
    order.instrumentId, order.side, order.orderType, order.timeInForce, order.instructions, 0,
  ]),
)
const bigints = BigInt64Array.from(Array.from(numbers, BigInt))

const view = new DataView(new ArrayBuffer(ORDERS * 64))
const encoder = new NewOrderEncoder()
const decoder = new NewOrderDecoder()

/** Flyweights by number accessors. */
export const byNumber: Contender = {
  name: 'flyweight, numbers',
  encode: (at) => {
    const from = at * 12
    encoder
      .wrapMessage(view, at * 64)
      .orderIdNumber(numbers[from]!)
      .accountIdNumber(numbers[from + 1]!)
      .priceNumber(numbers[from + 2]!)
      .quantityNumber(numbers[from + 3]!)
      .displayQuantityNumber(numbers[from + 4]!)
      .sendingTimeNumber(numbers[from + 5]!)
      .instrumentId(numbers[from + 6]!)
      .side(numbers[from + 7] as 1 | 2)
      .orderType(numbers[from + 8] as 1 | 2)
      .timeInForce(numbers[from + 9] as 1 | 3 | 4)
      .instructions(numbers[from + 10]!)
  },
  decode: (at) => {
    decoder.wrapMessage(view, at * 64)
    sum[0] =
      decoder.orderIdNumber() +
      decoder.accountIdNumber() +
      decoder.priceNumber() +
      decoder.quantityNumber() +
      decoder.displayQuantityNumber() +
      decoder.sendingTimeNumber() +
      decoder.instrumentId() +
      decoder.side() +
      decoder.orderType() +
      decoder.timeInForce() +
      decoder.instructions()
  },
}

/** Flyweights by bigint accessors. */
export const byBigint: Contender = {
  name: 'flyweight, bigints',
  encode: (at) => {
    const from = at * 12
    encoder
      .wrapMessage(view, at * 64)
      .orderId(bigints[from]!)
      .accountId(bigints[from + 1]!)
      .price(bigints[from + 2]!)
      .quantity(bigints[from + 3]!)
      .displayQuantity(bigints[from + 4]!)
      .sendingTime(bigints[from + 5]!)
      .instrumentId(numbers[from + 6]!)
      .side(numbers[from + 7] as 1 | 2)
      .orderType(numbers[from + 8] as 1 | 2)
      .timeInForce(numbers[from + 9] as 1 | 3 | 4)
      .instructions(numbers[from + 10]!)
  },
  decode: (at) => {
    decoder.wrapMessage(view, at * 64)
    wide[0] = decoder.orderId()
    wide[0] = decoder.accountId()
    wide[0] = decoder.price()
    wide[0] = decoder.quantity()
    wide[0] = decoder.displayQuantity()
    wide[0] = decoder.sendingTime()
    sum[0] =
      decoder.instrumentId() + decoder.side() + decoder.orderType() + decoder.timeInForce() + decoder.instructions()
  },
}

const texts: string[] = orders.map((order) => JSON.stringify(order))

/** All fields of an order, added up. */
function total(order: Order): number {
  return (
    order.orderId + order.accountId + order.price + order.quantity + order.displayQuantity + order.sendingTime +
    order.instrumentId + order.side + order.orderType + order.timeInForce + order.instructions
  )
}

/** JSON as a text, without the step to octets. */
export const json: Contender = {
  name: 'JSON',
  encode: (at) => {
    texts[at] = JSON.stringify(orders[at])
  },
  decode: (at) => {
    sum[0] = total(JSON.parse(texts[at]!) as Order)
  },
}

const NewOrder = protobuf
  .parse(
    `syntax = "proto3"; message NewOrder {
      fixed64 orderId = 1; fixed64 accountId = 2; sfixed64 price = 3; sfixed64 quantity = 4;
      sfixed64 displayQuantity = 5; fixed64 sendingTime = 6; fixed32 instrumentId = 7;
      uint32 side = 8; uint32 orderType = 9; uint32 timeInForce = 10; uint32 instructions = 11;
    }`,
    { keepCase: true },
  )
  .root.lookupType('NewOrder')
const packed: Uint8Array[] = orders.map((order) => NewOrder.encode(order).finish().slice())

/** protobufjs by the code that it generates at run time, with fixed64 and numbers, which is how it is fastest here. */
export const protobufjs: Contender = {
  name: 'protobufjs',
  encode: (at) => {
    packed[at] = NewOrder.encode(orders[at]!).finish()
  },
  decode: (at) => {
    const order = NewOrder.decode(packed[at]!) as unknown as Order
    sum[0] = total(order)
  },
}

const builder = new flatbuffers.Builder(256)

function buildTable(order: Order, from: number): void {
  builder.clear()
  builder.startObject(11)
  for (let field = 0; field < 6; field += 1) builder.addFieldInt64(field, bigints[from + field]!, 0n)
  builder.addFieldInt32(6, order.instrumentId, 0)
  builder.addFieldInt8(7, order.side, 0)
  builder.addFieldInt8(8, order.orderType, 0)
  builder.addFieldInt8(9, order.timeInForce, 0)
  builder.addFieldInt8(10, order.instructions, 0)
  builder.finish(builder.endObject())
}

const tables = orders.map((order, at) => {
  buildTable(order, at * 12)
  return new flatbuffers.ByteBuffer(builder.asUint8Array().slice())
})

/** A table of flatbuffers, as its generated code writes and reads it, with its builder used again. */
export const flatbuffersTable: Contender = {
  name: 'flatbuffers',
  encode: (at) => {
    buildTable(orders[at]!, at * 12)
  },
  decode: (at) => {
    const buffer = tables[at]!
    const table = buffer.readInt32(buffer.position()) + buffer.position()
    for (let field = 0; field < 6; field += 1) {
      wide[0] = buffer.readInt64(table + buffer.__offset(table, 4 + 2 * field))
    }
    let rest = buffer.readInt32(table + buffer.__offset(table, 16))
    for (let field = 7; field < 11; field += 1) rest += buffer.readInt8(table + buffer.__offset(table, 4 + 2 * field))
    sum[0] = rest
  },
}

/** Goes through orders in turn. */
export function through(operation: (at: number) => void, times: number): void {
  for (let at = 0; at < times; at += 1) operation(at & MASK)
}
