import { InvariantError } from '../../invariant.ts'
import { isPriceTicks, isQuantityLots, MAX_PRICE_TICKS } from '../../units.ts'
import { isOrderId, requireSide } from '../book-arguments.ts'
import * as code from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import {
  ALLOW_SELF_TRADE,
  AT_THE_OPENING,
  DAY,
  DECREMENT_BOTH,
  FILL_OR_KILL,
  GOOD_FOR_AUCTION,
  GOOD_TILL_CANCEL,
  GOOD_TILL_DATE,
  IMMEDIATE_OR_CANCEL,
  INDEX_PRICE,
  LAST_PRICE,
  LIMIT,
  MARKET,
  MAY_TAKE,
  NO_PEG,
  PEG_MID,
  POST_ONLY,
  SLIDE_IF_TAKING,
  STOP_LIMIT,
  TAKE_PROFIT_LIMIT,
} from '../book-codes.ts'
import type { OrderTypeCode, TimeInForceCode } from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { isAuctionOnly } from './phases.ts'
import { isTriggerType } from './trailing-stop.ts'

const PEG_LEVELS_MAX = 100
const TRAILING_BASIS_POINTS_MAX = 9999
/** In how many slices an iceberg is shown at most, so that no command can make a book report without end. */
export const MAX_ICEBERG_PARTS = 10_000

/** Tells whether orders of this type have a limit. */
export function hasLimit(type: OrderTypeCode): boolean {
  return type === LIMIT || type === STOP_LIMIT || type === TAKE_PROFIT_LIMIT
}

/** Tells whether an order of this time in force never rests. */
export function isImmediate(timeInForce: TimeInForceCode): boolean {
  return timeInForce === IMMEDIATE_OR_CANCEL || timeInForce === FILL_OR_KILL
}

/**
 * Tells whether a ticket asks for nothing but what `placeLimit` and `placeMarket` do, once it rests: what prevents
 * self-trades is then the other order's business, where the book can ask whose an order is.
 */
export function isPlain(ticket: OrderTicket, knowsOwners: boolean): boolean {
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL, postOnly = MAY_TAKE } = ticket
  if (type > MARKET || timeInForce > FILL_OR_KILL || postOnly === SLIDE_IF_TAKING) return false
  if (isSet(ticket.quoteTickLots) || showsPartly(ticket) || hasTrigger(ticket) || isPegged(ticket)) return false
  return isNobodys(ticket, knowsOwners)
}

/** Throws an `InvariantError` where an enumeration of a ticket is none of its codes. */
export function requireTicketCodes(ticket: OrderTicket): void {
  requireSide(ticket.side)
  requireCode('type', ticket.type, TAKE_PROFIT_LIMIT)
  requireCode('timeInForce', ticket.timeInForce, GOOD_FOR_AUCTION)
  if ((ticket.timeInForce as number | undefined) === POST_ONLY) throw new InvariantError('post-only is no time in force: timeInForce=3')
  requireCode('postOnly', ticket.postOnly, SLIDE_IF_TAKING)
  requireCode('triggerSource', ticket.triggerSource, INDEX_PRICE)
  requireCode('peg', ticket.peg, PEG_MID)
  requireCode('selfTrade', ticket.selfTrade, DECREMENT_BOTH)
}

/** Throws an `InvariantError` unless a ticket is that of a market order that a book may take. */
export function requireMarketTicket(ticket: OrderTicket): void {
  requireTicketCodes(ticket)
  const { orderId, type, quantityLots, quoteTickLots } = ticket
  if (type === MARKET && ticketRefusal(ticket, 0) === code.ACCEPTED) return
  throw new InvariantError(
    `a quote is for a market order: orderId=${orderId} type=${type} quantityLots=${quantityLots} quoteTickLots=${quoteTickLots}`,
  )
}

/** Why no book takes this ticket, whatever stands in it: ids, then parts that contradict each other, then ranges. */
export function ticketRefusal(ticket: OrderTicket, timeUs: number): BookCode {
  if (!isOrderId(ticket.orderId)) return code.ORDER_ID_OUT_OF_RANGE
  for (const tag of [ticket.accountId, ticket.groupId, ticket.sessionId]) {
    if (tag !== undefined && tag !== 0 && !isOrderId(tag)) return code.TAG_OUT_OF_RANGE
  }
  return partsAgree(ticket) ? rangeRefusal(ticket, timeUs) : code.UNSUPPORTED_COMBINATION
}

function partsAgree(ticket: OrderTicket): boolean {
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL } = ticket
  if (!timeInForceAgrees(type, timeInForce)) return false
  if (isSet(ticket.priceTicks) && !hasLimit(type)) return false
  if (!amountAgrees(ticket) || !postOnlyAgrees(ticket)) return false
  return showingAgrees(ticket) && minimumAgrees(ticket) && triggerAgrees(ticket) && pegAgrees(ticket)
}

function amountAgrees(ticket: OrderTicket): boolean {
  if (!isSet(ticket.quoteTickLots)) return true
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL } = ticket
  return type === MARKET && !isSet(ticket.quantityLots) && !isAuctionOnly(timeInForce)
}

function postOnlyAgrees({ type = LIMIT, timeInForce = GOOD_TILL_CANCEL, postOnly = MAY_TAKE }: OrderTicket): boolean {
  return postOnly === MAY_TAKE || (hasLimit(type) && stands(timeInForce))
}

function timeInForceAgrees(type: OrderTypeCode, timeInForce: TimeInForceCode): boolean {
  if (type === LIMIT) return true
  if (type === MARKET) return timeInForce === GOOD_TILL_CANCEL || isAuctionOnly(timeInForce)
  if (type === STOP_LIMIT || type === TAKE_PROFIT_LIMIT) return !isAuctionOnly(timeInForce)
  return stands(timeInForce)
}

/** Neither at once nor in an auction alone. */
function stands(timeInForce: TimeInForceCode): boolean {
  return timeInForce === GOOD_TILL_CANCEL || timeInForce === GOOD_TILL_DATE || timeInForce === DAY
}

function showingAgrees(ticket: OrderTicket): boolean {
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL, hidden = false } = ticket
  if (!hidden && !isSet(ticket.displayLots)) return true
  if (!hasLimit(type) || isImmediate(timeInForce)) return false
  return !(isSet(ticket.displayLots) && (hidden || isSet(ticket.minimumLots)))
}

function minimumAgrees(ticket: OrderTicket): boolean {
  if (!isSet(ticket.minimumLots)) return true
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL, postOnly = MAY_TAKE } = ticket
  const takes = type === LIMIT || (type === MARKET && !isSet(ticket.quoteTickLots))
  return takes && postOnly === MAY_TAKE && timeInForce < AT_THE_OPENING
}

function triggerAgrees(ticket: OrderTicket): boolean {
  if (!isTriggerType(ticket.type ?? LIMIT)) return !hasTrigger(ticket)
  if (isSet(ticket.trailingBasisPoints) && isSet(ticket.trailingTicks)) return false
  return isSet(ticket.stopPriceTicks) || isSet(ticket.trailingBasisPoints) || isSet(ticket.trailingTicks)
}

function pegAgrees(ticket: OrderTicket): boolean {
  const { peg = NO_PEG, pegOffsetTicks, pegOffsetLevels } = ticket
  if (peg === NO_PEG) return !isSet(pegOffsetTicks) && pegOffsetLevels === undefined
  return pegOffsetLevels === undefined ? floatingPegAgrees(ticket) : fixedPegAgrees(ticket)
}

function fixedPegAgrees({ type = LIMIT, timeInForce = GOOD_TILL_CANCEL, peg, pegOffsetTicks }: OrderTicket): boolean {
  return peg !== PEG_MID && !isSet(pegOffsetTicks) && hasLimit(type) && !isAuctionOnly(timeInForce)
}

function floatingPegAgrees(ticket: OrderTicket): boolean {
  const { type = LIMIT, timeInForce = GOOD_TILL_CANCEL, postOnly = MAY_TAKE } = ticket
  return type === LIMIT && stands(timeInForce) && postOnly === MAY_TAKE && !isSet(ticket.displayLots)
}

function rangeRefusal(ticket: OrderTicket, timeUs: number): BookCode {
  if (!priceInRange(ticket)) return code.PRICE_OUT_OF_RANGE
  const amount = amountRefusal(ticket)
  if (amount !== code.ACCEPTED) return amount
  if (isSet(ticket.stopPriceTicks) && !isPriceTicks(ticket.stopPriceTicks)) return code.STOP_PRICE_OUT_OF_RANGE
  if (!trailingInRange(ticket)) return code.TRAILING_OUT_OF_RANGE
  if (!pegInRange(ticket)) return code.PEG_OFFSET_OUT_OF_RANGE
  return expiryInRange(ticket, timeUs) ? code.ACCEPTED : code.EXPIRY_OUT_OF_RANGE
}

function priceInRange(ticket: OrderTicket): boolean {
  const { type = LIMIT, priceTicks = 0 } = ticket
  return isPriceTicks(priceTicks) || !hasLimit(type) || (isPegged(ticket) && priceTicks === 0)
}

function amountRefusal({ quantityLots = 0, quoteTickLots, displayLots, minimumLots }: OrderTicket): BookCode {
  if (isSet(quoteTickLots)) return isQuantityLots(quoteTickLots) ? code.ACCEPTED : code.QUOTE_AMOUNT_OUT_OF_RANGE
  if (!isQuantityLots(quantityLots)) return code.QUANTITY_OUT_OF_RANGE
  const showsTooMuch = isSet(displayLots) && !(isQuantityLots(displayLots) && displayLots < quantityLots)
  if (showsTooMuch) return code.DISPLAY_OUT_OF_RANGE
  if (icebergParts(quantityLots, displayLots) > MAX_ICEBERG_PARTS) return code.TOO_MANY_ICEBERG_PARTS
  const wantsTooMuch = isSet(minimumLots) && !(isQuantityLots(minimumLots) && minimumLots <= quantityLots)
  return wantsTooMuch ? code.MINIMUM_OUT_OF_RANGE : code.ACCEPTED
}

/** In how many slices a quantity is shown, 1 where it is shown whole. */
export function icebergParts(quantityLots: number, displayLots = 0): number {
  return displayLots === 0 ? 1 : Math.ceil(quantityLots / displayLots)
}

function trailingInRange({ trailingBasisPoints, trailingTicks }: OrderTicket): boolean {
  if (isSet(trailingBasisPoints)) {
    return isPriceTicks(trailingBasisPoints) && trailingBasisPoints <= TRAILING_BASIS_POINTS_MAX
  }
  return !isSet(trailingTicks) || isPriceTicks(trailingTicks)
}

function pegInRange({ pegOffsetTicks = 0, pegOffsetLevels = 0 }: OrderTicket): boolean {
  const ticks = Number.isInteger(pegOffsetTicks) && Math.abs(pegOffsetTicks) <= MAX_PRICE_TICKS
  return ticks && Number.isInteger(pegOffsetLevels) && pegOffsetLevels >= 0 && pegOffsetLevels <= PEG_LEVELS_MAX
}

function expiryInRange({ timeInForce, expiresAtUs }: OrderTicket, timeUs: number): boolean {
  if (timeInForce !== GOOD_TILL_DATE) return !isSet(expiresAtUs)
  return isSet(expiresAtUs) && Number.isSafeInteger(expiresAtUs) && expiresAtUs > timeUs
}

function showsPartly({ displayLots, hidden = false, minimumLots }: OrderTicket): boolean {
  return hidden || isSet(displayLots) || isSet(minimumLots)
}

function hasTrigger(ticket: OrderTicket): boolean {
  const { stopPriceTicks, trailingBasisPoints, trailingTicks, triggerSource = LAST_PRICE } = ticket
  return isSet(stopPriceTicks) || isSet(trailingBasisPoints) || isSet(trailingTicks) || triggerSource !== LAST_PRICE
}

function isPegged({ peg = NO_PEG, pegOffsetTicks, pegOffsetLevels }: OrderTicket): boolean {
  return peg !== NO_PEG || isSet(pegOffsetTicks) || pegOffsetLevels !== undefined
}

function hasTags({ accountId, groupId, sessionId, expiresAtUs }: OrderTicket): boolean {
  return isSet(accountId) || isSet(groupId) || isSet(sessionId) || isSet(expiresAtUs)
}

function isNobodys(ticket: OrderTicket, knowsOwners: boolean): boolean {
  const { selfTrade = ALLOW_SELF_TRADE } = ticket
  return !hasTags(ticket) && (knowsOwners || selfTrade === ALLOW_SELF_TRADE)
}

/** Zero and nothing both say that a number is not given. */
function isSet(value: number | undefined): value is number {
  return value !== undefined && value !== 0
}

function requireCode(name: string, value: number | undefined, last: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= last)) return
  throw new InvariantError(`${name} is one of its codes, 0 to ${last}: ${name}=${String(value)}`)
}
