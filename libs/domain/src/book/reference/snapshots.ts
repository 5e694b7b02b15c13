import * as codes from '../book-codes.ts'
import type { BookList, BookMarket, BookOrder, BookRest, BookSnapshot } from '../book-snapshot.ts'
import { INITIAL_MARKET } from '../snapshot-checks.ts'
import type { BookState } from './book-state.ts'
import { bySequence, findOrder, isLive, isResting } from './book-state.ts'
import { bookOrderOf, orderFrom, stopOf } from './live-order.ts'
import type { LiveList, LiveOrder } from './live-order.ts'
import { triggerQueue } from './triggers.ts'

/** The whole book. */
export function snapshotOf(state: BookState): BookSnapshot {
  return {
    bids: state.displayed[codes.BUY].map(bookOrderOf),
    asks: state.displayed[codes.SELL].map(bookOrderOf),
    ...restOf(state),
  }
}

/** What the book has besides its displayed orders. */
export function restOf(state: BookState): BookRest {
  const hiddenBids = state.hidden[codes.BUY].map(bookOrderOf)
  const hiddenAsks = state.hidden[codes.SELL].map(bookOrderOf)
  const waiting = waitingOrders(state).map(bookOrderOf)
  const lists = state.lists.map((list) => bookListOf(state, list))
  lists.sort((one, other) => Math.min(...one.orderIds) - Math.min(...other.orderIds))
  const market = marketOf(state)
  return {
    ...(hiddenBids.length > 0 && { hiddenBids }),
    ...(hiddenAsks.length > 0 && { hiddenAsks }),
    ...(waiting.length > 0 && { waiting }),
    ...(lists.length > 0 && { lists }),
    ...(JSON.stringify(market) !== JSON.stringify(INITIAL_MARKET) && { market }),
  }
}

function waitingOrders(state: BookState): LiveOrder[] {
  const queued: LiveOrder[] = []
  for (const source of [codes.LAST_PRICE, codes.MARK_PRICE, codes.INDEX_PRICE] as const) {
    queued.push(...triggerQueue(state, source, true), ...triggerQueue(state, source, false))
  }
  const isRest = (order: LiveOrder) =>
    !isResting(order) && order.standing !== 'entering' && !(order.standing === 'armed' && stopOf(order) !== undefined)
  return [...queued, ...state.entering, ...bySequence(state, isRest)]
}

function bookListOf(state: BookState, { contingency, waiting, members, feeRatePpm }: LiveList): BookList {
  const live = members.filter((member) => isLive(state, member))
  return { contingency, waiting, orderIds: live.map(({ orderId }) => orderId), feeRatePpm }
}

function marketOf(state: BookState): BookMarket {
  const { phase, timeUs, prices, referenceTicks, bands = null, nextSequence } = state
  const [lastPriceTicks, markPriceTicks, indexPriceTicks] = prices
  return {
    phase,
    timeUs,
    lastPriceTicks,
    markPriceTicks,
    indexPriceTicks,
    referencePriceTicks: referenceTicks,
    bands,
    nextSequence,
  }
}

/** Fills an empty book from a snapshot that was checked. */
export function restoreInto(state: BookState, snapshot: BookSnapshot): void {
  const { bids, asks, hiddenBids = [], hiddenAsks = [], waiting = [], lists = [], market = INITIAL_MARKET } = snapshot
  state.phase = market.phase
  state.timeUs = market.timeUs
  state.prices[codes.LAST_PRICE] = market.lastPriceTicks
  state.prices[codes.MARK_PRICE] = market.markPriceTicks
  state.prices[codes.INDEX_PRICE] = market.indexPriceTicks
  state.referenceTicks = market.referencePriceTicks
  state.bands = market.bands ?? undefined
  state.nextSequence = market.nextSequence
  fillQueue(state.displayed[codes.BUY], bids)
  fillQueue(state.displayed[codes.SELL], asks)
  fillQueue(state.hidden[codes.BUY], hiddenBids)
  fillQueue(state.hidden[codes.SELL], hiddenAsks)
  const standing = (...standings: string[]) => waiting.filter(({ details }) => standings.includes(details!.standing))
  fillQueue(state.armed, standing('armed'))
  fillQueue(state.entering, standing('entering'))
  fillQueue(state.others, standing('parked', 'pending', 'aside'))
  for (const list of lists) restoreList(state, list)
}

function fillQueue(queue: LiveOrder[], orders: readonly BookOrder[]): void {
  for (const order of orders) queue.push(orderFrom(order))
}

function restoreList(state: BookState, { contingency, waiting, orderIds, feeRatePpm }: BookList): void {
  const members = orderIds.map((orderId) => findOrder(state, orderId)!)
  const list: LiveList = { contingency, feeRatePpm, waiting, members }
  for (const member of members) member.list = list
  state.lists.push(list)
}
