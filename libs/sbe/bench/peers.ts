import flatbuffers from 'flatbuffers'
import protobuf from 'protobufjs'
import type { Contender, Order } from './orders.ts'
import { bigints, orders, sum, turn, wide, WIDTH } from './orders.ts'

/** All fields of an order, added up. */
function total(order: Order): number {
  return (
    order.orderId + order.accountId + order.price + order.quantity + order.displayQuantity + order.sendingTime +
    order.instrumentId + order.side + order.orderType + order.timeInForce + order.instructions
  )
}

const texts: string[] = orders.map((order) => JSON.stringify(order))

/** JSON as a text, without the step to octets. */
export const json: Contender = {
  name: 'JSON',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) texts[turn(time)] = JSON.stringify(orders[turn(time)])
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) sum[0] = total(JSON.parse(texts[turn(time)]!) as Order)
  },
}

// Numbers, not objects of the library `long`, which it would make otherwise.
protobuf.util.Long = undefined as never
protobuf.configure()
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
  encode: (times) => {
    for (let time = 0; time < times; time += 1) packed[turn(time)] = NewOrder.encode(orders[turn(time)]!).finish()
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) sum[0] = total(NewOrder.decode(packed[turn(time)]!) as unknown as Order)
  },
}

/** A table as the compiler of flatbuffers generates it: an accessor a field, which finds it by the table's vtable. */
class Table {
  #buffer = new flatbuffers.ByteBuffer(new Uint8Array(8))
  #at = 0

  wrap(buffer: flatbuffers.ByteBuffer): this {
    this.#buffer = buffer
    this.#at = buffer.readInt32(buffer.position()) + buffer.position()
    return this
  }

  int64(field: number): bigint {
    const offset = this.#buffer.__offset(this.#at, field)
    return offset === 0 ? 0n : this.#buffer.readInt64(this.#at + offset)
  }

  uint32(field: number): number {
    const offset = this.#buffer.__offset(this.#at, field)
    return offset === 0 ? 0 : this.#buffer.readUint32(this.#at + offset)
  }

  uint8(field: number): number {
    const offset = this.#buffer.__offset(this.#at, field)
    return offset === 0 ? 0 : this.#buffer.readUint8(this.#at + offset)
  }
}

const builder = new flatbuffers.Builder(256)
const table = new Table()

function buildTable(order: Order, from: number): void {
  builder.clear()
  builder.startObject(11)
  builder.addFieldInt64(0, bigints[from]!, 0n)
  builder.addFieldInt64(1, bigints[from + 1]!, 0n)
  builder.addFieldInt64(2, bigints[from + 2]!, 0n)
  builder.addFieldInt64(3, bigints[from + 3]!, 0n)
  builder.addFieldInt64(4, bigints[from + 4]!, 0n)
  builder.addFieldInt64(5, bigints[from + 5]!, 0n)
  builder.addFieldInt32(6, order.instrumentId, 0)
  builder.addFieldInt8(7, order.side, 0)
  builder.addFieldInt8(8, order.orderType, 0)
  builder.addFieldInt8(9, order.timeInForce, 0)
  builder.addFieldInt8(10, order.instructions, 0)
  builder.finish(builder.endObject())
}

const tables = orders.map((order, at) => {
  buildTable(order, at * WIDTH)
  return new flatbuffers.ByteBuffer(builder.asUint8Array().slice())
})

/** A table of flatbuffers, with its builder and its table used again. */
export const flatbuffersTable: Contender = {
  name: 'flatbuffers',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) buildTable(orders[turn(time)]!, turn(time) * WIDTH)
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) {
      table.wrap(tables[turn(time)]!)
      wide[0] = table.int64(4)
      wide[0] = table.int64(6)
      wide[0] = table.int64(8)
      wide[0] = table.int64(10)
      wide[0] = table.int64(12)
      wide[0] = table.int64(14)
      sum[0] = table.uint32(16) + table.uint8(18) + table.uint8(20) + table.uint8(22) + table.uint8(24)
    }
  },
}
