import { MAX_QUANTITY_LOTS } from '../../units.ts'
import * as codes from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import { expireOrder, levelTotal, noteEvent, putAt, takeOut } from './book-state.ts'
import { leavesAt, shownOf, takeOff } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { feedTriggers } from './triggers.ts'

/** Trades a taker with a maker at the maker's price. */
export function fill(state: BookState, taker: LiveOrder, maker: LiveOrder, lots: number): void {
  const { priceTicks } = maker
  takeOff(taker, lots, priceTicks)
  taker.executedLots += lots
  taker.lastFillTicks = priceTicks
  maker.executedLots += lots
  const takerLeaves = leavesAt(taker, priceTicks)
  loseLots(maker, lots)
  const { orderId, leavesLots } = maker
  state.listener.onTrade(orderId, taker.orderId, taker.side, priceTicks, lots, leavesLots, takerLeaves)
  noteEvent(state, maker, leavesLots === 0 ? 'filled' : 'traded')
  noteEvent(state, taker, takerLeaves === 0 ? 'filled' : 'traded')
  settleMaker(state, maker)
  state.prices[codes.LAST_PRICE] = priceTicks
  feedTriggers(state, codes.LAST_PRICE)
}

/** Takes lots off a resting order. */
export function loseLots(order: LiveOrder, lots: number): void {
  order.leavesLots -= lots
  if (order.displayLots > 0) order.shownLots -= lots
  order.minimumLots = Math.min(order.minimumLots, Math.max(order.leavesLots, 1))
}

/** After a loss: what has nothing left is out, and an iceberg whose slice is used up shows the next one. */
export function settleMaker(state: BookState, maker: LiveOrder): void {
  if (maker.leavesLots === 0) takeOut(state, maker)
  else if (shownOf(maker) === 0) replenish(state, maker)
}

function replenish(state: BookState, order: LiveOrder): void {
  const { orderId, side, priceTicks, leavesLots } = order
  takeOut(state, order)
  const slice = Math.min(order.displayLots, leavesLots)
  if (levelTotal(state.displayed[side], priceTicks) > MAX_QUANTITY_LOTS - slice) {
    expireOrder(state, order, codes.REFUSED_ON_ENTRY)
    return
  }
  order.shownLots = slice
  putAt(state, order, 'displayed')
  state.listener.onReplenished?.(orderId, side, priceTicks, slice, leavesLots)
}

/** Keeps a taker from trading with its own maker, as the taker's mode says; tells whether the taker goes on. */
export function preventTrade(state: BookState, taker: LiveOrder, maker: LiveOrder): boolean {
  const { priceTicks } = maker
  const takerLots = leavesAt(taker, priceTicks)
  const makerLots = maker.leavesLots
  const lots = Math.min(takerLots, shownOf(maker))
  const report = (makerAfter: number, takerAfter: number) => {
    const { orderId } = maker
    state.listener.onPrevented?.(orderId, taker.orderId, taker.side, priceTicks, lots, makerAfter, takerAfter)
  }
  if (taker.selfTrade === codes.DECREMENT_BOTH) {
    loseLots(maker, lots)
    takeOff(taker, lots, priceTicks)
    report(maker.leavesLots, leavesAt(taker, priceTicks))
    return settleDecrement(state, taker, maker)
  }
  const makerGoes = taker.selfTrade !== codes.EXPIRE_TAKER
  const takerGoes = taker.selfTrade !== codes.EXPIRE_MAKER
  report(makerGoes ? 0 : makerLots, takerGoes ? 0 : takerLots)
  if (makerGoes) expireOrder(state, maker, codes.SELF_TRADE_PREVENTED)
  if (takerGoes) expireOrder(state, taker, codes.SELF_TRADE_PREVENTED, takerLots)
  return !takerGoes
}

function settleDecrement(state: BookState, taker: LiveOrder, maker: LiveOrder): boolean {
  if (maker.leavesLots === 0) expireOrder(state, maker, codes.SELF_TRADE_PREVENTED)
  else settleMaker(state, maker)
  if (leavesAt(taker, maker.priceTicks) > 0) return true
  expireOrder(state, taker, codes.SELF_TRADE_PREVENTED, 0)
  return false
}
