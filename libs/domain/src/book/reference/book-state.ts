import { MAX_QUANTITY_LOTS } from '../../units.ts'
import * as codes from '../book-codes.ts'
import type { ExpiryCode, PhaseCode, SideCode, TriggerSourceCode } from '../book-codes.ts'
import type { BookAdviser, BookOptions } from '../book-options.ts'
import type { OrderStanding } from '../book-snapshot.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import { PRICE_TIME } from '../rules/allocation.ts'
import type { AllocationPolicy } from '../rules/allocation.ts'
import type { BookFilters } from '../rules/filters.ts'
import type { PriceBands } from '../rules/price-bands.ts'
import { restsHidden, shownOf } from './live-order.ts'
import type { LiveList, LiveOrder } from './live-order.ts'

/** What happened to a member of a list. */
export type ListEvent = 'traded' | 'filled' | 'canceled' | 'expired'

/** What happened to a member of a list, to be followed up. */
export interface Consequence {
  readonly list: LiveList
  readonly order: LiveOrder
  readonly event: ListEvent
}

/** All that the book is at a moment; every module of it works on this. */
export interface BookState {
  readonly listener: OrderBookListener
  readonly filters: BookFilters
  /** Undefined for price-time. */
  readonly allocation: AllocationPolicy | undefined
  readonly adviser: BookAdviser
  phase: PhaseCode
  timeUs: number
  /** By trigger source; 0 where there is none yet. */
  readonly prices: [number, number, number]
  referenceTicks: number
  bands: PriceBands | undefined
  nextSequence: number
  /** By side, in priority order. */
  readonly displayed: readonly [LiveOrder[], LiveOrder[]]
  readonly hidden: readonly [LiveOrder[], LiveOrder[]]
  /** In the order in which they came to their present stop. */
  readonly armed: LiveOrder[]
  readonly entering: LiveOrder[]
  /** Those that are parked, pending or aside. */
  readonly others: LiveOrder[]
  readonly lists: LiveList[]
  readonly consequences: Consequence[]
  /** How many cancels were reported ever. */
  canceledCount: number
}

/** An empty book. */
export function emptyState(listener: OrderBookListener, options: BookOptions): BookState {
  const { phase = codes.CONTINUOUS, filters = {}, allocation, adviser = {} } = options
  return {
    listener,
    filters,
    allocation: allocation === PRICE_TIME ? undefined : allocation,
    adviser,
    phase,
    timeUs: 0,
    prices: [0, 0, 0],
    referenceTicks: 0,
    bands: undefined,
    nextSequence: 1,
    displayed: [[], []],
    hidden: [[], []],
    armed: [],
    entering: [],
    others: [],
    lists: [],
    consequences: [],
    canceledCount: 0,
  }
}

/** The other side. */
export function oppositeOf(side: SideCode): SideCode {
  return side === codes.BUY ? codes.SELL : codes.BUY
}

/** All arrays that hold live orders. */
function queuesOf({ displayed, hidden, armed, entering, others }: BookState): LiveOrder[][] {
  return [...displayed, ...hidden, armed, entering, others]
}

/** All live orders. */
export function liveOrders(state: BookState): LiveOrder[] {
  return queuesOf(state).flat()
}

/** How many orders live. */
export function countOf(state: BookState): number {
  return queuesOf(state).reduce((sum, queue) => sum + queue.length, 0)
}

/** All live orders in the order in which they were accepted; plain ones, which have no sequence, are left out. */
export function bySequence(state: BookState, wanted: (order: LiveOrder) => boolean): LiveOrder[] {
  const found = queuesOf(state).flatMap((queue) => queue.filter((order) => !order.plain && wanted(order)))
  return found.sort((one, other) => one.sequence - other.sequence)
}

/** The live order with this id. */
export function findOrder(state: BookState, orderId: number): LiveOrder | undefined {
  for (const queue of queuesOf(state)) {
    const order = queue.find((one) => one.orderId === orderId)
    if (order !== undefined) return order
  }
  return undefined
}

/** Tells whether an order rests. */
export function isResting(order: LiveOrder): boolean {
  return order.standing === 'displayed' || order.standing === 'hidden'
}

/** Tells whether an order is still in the book. */
export function isLive(state: BookState, order: LiveOrder): boolean {
  return homeOf(state, order).includes(order)
}

function homeOf(state: BookState, { standing, side }: LiveOrder): LiveOrder[] {
  switch (standing) {
    case 'displayed':
      return state.displayed[side]
    case 'hidden':
      return state.hidden[side]
    case 'armed':
      return state.armed
    case 'entering':
      return state.entering
    case 'parked':
    case 'pending':
    case 'aside':
      return state.others
  }
}

/** Puts an order that is nowhere behind all that stand there and are as good or better. */
export function putAt(state: BookState, order: LiveOrder, standing: OrderStanding): void {
  order.standing = standing
  const queue = homeOf(state, order)
  const place = isResting(order) ? queue.findIndex((other) => isBetter(order, other)) : -1
  queue.splice(place === -1 ? queue.length : place, 0, order)
}

function isBetter(one: LiveOrder, other: LiveOrder): boolean {
  return one.side === codes.BUY ? one.priceTicks > other.priceTicks : one.priceTicks < other.priceTicks
}

/** Lets an order rest at its price, an iceberg with its first slice. */
export function restOrder(state: BookState, order: LiveOrder): void {
  order.shownLots = Math.min(order.displayLots, order.leavesLots)
  // Of a plain order nothing but its place is kept.
  if (order.plain) order.selfTrade = codes.ALLOW_SELF_TRADE
  putAt(state, order, restsHidden(order) ? 'hidden' : 'displayed')
}

/** Takes an order out from wherever it is; no harm where it is nowhere. */
export function takeOut(state: BookState, order: LiveOrder): void {
  const queue = homeOf(state, order)
  const place = queue.indexOf(order)
  if (place !== -1) queue.splice(place, 1)
}

/** The best displayed price of a side, 0 where there is none. */
export function bestDisplayedTicks(state: BookState, side: SideCode): number {
  return state.displayed[side][0]?.priceTicks ?? 0
}

/** The distinct displayed prices of a side, best first. */
export function displayedPrices(state: BookState, side: SideCode): number[] {
  return [...new Set(state.displayed[side].map((order) => order.priceTicks))]
}

/** What a queue of a side shows at a price. */
export function levelTotal(queue: readonly LiveOrder[], priceTicks: number): number {
  const level = queue.filter((order) => order.priceTicks === priceTicks)
  return level.reduce((sum, order) => sum + shownOf(order), 0)
}

/** Tells whether a level, without `self`, can hold this much more of an order. */
export function levelTakes(state: BookState, order: LiveOrder, priceTicks: number, self?: LiveOrder): boolean {
  const queue = restsHidden(order) ? state.hidden[order.side] : state.displayed[order.side]
  const others = queue.filter((other) => other !== self)
  return levelTotal(others, priceTicks) <= MAX_QUANTITY_LOTS - order.leavesLots
}

/** The price of a trigger source, 0 where there is none yet. */
export function sourcePrice(state: BookState, source: TriggerSourceCode): number {
  return state.prices[source]
}

/** What filters and auctions compare with: the reference price, or the last one, or 0. */
export function comparisonTicks(state: BookState): number {
  return state.referenceTicks === 0 ? state.prices[codes.LAST_PRICE] : state.referenceTicks
}

/** Notes what happened to an order, where it is in a list. */
export function noteEvent(state: BookState, order: LiveOrder, event: ListEvent): void {
  if (order.list !== undefined) state.consequences.push({ list: order.list, order, event })
}

/** Drops an order, wherever it is. */
export function expireOrder(state: BookState, order: LiveOrder, reason: ExpiryCode, leavesLots?: number): void {
  takeOut(state, order)
  const { orderId, side, priceTicks } = order
  state.listener.onExpired(orderId, leavesLots ?? order.leavesLots, reason, side, priceTicks)
  noteEvent(state, order, 'expired')
}

/** Cancels an order, wherever it is. */
export function cancelOrder(state: BookState, order: LiveOrder): void {
  takeOut(state, order)
  state.canceledCount += 1
  state.listener.onCanceled(order.orderId, order.side, order.priceTicks, order.leavesLots)
  noteEvent(state, order, 'canceled')
}
