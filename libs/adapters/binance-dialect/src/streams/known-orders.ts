import type { Event } from '@openlob/application'
import { isFinal } from '@openlob/domain'
import type { Order, OrderId } from '@openlob/domain'

/** What is known of open orders with conditions beside what each event tells: events tell of the conditions once. */
export class KnownOrders {
  readonly #orders = new Map<OrderId, Order>()

  /** What is known of an order, undefined where it is a plain one. */
  get(orderId: OrderId): Order | undefined {
    return this.#orders.get(orderId)
  }

  /** Takes in open orders from before the first event. */
  learn(orders: readonly Order[]): void {
    for (const order of orders)
      if (order.conditions !== undefined && !this.#orders.has(order.orderId)) this.#orders.set(order.orderId, order)
  }

  /** Takes in the orders that a command has placed, before its events are told. */
  begin(events: readonly Event[]): void {
    for (const event of events)
      if (event.type === 'OrderAccepted' && event.order.conditions !== undefined) this.#orders.set(event.order.orderId, event.order)
  }

  /** Takes in what has become of them, once its events are told. */
  end(events: readonly Event[]): void {
    if (this.#orders.size === 0) return
    for (const event of events) {
      if (event.type === 'OrderActivated' && event.works) this.#change(event.order.orderId, { workingUs: event.timestampUs })
      else if (event.type === 'TradePrevented') {
        this.#change(event.makerOrder.orderId, { preventedLots: event.makerPreventedLots })
        this.#change(event.takerOrder.orderId, { preventedLots: event.takerPreventedLots })
      }
      for (const order of ordersOf(event)) if (isFinal(order.status)) this.#orders.delete(order.orderId)
    }
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
