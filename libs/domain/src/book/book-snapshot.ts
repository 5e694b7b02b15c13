import { invariant } from '../invariant.ts'
import type { StateHash } from '../state-hash.ts'
import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../units.ts'
import { isOrderId } from './book-arguments.ts'
import type { BookOrder, BookSnapshot, OrderBook, SideCode } from './order-book.ts'
import { BUY, SELL } from './order-book.ts'

/** Throws an `InvariantError` naming the value unless a book could have written this snapshot. */
export function checkSnapshot(snapshot: BookSnapshot): void {
  const { bids, asks }: { readonly bids: unknown; readonly asks: unknown } = snapshot
  invariant(Array.isArray(bids) && Array.isArray(asks), 'a snapshot has bids and asks, each an array of orders')
  const orderIds = new Set<number>()
  checkSide(snapshot.bids, BUY, orderIds)
  checkSide(snapshot.asks, SELL, orderIds)
  const bid = snapshot.bids[0]?.priceTicks
  const ask = snapshot.asks[0]?.priceTicks
  if (bid === undefined || ask === undefined) return
  invariant(bid < ask, `a snapshot must not be crossed: bid priceTicks=${bid}, ask priceTicks=${ask}`)
}

function checkSide(orders: readonly BookOrder[], side: SideCode, orderIds: Set<number>): void {
  let previous: BookOrder | undefined
  let levelLots = 0
  for (const order of orders) {
    checkOrder(order, side)
    invariant(!orderIds.has(order.orderId), `an order id stands once in a snapshot: orderId=${order.orderId}`)
    orderIds.add(order.orderId)
    const step = previous === undefined ? 0 : order.priceTicks - previous.priceTicks
    invariant(
      side === BUY ? step <= 0 : step >= 0,
      `orders stand best price first in a snapshot: orderId=${order.orderId}, priceTicks=${order.priceTicks}`,
    )
    if (step !== 0) levelLots = 0
    invariant(
      levelLots <= MAX_QUANTITY_LOTS - order.leavesLots,
      `a level holds at most ${MAX_QUANTITY_LOTS} lots: priceTicks=${order.priceTicks}, orderId=${order.orderId}`,
    )
    levelLots += order.leavesLots
    previous = order
  }
}

function checkOrder(order: BookOrder, side: SideCode): void {
  const { orderId, priceTicks, leavesLots, postOnly } = order
  invariant(isOrderId(orderId), `an order id is an integer from 1 to 2^53 - 1: orderId=${String(orderId)}`)
  invariant(order.side === side, `an order stands on the other side in this snapshot: orderId=${orderId}`)
  invariant(isPriceTicks(priceTicks), `a price is 1 to 2^31 - 1 whole ticks: priceTicks=${String(priceTicks)}`)
  invariant(isQuantityLots(leavesLots), `a quantity is 1 to 2^53 - 1 whole lots: leavesLots=${String(leavesLots)}`)
  invariant(typeof postOnly === 'boolean', `postOnly is true or false: postOnly=${String(postOnly)}`)
}

/** Folds the resting orders of a book into a hash, queue by queue: equal for any two books that will act alike. */
export function hashOrders(book: Pick<OrderBook, 'orders' | 'orderCount'>, hash: StateHash): void {
  hash.int32(book.orderCount)
  for (const side of [BUY, SELL] as const) {
    for (const order of book.orders(side)) {
      hash.integer(order.orderId)
      hash.int32((order.side << 1) | (order.postOnly ? 1 : 0))
      hash.int32(order.priceTicks)
      hash.integer(order.leavesLots)
    }
  }
}
