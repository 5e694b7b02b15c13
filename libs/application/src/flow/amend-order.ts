import { ACCEPTED, rejectReasonOf } from '@openlob/domain'
import type { PriceTicks } from '@openlob/domain'
import { EXTRA, REQUIRED } from './amounts.ts'
import { unknownOrder } from './cancel-orders.ts'
import { amendConditional } from './amend-conditional.ts'
import { applyAmendment } from './apply-amendment.ts'
import type { FlowState } from './flow-state.ts'
import { isMoreThanPlain, restAgain } from './follow-command.ts'
import { followReport } from './follow-report.ts'
import { expose, marketOf, releaseHold, requireForRest, requireHold, trimHold } from './holds.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import type { OrderRequest } from './order-request.ts'
import { holdAssetOf } from './policy-views.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkRisk, unaffordable } from './risk-check.ts'
import { settleFills } from './settle.ts'
import { checkClearing, checkName, checkNotional, checkPrice, checkQuantity, notTrading } from './validate.ts'

/** Place → risk → match → clear for an order that is open already; the flow notifies after it. */
export function amendOrder(state: FlowState, request: OrderRequest): Refusal | undefined {
  const { orders, venue } = state
  if (!venue.accounts.has(request.accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${request.accountId}`)
  const slot = orders.findRequested(request)
  if (slot === 0) return unknownOrder(request)
  const market = marketOf(state, slot)
  if (!market.isTrading) return notTrading(market.instrument)
  const known = orders.conditional.get(orders.orderIdOf(slot))
  return known === undefined ? amendPlain(state, market, slot, request) : amendConditional(state, market, slot, request)
}

function amendPlain(state: FlowState, market: Market, slot: number, request: OrderRequest): Refusal | undefined {
  const { orders } = state
  const priceTicks = request.priceTicks === 0 ? orders.priceTicksOf(slot) : request.priceTicks
  const quantityLots = request.quantityLots === 0 ? orders.quantityLotsOf(slot) : request.quantityLots
  return (
    checkChange(state, slot, priceTicks, quantityLots) ??
    checkQuantity(market.instrument, quantityLots) ??
    checkPrice(market.instrument, priceTicks) ??
    checkClearing(state) ??
    checkNotional(state, market, priceTicks, quantityLots) ??
    checkCover(state, market, slot, priceTicks, quantityLots) ??
    carryOut(state, market, slot, priceTicks, quantityLots)
  )
}

/** Whether anything changes, more is asked for than has traded, and the order can be called what it is to be called. */
function checkChange(state: FlowState, slot: number, priceTicks: number, quantityLots: number): Refusal | undefined {
  const { orders } = state
  const executedLots = orders.executedLotsOf(slot)
  const unchanged = priceTicks === orders.priceTicksOf(slot) && quantityLots === orders.quantityLotsOf(slot)
  if (!unchanged && quantityLots > executedLots) return checkNewName(state, slot)
  const detail = `quantityLots=${quantityLots} executedLots=${executedLots} priceTicks=${priceTicks}`
  return refusal('NOTHING_TO_AMEND', detail)
}

function checkNewName(state: FlowState, slot: number): Refusal | undefined {
  const { newName, accountId } = state.request
  return newName.isGiven ? checkName(state, accountId, newName, slot) : undefined
}

/** The risk step: only what must be held beyond what is held already has to be free. */
function checkCover(
  state: FlowState,
  market: Market,
  slot: number,
  priceTicks: number,
  quantityLots: number,
): Refusal | undefined {
  const { orders, proposed } = state
  const { units } = state.amounts
  const side = orders.sideOf(slot)
  const accountId = orders.accountIdOf(slot)
  const executedLots = orders.executedLotsOf(slot)
  const leavesLots = quantityLots - executedLots
  // What is exposed already is the total.
  const fits =
    (executedLots === 0 || expose(state, market, priceTicks, leavesLots)) &&
    requireHold(state, market, state.venue.accounts.feeTierOf(accountId), side)
  if (!fits) return unaffordable(state, accountId, holdAssetOf(market, side))
  units[EXTRA] = BigInt.asIntN(64, units[REQUIRED]! - orders.longs[orders.heldAt(slot)]!)
  proposed.type = 'limit'
  proposed.timeInForce = 'GTC'
  proposed.priceTicks = priceTicks as PriceTicks
  proposed.quantityLots = quantityLots
  proposed.leavesLots = leavesLots
  proposed.amends = true
  return checkRisk(state, accountId, market, side, orders.balanceOf(slot))
}

/** Hold → match → clear. */
function carryOut(
  state: FlowState,
  market: Market,
  slot: number,
  priceTicks: number,
  quantityLots: number,
): Refusal | undefined {
  const { orders, postings, matches, levels } = state
  const { units } = state.amounts
  const balance = orders.balanceOf(slot)
  const orderId = orders.orderIdOf(slot)
  const leavesLots = quantityLots - orders.executedLotsOf(slot)
  const needsMore = units[EXTRA]! > 0n
  if (needsMore && !postings.holdAt(balance, EXTRA)) broken(`the risk step has seen the money: orderId=${orderId}`)
  matches.reset(orderId)
  state.amendment.begin(slot, priceTicks, quantityLots, needsMore)
  const code = market.book.amend(orderId, priceTicks, leavesLots)
  if (code !== ACCEPTED) {
    state.amendment.end()
    if (needsMore) postings.releaseAt(balance, EXTRA)
    return refusal(rejectReasonOf(code), `orderId=${orderId} priceTicks=${priceTicks} leavesLots=${leavesLots}`)
  }
  applyAmendment(state)
  state.amendment.end()
  if (isMoreThanPlain(state)) {
    followReport(state)
    restAgain(state, orderId)
    return undefined
  }
  if (matches.fillCount > 0) {
    settleFills(state, market, slot)
    finishAfterFills(state, market, slot)
    return undefined
  }
  trimHold(state, slot)
  levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), priceTicks, leavesLots)
  return undefined
}

function finishAfterFills(state: FlowState, market: Market, slot: number): void {
  const { orders, levels } = state
  const remainingLots = orders.remainingLotsOf(slot)
  if (remainingLots === 0) {
    releaseHold(state, slot)
    orders.remove(slot)
    return
  }
  requireForRest(state, market, slot)
  trimHold(state, slot)
  levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot), remainingLots)
}
