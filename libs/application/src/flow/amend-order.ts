import { ACCEPTED, rejectReasonOf } from '@openlob/domain'
import type { PriceTicks, QuantityLots } from '@openlob/domain'
import type { AmendOrder } from '../commands/command.ts'
import { unknownOrder } from './cancel-orders.ts'
import type { FlowState } from './flow-state.ts'
import { holdAssetOf, limitExposure, requiredForRest, requiredUnits, trimHold } from './holds.ts'
import { matchAmended, sideCodeOf } from './match.ts'
import { must } from './must.ts'
import { orderView, remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'
import { isRefusal, refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkRisk } from './risk-check.ts'
import { settleFills } from './settle.ts'
import { checkClearing, checkNotional, checkPrice, checkQuantity, notTrading } from './validate.ts'
import type { Market } from './venue.ts'

/** An open order and what it is to become. */
interface Amendment {
  readonly order: OpenOrder
  readonly market: Market
  readonly oldPriceTicks: PriceTicks
  readonly priceTicks: PriceTicks
  readonly quantityLots: QuantityLots
  readonly leavesLots: number
}

/** Place → risk → match → clear for an order that is open already; the flow notifies after it. */
export function amendOrder(state: FlowState, command: AmendOrder): Refusal | undefined {
  // Place
  const amendment = amendmentOf(state, command)
  if (isRefusal(amendment)) return amendment
  const { order, market, priceTicks, quantityLots, leavesLots } = amendment
  const { instrument } = market
  const against = checkQuantity(instrument, quantityLots) ?? checkPrice(instrument, priceTicks)
  if (against !== undefined) return against

  // Risk
  const extraUnits = extraHoldOf(state, amendment)
  const refused = checkClearing(state) ?? riskOf(state, amendment, extraUnits)
  if (refused !== undefined) return refused
  const holdAssetId = holdAssetOf(instrument, order.side)
  const moreUnits = extraUnits > 0n ? extraUnits : 0n
  const covered = state.postings.hold(order.accountId, holdAssetId, moreUnits)
  must(covered, () => `the risk step has seen the money: orderId=${order.orderId} units=${moreUnits}`)

  // Match
  const code = matchAmended(state, market, order.orderId, priceTicks, leavesLots)
  if (code !== ACCEPTED) {
    state.postings.release(order.accountId, holdAssetId, moreUnits)
    return refusal(rejectReasonOf(code), `orderId=${order.orderId} priceTicks=${priceTicks} leavesLots=${leavesLots}`)
  }
  order.heldUnits += moreUnits
  takeAmendment(state, amendment)

  // Clear
  settleFills(state, market, order)
  finish(state, market, order)
  return undefined
}

function amendmentOf(state: FlowState, command: AmendOrder): Amendment | Refusal {
  const { accountId, order: reference } = command
  if (state.venue.account(accountId) === undefined) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const order = state.orders.find(accountId, reference)
  const market = order && state.venue.market(order.instrumentId)
  if (order?.priceTicks === undefined || market === undefined) return unknownOrder(reference)
  if (market.instrument.status !== 'trading') return notTrading(market.instrument)
  const priceTicks = command.priceTicks ?? order.priceTicks
  const quantityLots = command.quantityLots ?? order.quantityLots
  const unchanged = priceTicks === order.priceTicks && quantityLots === order.quantityLots
  if (unchanged || quantityLots <= order.executedLots) {
    const detail = `quantityLots=${quantityLots} executedLots=${order.executedLots} priceTicks=${priceTicks}`
    return refusal('NOTHING_TO_AMEND', detail)
  }
  const leavesLots = quantityLots - order.executedLots
  return { order, market, oldPriceTicks: order.priceTicks, priceTicks, quantityLots, leavesLots }
}

/** How much more must be held than is; negative where less. */
function extraHoldOf(state: FlowState, { order, market, priceTicks, leavesLots }: Amendment): bigint {
  const account = state.venue.account(order.accountId)
  must(account !== undefined, () => `an order's account is open: orderId=${order.orderId}`)
  const exposure = limitExposure(market.instrument, order.side, priceTicks, leavesLots)
  return requiredUnits(state, account, exposure) - order.heldUnits
}

function riskOf(state: FlowState, amendment: Amendment, holdUnits: bigint): Refusal | undefined {
  const { order, market, priceTicks, quantityLots, leavesLots } = amendment
  const { instrument } = market
  const { quoteUnits } = limitExposure(instrument, order.side, priceTicks, quantityLots)
  const badNotional = checkNotional(instrument, quoteUnits)
  if (badNotional !== undefined) return badNotional
  const holdAssetId = holdAssetOf(instrument, order.side)
  return checkRisk(state, {
    accountId: order.accountId,
    instrument,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    priceTicks,
    quantityLots,
    leavesLots,
    notionalUnits: quoteUnits,
    amends: true,
    openOrders: state.orders.countOf(order.accountId),
    holdAssetId,
    holdUnits,
    freeUnits: state.postings.ledger.freeUnits(order.accountId, holdAssetId),
  })
}

function takeAmendment(state: FlowState, { order, oldPriceTicks, priceTicks, quantityLots }: Amendment): void {
  state.levels.add(order.instrumentId, sideCodeOf(order.side), oldPriceTicks, -remainingLots(order))
  order.priceTicks = priceTicks
  order.quantityLots = quantityLots
  order.updatedUs = state.emitter.timestampUs
  state.emitter.orderAmended(orderView(order), state.matches.keptPlace)
}

function finish(state: FlowState, { instrument }: Market, order: OpenOrder): void {
  if (order.status === 'filled') {
    trimHold(state, instrument, order, 0n)
    state.orders.remove(order)
    return
  }
  trimHold(state, instrument, order, requiredForRest(state, instrument, order))
  state.levels.add(order.instrumentId, sideCodeOf(order.side), order.priceTicks ?? 0, remainingLots(order))
}
