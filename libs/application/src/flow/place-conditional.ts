import { ACCEPTED, rejectReasonOf } from '@openlob/domain'
import { ARRIVING, EXTRA, REQUIRED } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { followArrival } from './follow-command.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import type { OrderRequest } from './order-request.ts'
import { ticketOf } from './order-ticket.ts'
import { holdAssetOf } from './policy-views.ts'
import { ALONE, prepareOrder } from './prepare-order.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkRisk } from './risk-check.ts'
import { checkClearing, checkRoom } from './validate.ts'

/** Place → risk → match → clear for an order with conditions; the flow notifies after it. */
export function placeConditional(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  return (
    prepareOrder(state, market, request, ALONE) ??
    checkRoom(state, request) ??
    checkClearing(state) ??
    checkRequired(state, market, request) ??
    carryOut(state, market, request)
  )
}

/** The risk step: `amounts[REQUIRED]` is to be held for it. */
export function checkRequired(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { accountId, side, quantityLots } = request
  const { proposed, amounts, postings } = state
  amounts.units[EXTRA] = amounts.units[REQUIRED]!
  proposed.type = request.hasLimit ? 'limit' : 'market'
  proposed.timeInForce = request.timeInForceName
  proposed.priceTicks = request.limitPriceTicks
  proposed.quantityLots = quantityLots
  proposed.leavesLots = quantityLots
  proposed.amends = false
  const balance = postings.ledger.findSlot(accountId, holdAssetOf(market, side))
  return checkRisk(state, accountId, market, side, balance)
}

function carryOut(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { amounts, arrival, matches, postings, nextOrderId } = state
  const balance = postings.ledger.slotOf(request.accountId, holdAssetOf(market, request.side))
  if (!postings.holdAt(balance, REQUIRED)) broken(`the risk step has seen the money: accountId=${request.accountId}`)
  amounts.units[ARRIVING] = amounts.units[REQUIRED]!
  arrival.begin(nextOrderId, request, balance)
  matches.reset(nextOrderId)
  const code = market.book.place(ticketOf(request, nextOrderId))
  if (code === ACCEPTED) followArrival(state)
  else postings.releaseAt(balance, ARRIVING)
  arrival.end()
  if (code === ACCEPTED) return undefined
  return refusal(rejectReasonOf(code), `orderId=${nextOrderId} instrument=${market.instrument.symbol}`)
}
