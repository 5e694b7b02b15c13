import { ACCEPTED, rejectReasonOf } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'
import { amend, followReport } from './follow-report.ts'
import type { Market } from './market.ts'
import type { OrderRequest } from './order-request.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkName, checkNotional, checkQuantity } from './validate.ts'

/** Gives an order with conditions less quantity in its place, and the other leg of its list the same. */
export function amendConditional(
  state: FlowState,
  market: Market,
  slot: number,
  request: OrderRequest,
): Refusal | undefined {
  const { orders } = state
  const preventedLots = orders.conditional.get(orders.orderIdOf(slot))?.preventedLots ?? 0
  const quantityLots = request.quantityLots - preventedLots
  return (
    checkLess(state, slot, request, quantityLots) ??
    checkQuantity(market.instrument, request.quantityLots) ??
    checkNewTotal(state, market, slot, request.quantityLots) ??
    carryOut(state, market, slot, quantityLots - orders.executedLotsOf(slot))
  )
}

function checkLess(state: FlowState, slot: number, request: OrderRequest, quantityLots: number): Refusal | undefined {
  const { orders } = state
  const { newName, accountId } = request
  const present = orders.quantityLotsOf(slot)
  const detail = `quantityLots=${request.quantityLots} executedLots=${orders.executedLotsOf(slot)} present=${present}`
  const isRepriced = request.priceTicks !== 0 && request.priceTicks !== orders.priceTicksOf(slot)
  if (isRepriced || quantityLots > present) return refusal('NOT_AMENDABLE', detail)
  if (quantityLots === present || quantityLots <= orders.executedLotsOf(slot)) return refusal('NOTHING_TO_AMEND', detail)
  return newName.isGiven ? checkName(state, accountId, newName, slot) : undefined
}

function checkNewTotal(state: FlowState, market: Market, slot: number, quantityLots: number): Refusal | undefined {
  const priceTicks = state.orders.priceTicksOf(slot)
  return priceTicks === 0 ? undefined : checkNotional(state, market, priceTicks, quantityLots)
}

function carryOut(state: FlowState, { book }: Market, slot: number, leavesLots: number): Refusal | undefined {
  const { orders, matches, request } = state
  const orderId = orders.orderIdOf(slot)
  matches.reset(orderId)
  const code = book.amend(orderId, orders.priceTicksOf(slot), leavesLots)
  if (code !== ACCEPTED) return refusal(rejectReasonOf(code), `orderId=${orderId} leavesLots=${leavesLots}`)
  if (request.newName.isGiven) orders.rename(slot, request.newName)
  amend(state, slot, leavesLots, matches.keptPlace)
  followReport(state)
  return undefined
}
