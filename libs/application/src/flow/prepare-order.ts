import { LAST_PRICE, MARKET, MAX_QUANTITY_LOTS } from '@openlob/domain'
import { OrderType } from '../messages/generated/index.ts'
import { BASE, NOTIONAL, QUOTE, REQUIRED } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { expose, requireHold } from './holds.ts'
import { BASE_PER_LOT, QUOTE_PER_TICK_LOT } from './market.ts'
import type { Market } from './market.ts'
import type { OrderRequest } from './order-request.ts'
import { selfTradeOf } from './order-ticket.ts'
import { pegPriceTicks } from './peg-price.ts'
import { holdAssetOf } from './policy-views.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { unaffordable } from './risk-check.ts'
import { badNotional, checkNotional, checkPlacing, checkPrice, checkQuantity } from './validate.ts'

/** What an order is of a list; nothing special where it stands alone. */
export interface Listed {
  /** It waits for another order: nothing is held for it yet. */
  readonly isPending: boolean
  /** It sells what another order buys: how much is not known yet. */
  readonly isPaid: boolean
}

/** An order on its own. */
export const ALONE: Listed = { isPending: false, isPaid: false }

/**
 * Whether the instrument's rules allow an order with conditions; writes what it comes to and what it needs to have held
 * to `amounts`, and the prices that follow from the market into the request.
 */
export function prepareOrder(
  state: FlowState,
  market: Market,
  request: OrderRequest,
  listed: Listed,
): Refusal | undefined {
  return (
    checkPlacing(state, market, request) ??
    checkConditions(market, request) ??
    checkAmount(state, market, request, listed) ??
    checkPriced(state, market, request, listed) ??
    requirePlaced(state, market, request, listed)
  )
}

function checkConditions({ instrument }: Market, request: OrderRequest): Refusal | undefined {
  const { displayLots, peg, pegLevels, quoteUnits } = request.conditions ?? {}
  const bad = checkTrigger(request, instrument.maxPriceTicks)
  if (bad !== undefined) return bad
  if ((peg === undefined) !== (pegLevels === undefined)) return unsupported('a peg says how many levels behind')
  if (peg !== undefined && !request.hasLimit) return unsupported('a peg is for orders with a price')
  if (quoteUnits !== undefined && (request.type !== OrderType.market || request.quantityLots !== 0))
    return unsupported('an amount is for market orders without a quantity')
  return displayLots === undefined ? undefined : checkDisplay(request, displayLots, instrument.minQuantityLots)
}

function checkTrigger({ conditions = {}, waitsForTrigger }: OrderRequest, most: number): Refusal | undefined {
  const { stopPriceTicks, trailingBasisPoints } = conditions
  const isTriggered = stopPriceTicks !== undefined || trailingBasisPoints !== undefined
  if (isTriggered !== waitsForTrigger) return unsupported('orders that wait for a stop have one, and others have none')
  if (stopPriceTicks === undefined || (stopPriceTicks >= 1 && stopPriceTicks <= most)) return undefined
  return refusal('STOP_PRICE_OUT_OF_RANGE', `stopPriceTicks=${stopPriceTicks} max=${most}`)
}

function checkDisplay({ quantityLots }: OrderRequest, displayLots: number, least: number): Refusal | undefined {
  if (displayLots >= least && displayLots < quantityLots) return undefined
  return refusal('DISPLAY_QUANTITY_OUT_OF_RANGE', `displayLots=${displayLots} min=${least} quantityLots=${quantityLots}`)
}

function unsupported(detail: string): Refusal {
  return refusal('UNSUPPORTED_COMBINATION', detail)
}

/** How much it is for: of an amount, as much as the book gives for it now. */
function checkAmount(state: FlowState, market: Market, request: OrderRequest, listed: Listed): Refusal | undefined {
  const { quoteUnits } = request.conditions ?? {}
  if (listed.isPaid) return request.quantityLots === 0 ? undefined : unsupported('what is paid has no quantity yet')
  if (quoteUnits === undefined) return checkQuantity(market.instrument, request.quantityLots)
  if (listed.isPending) return unsupported('an amount is for orders on their own')
  const tickLots = quoteUnits / market.terms[QUOTE_PER_TICK_LOT]!
  if (tickLots < 1n || tickLots > BigInt(MAX_QUANTITY_LOTS))
    return refusal('QUOTE_AMOUNT_OUT_OF_RANGE', `quoteUnits=${quoteUnits}`)
  const { fillableLots } = quoteNow(state, market, request, { quoteTickLots: Number(tickLots) })
  const { minQuantityLots } = market.instrument
  if (fillableLots < minQuantityLots)
    return refusal('INSUFFICIENT_LIQUIDITY', `quoteUnits=${quoteUnits} fillableLots=${fillableLots} min=${minQuantityLots}`)
  request.quantityLots = fillableLots
  return checkQuantity(market.instrument, fillableLots)
}

/** At which price; writes what it comes to at that. */
function checkPriced(state: FlowState, market: Market, request: OrderRequest, listed: Listed): Refusal | undefined {
  if (request.hasLimit) return checkLimit(state, market, request, listed)
  if (request.waitsForTrigger) return checkWaiting(state, market, request, listed)
  return listed.isPending ? undefined : checkMarket(state, market, request)
}

function checkLimit(state: FlowState, market: Market, request: OrderRequest, listed: Listed): Refusal | undefined {
  const { conditions = {}, limitTicks } = request
  const { peg } = conditions
  const isPriced = peg === undefined || limitTicks !== 0
  const bad = isPriced ? checkPrice(market.instrument, limitTicks) : undefined
  if (bad !== undefined) return bad
  if (peg !== undefined && !request.waitsForTrigger && !listed.isPending) {
    request.priceTicks = pegPriceTicks(market, request.side, conditions, limitTicks)
    if (request.priceTicks === 0) return refusal('NO_PEG_REFERENCE', `peg=${peg} pegLevels=${conditions.pegLevels ?? 0}`)
  }
  if (request.priceTicks === 0) return checkWaiting(state, market, request, listed)
  return listed.isPaid ? undefined : checkNotional(state, market, request.priceTicks, request.quantityLots)
}

/** An order that waits without a price pays as if it were its stop, or what the market last paid. */
function checkWaiting(state: FlowState, market: Market, request: OrderRequest, listed: Listed): Refusal | undefined {
  const { stopPriceTicks } = request.conditions ?? {}
  request.holdPriceTicks = stopPriceTicks ?? market.book.triggerPriceTicks(LAST_PRICE) ?? 0
  if (listed.isPaid) return undefined
  if (request.holdPriceTicks !== 0) return checkNotional(state, market, request.holdPriceTicks, request.quantityLots)
  const { units } = state.amounts
  expose(state, market, 0, request.quantityLots)
  units[NOTIONAL] = 0n
  return undefined
}

function checkMarket(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  const { quantityLots } = request
  const { units } = state.amounts
  const { fillableLots, costTickLots } = quoteNow(state, market, request, { quantityLots })
  const quoteUnits = costTickLots * market.terms[QUOTE_PER_TICK_LOT]!
  const { minNotionalUnits, maxNotionalUnits } = market.instrument
  if (fillableLots !== 0 && (quoteUnits < minNotionalUnits || quoteUnits > maxNotionalUnits))
    return badNotional(market, quoteUnits)
  units[QUOTE] = quoteUnits
  units[BASE] = BigInt(quantityLots) * market.terms[BASE_PER_LOT]!
  units[NOTIONAL] = quoteUnits
  return undefined
}

function quoteNow(
  { nextOrderId }: FlowState,
  { book }: Market,
  { accountId, side, conditions = {} }: OrderRequest,
  amount: { readonly quantityLots: number } | { readonly quoteTickLots: number },
): ReturnType<Market['book']['quoteMarket']> {
  const ticket = { orderId: nextOrderId, accountId, side, type: MARKET } as const
  return book.quoteMarket({ ...ticket, selfTrade: selfTradeOf(conditions), ...amount })
}

function requirePlaced(state: FlowState, market: Market, request: OrderRequest, listed: Listed): Refusal | undefined {
  const { accountId, side } = request
  const { units } = state.amounts
  if (listed.isPending) {
    units[REQUIRED] = 0n
    return undefined
  }
  const feeTier = state.venue.accounts.feeTierOf(accountId)
  if (requireHold(state, market, feeTier, side)) return undefined
  return unaffordable(state, accountId, holdAssetOf(market, side))
}

