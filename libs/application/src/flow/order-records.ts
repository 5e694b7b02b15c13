import { BUY, SELL } from '@openlob/domain'
import type { AccountId, InstrumentId, Order, OrderId, SideCode } from '@openlob/domain'
import { setInteger } from '../events/event-buffer.ts'
import { readOrder, writeOrder } from '../events/order-message.ts'
import type { OrderType} from '../messages/generated/index.ts';
import { OrderDecoder, OrderEncoder, OrderStatus, Side } from '../messages/generated/index.ts'
import type { OpenOrder } from './open-order.ts'
import type { OrderRequest } from './order-request.ts'

/** Words of 32 bits in a record. */
export const STRIDE = 48
/** Words of 64 bits in a record. */
const LONGS = STRIDE / 2
/** Octets in a record. */
const OCTETS = STRIDE * 4

// Where the words of 32 bits of a record are: the composite `Order` of `schema/openlob.xml`, then what is held, the
// neighbours in the list of the account, and the balance that it pays from.
export const ORDER_ID = 0
export const ACCOUNT_ID = 2
const INSTRUMENT_ID = 4
const PRICE_TICKS = 6
const QUANTITY_LOTS = 8
const EXECUTED_LOTS = 10
const CREATED_US = 14
const UPDATED_US = 16
/** Side, type, time in force and post-only, an octet each; the status behind them. */
const TERMS = 18
export const NAME = 20
/** The balance that it pays from. */
const BALANCE = 40
/** Words of 32 bits that a name has. */
export const NAME_WORDS = 16
export const OLDER = 38
export const NEWER = 39

// Where its words of 64 bits are.
const EXECUTED_QUOTE = 6
const HELD = 18
// The same as in the message, as numbers that need not be put together.
const NUMBER_ORDER_ID = 21
const NUMBER_QUANTITY = 22
const NUMBER_EXECUTED = 23
/** Words of 64 bits of the composite. */
export const ORDER_LONGS = 18

// Where its octets are.
const SIDE = 72
const STATUS = 76

const NULL_HIGH = -2147483648
const TWO_TO_32 = 4294967296
/** Words of 64 bits of a record that a snapshot keeps: the composite, and what is held. */
export const SAVED_LONGS = 19
/** How many numbers {@link OrderRecords.readBooked} writes. */
export const BOOKED = 4

/**
 * A record for each order. It begins as the message of an order does, so that telling of one is copying. A record has a
 * number, its slot, from 1 on; 0 is none. Memory follows the most that there ever were at once.
 */
export class OrderRecords {
  /** The records as words of 32 bits; another array once they have grown. */
  words: Int32Array
  /** The records as words of 64 bits. */
  longs: BigInt64Array
  #octets: Uint8Array
  #numbers: Float64Array
  #view: DataView
  readonly #decoder = new OrderDecoder()
  readonly #encoder = new OrderEncoder()
  #free = 0
  #used = 0

  constructor(capacity = 64) {
    const buffer = new ArrayBuffer(capacity * OCTETS)
    this.words = new Int32Array(buffer)
    this.longs = new BigInt64Array(buffer)
    this.#octets = new Uint8Array(buffer)
    this.#numbers = new Float64Array(buffer)
    this.#view = new DataView(buffer)
  }

  /** A record for an order that arrives; the caller lets it rest or discards it. */
  open(request: OrderRequest, orderId: number, balance: number, timestampUs: number): number {
    const slot = this.#take()
    const words = this.words
    const at = slot * STRIDE
    setInteger(words, at + ORDER_ID, orderId)
    this.#number(slot, orderId, request.quantityLots, 0)
    setInteger(words, at + ACCOUNT_ID, request.accountId)
    setInteger(words, at + INSTRUMENT_ID, request.instrumentId)
    words[at + PRICE_TICKS] = request.priceTicks
    words[at + PRICE_TICKS + 1] = request.priceTicks === 0 ? NULL_HIGH : 0
    setInteger(words, at + QUANTITY_LOTS, request.quantityLots)
    setInteger(words, at + EXECUTED_LOTS, 0)
    this.longs[slot * LONGS + EXECUTED_QUOTE] = 0n
    setInteger(words, at + CREATED_US, timestampUs)
    setInteger(words, at + UPDATED_US, timestampUs)
    const side = request.side === BUY ? Side.buy : Side.sell
    const postOnly = request.postOnly ? 1 : 0
    words[at + TERMS] = side | (request.type << 8) | (request.timeInForce << 16) | (postOnly << 24)
    words[at + TERMS + 1] = OrderStatus.open
    words[at + BALANCE] = balance
    const name = request.name.words
    for (let index = 0; index < NAME_WORDS; index += 1) words[at + NAME + index] = name[index]!
    return slot
  }

  /** Makes room for so many more, so that it need not grow for them. */
  reserve(count: number): void {
    const records = this.#used + count + 1
    if (records * STRIDE > this.words.length) this.#setRoom(records)
  }

  /** Forgets an order that never rested; its record can be read until the next one is opened. */
  discard(slot: number): void {
    this.words[slot * STRIDE + NEWER] = this.#free
    this.#free = slot
  }

  /** Its id. */
  orderIdOf(slot: number): OrderId {
    return this.#numbers[slot * LONGS + NUMBER_ORDER_ID]! as OrderId
  }

  /** Whose it is. */
  accountIdOf(slot: number): AccountId {
    return this.words[slot * STRIDE + ACCOUNT_ID]! as AccountId
  }

  /** What it trades. */
  instrumentIdOf(slot: number): InstrumentId {
    return this.words[slot * STRIDE + INSTRUMENT_ID]! as InstrumentId
  }

  /** Its price, 0 for none. */
  priceTicksOf(slot: number): number {
    return this.words[slot * STRIDE + PRICE_TICKS]!
  }

  /** Its total less what was prevented, executed part included. */
  quantityLotsOf(slot: number): number {
    return this.#numbers[slot * LONGS + NUMBER_QUANTITY]!
  }

  /** How much of it has traded. */
  executedLotsOf(slot: number): number {
    return this.#numbers[slot * LONGS + NUMBER_EXECUTED]!
  }

  /** What it has left to trade, whatever its status. */
  remainingLotsOf(slot: number): number {
    const at = slot * LONGS
    return this.#numbers[at + NUMBER_QUANTITY]! - this.#numbers[at + NUMBER_EXECUTED]!
  }

  /** Its side. */
  sideOf(slot: number): SideCode {
    return this.#octets[slot * OCTETS + SIDE] === Side.buy ? BUY : SELL
  }

  /** The slot of the balance that it pays from. */
  balanceOf(slot: number): number {
    return this.words[slot * STRIDE + BALANCE]!
  }

  /** Where what is held for it stands among the words of 64 bits. */
  heldAt(slot: number): number {
    return slot * LONGS + HELD
  }

  /** Where the first word of 64 bits of its message stands; it has {@link ORDER_LONGS} of them. */
  messageAt(slot: number): number {
    return slot * LONGS
  }

  /** Its type. */
  typeOf(slot: number): OrderType {
    return ((this.words[slot * STRIDE + TERMS]! >>> 8) & 255) as OrderType
  }

  /** Its status. */
  statusOf(slot: number): OrderStatus {
    return this.#octets[slot * OCTETS + STATUS]! as OrderStatus
  }

  /** When it was created. */
  createdUsOf(slot: number): number {
    return this.#integerAt(slot, CREATED_US)
  }

  /** Gives it another price, 0 for none. */
  reprice(slot: number, priceTicks: number, timestampUs: number): void {
    const at = slot * STRIDE
    this.words[at + PRICE_TICKS] = priceTicks
    this.words[at + PRICE_TICKS + 1] = priceTicks === 0 ? NULL_HIGH : 0
    setInteger(this.words, at + UPDATED_US, timestampUs)
  }

  /** Gives it another total, of which some is prevented and can no longer trade. */
  resize(slot: number, quantityLots: number, preventedLots: number, timestampUs: number): void {
    const at = slot * STRIDE
    setInteger(this.words, at + QUANTITY_LOTS, quantityLots)
    setInteger(this.words, at + UPDATED_US, timestampUs)
    this.prevent(slot, preventedLots)
  }

  /** Says how much of its total can no longer trade. */
  prevent(slot: number, preventedLots: number): void {
    this.#numbers[slot * LONGS + NUMBER_QUANTITY] = this.#integerAt(slot, QUANTITY_LOTS) - preventedLots
  }

  /** Gives it another price and total. */
  amend(slot: number, priceTicks: number, quantityLots: number, timestampUs: number): void {
    const at = slot * STRIDE
    this.words[at + PRICE_TICKS] = priceTicks
    setInteger(this.words, at + QUANTITY_LOTS, quantityLots)
    setInteger(this.words, at + UPDATED_US, timestampUs)
    this.#numbers[slot * LONGS + NUMBER_QUANTITY] = quantityLots
  }

  /** Counts a fill of so many lots for `amounts[quote]`; true where it is filled now. */
  execute(slot: number, lots: number, amounts: BigInt64Array, quote: number, timestampUs: number): boolean {
    const at = slot * STRIDE
    const executedLots = this.executedLotsOf(slot) + lots
    const isFilled = executedLots === this.quantityLotsOf(slot)
    setInteger(this.words, at + EXECUTED_LOTS, executedLots)
    this.#numbers[slot * LONGS + NUMBER_EXECUTED] = executedLots
    setInteger(this.words, at + UPDATED_US, timestampUs)
    const total = slot * LONGS + EXECUTED_QUOTE
    this.longs[total] = BigInt.asIntN(64, this.longs[total]! + amounts[quote]!)
    this.#octets[slot * OCTETS + STATUS] = isFilled ? OrderStatus.filled : OrderStatus.partially_filled
    return isFilled
  }

  /** Gives it a status now. */
  finish(slot: number, status: OrderStatus, timestampUs: number): void {
    this.end(slot, status)
    setInteger(this.words, slot * STRIDE + UPDATED_US, timestampUs)
  }

  /** Says how it ended. */
  end(slot: number, status: OrderStatus): void {
    this.#octets[slot * OCTETS + STATUS] = status
  }

  /** Ends it now: cancelled on request. */
  cancel(slot: number, timestampUs: number): void {
    this.end(slot, OrderStatus.canceled)
    setInteger(this.words, slot * STRIDE + UPDATED_US, timestampUs)
  }

  /** The order as it stands, for an answer. */
  view(slot: number): Order {
    return readOrder(this.#decoder.wrap(this.#view, slot * OCTETS))
  }

  /** A record of an order as it was. */
  write({ heldUnits, ...order }: OpenOrder, balance: number): number {
    const slot = this.#take()
    this.#octets.fill(0, slot * OCTETS, (slot + 1) * OCTETS)
    writeOrder(this.#encoder.wrap(this.#view, slot * OCTETS), order)
    this.longs[this.heldAt(slot)] = heldUnits
    this.words[slot * STRIDE + BALANCE] = balance
    this.#number(slot, order.orderId, order.quantityLots, order.executedLots)
    return slot
  }

  /** Copies what a snapshot keeps of an order: {@link SAVED_LONGS} words of 64 bits. */
  save(slot: number, into: BigInt64Array, at: number): void {
    const longs = this.longs
    const from = slot * LONGS
    for (let index = 0; index < SAVED_LONGS; index += 1) into[at + index] = longs[from + index]!
  }

  /** A record of an order as it was saved; the balance that it pays from is still to be {@link setBalance | set}. */
  load(saved: BigInt64Array, at: number): number {
    const slot = this.#take()
    const longs = this.longs
    const to = slot * LONGS
    for (let index = 0; index < SAVED_LONGS; index += 1) longs[to + index] = saved[at + index]!
    const quantityLots = this.#integerAt(slot, QUANTITY_LOTS)
    this.#number(slot, this.#integerAt(slot, ORDER_ID), quantityLots, this.#integerAt(slot, EXECUTED_LOTS))
    return slot
  }

  /** What a book has to know of an order: id, price, rest, post-only. Read from few lines of the cache. */
  readBooked(slot: number, into: Float64Array, at: number): void {
    into[at] = this.#integerAt(slot, ORDER_ID)
    into[at + 1] = this.words[slot * STRIDE + PRICE_TICKS]!
    into[at + 2] = this.#integerAt(slot, QUANTITY_LOTS) - this.#integerAt(slot, EXECUTED_LOTS)
    into[at + 3] = this.words[slot * STRIDE + TERMS]! >>> 24
  }

  /** Says which balance it pays from. */
  setBalance(slot: number, balance: number): void {
    this.words[slot * STRIDE + BALANCE] = balance
  }

  /** The order as it stands, with what is held for it. */
  record(slot: number): OpenOrder {
    return { ...this.view(slot), heldUnits: this.longs[this.heldAt(slot)]! }
  }

  #integerAt(slot: number, word: number): number {
    const at = slot * STRIDE + word
    return this.words[at + 1]! * TWO_TO_32 + (this.words[at]! >>> 0)
  }

  #number(slot: number, orderId: number, quantityLots: number, executedLots: number): void {
    const at = slot * LONGS
    this.#numbers[at + NUMBER_ORDER_ID] = orderId
    this.#numbers[at + NUMBER_QUANTITY] = quantityLots
    this.#numbers[at + NUMBER_EXECUTED] = executedLots
  }

  #take(): number {
    const slot = this.#free
    if (slot !== 0) {
      this.#free = this.words[slot * STRIDE + NEWER]!
      return slot
    }
    this.#used += 1
    if ((this.#used + 1) * STRIDE > this.words.length) this.#grow()
    return this.#used
  }

  #grow(): void {
    this.#setRoom((this.words.length / STRIDE) * 2)
  }

  #setRoom(records: number): void {
    const before = this.words
    const buffer = new ArrayBuffer(records * OCTETS)
    this.words = new Int32Array(buffer)
    this.longs = new BigInt64Array(buffer)
    this.#octets = new Uint8Array(buffer)
    this.#numbers = new Float64Array(buffer)
    this.#view = new DataView(buffer)
    this.words.set(before)
  }
}
