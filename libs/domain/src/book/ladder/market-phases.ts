import {
  AT_THE_CLOSE,
  AUCTION_BEGAN,
  AUCTION_OVER,
  CLOSED,
  CLOSING_AUCTION,
  CONTINUOUS,
  DAY,
  GOOD_FOR_AUCTION,
  REFUSED_ON_ENTRY,
  SESSION_CLOSED,
  VOLATILITY_PAUSE,
} from '../book-codes.ts'
import type { ExpiryCode, PhaseCode } from '../book-codes.ts'
import { ACCEPTED } from '../book-code.ts'
import { isAuction, isAuctionOnly, isCallPhase } from '../rules/phases.ts'
import { entryRefusal, reportPrice, restForAuction } from './arrival.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { followUp } from './order-lists.ts'
import { tellStoredPrices } from './triggers.ts'
import { uncross } from './uncross.ts'

/** Moves the market to a phase that may follow; what follows from it has still to be settled. */
export function enterPhase(state: BookState, phase: PhaseCode): void {
  const before = state.phase
  tellPhase(state, phase)
  if (phase === CONTINUOUS || (phase === CLOSED && before === CLOSING_AUCTION)) {
    uncross(state)
    followUp(state)
  }
  if (phase === CONTINUOUS || phase === CLOSED) {
    expireAll(state, AUCTION_OVER, (order) => rests(order) && isAuctionOnly(order.timeInForce))
  }
  if (phase === CLOSED) {
    expireAll(state, SESSION_CLOSED, ({ timeInForce, standing }) => timeInForce === DAY || standing === 'parked')
  }
  if (isCallPhase(phase)) gather(state)
  if (phase === CONTINUOUS) tellStoredPrices(state)
}

/** Pauses the market, since a trade would have left the price band. */
export function pauseForAuction(state: BookState): void {
  state.pauses = false
  tellPhase(state, VOLATILITY_PAUSE)
  gather(state)
}

function tellPhase(state: BookState, phase: PhaseCode): void {
  state.phase = phase
  state.listener.onPhaseChanged?.(phase)
}

/** Pegs stand aside while orders gather; what waited for an auction takes part in this one. */
function gather(state: BookState): void {
  for (const peg of state.live.pegs) {
    const before = peg.priceTicks
    if (before === 0) continue
    state.leavePlace(peg)
    peg.standing = 'aside'
    peg.priceTicks = 0
    reportPrice(state, peg, before)
  }
  if (!isAuction(state.phase)) return
  for (const order of state.live.bySequence()) if (order.standing === 'parked' && isDue(state, order)) enterAuction(state, order)
}

function isDue({ phase }: BookState, { timeInForce }: LiveOrder): boolean {
  return timeInForce === GOOD_FOR_AUCTION || (timeInForce === AT_THE_CLOSE && phase === CLOSING_AUCTION)
}

function enterAuction(state: BookState, order: LiveOrder): void {
  const { orderId, side, priceTicks, leavesLots } = order
  state.leavePlace(order)
  state.listener.onActivated?.(orderId, side, priceTicks, leavesLots, AUCTION_BEGAN)
  if (entryRefusal(state, order) === ACCEPTED) restForAuction(state, order)
  else state.expire(order, leavesLots, REFUSED_ON_ENTRY)
}

function expireAll(state: BookState, reason: ExpiryCode, goes: (order: LiveOrder) => boolean): void {
  for (const order of state.live.bySequence()) {
    // The list of an earlier one may have taken it along.
    if (order.standing === 'gone' || !goes(order)) continue
    state.expire(order, order.leavesLots, reason)
    followUp(state)
  }
}

function rests({ standing }: LiveOrder): boolean {
  return standing === 'displayed' || standing === 'hidden'
}
