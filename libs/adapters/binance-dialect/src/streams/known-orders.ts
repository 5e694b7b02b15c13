import type { Event, OrderList } from '@openlob/application'
import { isFinal } from '@openlob/domain'
import type { Order, OrderId } from '@openlob/domain'

/**
 * What is known of open orders with conditions, and of lists, beside what each event tells: events tell of both once.
 */
export class KnownOrders {
  readonly #orders = new Map<OrderId, Order>()
  /** The lists by their orders. */
  readonly #lists = new Map<OrderId, OrderList>()

  /** What is known of an order, undefined where it is a plain one. */
  get(orderId: OrderId): Order | undefined {
    return this.#orders.get(orderId)
  }

  /** The list that an order is one of, while anything of it is open. */
  listOf(orderId: OrderId): OrderList | undefined {
    return this.#lists.get(orderId)
  }

  /** Takes in open orders and lists from before the first event. */
  learn(orders: readonly Order[], lists: readonly OrderList[]): void {
    for (const list of lists) if (!list.orders.some(({ orderId }) => this.#lists.has(orderId))) this.#keep(list)
    for (const order of orders)
      if (order.conditions !== undefined && !this.#orders.has(order.orderId)) this.#orders.set(order.orderId, order)
  }

  /** Takes in the orders that a command has placed, before its events are told. */
  begin(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'OrderAccepted' && event.order.conditions !== undefined)
        this.#orders.set(event.order.orderId, event.order)
      else if (event.type === 'OrderListChanged' && event.status === 'executing') this.#keep(event.list)
      else if (event.type === 'OrderAmended') this.#rename(event.order)
    }
  }

  /** Takes in what has become of them, once its events are told. */
  end(events: readonly Event[]): void {
    if (this.#orders.size + this.#lists.size === 0) return
    for (const event of events) {
      if (event.type === 'OrderListChanged' && event.status === 'done')
        for (const { orderId } of event.list.orders) this.#lists.delete(orderId)
      if (event.type === 'OrderActivated' && event.works) this.#change(event.order.orderId, { workingUs: event.timestampUs })
      else if (event.type === 'TradePrevented') {
        this.#change(event.makerOrder.orderId, { preventedLots: event.makerPreventedLots })
        this.#change(event.takerOrder.orderId, { preventedLots: event.takerPreventedLots })
      }
      for (const order of ordersOf(event)) if (isFinal(order.status)) this.#orders.delete(order.orderId)
    }
  }

  #keep(list: OrderList): void {
    for (const { orderId } of list.orders) this.#lists.set(orderId, list)
  }

  /** An amendment may have given an order of a list another name. */
  #rename({ orderId, clientOrderId }: Order): void {
    const list = this.#lists.get(orderId)
    if (list === undefined) return
    const orders = list.orders.map((order) => (order.orderId === orderId ? { orderId, clientOrderId } : order))
    this.#keep({ ...list, orders })
  }

  #change(orderId: OrderId, change: Partial<Order>): void {
    const known = this.#orders.get(orderId)
    if (known !== undefined) this.#orders.set(orderId, { ...known, ...change })
  }
}

function ordersOf(event: Event): readonly Order[] {
  if (event.type === 'TradeExecuted') return [event.makerOrder, event.takerOrder]
  return 'order' in event ? [event.order] : []
}
