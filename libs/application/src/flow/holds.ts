import { BUY, MAX_UNITS } from '@openlob/domain'
import type { SideCode } from '@openlob/domain'
import { OrderStatus, OrderType } from '../messages/generated/index.ts'
import { BASE, QUOTE, REQUIRED, SURPLUS } from './amounts.ts'
import type { ConditionalOrder } from './conditional-orders.ts'
import type { FlowState } from './flow-state.ts'
import { BASE_PER_LOT, QUOTE_PER_TICK_LOT } from './market.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import { sideOf } from './policy-views.ts'
import { otherLegOf } from './shared-holds.ts'

/** Where a product of doubles is still far enough below 2^63 for its rounding. */
const SURELY_FITS = 2 ** 62

/**
 * Writes what a price and a quantity come to, to `amounts[QUOTE]` and `amounts[BASE]`. False where the former passes
 * 2^63 − 1; the latter cannot, within what the instrument allows.
 */
export function expose(state: FlowState, market: Market, priceTicks: number, lots: number): boolean {
  const { amounts } = state
  const { units } = amounts
  const { terms } = market
  amounts.setInteger(BASE, lots)
  units[BASE] = BigInt.asIntN(64, units[BASE]! * terms[BASE_PER_LOT]!)
  const tickLots = priceTicks * lots
  if (tickLots > Number.MAX_SAFE_INTEGER || tickLots * market.quotePerTickLot > SURELY_FITS)
    return exposeExactly(state, market, priceTicks, lots)
  amounts.setInteger(QUOTE, tickLots)
  units[QUOTE] = BigInt.asIntN(64, units[QUOTE]! * terms[QUOTE_PER_TICK_LOT]!)
  return true
}

/** Price times quantity in quote units, however much it is. */
export function notionalOf(market: Market, priceTicks: number, lots: number): bigint {
  return BigInt(priceTicks) * BigInt(lots) * market.terms[QUOTE_PER_TICK_LOT]!
}

function exposeExactly({ amounts }: FlowState, market: Market, priceTicks: number, lots: number): boolean {
  const quoteUnits = notionalOf(market, priceTicks, lots)
  if (quoteUnits > MAX_UNITS) return false
  amounts.units[QUOTE] = quoteUnits
  return true
}

/**
 * Writes what must be held for `amounts[QUOTE]` and `amounts[BASE]` to `amounts[REQUIRED]`: the principal, and the
 * worst-case fee where it is charged on top. False where that passes 2^63 − 1, which no balance does.
 */
export function requireHold(state: FlowState, market: Market, feeTier: number, side: SideCode): boolean {
  const { units } = state.amounts
  units[REQUIRED] = units[side === BUY ? QUOTE : BASE]!
  const { fees } = state.settings.policies
  return fees.openFeeUnits === undefined || addOpenFee(state, market, feeTier, side)
}

function addOpenFee(state: FlowState, market: Market, feeTier: number, side: SideCode): boolean {
  const { trade, settings } = state
  const { units } = state.amounts
  trade.instrument = market.instrument
  trade.feeTier = feeTier
  trade.side = sideOf(side)
  const feeUnits = settings.policies.fees.openFeeUnits?.(trade)
  if (typeof feeUnits !== 'bigint' || feeUnits < 0n)
    return broken(`a fee policy holds no negative fee: units=${String(feeUnits)}`)
  if (feeUnits > MAX_UNITS) return false
  units[SURPLUS] = feeUnits
  units[REQUIRED] = BigInt.asIntN(64, units[REQUIRED]! + units[SURPLUS])
  // Neither is negative: a sum that is has gone around.
  return units[REQUIRED] >= 0n
}

/** Writes what an open order needs to have held for what is left of it to `amounts[REQUIRED]`. */
export function requireForRest(state: FlowState, market: Market, slot: number): void {
  if (!requireOnTier(state, market, slot, feeTierOf(state, slot)))
    broken(`what an order needs fits 64 bits: orderId=${state.orders.orderIdOf(slot)}`)
}

/** The same if its account were on a fee tier; false where that passes 2^63 − 1. */
export function requireOnTier(state: FlowState, market: Market, slot: number, feeTier: number): boolean {
  const { orders } = state
  const known = orders.conditional.size === 0 ? undefined : orders.conditional.get(orders.orderIdOf(slot))
  if (known !== undefined) return requireConditional(state, market, slot, feeTier, known)
  // A market order on its way keeps what it has until it is done.
  if (orders.priceTicksOf(slot) === 0) return keepHeld(state, slot)
  return (
    expose(state, market, orders.priceTicksOf(slot), orders.remainingLotsOf(slot)) &&
    requireHold(state, market, feeTier, orders.sideOf(slot))
  )
}

/** What is held for a pending order, or one that trades at any price, is reckoned when it begins, and stays. */
function requireConditional(
  state: FlowState,
  market: Market,
  slot: number,
  feeTier: number,
  known: ConditionalOrder,
): boolean {
  const { orders } = state
  const { units } = state.amounts
  const heldUnits = orders.longs[orders.heldAt(slot)]!
  const isFixed =
    orders.statusOf(slot) === OrderStatus.pending ||
    (isMarketType(orders.typeOf(slot)) && known.workingUs !== undefined)
  const other = otherLegOf(state, known)
  // Of two legs that hold once, one holds it all.
  if (isFixed || (other !== undefined && heldUnits === 0n)) return keepHeld(state, slot)
  if (other === undefined) return requireAtPrice(state, market, slot, feeTier, known)
  if (!requireAtPrice(state, market, other.slot, feeTier, other.known)) return false
  const otherUnits = units[REQUIRED]!
  if (!requireAtPrice(state, market, slot, feeTier, known)) return false
  if (units[REQUIRED]! < otherUnits) units[REQUIRED] = otherUnits
  return true
}

function keepHeld({ orders, amounts }: FlowState, slot: number): boolean {
  amounts.units[REQUIRED] = orders.longs[orders.heldAt(slot)]!
  return true
}

/** What an order needs at its price, or while it waits without one at what it is likely to pay. */
function requireAtPrice(
  state: FlowState,
  market: Market,
  slot: number,
  feeTier: number,
  { holdPriceTicks }: ConditionalOrder,
): boolean {
  const { orders } = state
  const priceTicks = orders.priceTicksOf(slot) === 0 ? holdPriceTicks : orders.priceTicksOf(slot)
  return (
    expose(state, market, priceTicks, orders.remainingLotsOf(slot)) &&
    requireHold(state, market, feeTier, orders.sideOf(slot))
  )
}

/** Whether an order of this type asks for no price, at once or from its stop on. */
export function isMarketType(type: OrderType): boolean {
  return type === OrderType.market || type === OrderType.stop || type === OrderType.take_profit
}

/** The fee tier of an order's account. */
export function feeTierOf({ venue, orders }: FlowState, slot: number): number {
  return venue.accounts.feeTierOf(orders.accountIdOf(slot))
}

/** The market of an order. */
export function marketOf({ venue, orders }: FlowState, slot: number): Market {
  const market = venue.market(orders.instrumentIdOf(slot))
  return market ?? broken(`an order's instrument is listed: orderId=${orders.orderIdOf(slot)}`)
}

/** Frees what an order holds beyond `amounts[REQUIRED]`. */
export function trimHold(state: FlowState, slot: number): void {
  const { orders, amounts, postings } = state
  const { units } = amounts
  const held = orders.heldAt(slot)
  units[SURPLUS] = BigInt.asIntN(64, orders.longs[held]! - units[REQUIRED]!)
  if (units[SURPLUS] < 0n) brokenHold(state, slot)
  postings.releaseAt(orders.balanceOf(slot), SURPLUS)
  orders.longs[held] = units[REQUIRED]!
}

/** Frees all that an order holds. */
export function releaseHold(state: FlowState, slot: number): void {
  state.amounts.units[REQUIRED] = 0n
  trimHold(state, slot)
}

function brokenHold({ orders, amounts }: FlowState, slot: number): never {
  const ids = `orderId=${orders.orderIdOf(slot)} held=${orders.longs[orders.heldAt(slot)]!}`
  return broken(`an order holds what it needs: ${ids} required=${amounts.units[REQUIRED]!}`)
}
