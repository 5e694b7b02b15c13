import type { OrderDetails, OrderStanding } from '../book-snapshot.ts'
import type { BookOrder } from '../book-snapshot.ts'
import {
  ALLOW_SELF_TRADE,
  GOOD_TILL_CANCEL,
  LAST_PRICE,
  LIMIT,
  MARKET,
  MAY_TAKE,
  NO_PEG,
  STOP,
  TAKE_PROFIT,
} from '../book-codes.ts'
import type {
  ContingencyCode,
  OrderTypeCode,
  PegCode,
  PostOnlyCode,
  SelfTradeCode,
  SideCode,
  TimeInForceCode,
  TriggerSourceCode,
} from '../book-codes.ts'
import type { OrderTicket } from '../order-ticket.ts'

/** Orders that depend on each other, as long as they do. */
export interface LiveList {
  readonly contingency: ContingencyCode
  readonly feeRatePpm: number
  /** In the order of the ticket. */
  orders: LiveOrder[]
  /** Whether the pending orders still wait for the working one, which is then the first. */
  waiting: boolean
}

/** Orders one behind the other, oldest first: taking one out is O(1) wherever it stands. */
export class OrderQueue {
  first: LiveOrder | undefined
  last: LiveOrder | undefined

  /** Puts an order at the back. */
  append(order: LiveOrder): void {
    order.queue = this
    order.previous = this.last
    order.next = undefined
    if (this.last === undefined) this.first = order
    else this.last.next = order
    this.last = order
  }

  /** Takes out an order that stands here. */
  remove(order: LiveOrder): void {
    if (order.previous === undefined) this.first = order.next
    else order.previous.next = order.next
    if (order.next === undefined) this.last = order.previous
    else order.next.previous = order.previous
    order.queue = undefined
    order.previous = undefined
    order.next = undefined
  }

  /** The orders, oldest first. */
  *orders(): Generator<LiveOrder> {
    for (let order = this.first; order !== undefined; order = order.next) yield order
  }
}

/** An order while the complete lane of the book works with it; it stays alive as one where it has details. */
export class LiveOrder {
  readonly orderId: number
  readonly side: SideCode
  readonly type: OrderTypeCode
  readonly timeInForce: TimeInForceCode
  readonly expiresAtUs: number
  readonly postOnly: PostOnlyCode
  readonly displayLots: number
  readonly hidden: boolean
  readonly trailingBasisPoints: number
  readonly trailingTicks: number
  readonly triggerSource: TriggerSourceCode
  readonly peg: PegCode
  readonly pegOffsetTicks: number
  readonly pegOffsetLevels: number
  pegLimitTicks: number
  readonly accountId: number
  readonly groupId: number
  readonly selfTrade: SelfTradeCode
  readonly sessionId: number
  /** 0 of a plain order, of which nothing but its place in the displayed queue is kept. */
  sequence = 0
  standing: OrderStanding | 'gone' = 'gone'
  priceTicks: number
  leavesLots: number
  /** What is left of a quote amount. */
  quoteTickLots: number
  shownLots = 0
  minimumLots: number
  stopPriceTicks: number
  extremeTicks = 0
  executedLots = 0
  released = false
  /** Whether it counts among those that wait for a trigger. */
  waits = false
  list: LiveList | undefined
  /** Where it stands in a queue of the complete lane, if in one. */
  queue: OrderQueue | undefined
  queueTicks = 0
  /** Where it stands among those that expire at a time, -1 where it does not. */
  expiryPlace = -1
  next: LiveOrder | undefined
  previous: LiveOrder | undefined

  constructor(ticket: OrderTicket) {
    this.orderId = ticket.orderId
    this.side = ticket.side
    this.type = or(ticket.type, LIMIT)
    this.timeInForce = or(ticket.timeInForce, GOOD_TILL_CANCEL)
    this.expiresAtUs = or(ticket.expiresAtUs, 0)
    this.postOnly = or(ticket.postOnly, MAY_TAKE)
    this.displayLots = or(ticket.displayLots, 0)
    this.hidden = or(ticket.hidden, false)
    this.minimumLots = or(ticket.minimumLots, 0)
    this.stopPriceTicks = or(ticket.stopPriceTicks, 0)
    this.trailingBasisPoints = or(ticket.trailingBasisPoints, 0)
    this.trailingTicks = or(ticket.trailingTicks, 0)
    this.triggerSource = or(ticket.triggerSource, LAST_PRICE)
    this.peg = or(ticket.peg, NO_PEG)
    this.pegOffsetTicks = or(ticket.pegOffsetTicks, 0)
    this.pegOffsetLevels = or(ticket.pegOffsetLevels, -1)
    this.pegLimitTicks = this.peg === NO_PEG ? 0 : or(ticket.priceTicks, 0)
    this.accountId = or(ticket.accountId, 0)
    this.groupId = or(ticket.groupId, 0)
    this.selfTrade = or(ticket.selfTrade, ALLOW_SELF_TRADE)
    this.sessionId = or(ticket.sessionId, 0)
    this.priceTicks = or(ticket.priceTicks, 0)
    this.leavesLots = or(ticket.quantityLots, 0)
    this.quoteTickLots = or(ticket.quoteTickLots, 0)
  }

  /** Whether it follows the market for as long as it lives. */
  get floats(): boolean {
    return this.peg !== NO_PEG && this.pegOffsetLevels === -1
  }

  /** Whether its stop follows the market. */
  get trails(): boolean {
    return this.trailingBasisPoints !== 0 || this.trailingTicks !== 0
  }

  /** Whether it rests without being displayed. */
  get restsHidden(): boolean {
    return this.hidden || this.minimumLots !== 0 || this.floats
  }

  /** Whether it asks for no price once it works. */
  get isMarket(): boolean {
    return this.type === MARKET || this.type === STOP || this.type === TAKE_PROFIT
  }

  /** As the outside sees it. */
  view(): BookOrder {
    const { orderId, side, priceTicks, leavesLots } = this
    return { orderId, side, priceTicks, leavesLots, postOnly: this.postOnly !== MAY_TAKE, details: this.#details() }
  }

  #details(): OrderDetails {
    return {
      standing: this.standing as OrderStanding,
      sequence: this.sequence,
      type: this.type,
      timeInForce: this.timeInForce,
      expiresAtUs: this.expiresAtUs,
      postOnly: this.postOnly,
      displayLots: this.displayLots,
      shownLots: this.shownLots,
      hidden: this.hidden,
      minimumLots: this.minimumLots,
      stopPriceTicks: this.stopPriceTicks,
      trailingBasisPoints: this.trailingBasisPoints,
      trailingTicks: this.trailingTicks,
      triggerSource: this.triggerSource,
      extremeTicks: this.extremeTicks,
      peg: this.peg,
      pegOffsetTicks: this.pegOffsetTicks,
      pegOffsetLevels: this.pegOffsetLevels,
      pegLimitTicks: this.pegLimitTicks,
      accountId: this.accountId,
      groupId: this.groupId,
      selfTrade: this.selfTrade,
      sessionId: this.sessionId,
      executedLots: this.executedLots,
      released: this.released,
    }
  }

  /** The order that a snapshot tells of. */
  static of(order: BookOrder, details: OrderDetails): LiveOrder {
    const { pegOffsetLevels, ...rest } = details
    const { orderId, side, leavesLots: quantityLots } = order
    const ticket = { ...rest, orderId, side, quantityLots, priceTicks: details.pegLimitTicks }
    const live = new LiveOrder(pegOffsetLevels === -1 ? ticket : { ...ticket, pegOffsetLevels })
    live.sequence = details.sequence
    live.standing = details.standing
    live.priceTicks = order.priceTicks
    live.shownLots = details.shownLots
    live.extremeTicks = details.extremeTicks
    live.executedLots = details.executedLots
    live.released = details.released
    return live
  }
}

function or<Value>(value: Value | undefined, absent: Value): Value {
  return value ?? absent
}
