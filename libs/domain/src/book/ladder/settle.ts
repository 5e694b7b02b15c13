import { ACCEPTED } from '../book-code.ts'
import { CONTINUOUS, REFUSED_ON_ENTRY, TRIGGER_FIRED, WORKING_ORDER_FILLED } from '../book-codes.ts'
import { isTriggerType } from '../rules/trailing-stop.ts'
import { enterLate, floatingPegPrice, pass, reportPrice } from './arrival.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { pauseForAuction } from './market-phases.ts'
import { beginAlone, followUp } from './order-lists.ts'
import { arm, triggerRefusal } from './triggers.ts'

/**
 * Everything that follows from a command, one thing after the other and never one within the other: what lists ask
 * for, then the orders that are entering, then the pegs.
 */
export function settle(state: BookState): void {
  do {
    if (state.pauses) pauseForAuction(state)
    followUp(state)
  } while (enterFirst(state) || repriceFirst(state))
}

function enterFirst(state: BookState): boolean {
  const order = state.entering.first
  if (order === undefined || state.phase !== CONTINUOUS) return false
  state.entering.remove(order)
  order.standing = 'gone'
  if (order.released) enterReleased(state, order)
  else enterFired(state, order)
  return true
}

function enterFired(state: BookState, order: LiveOrder): void {
  const { orderId, side, priceTicks, leavesLots } = order
  state.live.waitsNoMore(order)
  state.listener.onActivated?.(orderId, side, priceTicks, leavesLots, TRIGGER_FIRED)
  beginAlone(state, order)
  if (admits(state, order)) enterLate(state, order)
}

function enterReleased(state: BookState, order: LiveOrder): void {
  const { orderId, side, priceTicks, leavesLots } = order
  order.released = false
  state.listener.onActivated?.(orderId, side, priceTicks, leavesLots, WORKING_ORDER_FILLED)
  if (!admits(state, order)) return
  if (!isTriggerType(order.type)) enterLate(state, order)
  else if (triggerRefusal(state, order, order.stopPriceTicks) === ACCEPTED) arm(state, order)
  else state.expire(order, leavesLots, REFUSED_ON_ENTRY)
}

/** Whether the program around the book lets an order begin; where not, the order expires. */
function admits(state: BookState, order: LiveOrder): boolean {
  const admitted = state.adviser.admits?.(order.orderId) ?? true
  if (!admitted) state.expire(order, order.leavesLots, REFUSED_ON_ENTRY)
  return admitted
}

/** Gives the first peg whose price is no longer right the right one; it may meet hidden orders there. */
function repriceFirst(state: BookState): boolean {
  if (state.phase !== CONTINUOUS || state.live.pegs.size === 0) return false
  for (const peg of state.live.pegs) {
    const before = peg.priceTicks
    const price = floatingPegPrice(state, peg)
    if (price === before) continue
    reprice(state, peg, price, before)
    return true
  }
  return false
}

function reprice(state: BookState, peg: LiveOrder, price: number, before: number): void {
  state.leavePlace(peg)
  peg.priceTicks = price
  reportPrice(state, peg, before)
  if (price === 0) peg.standing = 'aside'
  else if (state.levelTakes(peg, price, peg.leavesLots)) pass(state, peg)
  else state.expire(peg, peg.leavesLots, REFUSED_ON_ENTRY)
}
