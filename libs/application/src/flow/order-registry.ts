import type { AccountId, Hashable, InstrumentId, OrderId, StateHash } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import { foldOrder } from '../events/event-hash.ts'
import { must } from './must.ts'
import type { OpenOrder } from './open-order.ts'

interface AccountOrders {
  readonly byId: Map<OrderId, OpenOrder>
  readonly byClientOrderId: Map<string, OpenOrder>
}

/** The orders that rest in the books: by id, by account and by the client's id. Its memory follows what is open. */
export class OrderRegistry implements Hashable {
  readonly #byId = new Map<OrderId, OpenOrder>()
  readonly #byAccount = new Map<AccountId, AccountOrders>()

  /** How many there are. */
  get count(): number {
    return this.#byId.size
  }

  /** How many an account has. */
  countOf(accountId: AccountId): number {
    return this.#byAccount.get(accountId)?.byId.size ?? 0
  }

  /** An open order, undefined where none has this id. */
  get(orderId: OrderId): OpenOrder | undefined {
    return this.#byId.get(orderId)
  }

  /** An order that is known to be open; throws where it is not. */
  resting(orderId: OrderId): OpenOrder {
    const order = this.#byId.get(orderId)
    must(order !== undefined, () => `an order in a book is open: orderId=${orderId}`)
    return order
  }

  /** An open order of an account by either id. */
  find(accountId: AccountId, reference: OrderReference): OpenOrder | undefined {
    const orders = this.#byAccount.get(accountId)
    return reference.orderId === undefined
      ? orders?.byClientOrderId.get(reference.clientOrderId)
      : orders?.byId.get(reference.orderId)
  }

  /** An account's open orders, oldest first; of one instrument where given. */
  ofAccount(accountId: AccountId, instrumentId?: InstrumentId): OpenOrder[] {
    const orders = [...(this.#byAccount.get(accountId)?.byId.values() ?? [])]
    return instrumentId === undefined ? orders : orders.filter((order) => order.instrumentId === instrumentId)
  }

  /** All of them, oldest first. */
  all(): IterableIterator<OpenOrder> {
    return this.#byId.values()
  }

  /** Adds an order that rests from here on; its id is the highest so far. */
  add(order: OpenOrder): void {
    const { orderId, accountId, clientOrderId } = order
    must(!this.#byId.has(orderId), () => `an order rests once: orderId=${orderId}`)
    this.#byId.set(orderId, order)
    let orders = this.#byAccount.get(accountId)
    if (orders === undefined) {
      orders = { byId: new Map(), byClientOrderId: new Map() }
      this.#byAccount.set(accountId, orders)
    }
    orders.byId.set(orderId, order)
    if (clientOrderId === undefined) return
    must(!orders.byClientOrderId.has(clientOrderId), () => `a client order id is open once: ${clientOrderId}`)
    orders.byClientOrderId.set(clientOrderId, order)
  }

  /** Forgets an order that is open no more. */
  remove(order: OpenOrder): void {
    this.#byId.delete(order.orderId)
    const orders = this.#byAccount.get(order.accountId)
    if (orders === undefined) return
    orders.byId.delete(order.orderId)
    if (order.clientOrderId !== undefined) orders.byClientOrderId.delete(order.clientOrderId)
    if (orders.byId.size === 0) this.#byAccount.delete(order.accountId)
  }

  hashInto(hash: StateHash): void {
    hash.integer(this.#byId.size)
    for (const order of this.#byId.values()) {
      foldOrder(hash, order)
      hash.int64(order.heldUnits)
    }
  }
}
