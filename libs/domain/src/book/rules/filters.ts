import * as code from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { FILL_OR_KILL, GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL, LIMIT, MARKET } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { bandCeilingTicks, bandFloorTicks } from './price-bands.ts'
import { icebergParts } from './ticket-rules.ts'
import { isTriggerType } from './trailing-stop.ts'

/** What a market asks of the orders placed on it, in ticks and lots; what is left out is not asked. */
export interface BookFilters {
  /** Prices and stop prices are multiples of it. */
  readonly tickMultiple?: number
  readonly minPriceTicks?: number
  readonly maxPriceTicks?: number
  /** Quantities and display quantities are multiples of it. */
  readonly lotMultiple?: number
  readonly minQuantityLots?: number
  readonly maxQuantityLots?: number
  /** Of market orders and market triggers, beside the one for all. */
  readonly maxMarketQuantityLots?: number
  /** Of price times quantity, in ticks times lots; a market order is reckoned at the reference or last price. */
  readonly minNotionalTickLots?: bigint
  readonly maxNotionalTickLots?: bigint
  /** How far limit prices may be from the reference or last price, in hundredths of a percent of it. */
  readonly bandDownBasisPoints?: number
  readonly bandUpBasisPoints?: number
  /** Of one account, waiting ones included; orders that never rest are not counted. */
  readonly maxOpenOrders?: number
  /** Of one account, orders that still wait for their trigger. */
  readonly maxTriggerOrders?: number
  readonly maxIcebergParts?: number
}

/** What a filter compares an order with. */
export interface FilterContext {
  /** The reference price, or the last one where there is none, or 0. */
  readonly referenceTicks: number
  /** Live orders of the account of the order. */
  readonly openOrders: number
  /** Those of them that wait for a trigger. */
  readonly triggerOrders: number
}

/** What an order is to be, as far as filters look at it. */
export interface FilteredOrder {
  readonly side: SideCode
  /** 0 where it has none. */
  readonly priceTicks: number
  readonly quantityLots: number
  readonly displayLots: number
}

/** Why the filters refuse a ticket at this price (that of a fixed peg, or its own), or `ACCEPTED`. */
export function filterRefusal(
  filters: BookFilters,
  ticket: OrderTicket,
  priceTicks: number,
  context: FilterContext,
): BookCode {
  const { side, quantityLots = 0, displayLots = 0, stopPriceTicks = 0 } = ticket
  const order = { side, priceTicks, quantityLots, displayLots }
  const price = priceRefusal(filters, priceTicks, context.referenceTicks)
  if (price !== code.ACCEPTED) return price
  const stop = stopRefusal(filters, stopPriceTicks)
  if (stop !== code.ACCEPTED) return stop
  if (quantityLots !== 0) {
    const quantity = quantityRefusal(filters, order, isMarketLike(ticket))
    if (quantity !== code.ACCEPTED) return quantity
  }
  const notional = ticketNotional(ticket, priceTicks, context.referenceTicks)
  if (!notionalPasses(filters, notional)) return code.NOTIONAL_OUT_OF_RANGE
  return countRefusal(filters, ticket, context)
}

/** Why the filters refuse an amended order, or `ACCEPTED`: counts do not change by it. */
export function amendmentRefusal(filters: BookFilters, order: FilteredOrder, referenceTicks: number): BookCode {
  const price = priceRefusal(filters, order.priceTicks, referenceTicks)
  if (price !== code.ACCEPTED) return price
  const quantity = quantityRefusal(filters, order, order.priceTicks === 0)
  if (quantity !== code.ACCEPTED) return quantity
  const notional = order.priceTicks === 0 ? undefined : BigInt(order.priceTicks) * BigInt(order.quantityLots)
  return notionalPasses(filters, notional) ? code.ACCEPTED : code.NOTIONAL_OUT_OF_RANGE
}

/** Why the filters refuse a stop price, or `ACCEPTED`; 0 is none. */
export function stopRefusal(filters: BookFilters, stopPriceTicks: number): BookCode {
  return priceRefusal(filters, stopPriceTicks, 0)
}

function priceRefusal(filters: BookFilters, priceTicks: number, referenceTicks: number): BookCode {
  const { minPriceTicks = 1, maxPriceTicks = Infinity, tickMultiple = 1 } = filters
  if (priceTicks === 0) return code.ACCEPTED
  if (priceTicks < minPriceTicks || priceTicks > maxPriceTicks) return code.PRICE_OUT_OF_RANGE
  if (priceTicks % tickMultiple !== 0) return code.PRICE_OFF_TICK
  return isInBand(filters, priceTicks, referenceTicks) ? code.ACCEPTED : code.PRICE_OUTSIDE_BAND
}

function isInBand(filters: BookFilters, priceTicks: number, referenceTicks: number): boolean {
  if (referenceTicks === 0) return true
  const { bandDownBasisPoints: down, bandUpBasisPoints: up } = filters
  if (down !== undefined && priceTicks < bandFloorTicks(referenceTicks, down)) return false
  return up === undefined || priceTicks <= bandCeilingTicks(referenceTicks, up)
}

function quantityRefusal(filters: BookFilters, order: FilteredOrder, market: boolean): BookCode {
  const { quantityLots, displayLots } = order
  const { minQuantityLots = 1, lotMultiple = 1, maxIcebergParts = Infinity } = filters
  if (quantityLots < minQuantityLots || quantityLots > mostLots(filters, market)) return code.QUANTITY_OUT_OF_RANGE
  if (quantityLots % lotMultiple !== 0 || displayLots % lotMultiple !== 0) return code.QUANTITY_OFF_LOT
  return icebergParts(quantityLots, displayLots) > maxIcebergParts ? code.TOO_MANY_ICEBERG_PARTS : code.ACCEPTED
}

function mostLots(filters: BookFilters, market: boolean): number {
  const { maxQuantityLots = Infinity, maxMarketQuantityLots = Infinity } = filters
  return market ? Math.min(maxQuantityLots, maxMarketQuantityLots) : maxQuantityLots
}

function ticketNotional(ticket: OrderTicket, priceTicks: number, referenceTicks: number): bigint | undefined {
  const { quantityLots = 0, quoteTickLots = 0, stopPriceTicks = 0 } = ticket
  if (quoteTickLots !== 0) return BigInt(quoteTickLots)
  const price = priceTicks || stopPriceTicks || referenceTicks
  return price === 0 || quantityLots === 0 ? undefined : BigInt(price) * BigInt(quantityLots)
}

function notionalPasses(filters: BookFilters, notional: bigint | undefined): boolean {
  if (notional === undefined) return true
  const { minNotionalTickLots: least, maxNotionalTickLots: most } = filters
  return (least === undefined || notional >= least) && (most === undefined || notional <= most)
}

function countRefusal(filters: BookFilters, ticket: OrderTicket, context: FilterContext): BookCode {
  const { maxOpenOrders = Infinity, maxTriggerOrders = Infinity } = filters
  const trigger = isTriggerType(ticket.type ?? LIMIT)
  const mayStay = trigger || !leavesAtOnce(ticket)
  if (mayStay && context.openOrders >= maxOpenOrders) return code.TOO_MANY_OPEN_ORDERS
  const tooMany = trigger && context.triggerOrders >= maxTriggerOrders
  return tooMany ? code.TOO_MANY_TRIGGER_ORDERS : code.ACCEPTED
}

function leavesAtOnce({ type = LIMIT, timeInForce = GOOD_TILL_CANCEL }: OrderTicket): boolean {
  if (timeInForce === IMMEDIATE_OR_CANCEL || timeInForce === FILL_OR_KILL) return true
  return type === MARKET && timeInForce === GOOD_TILL_CANCEL
}

function isMarketLike(ticket: OrderTicket): boolean {
  const { type = LIMIT, priceTicks = 0, peg = 0 } = ticket
  return type !== LIMIT && priceTicks === 0 && peg === 0
}
