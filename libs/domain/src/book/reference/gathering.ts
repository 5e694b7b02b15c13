import { MAX_PRICE_TICKS } from '../../units.ts'
import * as codes from '../book-codes.ts'
import { isAuction, isCallPhase, parksIn } from '../rules/phases.ts'
import type { BookState } from './book-state.ts'
import { bySequence, expireOrder, levelTakes, putAt, restOrder, takeOut } from './book-state.ts'
import { floats, isMarket } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'

/** The price at which an order stands in an auction: its limit, or the best there is where it has none. */
export function gatheringTicks(order: LiveOrder): number {
  if (!isMarket(order)) return order.priceTicks
  return order.side === codes.BUY ? MAX_PRICE_TICKS : 1
}

/** Lets an order rest without trading. */
export function gather(state: BookState, order: LiveOrder): void {
  order.priceTicks = gatheringTicks(order)
  restOrder(state, order)
}

/** What a phase in which orders gather begins with: pegs stand aside, and what waited for the auction enters. */
export function beginGathering(state: BookState): void {
  if (!isCallPhase(state.phase)) return
  for (const order of bySequence(state, (peg) => floats(peg) && peg.priceTicks !== 0)) standAside(state, order)
  if (!isAuction(state.phase)) return
  const due = (order: LiveOrder) => order.standing === 'parked' && !parksIn(state.phase, order.timeInForce)
  for (const order of bySequence(state, due)) enterAuction(state, order)
}

function standAside(state: BookState, order: LiveOrder): void {
  const previous = order.priceTicks
  takeOut(state, order)
  order.priceTicks = 0
  putAt(state, order, 'aside')
  state.listener.onRepriced?.(order.orderId, order.side, 0, order.leavesLots, previous)
}

function enterAuction(state: BookState, order: LiveOrder): void {
  const { orderId, side, priceTicks, leavesLots } = order
  takeOut(state, order)
  state.listener.onActivated?.(orderId, side, priceTicks, leavesLots, codes.AUCTION_BEGAN)
  if (levelTakes(state, order, gatheringTicks(order))) gather(state, order)
  else expireOrder(state, order, codes.REFUSED_ON_ENTRY)
}
