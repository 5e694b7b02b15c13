import { ACCEPTED, orderId, rejectReasonOf } from '@openlob/domain'
import type { Account } from '@openlob/domain'
import type { PlaceOrder } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
import { holdAssetOf, limitExposure, requiredForRest, requiredUnits, trimHold } from './holds.ts'
import type { Exposure } from './holds.ts'
import { expiryReasonOf, matchNew, sideCodeOf } from './match.ts'
import { must } from './must.ts'
import { orderView, remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'
import { isRefusal, refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkRisk } from './risk-check.ts'
import { settleFills } from './settle.ts'
import { checkClearing, checkNotional, checkPlacing, checkPrice, checkQuantity, checkRoom } from './validate.ts'
import type { Market } from './venue.ts'

/** Place → risk → match → clear; the flow notifies after it. */
export function placeOrder(state: FlowState, command: PlaceOrder): Refusal | undefined {
  // Place
  const placing = checkPlacing(state, command)
  if (isRefusal(placing)) return placing
  const { account, market } = placing
  const exposure = exposureOf(market, command)
  if (isRefusal(exposure)) return exposure
  const noRoom = canRest(command) ? checkRoom(state, account) : undefined
  if (noRoom !== undefined) return noRoom

  // Risk
  const required = requiredUnits(state, account, exposure)
  const refused = checkClearing(state) ?? riskOf(state, command, account, exposure, required)
  if (refused !== undefined) return refused
  const holdAssetId = holdAssetOf(market.instrument, command.side)
  const covered = state.postings.hold(account.accountId, holdAssetId, required)
  must(covered, () => `the risk step has seen the money: accountId=${account.accountId} units=${required}`)

  // Match
  const order = newOrder(state, command, required)
  const code = matchNew(state, market, order)
  if (code !== ACCEPTED) {
    state.postings.release(account.accountId, holdAssetId, required)
    return refusal(rejectReasonOf(code), `orderId=${order.orderId} instrument=${market.instrument.symbol}`)
  }
  state.nextOrderId += 1
  state.emitter.orderAccepted(orderView(order))

  // Clear
  settleFills(state, market, order)
  finish(state, market, order)
  return undefined
}

/** What the order may come to, where the instrument's rules allow it. */
function exposureOf(market: Market, command: PlaceOrder): Exposure | Refusal {
  const { instrument, book } = market
  const { side, quantityLots } = command
  const badQuantity = checkQuantity(instrument, quantityLots)
  if (badQuantity !== undefined) return badQuantity
  if (command.orderType === 'limit') {
    const badPrice = checkPrice(instrument, command.priceTicks)
    if (badPrice !== undefined) return badPrice
    const exposure = limitExposure(instrument, side, command.priceTicks, quantityLots)
    return checkNotional(instrument, exposure.quoteUnits) ?? exposure
  }
  const { fillableLots, costTickLots } = book.quote(sideCodeOf(side), quantityLots)
  const quoteUnits = costTickLots * instrument.quoteUnitsPerTickLot
  const exposure = { instrument, side, quoteUnits, baseUnits: BigInt(quantityLots) * instrument.baseUnitsPerLot }
  return (fillableLots === 0 ? undefined : checkNotional(instrument, quoteUnits)) ?? exposure
}

function canRest(command: PlaceOrder): boolean {
  return command.orderType === 'limit' && command.timeInForce === 'GTC'
}

function riskOf(
  state: FlowState,
  command: PlaceOrder,
  account: Account,
  { instrument, quoteUnits }: Exposure,
  holdUnits: bigint,
): Refusal | undefined {
  const { side, orderType, quantityLots } = command
  const { accountId } = account
  const holdAssetId = holdAssetOf(instrument, side)
  return checkRisk(state, {
    accountId,
    instrument,
    side,
    type: orderType,
    timeInForce: orderType === 'market' ? 'IOC' : command.timeInForce,
    priceTicks: orderType === 'market' ? undefined : command.priceTicks,
    quantityLots,
    leavesLots: quantityLots,
    notionalUnits: quoteUnits,
    amends: false,
    openOrders: state.orders.countOf(accountId),
    holdAssetId,
    holdUnits,
    freeUnits: state.postings.ledger.freeUnits(accountId, holdAssetId),
  })
}

function newOrder(state: FlowState, command: PlaceOrder, heldUnits: bigint): OpenOrder {
  const limit = command.orderType === 'limit' ? command : undefined
  const { timestampUs } = state.emitter
  return {
    orderId: orderId(state.nextOrderId),
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    clientOrderId: command.clientOrderId,
    side: command.side,
    type: command.orderType,
    timeInForce: limit?.timeInForce ?? 'IOC',
    postOnly: limit?.postOnly ?? false,
    priceTicks: limit?.priceTicks,
    quantityLots: command.quantityLots,
    executedLots: 0,
    executedQuoteUnits: 0n,
    status: 'open',
    createdUs: timestampUs,
    updatedUs: timestampUs,
    heldUnits,
  }
}

/** What becomes of the rest: none, expired or resting; only what rests keeps a hold. */
function finish(state: FlowState, { instrument }: Market, order: OpenOrder): void {
  const { expiry } = state.matches
  if (expiry === undefined && remainingLots(order) > 0) {
    trimHold(state, instrument, order, requiredForRest(state, instrument, order))
    state.orders.add(order)
    state.levels.add(instrument.instrumentId, sideCodeOf(order.side), order.priceTicks ?? 0, remainingLots(order))
    return
  }
  trimHold(state, instrument, order, 0n)
  if (expiry === undefined) return
  order.status = 'expired'
  state.emitter.orderExpired(orderView(order), expiryReasonOf(expiry))
}
