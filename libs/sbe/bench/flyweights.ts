import { NewOrderDecoder as AlignedDecoder, NewOrderEncoder as AlignedEncoder } from './aligned/index.ts'
import { NewOrderDecoder, NewOrderEncoder } from './generated/index.ts'
import type { Contender } from './orders.ts'
import { bigints, numbers, ORDERS, sum, turn, wide, WIDTH } from './orders.ts'

const view = new DataView(new ArrayBuffer(ORDERS * 64))
const encoder = new NewOrderEncoder()
const decoder = new NewOrderDecoder()
const alignedEncoder = new AlignedEncoder()
const alignedDecoder = new AlignedDecoder()

/** Flyweights by number accessors. */
export const byNumber: Contender = {
  name: 'flyweight, numbers',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) {
      const from = turn(time) * WIDTH
      encoder
        .wrapMessage(view, turn(time) * 64)
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
    }
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) {
      decoder.wrapMessage(view, turn(time) * 64)
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
    }
  },
}

/** Flyweights for aligned messages, by number accessors. */
export const alignedByNumber: Contender = {
  name: 'aligned, numbers',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) {
      const from = turn(time) * WIDTH
      alignedEncoder
        .wrapMessage(view, turn(time) * 64)
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
    }
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) {
      alignedDecoder.wrapMessage(view, turn(time) * 64)
      sum[0] =
        alignedDecoder.orderIdNumber() +
        alignedDecoder.accountIdNumber() +
        alignedDecoder.priceNumber() +
        alignedDecoder.quantityNumber() +
        alignedDecoder.displayQuantityNumber() +
        alignedDecoder.sendingTimeNumber() +
        alignedDecoder.instrumentId() +
        alignedDecoder.side() +
        alignedDecoder.orderType() +
        alignedDecoder.timeInForce() +
        alignedDecoder.instructions()
    }
  },
}

/** Flyweights by bigint accessors. */
export const byBigint: Contender = {
  name: 'flyweight, bigints',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) {
      const from = turn(time) * WIDTH
      encoder
        .wrapMessage(view, turn(time) * 64)
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
    }
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) {
      decoder.wrapMessage(view, turn(time) * 64)
      wide[0] = decoder.orderId()
      wide[0] = decoder.accountId()
      wide[0] = decoder.price()
      wide[0] = decoder.quantity()
      wide[0] = decoder.displayQuantity()
      wide[0] = decoder.sendingTime()
      sum[0] =
        decoder.instrumentId() + decoder.side() + decoder.orderType() + decoder.timeInForce() + decoder.instructions()
    }
  },
}

/** Flyweights for aligned messages, by bigint accessors. */
export const alignedByBigint: Contender = {
  name: 'aligned, bigints',
  encode: (times) => {
    for (let time = 0; time < times; time += 1) {
      const from = turn(time) * WIDTH
      alignedEncoder
        .wrapMessage(view, turn(time) * 64)
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
    }
  },
  decode: (times) => {
    for (let time = 0; time < times; time += 1) {
      alignedDecoder.wrapMessage(view, turn(time) * 64)
      wide[0] = alignedDecoder.orderId()
      wide[0] = alignedDecoder.accountId()
      wide[0] = alignedDecoder.price()
      wide[0] = alignedDecoder.quantity()
      wide[0] = alignedDecoder.displayQuantity()
      wide[0] = alignedDecoder.sendingTime()
      sum[0] =
        alignedDecoder.instrumentId() +
        alignedDecoder.side() +
        alignedDecoder.orderType() +
        alignedDecoder.timeInForce() +
        alignedDecoder.instructions()
    }
  },
}
