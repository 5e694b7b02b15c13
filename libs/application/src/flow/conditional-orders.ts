import type { AccountId, OrderConditions, OrderId } from '@openlob/domain'
import type { OrderList } from '../events/event.ts'

/** What a flow knows, beside its record, of an open order with conditions or of one kept from trading with its own. */
export interface ConditionalOrder {
  readonly orderId: OrderId
  readonly conditions: OrderConditions
  /** When it began to work, undefined as long as it waits. */
  workingUs: number | undefined
  /** What self-trade prevention took off it. */
  preventedLots: number
  /** At which price an order without a limit pays while it waits; 0 where it is not known, or has a limit. */
  holdPriceTicks: number
  /** The list that it belongs to. */
  listId: number | undefined
}

/** An order list of which something is open. */
export interface OpenOrderList extends OrderList {
  /** The orders of it that are open, in its order. */
  readonly open: OrderId[]
}

/** The same as plain data, for a snapshot; undefined where there is none. */
export interface SavedConditionals {
  readonly orders: readonly Readonly<ConditionalOrder>[]
  readonly lists: readonly OpenOrderList[]
}

/** The open orders of a flow that are more than a price and a quantity, and the lists that they belong to. */
export class ConditionalOrders {
  readonly #orders = new Map<OrderId, ConditionalOrder>()
  readonly #lists = new Map<number, OpenOrderList>()
  /** By account and name. */
  readonly #names = new Map<string, number>()

  /** How many orders there are. */
  get size(): number {
    return this.#orders.size
  }

  get(orderId: number): ConditionalOrder | undefined {
    return this.#orders.size === 0 ? undefined : this.#orders.get(orderId as OrderId)
  }

  /** Takes an order in. */
  add(order: ConditionalOrder): void {
    this.#orders.set(order.orderId, order)
  }

  /** The order of an id, which is taken in as a plain one that works where it is not known. */
  known(orderId: OrderId, createdUs: number): ConditionalOrder {
    const found = this.#orders.get(orderId)
    if (found !== undefined) return found
    const rest = { preventedLots: 0, holdPriceTicks: 0, listId: undefined }
    const order: ConditionalOrder = { orderId, conditions: {}, workingUs: createdUs, ...rest }
    this.#orders.set(orderId, order)
    return order
  }

  /** Forgets an order that is no longer open; the list that ended with it, where one did. */
  close(orderId: OrderId): OpenOrderList | undefined {
    const order = this.#orders.get(orderId)
    if (order === undefined) return undefined
    this.#orders.delete(orderId)
    const list = order.listId === undefined ? undefined : this.#lists.get(order.listId)
    if (list === undefined) return undefined
    list.open.splice(list.open.indexOf(orderId), 1)
    if (list.open.length > 0) return undefined
    this.#lists.delete(list.listId)
    if (list.clientListId !== undefined) this.#names.delete(keyOf(list.accountId, list.clientListId))
    return list
  }

  /** Takes a list in, whose orders are taken in. */
  addList(list: OpenOrderList): void {
    this.#lists.set(list.listId, list)
    if (list.clientListId !== undefined) this.#names.set(keyOf(list.accountId, list.clientListId), list.listId)
  }

  /** The list of an id; undefined where nothing of it is open. */
  list(listId: number | undefined): OpenOrderList | undefined {
    return listId === undefined ? undefined : this.#lists.get(listId)
  }

  /** The account's list of a name. */
  listNamed(accountId: AccountId, clientListId: string): OpenOrderList | undefined {
    return this.list(this.#names.get(keyOf(accountId, clientListId)))
  }

  /** The open lists of an account, oldest first, as they were placed. O(open lists). */
  listsOf(owner: AccountId): OrderList[] {
    const own = [...this.#lists.values()].filter(({ accountId }) => accountId === owner)
    return own.map(({ listId, accountId, instrumentId, contingency, clientListId, orders, createdUs }) => {
      return { listId, accountId, instrumentId, contingency, clientListId, orders, createdUs }
    })
  }

  /** Everything, oldest first. */
  saved(): SavedConditionals | undefined {
    if (this.#orders.size === 0) return undefined
    const orders = [...this.#orders.values()].sort((left, right) => left.orderId - right.orderId)
    const lists = [...this.#lists.values()].sort((left, right) => left.listId - right.listId)
    return { orders, lists }
  }

  /** Takes everything in again. */
  restore({ orders, lists }: SavedConditionals): void {
    // In the order in which they were: what is undefined is none of a text.
    for (const { orderId, conditions, workingUs, preventedLots, holdPriceTicks, listId } of orders)
      this.add({ orderId, conditions, workingUs, preventedLots, holdPriceTicks, listId })
    for (const { listId, accountId, instrumentId, contingency, clientListId, createdUs, ...list } of lists) {
      const listed = list.orders.map(({ orderId, clientOrderId }) => ({ orderId, clientOrderId }))
      const head = { listId, accountId, instrumentId, contingency, clientListId }
      this.addList({ ...head, orders: listed, createdUs, open: [...list.open] })
    }
  }
}

/** The names of the conditions, in the order in which they are kept: equal states are equal as text. */
const NAMES = [
  'stopPriceTicks',
  'trailingBasisPoints',
  'displayLots',
  'quoteUnits',
  'peg',
  'pegLevels',
  'selfTradePrevention',
  'strategyId',
  'strategyType',
] as const satisfies readonly (keyof OrderConditions)[]

/** Conditions as they are kept: only those that are given, always in the same order. */
export function keptConditions(conditions: OrderConditions): OrderConditions {
  const given = NAMES.filter((name) => conditions[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, conditions[name]]))
}

function keyOf(accountId: AccountId, clientListId: string): string {
  return `${accountId} ${clientListId}`
}
