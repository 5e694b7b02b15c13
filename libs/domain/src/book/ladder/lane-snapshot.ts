import { BUY, SELL } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookList, BookMarket, BookOrder, BookRest, BookSnapshot } from '../book-snapshot.ts'
import { trailingStopTicks } from '../rules/trailing-stop.ts'
import { INITIAL_MARKET } from '../snapshot-checks.ts'
import type { BookState } from './book-state.ts'
import { LiveOrder } from './live-order.ts'
import type { LiveList } from './live-order.ts'
import { rungOf } from './price-ladder.ts'

/** The displayed orders of a side, best price first, oldest first in a price. */
export function* displayedOrders(state: BookState, side: SideCode): Generator<BookOrder> {
  for (const order of state.displayed.orders(side)) {
    yield state.live.byId.get(order.orderId)?.view() ?? order
  }
}

/** The whole book. */
export function takeSnapshot(state: BookState): BookSnapshot {
  return { bids: [...displayedOrders(state, BUY)], asks: [...displayedOrders(state, SELL)], ...restOf(state) }
}

/** What the book has besides its displayed orders. */
export function restOf(state: BookState): BookRest {
  const hiddenBids = views(state.hidden[BUY].orders())
  const hiddenAsks = views(state.hidden[SELL].orders())
  const waiting = views(waitingOrders(state))
  const lists = listsOf(state)
  const market = marketOf(state)
  return {
    ...(hiddenBids.length > 0 && { hiddenBids }),
    ...(hiddenAsks.length > 0 && { hiddenAsks }),
    ...(waiting.length > 0 && { waiting }),
    ...(lists.length > 0 && { lists }),
    ...(JSON.stringify(market) !== JSON.stringify(INITIAL_MARKET) && { market }),
  }
}

function views(orders: Iterable<LiveOrder>): BookOrder[] {
  return Array.from(orders, (order) => order.view())
}

function* waitingOrders(state: BookState): Generator<LiveOrder> {
  for (const queues of state.triggers) yield* queues.orders()
  yield* state.entering.orders()
  for (const order of state.live.bySequence()) {
    const { standing } = order
    const untracked = standing === 'armed' && order.queue === undefined
    if (untracked || standing === 'parked' || standing === 'pending' || standing === 'aside') yield order
  }
}

function listsOf(state: BookState): BookList[] {
  const lists = new Set<LiveList>()
  for (const { list } of state.live.bySequence()) if (list !== undefined) lists.add(list)
  const records = [...lists].map(({ contingency, waiting, orders, feeRatePpm }) => {
    return { contingency, waiting, orderIds: orders.map(({ orderId }) => orderId), feeRatePpm }
  })
  return records.sort((left, right) => Math.min(...left.orderIds) - Math.min(...right.orderIds))
}

function marketOf(state: BookState): BookMarket {
  const [lastPriceTicks, markPriceTicks, indexPriceTicks] = state.triggerPrices
  const { phase, timeUs, referenceTicks: referencePriceTicks, bands = null, nextSequence } = state
  return { phase, timeUs, lastPriceTicks, markPriceTicks, indexPriceTicks, referencePriceTicks, bands, nextSequence }
}

/** Fills an empty book from a snapshot that was checked. */
export function restoreSnapshot(state: BookState, snapshot: BookSnapshot): void {
  const { lastPriceTicks, markPriceTicks, indexPriceTicks, ...market } = snapshot.market ?? INITIAL_MARKET
  state.triggerPrices.splice(0, 3, lastPriceTicks, markPriceTicks, indexPriceTicks)
  state.phase = market.phase
  state.timeUs = market.timeUs
  state.referenceTicks = market.referencePriceTicks
  state.bands = market.bands ?? undefined
  state.nextSequence = market.nextSequence
  const live = liveOrders(snapshot)
  for (const order of live.values()) state.enlist(order)
  for (const order of [...snapshot.bids, ...snapshot.asks]) restoreDisplayed(state, order)
  for (const { orderId } of [...(snapshot.hiddenBids ?? []), ...(snapshot.hiddenAsks ?? [])]) {
    const order = live.get(orderId)!
    state.hidden[order.side].add(order, order.priceTicks)
  }
  for (const { orderId } of snapshot.waiting ?? []) restoreWaiting(state, live.get(orderId)!)
  for (const list of snapshot.lists ?? []) restoreList(live, list)
}

/** By sequence, which is the order in which pegs and trailing stops take their turns. */
function liveOrders(snapshot: BookSnapshot): Map<number, LiveOrder> {
  const { bids, asks, hiddenBids = [], hiddenAsks = [], waiting = [] } = snapshot
  const orders = [bids, asks, hiddenBids, hiddenAsks, waiting].flat().flatMap((order) => {
    return order.details === undefined ? [] : [LiveOrder.of(order, order.details)]
  })
  orders.sort((left, right) => left.sequence - right.sequence)
  return new Map(orders.map((order) => [order.orderId, order]))
}

function restoreDisplayed(state: BookState, order: BookOrder): void {
  const { orderId, side, priceTicks, leavesLots, postOnly, details } = order
  const shownLots = details === undefined || details.displayLots === 0 ? leavesLots : details.shownLots
  state.displayed.add(orderId, side, rungOf(side, priceTicks), shownLots, postOnly)
  if (details !== undefined) state.displayedDetailedCount += 1
}

function restoreWaiting(state: BookState, order: LiveOrder): void {
  if (order.standing === 'entering') state.entering.append(order)
  if (order.standing !== 'armed' || (order.trails && order.extremeTicks === 0)) return
  const { side, extremeTicks, trailingBasisPoints, trailingTicks } = order
  const trailed = trailingStopTicks(side, extremeTicks, trailingBasisPoints, trailingTicks)
  const stop = order.trails ? trailed : order.stopPriceTicks
  state.triggersOf(order.triggerSource, state.risesFor(order)).add(order, stop)
}

function restoreList(live: ReadonlyMap<number, LiveOrder>, record: BookList): void {
  const orders = record.orderIds.map((orderId) => live.get(orderId)!)
  const { contingency, feeRatePpm, waiting } = record
  const list: LiveList = { contingency, feeRatePpm, orders, waiting }
  for (const order of orders) order.list = list
}
