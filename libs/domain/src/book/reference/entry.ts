import { isPriceTicks } from '../../units.ts'
import { ACCEPTED, LEVEL_QUANTITY_OUT_OF_RANGE, NO_PEG_REFERENCE, TRIGGERS_AT_ONCE, WOULD_TAKE_LIQUIDITY } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import { isCallPhase, parksIn } from '../rules/phases.ts'
import { isImmediate } from '../rules/ticket-rules.ts'
import type { BookState } from './book-state.ts'
import { expireOrder, levelTakes, putAt, restOrder } from './book-state.ts'
import { gather, gatheringTicks } from './gathering.ts'
import { floats, hasTrigger, isFixedPeg, isMarket } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { leaveLegs } from './lists.ts'
import { makersFor, reaches } from './makers.ts'
import { pass } from './matching.ts'
import { floatingPrice, takeFixedPrice } from './pegs.ts'
import { armOrder, triggersAtOnce } from './triggers.ts'

/** Whether an order may enter, and at which price it then stands. */
export interface EntryCheck {
  readonly code: BookCode
  readonly priceTicks: number
}

/** What an accepted order would do at once, which may refuse it. A floating peg is given its price by this. */
export function arrivalCheck(state: BookState, order: LiveOrder): EntryCheck {
  const { priceTicks } = order
  if (hasTrigger(order)) return { code: triggersAtOnce(state, order) ? TRIGGERS_AT_ONCE : ACCEPTED, priceTicks }
  if (parksIn(state.phase, order.timeInForce)) return { code: ACCEPTED, priceTicks }
  if (floats(order)) {
    order.priceTicks = floatingPrice(state, order)
    if (order.priceTicks === 0) return { code: NO_PEG_REFERENCE, priceTicks: 0 }
  }
  return entryCheck(state, order)
}

/** Whether an order may enter now. `self` is what stands in the book for it already. */
export function entryCheck(state: BookState, order: LiveOrder, self?: LiveOrder): EntryCheck {
  const gathers = isCallPhase(state.phase)
  const priceTicks = gathers ? gatheringTicks(order) : standingPrice(state, order)
  if (priceTicks === undefined) return { code: WOULD_TAKE_LIQUIDITY, priceTicks: 0 }
  const mayRest = gathers || !(isMarket(order) || isImmediate(order.timeInForce))
  // Where it arrives, a market-to-limit order has no price yet.
  const checked = mayRest && !(order.type === codes.MARKET_TO_LIMIT && order.priceTicks === 0)
  if (checked && !levelTakes(state, order, priceTicks, self)) return { code: LEVEL_QUANTITY_OUT_OF_RANGE, priceTicks }
  return { code: ACCEPTED, priceTicks }
}

/** The price of an order, that to which it slides included; undefined where it must not take but would. */
function standingPrice(state: BookState, order: LiveOrder): number | undefined {
  const { side, postOnly, priceTicks } = order
  const best = makersFor(state, side)[0]
  if (postOnly === codes.MAY_TAKE || best === undefined) return priceTicks
  if (!reaches(side, priceTicks, best.priceTicks)) return priceTicks
  const slid = side === codes.BUY ? best.priceTicks - 1 : best.priceTicks + 1
  return postOnly === codes.SLIDE_IF_TAKING && isPriceTicks(slid) ? slid : undefined
}

/** Lets an order that was accepted and checked go where it belongs. */
export function arrive(state: BookState, order: LiveOrder, priceTicks: number): void {
  if (hasTrigger(order)) armOrder(state, order)
  else if (parksIn(state.phase, order.timeInForce)) putAt(state, order, 'parked')
  else enter(state, order, priceTicks)
}

/** Lets an order that was checked rest or trade, at the price of the check. */
export function enter(state: BookState, order: LiveOrder, priceTicks: number): void {
  if (isCallPhase(state.phase)) {
    gather(state, order)
    return
  }
  if (order.postOnly === codes.MAY_TAKE) {
    pass(state, order)
    return
  }
  const asked = order.priceTicks
  order.priceTicks = priceTicks
  if (priceTicks !== asked) state.listener.onRepriced?.(order.orderId, order.side, priceTicks, order.leavesLots, asked)
  restOrder(state, order)
}

/** The first of what fired or was released enters. */
export function enterFirst(state: BookState): void {
  const order = state.entering.shift()!
  const { orderId, side, priceTicks, leavesLots, released } = order
  order.released = false
  const cause = released ? codes.WORKING_ORDER_FILLED : codes.TRIGGER_FIRED
  state.listener.onActivated?.(orderId, side, priceTicks, leavesLots, cause)
  if (!released) leaveLegs(state, order)
  if (state.adviser.admits?.(orderId) === false) expireOrder(state, order, codes.REFUSED_ON_ENTRY)
  else if (released && hasTrigger(order)) armLate(state, order)
  else enterLate(state, order)
}

function armLate(state: BookState, order: LiveOrder): void {
  if (triggersAtOnce(state, order)) expireOrder(state, order, codes.REFUSED_ON_ENTRY)
  else armOrder(state, order)
}

function enterLate(state: BookState, order: LiveOrder): void {
  const pegged = isFixedPeg(order) ? takeLate(state, order) : ACCEPTED
  const check = pegged === ACCEPTED ? entryCheck(state, order) : undefined
  if (check?.code === ACCEPTED) enter(state, order, check.priceTicks)
  else expireOrder(state, order, codes.REFUSED_ON_ENTRY)
}

/** Gives a fixed peg the price that it could not have before, and tells. */
function takeLate(state: BookState, order: LiveOrder): BookCode {
  const { orderId, side, leavesLots, priceTicks: before } = order
  const code = takeFixedPrice(state, order)
  if (order.priceTicks !== before) state.listener.onRepriced?.(orderId, side, order.priceTicks, leavesLots, before)
  return code
}
