import type { AccountId, Hashable, InstrumentId, Order, OrderId, StateHash } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import { foldOrder } from '../events/folds.ts'
import { jsonText } from '../snapshot/json.ts'
import { ConditionalOrders } from './conditional-orders.ts'
import type { SavedConditionals } from './conditional-orders.ts'
import type { OpenOrder } from './open-order.ts'
import { nameHash, OrderName } from './order-name.ts'
import { ACCOUNT_ID, NAME, NAME_WORDS, NEWER, OLDER, ORDER_ID, OrderRecords, SAVED_LONGS, STRIDE } from './order-records.ts'
import type { OrderRequest } from './order-request.ts'
import { SlotIndex } from './slot-index.ts'

const TWO_TO_32 = 4294967296

/**
 * The orders of a flow: those that rest, by id, by account and by the client's name for them, and the one that arrives.
 * Every step of a command is O(1).
 */
export class OrderTable extends OrderRecords implements Hashable {
  /** What is known of those that are more than a price and a quantity. */
  readonly conditional: ConditionalOrders = new ConditionalOrders()
  #count = 0
  readonly #ids = new SlotIndex()
  readonly #names = new SlotIndex()
  /** By account: the oldest and the newest order, and how many there are. */
  #accounts = new Int32Array(3 * 64)
  readonly #sought = new OrderName()

  /** How many rest. */
  get count(): number {
    return this.#count
  }

  /** How many of an account rest. */
  countOf(accountId: number): number {
    return this.#accounts[accountId * 3 + 2] ?? 0
  }

  /** Lets an order that arrived rest from here on; its id is the highest so far. */
  rest(slot: number): void {
    const words = this.words
    const at = slot * STRIDE
    const accountId = words[at + ACCOUNT_ID]!
    this.#ids.insert(this.#idHash(slot), slot)
    if (words[at + NAME] !== 0) this.#names.insert(nameHash(words, at + NAME, accountId), slot)
    if (accountId * 3 + 2 >= this.#accounts.length) this.#growAccounts(accountId)
    const newest = this.#accounts[accountId * 3 + 1]!
    words[at + OLDER] = newest
    words[at + NEWER] = 0
    if (newest === 0) this.#accounts[accountId * 3] = slot
    else words[newest * STRIDE + NEWER] = slot
    this.#accounts[accountId * 3 + 1] = slot
    this.#accounts[accountId * 3 + 2]! += 1
    this.#count += 1
  }

  /** Gives an order that rests another name. */
  rename(slot: number, name: OrderName): void {
    const words = this.words
    const at = slot * STRIDE + NAME
    const accountId = this.accountIdOf(slot)
    if (words[at] !== 0) this.#names.remove(nameHash(words, at, accountId), slot)
    for (let index = 0; index < NAME_WORDS; index += 1) words[at + index] = name.words[index]!
    this.#names.insert(name.hashFor(accountId), slot)
  }

  /** Forgets an order that rested; its record can be read until the next one is opened. */
  remove(slot: number): void {
    const words = this.words
    const at = slot * STRIDE
    const accountId = words[at + ACCOUNT_ID]!
    this.#ids.remove(this.#idHash(slot), slot)
    if (words[at + NAME] !== 0) this.#names.remove(nameHash(words, at + NAME, accountId), slot)
    const older = words[at + OLDER]!
    const newer = words[at + NEWER]!
    if (older === 0) this.#accounts[accountId * 3] = newer
    else words[older * STRIDE + NEWER] = newer
    if (newer === 0) this.#accounts[accountId * 3 + 1] = older
    else words[newer * STRIDE + OLDER] = older
    this.#accounts[accountId * 3 + 2]! -= 1
    this.#count -= 1
    this.discard(slot)
  }

  /** The slot of an order that rests, 0 where none has this id. */
  find(orderId: number): number {
    const low = orderId | 0
    const ids = this.#ids
    const hash = idHash(low, (orderId / TWO_TO_32) | 0)
    for (let place = ids.first(hash); ; place = ids.next(place)) {
      const slot = ids.slotAt(place)
      if (slot === 0) return 0
      if (ids.hashAt(place) === hash && this.orderIdOf(slot) === orderId) return slot
    }
  }

  /** The slot of an account's order by the client's name for it, 0 where none rests. */
  findNamed(accountId: number, name: OrderName): number {
    if (!name.isFit) return 0
    const names = this.#names
    const hash = name.hashFor(accountId)
    for (let place = names.first(hash); ; place = names.next(place)) {
      const slot = names.slotAt(place)
      if (slot === 0) return 0
      if (names.hashAt(place) === hash && this.#isNamed(slot, accountId, name)) return slot
    }
  }

  /** The slot of the open order that a request names, 0 where its account has none. */
  findRequested({ openOrderId, accountId, name }: OrderRequest): number {
    if (openOrderId === 0) return this.findNamed(accountId, name)
    const slot = this.find(openOrderId)
    return slot !== 0 && this.accountIdOf(slot) === accountId ? slot : 0
  }

  // What follows makes objects: for questions, snapshots and the operator's commands.

  /** The order as it stands, with its conditions. */
  override view(slot: number): Order {
    const order = super.view(slot)
    const known = this.conditional.get(order.orderId)
    if (known === undefined) return order
    const { conditions, listId, workingUs, preventedLots } = known
    return { ...order, conditions, listId, workingUs, preventedLots }
  }

  override readBooked(slot: number, into: Float64Array, at: number): void {
    super.readBooked(slot, into, at)
    // What was prevented is no part of the message of an order.
    if (this.conditional.size > 0) into[at + 2] = this.remainingLotsOf(slot)
  }

  /** Takes in again what was known of the orders that are open, which are there already. */
  restoreConditionals(saved: SavedConditionals): void {
    this.conditional.restore(saved)
    for (const { orderId, preventedLots } of saved.orders) this.prevent(this.find(orderId), preventedLots)
  }

  /** An order that rests, undefined where none has this id. */
  get(orderId: OrderId): OpenOrder | undefined {
    const slot = this.find(orderId)
    return slot === 0 ? undefined : this.record(slot)
  }

  /** The slot of an account's order by either id, 0 where none rests. */
  slotOf(accountId: AccountId, reference: OrderReference): number {
    if (reference.orderId === undefined) {
      this.#sought.setText(reference.clientOrderId)
      return this.findNamed(accountId, this.#sought)
    }
    const slot = this.find(reference.orderId)
    return slot !== 0 && this.accountIdOf(slot) === accountId ? slot : 0
  }

  /** The slots of an account's orders, oldest first; of one instrument where given. */
  slotsOfAccount(accountId: AccountId, instrumentId?: InstrumentId): number[] {
    const slots: number[] = []
    for (let slot = this.#accounts[accountId * 3] ?? 0; slot !== 0; slot = this.words[slot * STRIDE + NEWER]!)
      if (instrumentId === undefined || this.instrumentIdOf(slot) === instrumentId) slots.push(slot)
    return slots
  }

  /** The slots of all that rest, oldest first. O(n log n). */
  slots(): number[] {
    const slots: number[] = []
    for (let accountId = 0; accountId * 3 < this.#accounts.length; accountId += 1)
      for (const slot of this.slotsOfAccount(accountId as AccountId)) slots.push(slot)
    return slots.sort((left, right) => this.orderIdOf(left) - this.orderIdOf(right))
  }

  /** All that rest, oldest first. */
  all(): OpenOrder[] {
    return this.slots().map((slot) => this.record(slot))
  }

  override reserve(count: number): void {
    super.reserve(count)
    this.#ids.reserve(count)
  }

  /** Takes an order out of a snapshot, with the slot of the balance that it pays from; its id is the highest so far. */
  restore(order: OpenOrder, balance: number): void {
    this.rest(this.write(order, balance))
  }

  /**
   * What a snapshot keeps of all that rest, {@link SAVED_LONGS} words of 64 bits each: by account, the oldest of each
   * first; and the place of each slot among them.
   */
  saveAll(): { readonly saved: BigInt64Array; readonly ranks: Int32Array } {
    // Filled up to a multiple of 16 octets with zeros, as a section of a snapshot is.
    const saved = new BigInt64Array((this.#count * SAVED_LONGS + 1) & -2)
    const ranks = new Int32Array(this.words.length / STRIDE)
    let index = 0
    for (let accountId = 0; accountId * 3 < this.#accounts.length; accountId += 1)
      for (let slot = this.#accounts[accountId * 3]!; slot !== 0; slot = this.words[slot * STRIDE + NEWER]!) {
        this.save(slot, saved, index * SAVED_LONGS)
        ranks[slot] = index
        index += 1
      }
    return { saved, ranks }
  }

  hashInto(hash: StateHash): void {
    const conditionals = this.conditional.saved()
    if (conditionals !== undefined) hash.text(jsonText(conditionals))
    hash.integer(this.#count)
    for (const slot of this.slots()) {
      foldOrder(hash, this.view(slot))
      hash.int64(this.longs[this.heldAt(slot)]!)
    }
  }

  #growAccounts(accountId: number): void {
    const before = this.#accounts
    let length = before.length
    while (length <= accountId * 3 + 2) length *= 2
    this.#accounts = new Int32Array(length)
    this.#accounts.set(before)
  }

  #idHash(slot: number): number {
    const at = slot * STRIDE
    return idHash(this.words[at + ORDER_ID]!, this.words[at + ORDER_ID + 1]!)
  }

  #isNamed(slot: number, accountId: number, name: OrderName): boolean {
    const words = this.words
    const at = slot * STRIDE
    if (words[at + ACCOUNT_ID] !== accountId) return false
    for (let index = 0; index < NAME_WORDS; index += 1) if (words[at + NAME + index] !== name.words[index]) return false
    return true
  }
}

/** A hash of an order id's halves. */
function idHash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

