import * as codes from '../book-codes.ts'
import type { ContingencyCode, SideCode } from '../book-codes.ts'
import type { BookOrder, OrderDetails } from '../book-snapshot.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { hasLimit, isPlain } from '../rules/ticket-rules.ts'
import { isTriggerType, trailingStopTicks } from '../rules/trailing-stop.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Orders that depend on each other, as long as they do. */
export interface LiveList {
  readonly contingency: ContingencyCode
  readonly feeRatePpm: number
  /** Whether the pending orders still wait for the working one, which is the first member then. */
  waiting: boolean
  /** In the order of the ticket, those that left included. */
  members: LiveOrder[]
}

/** One order with all that is known of it, from its acceptance until it leaves. */
export interface LiveOrder extends Mutable<OrderDetails> {
  readonly orderId: number
  readonly side: SideCode
  /** Whether it has no details for the outside. */
  readonly plain: boolean
  priceTicks: number
  leavesLots: number
  /** Of a quote amount: what is left of it. Such an order never rests, and has no leaves of its own. */
  quoteRest: bigint | undefined
  /** Where it traded last as a taker, 0 before. */
  lastFillTicks: number
  list: LiveList | undefined
}

/** An order of nothing. Made whole at once: engines are slow with objects that are put together from parts. */
function blankOrder(orderId: number, side: SideCode, plain: boolean): LiveOrder {
  return {
    orderId,
    side,
    plain,
    priceTicks: 0,
    leavesLots: 0,
    quoteRest: undefined,
    lastFillTicks: 0,
    list: undefined,
    standing: 'displayed',
    sequence: 0,
    type: codes.LIMIT,
    timeInForce: codes.GOOD_TILL_CANCEL,
    expiresAtUs: 0,
    postOnly: codes.MAY_TAKE,
    displayLots: 0,
    shownLots: 0,
    hidden: false,
    minimumLots: 0,
    stopPriceTicks: 0,
    trailingBasisPoints: 0,
    trailingTicks: 0,
    triggerSource: codes.LAST_PRICE,
    extremeTicks: 0,
    peg: codes.NO_PEG,
    pegOffsetTicks: 0,
    pegOffsetLevels: -1,
    pegLimitTicks: 0,
    accountId: 0,
    groupId: 0,
    selfTrade: codes.ALLOW_SELF_TRADE,
    sessionId: 0,
    executedLots: 0,
    released: false,
  }
}

/** The order that a ticket asks for, not placed yet; a fixed peg's price and the sequence are given later. */
export function orderOf(ticket: OrderTicket, inList: boolean, knowsOwners: boolean): LiveOrder {
  const order = blankOrder(ticket.orderId, ticket.side, !inList && isPlain(ticket, knowsOwners))
  const parts = { ...tradingParts(ticket), ...triggerParts(ticket), ...pegParts(ticket), ...ownerParts(ticket) }
  return Object.assign(order, parts)
}

function tradingParts(ticket: OrderTicket) {
  const { quantityLots = 0, quoteTickLots = 0 } = ticket
  return {
    leavesLots: quantityLots,
    quoteRest: quoteTickLots === 0 ? undefined : BigInt(quoteTickLots),
    type: ticket.type ?? codes.LIMIT,
    timeInForce: ticket.timeInForce ?? codes.GOOD_TILL_CANCEL,
    expiresAtUs: ticket.expiresAtUs ?? 0,
    postOnly: ticket.postOnly ?? codes.MAY_TAKE,
    displayLots: ticket.displayLots ?? 0,
    shownLots: 0,
    hidden: ticket.hidden ?? false,
    minimumLots: ticket.minimumLots ?? 0,
  }
}

function triggerParts(ticket: OrderTicket) {
  return {
    stopPriceTicks: ticket.stopPriceTicks ?? 0,
    trailingBasisPoints: ticket.trailingBasisPoints ?? 0,
    trailingTicks: ticket.trailingTicks ?? 0,
    triggerSource: ticket.triggerSource ?? codes.LAST_PRICE,
    extremeTicks: 0,
  }
}

function pegParts({ priceTicks = 0, peg = codes.NO_PEG, pegOffsetTicks = 0, pegOffsetLevels = -1 }: OrderTicket) {
  const isFloating = peg !== codes.NO_PEG && pegOffsetLevels < 0
  return {
    // A floating peg has no price of its own, and what the ticket gives is the worst that it may reach.
    priceTicks: isFloating ? 0 : priceTicks,
    peg,
    pegOffsetTicks,
    pegOffsetLevels,
    pegLimitTicks: peg === codes.NO_PEG ? 0 : priceTicks,
  }
}

function ownerParts(ticket: OrderTicket) {
  return {
    accountId: ticket.accountId ?? 0,
    groupId: ticket.groupId ?? 0,
    selfTrade: ticket.selfTrade ?? codes.ALLOW_SELF_TRADE,
    sessionId: ticket.sessionId ?? 0,
  }
}

/** The order that a snapshot holds. */
export function orderFrom({ orderId, side, priceTicks, leavesLots, postOnly, details }: BookOrder): LiveOrder {
  const order = blankOrder(orderId, side, details === undefined)
  order.postOnly = postOnly ? codes.REJECT_IF_TAKING : codes.MAY_TAKE
  return Object.assign(order, details, { priceTicks, leavesLots })
}

/** What a book tells of an order. */
export function bookOrderOf(order: LiveOrder): BookOrder {
  const { orderId, side, priceTicks, leavesLots } = order
  const told = { orderId, side, priceTicks, leavesLots, postOnly: order.postOnly !== codes.MAY_TAKE }
  return order.plain ? told : { ...told, details: detailsOf(order) }
}

// The order of the keys is that of `OrderDetails`: snapshots are compared as text.
function detailsOf(order: LiveOrder): OrderDetails {
  return {
    standing: order.standing,
    sequence: order.sequence,
    type: order.type,
    timeInForce: order.timeInForce,
    expiresAtUs: order.expiresAtUs,
    postOnly: order.postOnly,
    displayLots: order.displayLots,
    shownLots: order.shownLots,
    hidden: order.hidden,
    minimumLots: order.minimumLots,
    stopPriceTicks: order.stopPriceTicks,
    trailingBasisPoints: order.trailingBasisPoints,
    trailingTicks: order.trailingTicks,
    triggerSource: order.triggerSource,
    extremeTicks: order.extremeTicks,
    peg: order.peg,
    pegOffsetTicks: order.pegOffsetTicks,
    pegOffsetLevels: order.pegOffsetLevels,
    pegLimitTicks: order.pegLimitTicks,
    accountId: order.accountId,
    groupId: order.groupId,
    selfTrade: order.selfTrade,
    sessionId: order.sessionId,
    executedLots: order.executedLots,
    released: order.released,
  }
}

/** Tells whether it is a peg that follows the market. */
export function floats(order: LiveOrder): boolean {
  return order.peg !== codes.NO_PEG && order.pegOffsetLevels < 0
}

/** Tells whether it is a peg that takes its price once. */
export function isFixedPeg(order: LiveOrder): boolean {
  return order.peg !== codes.NO_PEG && order.pegOffsetLevels >= 0
}

/** Tells whether it trails. */
export function trails(order: LiveOrder): boolean {
  return order.trailingBasisPoints !== 0 || order.trailingTicks !== 0
}

/** Tells whether it waits, or waited, for a trigger. */
export function hasTrigger(order: LiveOrder): boolean {
  return isTriggerType(order.type)
}

/** Tells whether it trades at any price: with neither a limit nor the best price for one. */
export function isMarket(order: LiveOrder): boolean {
  return !hasLimit(order.type) && order.type !== codes.MARKET_TO_LIMIT
}

/** The stop at which an armed order waits now, 0 where it can never fire; undefined where it does not track yet. */
export function stopOf(order: LiveOrder): number | undefined {
  if (!trails(order)) return order.stopPriceTicks
  const { side, extremeTicks, trailingBasisPoints, trailingTicks: ticks } = order
  return extremeTicks === 0 ? undefined : trailingStopTicks(side, extremeTicks, trailingBasisPoints, ticks)
}

/** Tells whether it rests on the hidden ladder rather than the displayed one. */
export function restsHidden(order: LiveOrder): boolean {
  return order.hidden || order.minimumLots > 0 || floats(order)
}

/** What a resting order offers at a time: the slice of an iceberg, else all of it. */
export function shownOf(order: LiveOrder): number {
  return order.displayLots > 0 && order.standing === 'displayed' ? order.shownLots : order.leavesLots
}

/** What a taker still wants at a price. */
export function leavesAt(order: LiveOrder, priceTicks: number): number {
  return order.quoteRest === undefined ? order.leavesLots : Number(order.quoteRest / BigInt(priceTicks))
}

/** Takes lots at a price off what a taker wants. */
export function takeOff(order: LiveOrder, lots: number, priceTicks: number): void {
  if (order.quoteRest === undefined) order.leavesLots -= lots
  else order.quoteRest -= BigInt(lots) * BigInt(priceTicks)
}
