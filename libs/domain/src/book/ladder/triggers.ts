import { ACCEPTED, TRIGGERS_AT_ONCE } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { BUY, CONTINUOUS } from '../book-codes.ts'
import type { TriggerSourceCode } from '../book-codes.ts'
import { stopReached, trailingStopTicks } from '../rules/trailing-stop.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import type { PriceQueues } from './price-queues.ts'

/** Whether an order that waits for a trigger would not have to wait. */
export function triggerRefusal(state: BookState, order: LiveOrder, stopTicks: number): BookCode {
  if (order.trails) return ACCEPTED
  const present = state.triggerPrices[order.triggerSource]
  const reached = present !== 0 && stopReached(order.type, order.side, stopTicks, present)
  return reached ? TRIGGERS_AT_ONCE : ACCEPTED
}

/** Lets an order wait for its trigger. */
export function arm(state: BookState, order: LiveOrder): void {
  order.standing = 'armed'
  if (!order.trails) {
    queueOf(state, order).add(order, order.stopPriceTicks)
    return
  }
  const present = state.triggerPrices[order.triggerSource]
  if (present !== 0) follow(state, order, present)
}

/** Moves an armed order to the back of the queue at another stop. */
export function moveStop(state: BookState, order: LiveOrder, stopTicks: number): void {
  const queues = queueOf(state, order)
  if (order.queue !== undefined) queues.remove(order)
  queues.add(order, stopTicks)
}

/** Tells a price of a source: where the market trades as it comes, trailing stops follow it and triggers fire. */
export function tellPrice(state: BookState, source: TriggerSourceCode, priceTicks: number): void {
  state.triggerPrices[source] = priceTicks
  if (state.phase !== CONTINUOUS || state.uncrossing) return
  for (const order of state.live.trailing) {
    if (order.standing === 'armed' && order.triggerSource === source) follow(state, order, priceTicks)
  }
  const rising = state.triggersOf(source, true)
  while (!rising.isEmpty && rising.bestTicks <= priceTicks) fire(state, rising)
  const falling = state.triggersOf(source, false)
  while (!falling.isEmpty && falling.bestTicks >= priceTicks) fire(state, falling)
}

/** Tells the prices that came while the market did not trade as they came. */
export function tellStoredPrices(state: BookState): void {
  for (const source of [0, 1, 2] as const) {
    const price = state.triggerPrices[source]
    if (price !== 0) tellPrice(state, source, price)
  }
}

/** Lets a trailing stop follow a price, from the one that opens its gate on. */
function follow(state: BookState, order: LiveOrder, priceTicks: number): void {
  const { side, extremeTicks, stopPriceTicks } = order
  if (extremeTicks === 0) {
    if (stopPriceTicks !== 0 && !stopReached(order.type, side, stopPriceTicks, priceTicks)) return
  } else if (side === BUY ? priceTicks >= extremeTicks : priceTicks <= extremeTicks) {
    return
  }
  order.extremeTicks = priceTicks
  const stop = trailingStopTicks(side, priceTicks, order.trailingBasisPoints, order.trailingTicks)
  if (order.queue !== undefined && stop === order.queueTicks) return
  moveStop(state, order, stop)
  state.listener.onStopMoved?.(order.orderId, stop)
}

function fire(state: BookState, queues: PriceQueues): void {
  const order = queues.first
  if (order === undefined) return
  queues.remove(order)
  order.standing = 'entering'
  state.entering.append(order)
}

function queueOf(state: BookState, order: LiveOrder): PriceQueues {
  return state.triggersOf(order.triggerSource, state.risesFor(order))
}
