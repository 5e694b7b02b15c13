import { ACCEPTED, rejectReasonOf } from '@openlob/domain'
import { OrderStatus, OrderType } from '../messages/generated/index.ts'
import { ARRIVING, BASE, NOTIONAL, QUOTE, REQUIRED } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { followArrival, isMoreThanPlain } from './follow-command.ts'
import { releaseHold, requireForRest, requireHold, trimHold } from './holds.ts'
import { QUOTE_PER_TICK_LOT } from './market.ts'
import type { Market } from './market.ts'
import { expiryReasonOf, matchNew } from './match.ts'
import { broken } from './must.ts'
import type { OrderRequest } from './order-request.ts'
import { checkRequired, placeConditional } from './place-conditional.ts'
import { holdAssetOf } from './policy-views.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { unaffordable } from './risk-check.ts'
import { settleFills } from './settle.ts'
import { badNotional, checkClearing, checkNotional, checkPlacing, checkPrice, checkQuantity, checkRoom } from './validate.ts'

/** Place → risk → match → clear; the flow notifies after it. */
export function placeOrder(state: FlowState, request: OrderRequest): Refusal | undefined {
  if (!state.venue.accounts.has(request.accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${request.accountId}`)
  const market = state.venue.market(request.instrumentId)
  if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${request.instrumentId}`)
  if (request.isConditional) return placeConditional(state, market, request)
  return (
    checkPlacing(state, market, request) ??
    checkSize(state, market, request) ??
    checkRoom(state, request) ??
    checkClearing(state) ??
    checkCover(state, market, request) ??
    carryOut(state, market, request)
  )
}

/** Whether the instrument's rules allow it; writes what the order may come to. */
function checkSize(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { quantityLots } = request
  const bad = checkQuantity(market.instrument, quantityLots)
  if (bad !== undefined) return bad
  if (request.type === OrderType.market) return checkMarketSize(state, market, request)
  const { priceTicks } = request
  return checkPrice(market.instrument, priceTicks) ?? checkNotional(state, market, priceTicks, quantityLots)
}

/** A market order comes to the sum of the fills that it would meet. */
function checkMarketSize(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { side, quantityLots } = request
  const { units } = state.amounts
  const { fillableLots, costTickLots } = market.book.quote(side, quantityLots)
  const quoteUnits = costTickLots * market.terms[QUOTE_PER_TICK_LOT]!
  const { minNotionalUnits, maxNotionalUnits } = market.instrument
  if (fillableLots !== 0 && (quoteUnits < minNotionalUnits || quoteUnits > maxNotionalUnits))
    return badNotional(market, quoteUnits)
  units[QUOTE] = quoteUnits
  units[BASE] = BigInt(quantityLots) * market.instrument.baseUnitsPerLot
  units[NOTIONAL] = quoteUnits
  return undefined
}

/** The risk step. */
function checkCover(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { accountId, side } = request
  const feeTier = state.venue.accounts.feeTierOf(accountId)
  if (!requireHold(state, market, feeTier, side)) return unaffordable(state, accountId, holdAssetOf(market, side))
  return checkRequired(state, market, request)
}

/** Hold → match → clear. */
function carryOut(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { amounts, arrival, postings } = state
  const holdAssetId = holdAssetOf(market, request.side)
  const balance = postings.ledger.slotOf(request.accountId, holdAssetId)
  if (!postings.holdAt(balance, REQUIRED)) broken(`the risk step has seen the money: accountId=${request.accountId}`)
  amounts.units[ARRIVING] = amounts.units[REQUIRED]!
  arrival.begin(state.nextOrderId, request, balance)
  const code = matchNew(state, market, request)
  if (code !== ACCEPTED) {
    arrival.end()
    postings.releaseAt(balance, ARRIVING)
    return refusal(rejectReasonOf(code), `orderId=${state.nextOrderId} instrument=${market.instrument.symbol}`)
  }
  if (isMoreThanPlain(state)) followArrival(state)
  else clearPlain(state, market, request, balance)
  arrival.end()
  return undefined
}

/** A plain order that only traded with plain ones, and maybe expired. */
function clearPlain(state: FlowState, market: Market, request: OrderRequest, balance: number): void {
  const { orders, emitter, matches } = state
  const slot = orders.open(request, state.nextOrderId, balance, emitter.timestampUs)
  orders.longs[orders.heldAt(slot)] = state.amounts.units[ARRIVING]!
  state.nextOrderId += 1
  emitter.orderAccepted(orders, slot)
  if (matches.fillCount > 0) settleFills(state, market, slot)
  finish(state, market, slot)
}

/** What becomes of the rest: none, expired or resting; only what rests keeps a hold. */
function finish(state: FlowState, market: Market, slot: number): void {
  const { orders, matches, emitter, levels } = state
  const { expiry } = matches
  const remainingLots = orders.remainingLotsOf(slot)
  if (expiry === undefined && remainingLots > 0) {
    if (matches.fillCount > 0) {
      requireForRest(state, market, slot)
      trimHold(state, slot)
    }
    orders.rest(slot)
    levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot), remainingLots)
    return
  }
  releaseHold(state, slot)
  if (expiry !== undefined) {
    orders.end(slot, OrderStatus.expired)
    emitter.orderExpired(orders, slot, expiryReasonOf(expiry))
  }
  orders.discard(slot)
}
