import { isFinal } from '@openlob/domain'
import type { AccountId, Order, OrderId } from '@openlob/domain'
import { EventMemory } from '../events/event-memory.ts'
import { readOrder, writeOrder } from '../events/order-message.ts'
import { OrderDecoder, OrderEncoder, OrderStatus } from '../messages/generated/index.ts'

/** Words of 32 bits of an order: the composite `Order` of `schema/openlob.xml`. */
export const ORDER_WORDS = 36
const OCTETS = ORDER_WORDS * 4
const ORDER_ID = 0
const ACCOUNT_ID = 2
/** The lowest octet is the status. */
const STATUS = 19
const NAME = 20
const NAME_LENGTH = 64
const INITIAL_ORDERS = 64

const FINAL: ReadonlySet<number> = new Set([OrderStatus.filled, OrderStatus.canceled, OrderStatus.expired])

/** The last finished orders, as the events that tell of them have them; one becomes an object when it is asked for. */
export class FinishedOrders {
  readonly #limit: number
  /** A ring of records once it is full. */
  #memory = new EventMemory(new ArrayBuffer(INITIAL_ORDERS * OCTETS))
  #view = new DataView(this.#memory.words.buffer)
  readonly #decoder = new OrderDecoder()
  readonly #places = new Map<OrderId, number>()
  /** By account and the client's id, the last one that had it. */
  readonly #names = new Map<string, OrderId>()
  #count = 0
  #oldest = 0

  /** At most so many, 1 or more. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes in an order whose record starts at a word, where it is finished. O(1). */
  record(words: Int32Array, at: number): void {
    if (!FINAL.has(words[at + STATUS]! & 255)) return
    const orderId = orderIdAt(words, at)
    const place = this.#places.get(orderId) ?? this.#take()
    const to = place * ORDER_WORDS
    const own = this.#memory.words
    for (let word = 0; word < ORDER_WORDS; word += 1) own[to + word] = words[at + word]!
    this.#places.set(orderId, place)
    if (own[to + NAME] !== 0) this.#names.set(this.#nameAt(place), orderId)
  }

  /** Takes in an order, where it is finished. */
  add(order: Order): void {
    if (!isFinal(order.status)) return
    const words = new Int32Array(ORDER_WORDS)
    writeOrder(new OrderEncoder().wrap(new DataView(words.buffer), 0), order)
    this.record(words, 0)
  }

  /** By the exchange's id. */
  get(orderId: OrderId): Order | undefined {
    const place = this.#places.get(orderId)
    return place === undefined ? undefined : readOrder(this.#decoder.wrap(this.#view, place * OCTETS))
  }

  /** The id of the last one of an account that had a client's id. */
  idOf(accountId: AccountId, clientOrderId: string): OrderId | undefined {
    return this.#names.get(nameOf(accountId, clientOrderId))
  }

  /** The records of all, oldest first, {@link ORDER_WORDS} each, filled up with zeros to a multiple of 16 octets. */
  save(): Int32Array {
    const { words } = this.#memory
    const saved = new Int32Array((this.#count * ORDER_WORDS + 3) & -4)
    const split = this.#oldest * ORDER_WORDS
    saved.set(words.subarray(split, this.#count * ORDER_WORDS), 0)
    saved.set(words.subarray(0, split), this.#count * ORDER_WORDS - split)
    return saved
  }

  /** The orders, oldest first. */
  all(): Order[] {
    const orders: Order[] = []
    for (let index = 0; index < this.#count; index += 1) {
      const place = (this.#oldest + index) % this.#count
      orders.push(readOrder(this.#decoder.wrap(this.#view, place * OCTETS)))
    }
    return orders
  }

  /** A place for a new one: that of the oldest once there are as many as may be. */
  #take(): number {
    if (this.#count < this.#limit) {
      if ((this.#count + 1) * ORDER_WORDS > this.#memory.words.length) this.#grow()
      this.#count += 1
      return this.#count - 1
    }
    const place = this.#oldest
    const orderId = orderIdAt(this.#memory.words, place * ORDER_WORDS)
    this.#places.delete(orderId)
    if (this.#memory.words[place * ORDER_WORDS + NAME] !== 0) {
      const name = this.#nameAt(place)
      if (this.#names.get(name) === orderId) this.#names.delete(name)
    }
    this.#oldest = (this.#oldest + 1) % this.#limit
    return place
  }

  #nameAt(place: number): string {
    const at = place * ORDER_WORDS
    return nameOf(this.#memory.words[at + ACCOUNT_ID]!, this.#memory.textAt((at + NAME) << 2, NAME_LENGTH))
  }

  #grow(): void {
    const before = this.#memory.words
    this.#memory = new EventMemory(new ArrayBuffer(before.byteLength * 2))
    this.#memory.words.set(before)
    this.#view = new DataView(this.#memory.words.buffer)
  }
}

function orderIdAt(words: Int32Array, at: number): OrderId {
  return (words[at + ORDER_ID + 1]! * 4294967296 + (words[at + ORDER_ID]! >>> 0)) as OrderId
}

function nameOf(accountId: number, clientOrderId: string): string {
  return `${accountId} ${clientOrderId}`
}
