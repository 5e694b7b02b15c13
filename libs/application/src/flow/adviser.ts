import { BUY, LAST_PRICE, MARKET } from '@openlob/domain'
import type { BookAdviser } from '@openlob/domain'
import { BASE, EXTRA, QUOTE, REQUIRED } from './amounts.ts'
import type { ConditionalOrder } from './conditional-orders.ts'
import type { FlowState } from './flow-state.ts'
import { followSoFar } from './follow-command.ts'
import { expose, feeTierOf, isMarketType, marketOf, requireHold } from './holds.ts'
import { BASE_PER_LOT, QUOTE_PER_TICK_LOT } from './market.ts'
import type { Market } from './market.ts'
import { selfTradeOf } from './order-ticket.ts'
import { pegPriceTicks } from './peg-price.ts'
import { otherLegOf } from './shared-holds.ts'

/** What the books of a flow may ask it. What they have reported so far is cleared first: answers are about money. */
export function adviserOf(state: FlowState): BookAdviser {
  return {
    accountOf: (orderId) => {
      const slot = state.orders.find(orderId)
      return slot === 0 ? state.arrival.accountOf(orderId) : state.orders.accountIdOf(slot)
    },
    admits: (orderId) => {
      followSoFar(state)
      return admit(state, orderId)
    },
    paidLots: (workingOrderId, executedLots) => {
      followSoFar(state)
      return paidLots(state, workingOrderId, executedLots)
    },
  }
}

/** Holds what an order that begins needs, and says whether the account has it. */
function admit(state: FlowState, orderId: number): boolean {
  const { orders, amounts, postings } = state
  const slot = orders.find(orderId)
  const known = orders.conditional.get(orderId)
  if (slot === 0 || known === undefined) return false
  const market = marketOf(state, slot)
  if (!requireForEntry(state, market, slot, known)) return false
  const { units } = amounts
  const held = orders.heldAt(slot)
  const other = otherLegOf(state, known)
  const othersUnits = other === undefined ? 0n : orders.longs[orders.heldAt(other.slot)]!
  units[EXTRA] = units[REQUIRED]! - orders.longs[held]! - othersUnits
  if (units[EXTRA] <= 0n) return true
  if (!postings.holdAt(orders.balanceOf(slot), EXTRA)) return false
  orders.longs[held] = orders.longs[held]! + units[EXTRA]
  return true
}

/** Writes what an order needs as it begins to `amounts[REQUIRED]`, of two legs the more; false where it fits none. */
function requireForEntry(state: FlowState, market: Market, slot: number, known: ConditionalOrder): boolean {
  const { units } = state.amounts
  const other = otherLegOf(state, known)
  let otherUnits = 0n
  if (other !== undefined) {
    if (!requireOne(state, market, other.slot, other.known)) return false
    otherUnits = units[REQUIRED]!
  }
  if (!requireOne(state, market, slot, known)) return false
  if (units[REQUIRED]! < otherUnits) units[REQUIRED] = otherUnits
  return true
}

function requireOne(state: FlowState, market: Market, slot: number, known: ConditionalOrder): boolean {
  const { orders } = state
  const side = orders.sideOf(slot)
  const lots = orders.remainingLotsOf(slot)
  const isMarket = isMarketType(orders.typeOf(slot))
  const fits =
    isMarket && known.workingUs !== undefined
      ? exposeMarket(state, market, slot, known)
      : expose(state, market, entryPriceTicks(state, market, slot, known), lots)
  return fits && requireHold(state, market, feeTierOf(state, slot), side)
}

/** What a market order that begins would come to now. */
function exposeMarket(state: FlowState, market: Market, slot: number, known: ConditionalOrder): boolean {
  const { orders, amounts } = state
  const quantityLots = orders.remainingLotsOf(slot)
  const ticket = { orderId: orders.orderIdOf(slot), side: orders.sideOf(slot), type: MARKET, quantityLots } as const
  const { costTickLots } = market.book.quoteMarket({ ...ticket, selfTrade: selfTradeOf(known.conditions) })
  const quoteUnits = costTickLots * market.terms[QUOTE_PER_TICK_LOT]!
  if (BigInt.asIntN(64, quoteUnits) !== quoteUnits) return false
  amounts.units[QUOTE] = quoteUnits
  amounts.units[BASE] = BigInt(quantityLots) * market.terms[BASE_PER_LOT]!
  return true
}

/** The price at which an order pays as it begins, 0 where none can be told: the book then has none for it either. */
function entryPriceTicks(state: FlowState, market: Market, slot: number, known: ConditionalOrder): number {
  const { orders } = state
  const { conditions } = known
  if (conditions.peg !== undefined && known.workingUs !== undefined)
    return pegPriceTicks(market, orders.sideOf(slot), conditions, orders.priceTicksOf(slot))
  const priceTicks = orders.priceTicksOf(slot)
  if (priceTicks !== 0) return priceTicks
  known.holdPriceTicks ||= market.book.triggerPriceTicks(LAST_PRICE) ?? 0
  return known.holdPriceTicks
}

/** What the pending orders of a list that pays sell: as many whole lots as were received of what was bought. */
function paidLots(state: FlowState, workingOrderId: number, executedLots: number): number {
  const { orders } = state
  const list = orders.conditional.list(workingOrderId)
  const pending = list?.orders[1]
  const slot = pending === undefined ? 0 : orders.find(pending.orderId)
  if (slot === 0 || orders.sideOf(slot) === BUY) return 0
  const lots = orders.longs[orders.heldAt(slot)]! / marketOf(state, slot).terms[BASE_PER_LOT]!
  return Math.min(Number(lots), executedLots)
}
