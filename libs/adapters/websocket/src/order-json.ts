import type { OrderText } from './replies.ts'

/**
 * The fields of an order as `JSON.stringify` writes them, without the braces: in a seventh of its time. Only the
 * client's own name is a text that might need an escape; all others are digits, names of the protocol and symbols.
 */
export function orderFields(order: OrderText): string {
  const { client_order_id: clientOrderId, price, reason } = order
  return (
    `"order_id":"${order.order_id}",` +
    (clientOrderId === undefined ? '' : `"client_order_id":${JSON.stringify(clientOrderId)},`) +
    `"symbol":"${order.symbol}","side":"${order.side}","order_type":"${order.order_type}",` +
    `"time_in_force":"${order.time_in_force}","post_only":${order.post_only ? 'true' : 'false'},` +
    (price === undefined ? '' : `"price":"${price}",`) +
    `"quantity":"${order.quantity}","executed_quantity":"${order.executed_quantity}",` +
    `"executed_value":"${order.executed_value}","status":"${order.status}",` +
    (reason === undefined ? '' : `"reason":"${reason}",`) +
    `"created_us":${order.created_us},"updated_us":${order.updated_us}`
  )
}
