import { invariant } from '../invariant.ts'
import type { StateHash } from '../state-hash.ts'
import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../units.ts'
import { isOrderId } from './book-arguments.ts'
import { BUY, CONTINUOUS, SELL } from './book-codes.ts'
import type { SideCode } from './book-codes.ts'
import type { BookMarket, BookOrder, BookSnapshot, OrderStanding } from './book-snapshot.ts'
import { isCallPhase, takesOrders } from './rules/phases.ts'

/** What a book knows beside its orders before anything happened. */
export const INITIAL_MARKET: BookMarket = {
  phase: CONTINUOUS,
  timeUs: 0,
  lastPriceTicks: 0,
  markPriceTicks: 0,
  indexPriceTicks: 0,
  referencePriceTicks: 0,
  bands: null,
  nextSequence: 1,
}

const WAITING: readonly OrderStanding[] = ['armed', 'entering', 'parked', 'pending', 'aside']

/** Throws an `InvariantError` naming the value unless a book could have written this snapshot. */
export function checkSnapshot(snapshot: BookSnapshot): void {
  const { bids, asks }: { readonly bids: unknown; readonly asks: unknown } = snapshot
  invariant(Array.isArray(bids) && Array.isArray(asks), 'a snapshot has bids and asks, each an array of orders')
  const orderIds = new Set<number>()
  checkSide(snapshot.bids, BUY, 'displayed', orderIds)
  checkSide(snapshot.asks, SELL, 'displayed', orderIds)
  checkSide(snapshot.hiddenBids ?? [], BUY, 'hidden', orderIds)
  checkSide(snapshot.hiddenAsks ?? [], SELL, 'hidden', orderIds)
  for (const order of snapshot.waiting ?? []) checkWaiting(order, orderIds)
  for (const list of snapshot.lists ?? []) {
    for (const orderId of list.orderIds) invariant(orderIds.has(orderId), `a list names live orders: orderId=${orderId}`)
  }
  checkUncrossed(snapshot)
}

function checkUncrossed(snapshot: BookSnapshot): void {
  const { phase } = snapshot.market ?? INITIAL_MARKET
  const bid = snapshot.bids[0]?.priceTicks
  const ask = snapshot.asks[0]?.priceTicks
  if (bid === undefined || ask === undefined || isCallPhase(phase) || !takesOrders(phase)) return
  invariant(bid < ask, `a snapshot must not be crossed: bid priceTicks=${bid}, ask priceTicks=${ask}`)
}

function checkSide(
  orders: readonly BookOrder[],
  side: SideCode,
  standing: OrderStanding,
  orderIds: Set<number>,
): void {
  let previous: BookOrder | undefined
  let levelLots = 0
  for (const order of orders) {
    const { orderId, priceTicks, details } = order
    checkOrder(order, side, orderIds)
    invariant(isPriceTicks(priceTicks), `a price is 1 to 2^31 - 1 whole ticks: priceTicks=${String(priceTicks)}`)
    const stands = details?.standing ?? 'displayed'
    invariant(stands === standing, `an order stands elsewhere in this snapshot: orderId=${orderId}, standing=${stands}`)
    const step = previous === undefined ? 0 : priceTicks - previous.priceTicks
    invariant(
      side === BUY ? step <= 0 : step >= 0,
      `orders stand best price first in a snapshot: orderId=${orderId}, priceTicks=${priceTicks}`,
    )
    if (step !== 0) levelLots = 0
    const lots = standing === 'displayed' ? shownLotsOf(order) : order.leavesLots
    invariant(
      levelLots <= MAX_QUANTITY_LOTS - lots,
      `a level holds at most ${MAX_QUANTITY_LOTS} lots: priceTicks=${priceTicks}, orderId=${orderId}`,
    )
    levelLots += lots
    previous = order
  }
}

function checkWaiting(order: BookOrder, orderIds: Set<number>): void {
  const { orderId, priceTicks, details } = order
  checkId(orderId, orderIds)
  invariant(details !== undefined && WAITING.includes(details.standing), `this order does not wait: orderId=${orderId}`)
  const priced = priceTicks === 0 || isPriceTicks(priceTicks)
  invariant(priced, `a price is 1 to 2^31 - 1 whole ticks: priceTicks=${String(priceTicks)}`)
}

function checkOrder(order: BookOrder, side: SideCode, orderIds: Set<number>): void {
  const { orderId, leavesLots, postOnly } = order
  checkId(orderId, orderIds)
  invariant(order.side === side, `an order stands on the other side in this snapshot: orderId=${orderId}`)
  invariant(isQuantityLots(leavesLots), `a quantity is 1 to 2^53 - 1 whole lots: leavesLots=${String(leavesLots)}`)
  invariant(typeof postOnly === 'boolean', `postOnly is true or false: postOnly=${String(postOnly)}`)
}

function checkId(orderId: number, orderIds: Set<number>): void {
  invariant(isOrderId(orderId), `an order id is an integer from 1 to 2^53 - 1: orderId=${String(orderId)}`)
  invariant(!orderIds.has(orderId), `an order id stands once in a snapshot: orderId=${orderId}`)
  orderIds.add(orderId)
}

/** What an order shows where it is displayed: the slice of an iceberg, else all that is open. */
export function shownLotsOf({ leavesLots, details }: BookOrder): number {
  return details === undefined || details.displayLots === 0 ? leavesLots : details.shownLots
}

/** Folds a whole book into a hash, queue by queue: equal for any two books that will act alike. */
export function hashBook(snapshot: BookSnapshot, hash: StateHash): void {
  hash.int32(snapshot.bids.length + snapshot.asks.length)
  for (const order of snapshot.bids) hashOrder(order, hash)
  for (const order of snapshot.asks) hashOrder(order, hash)
  const { hiddenBids, hiddenAsks, waiting, lists, market } = snapshot
  // What few books have is folded as text, whose form is that of the snapshot; nothing where it has none of it.
  const rest = JSON.stringify({ hiddenBids, hiddenAsks, waiting, lists, market })
  if (rest !== '{}') hash.text(rest)
}

function hashOrder(order: BookOrder, hash: StateHash): void {
  hash.integer(order.orderId)
  hash.int32((order.side << 1) | (order.postOnly ? 1 : 0))
  hash.int32(order.priceTicks)
  hash.integer(order.leavesLots)
  if (order.details !== undefined) hash.text(JSON.stringify(order.details))
}
