import {
  ALLOW_SELF_TRADE,
  DECREMENT_BOTH,
  EXPIRE_BOTH,
  EXPIRE_MAKER,
  EXPIRE_TAKER,
  SELF_TRADE_PREVENTED,
} from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import { oppositeOf } from './book-state.ts'
import { leavesOf, replenish, takeFromMaker } from './fills.ts'
import type { LiveOrder } from './live-order.ts'
import type { Maker } from './makers.ts'

/** Whether a trade between these would be prevented. */
export function isOwn(state: BookState, taker: LiveOrder, makerOrderId: number, maker: LiveOrder | undefined): boolean {
  if (taker.selfTrade === ALLOW_SELF_TRADE) return false
  const accountId = accountOf(state, taker.orderId, taker)
  if (accountId !== 0 && accountId === accountOf(state, makerOrderId, maker)) return true
  return taker.groupId !== 0 && taker.groupId === maker?.groupId
}

/** Whose an order is: as it says itself, or as the program around the book does. */
function accountOf({ adviser }: BookState, orderId: number, order: LiveOrder | undefined): number {
  const own = order?.accountId ?? 0
  return own === 0 ? (adviser.accountOf?.(orderId) ?? 0) : own
}

/** Prevents a trade, as the arriving order's mode says, and tells whether that order goes on. */
export function prevent(state: BookState, taker: LiveOrder, maker: Maker): boolean {
  if (taker.selfTrade === DECREMENT_BOTH) return decrement(state, taker, maker)
  const { live } = maker
  const makerGoes = taker.selfTrade === EXPIRE_MAKER || taker.selfTrade === EXPIRE_BOTH
  const takerGoes = taker.selfTrade === EXPIRE_TAKER || taker.selfTrade === EXPIRE_BOTH
  const makerLeaves = leavesOf(maker)
  const takerLeaves = taker.leavesLots
  const prevented = Math.min(takerLeaves, maker.shownLots)
  report(state, taker, maker, prevented, makerGoes ? 0 : makerLeaves, takerGoes ? 0 : takerLeaves)
  if (makerGoes && live === undefined) state.displayed.remove(maker.record, oppositeOf(taker.side))
  if (makerGoes) tellExpired(state, taker, maker, makerLeaves)
  if (takerGoes) state.expire(taker, takerLeaves, SELF_TRADE_PREVENTED)
  return !takerGoes
}

function decrement(state: BookState, taker: LiveOrder, maker: Maker): boolean {
  const { live } = maker
  const prevented = Math.min(taker.leavesLots, maker.shownLots)
  if (taker.quoteTickLots !== 0) taker.quoteTickLots -= prevented * maker.priceTicks
  taker.leavesLots -= prevented
  const makerLeaves = takeFromMaker(state, oppositeOf(taker.side), maker, prevented)
  report(state, taker, maker, prevented, makerLeaves, taker.leavesLots)
  if (makerLeaves === 0) tellExpired(state, taker, maker, 0)
  replenish(state, live)
  if (taker.leavesLots !== 0) return true
  state.expire(taker, 0, SELF_TRADE_PREVENTED)
  return false
}

/** Drops what is left of a maker, of which a plain one and a used up one have left the book already. */
function tellExpired(state: BookState, taker: LiveOrder, { orderId, priceTicks, live }: Maker, lots: number): void {
  if (live !== undefined && lots !== 0) {
    state.expire(live, lots, SELF_TRADE_PREVENTED)
    return
  }
  state.listener.onExpired(orderId, lots, SELF_TRADE_PREVENTED, oppositeOf(taker.side), priceTicks)
  if (live !== undefined) state.tell(live, 'expired')
}

function report(
  { listener }: BookState,
  taker: LiveOrder,
  maker: Maker,
  preventedLots: number,
  makerLeaves: number,
  takerLeaves: number,
): void {
  const { orderId, priceTicks } = maker
  listener.onPrevented?.(orderId, taker.orderId, taker.side, priceTicks, preventedLots, makerLeaves, takerLeaves)
}
