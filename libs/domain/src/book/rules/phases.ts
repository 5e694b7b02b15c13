import {
  AT_THE_CLOSE,
  AT_THE_OPENING,
  CLOSED,
  CLOSING_AUCTION,
  CONTINUOUS,
  FILL_OR_KILL,
  GOOD_FOR_AUCTION,
  GOOD_TILL_CANCEL,
  HALTED,
  IMMEDIATE_OR_CANCEL,
  LIMIT,
  MARKET,
  MAY_TAKE,
  NO_PEG,
  OPENING_AUCTION,
  PRE_OPEN,
  VOLATILITY_PAUSE,
} from '../book-codes.ts'
import type { PhaseCode, TimeInForceCode } from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { isTriggerType } from './trailing-stop.ts'

/** Where the market may go from each phase, by its code. */
export const PHASE_TRANSITIONS: readonly (readonly PhaseCode[])[] = [
  /* CLOSED */ [PRE_OPEN],
  /* PRE_OPEN */ [OPENING_AUCTION, CLOSED],
  /* OPENING_AUCTION */ [CONTINUOUS, HALTED],
  /* CONTINUOUS */ [VOLATILITY_PAUSE, CLOSING_AUCTION, HALTED, CLOSED],
  /* VOLATILITY_PAUSE */ [CONTINUOUS, CLOSING_AUCTION, HALTED],
  /* CLOSING_AUCTION */ [CLOSED, HALTED],
  /* HALTED */ [PRE_OPEN, OPENING_AUCTION, CONTINUOUS, CLOSING_AUCTION, CLOSED],
]

/** Tells whether the market goes from one phase to another. */
export function mayFollow(from: PhaseCode, to: PhaseCode): boolean {
  return PHASE_TRANSITIONS[from]!.includes(to)
}

/** Tells whether orders gather in this phase without trading. */
export function isCallPhase(phase: PhaseCode): boolean {
  return phase === PRE_OPEN || isAuction(phase)
}

/** Tells whether this phase ends in one price. */
export function isAuction(phase: PhaseCode): boolean {
  return phase === OPENING_AUCTION || phase === VOLATILITY_PAUSE || phase === CLOSING_AUCTION
}

/** Tells whether orders can be placed and amended at all. */
export function takesOrders(phase: PhaseCode): boolean {
  return phase !== CLOSED && phase !== HALTED
}

/** Tells whether this time in force is for an auction alone. */
export function isAuctionOnly(timeInForce: TimeInForceCode): boolean {
  return timeInForce >= AT_THE_OPENING
}

/** Tells whether an accepted order of this time in force has to wait for an auction that does not run yet. */
export function parksIn(phase: PhaseCode, timeInForce: TimeInForceCode): boolean {
  if (timeInForce === AT_THE_CLOSE) return phase !== CLOSING_AUCTION
  return timeInForce === GOOD_FOR_AUCTION && phase === CONTINUOUS
}

/** Tells whether the market takes a ticket, whose parts go together, in this phase. */
export function phaseTakes(phase: PhaseCode, ticket: OrderTicket): boolean {
  if (!takesOrders(phase)) return false
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL } = ticket
  if (timeInForce === AT_THE_OPENING) return (phase === PRE_OPEN || phase === OPENING_AUCTION) && callTakes(ticket)
  if (phase === CONTINUOUS) return true
  if (isTriggerType(type)) return (ticket.peg ?? NO_PEG) === NO_PEG
  return callTakes(ticket)
}

function callTakes(ticket: OrderTicket): boolean {
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL, postOnly = MAY_TAKE, peg = NO_PEG, minimumLots = 0 } = ticket
  if (type === MARKET) return isAuctionOnly(timeInForce)
  if (type !== LIMIT || timeInForce === IMMEDIATE_OR_CANCEL || timeInForce === FILL_OR_KILL) return false
  return postOnly === MAY_TAKE && peg === NO_PEG && minimumLots === 0
}
