import * as codes from '../book-codes.ts'
import type { TriggerSourceCode } from '../book-codes.ts'
import { firesRising, stopReached } from '../rules/trailing-stop.ts'
import type { BookState } from './book-state.ts'
import { putAt, sourcePrice, takeOut } from './book-state.ts'
import { stopOf, trails } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'

/** Tells whether the condition of a trigger that does not trail holds already. */
export function triggersAtOnce(state: BookState, order: LiveOrder): boolean {
  const price = sourcePrice(state, order.triggerSource)
  return !trails(order) && price !== 0 && stopReached(order.type, order.side, order.stopPriceTicks, price)
}

/** Lets an order wait for its trigger. */
export function armOrder(state: BookState, order: LiveOrder): void {
  putAt(state, order, 'armed')
  const price = sourcePrice(state, order.triggerSource)
  if (trails(order) && price !== 0) track(state, order, price)
}

/** Tells whether an order fires when the price rises to its stop: one that trails waits above to buy. */
export function isRising(order: LiveOrder): boolean {
  return trails(order) ? order.side === codes.BUY : firesRising(order.type, order.side)
}

/** Armed orders of a source in the order in which they would fire: the rising ones, or the falling ones. */
export function triggerQueue(state: BookState, source: TriggerSourceCode, rising: boolean): LiveOrder[] {
  const queue = state.armed.filter(
    (order) => order.triggerSource === source && isRising(order) === rising && stopOf(order) !== undefined,
  )
  const sign = rising ? 1 : -1
  return queue.sort((one, other) => sign * (stopOf(one)! - stopOf(other)!))
}

/** Shows the present price of a source to what waits for it, in continuous trading; what fires is queued. */
export function feedTriggers(state: BookState, source: TriggerSourceCode): void {
  const price = sourcePrice(state, source)
  if (state.phase !== codes.CONTINUOUS || price === 0) return
  const trailing = state.armed.filter((order) => order.triggerSource === source && trails(order))
  trailing.sort((one, other) => one.sequence - other.sequence)
  for (const order of trailing) track(state, order, price)
  const rising = triggerQueue(state, source, true).filter((order) => stopOf(order)! <= price)
  const falling = triggerQueue(state, source, false).filter((order) => stopOf(order)! >= price)
  for (const order of [...rising, ...falling]) {
    takeOut(state, order)
    order.released = false
    putAt(state, order, 'entering')
  }
}

/** Lets a trailing order see a price: it may begin to track, or follow. */
function track(state: BookState, order: LiveOrder, price: number): void {
  const { side, type, stopPriceTicks: gate, extremeTicks } = order
  const previousStop = stopOf(order)
  if (extremeTicks === 0) {
    if (gate !== 0 && !stopReached(type, side, gate, price)) return
  } else if (side === codes.SELL ? price <= extremeTicks : price >= extremeTicks) return
  order.extremeTicks = price
  const stop = stopOf(order)!
  if (stop === previousStop) return
  takeOut(state, order)
  putAt(state, order, 'armed')
  state.listener.onStopMoved?.(order.orderId, stop)
}
