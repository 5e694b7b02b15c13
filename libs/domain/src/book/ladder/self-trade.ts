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
export function isOwn(taker: LiveOrder, maker: LiveOrder | undefined): boolean {
  if (taker.selfTrade === ALLOW_SELF_TRADE || maker === undefined) return false
  if (taker.accountId !== 0 && taker.accountId === maker.accountId) return true
  return taker.groupId !== 0 && taker.groupId === maker.groupId
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
  if (makerGoes && live !== undefined) state.expire(live, makerLeaves, SELF_TRADE_PREVENTED)
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
  if (live !== undefined && makerLeaves === 0) {
    state.listener.onExpired(live.orderId, 0, SELF_TRADE_PREVENTED, live.side, live.priceTicks)
    state.tell(live, 'expired')
  }
  replenish(state, live)
  if (taker.leavesLots !== 0) return true
  state.expire(taker, 0, SELF_TRADE_PREVENTED)
  return false
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
