import { Decimal, fromSteps, stepsOf } from '@openlob/decimal'
import { invariant } from '../invariant.ts'
import type { ExpiryReason, OrderStatus, Side, TimeInForce } from '../order/order.ts'
import type { RejectReason } from '../reject-reason.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../units.ts'
import { rejectReasonOf } from './reject-reason-of.ts'
import { FillCollector } from './fill-collector.ts'
import { LadderBook } from './ladder/ladder-book.ts'
import { ACCEPTED, ORDER_ID_OUT_OF_RANGE } from './book-code.ts'
import type { BookCode } from './book-code.ts'
import type { ExecutionCode, SideCode } from './book-codes.ts'
import type { OrderBook } from './order-book.ts'
import * as codes from './book-codes.ts'

/** The grid of a decimal book: prices are multiples of the tick, quantities of the lot. */
export interface DecimalBookTerms {
  readonly tickSize: string
  readonly lotSize: string
}

/** A limit order in decimal text; good till canceled and free to take where nothing else is said. */
export interface DecimalLimitOrder {
  readonly orderId: number
  readonly side: Side
  readonly price: string
  readonly quantity: string
  readonly timeInForce?: TimeInForce
  readonly postOnly?: boolean
}

/** A market order in decimal text. */
export interface DecimalMarketOrder {
  readonly orderId: number
  readonly side: Side
  readonly quantity: string
}

/** A change of an order: what is left out stays; the quantity is what shall be open. */
export interface DecimalAmendment {
  readonly orderId: number
  readonly price?: string
  readonly quantity?: string
}

/** A fill of an arriving order, at the maker's price. */
export interface DecimalFill {
  readonly makerOrderId: number
  readonly price: string
  readonly quantity: string
}

/** Why a decimal book refused an order or dropped the rest of one. */
export type DecimalBookReason = RejectReason | ExpiryReason | 'ORDER_ID_OUT_OF_RANGE'

/** What became of an order by one command. */
export interface DecimalResult {
  readonly orderId: number
  /** As this command left it: `partially_filled` says that this command traded, not an earlier one. */
  readonly status: OrderStatus | 'rejected'
  readonly trades: readonly DecimalFill[]
  /** What is open after it: zero of an order that does not rest. */
  readonly leaves: string
  /** Of a rejected or expired order. */
  readonly reason?: DecimalBookReason
}

/** A price level in decimal text. */
export interface DecimalLevel {
  readonly price: string
  readonly quantity: string
  readonly orderCount: number
}

/** A resting order in decimal text. */
export interface DecimalOrder {
  readonly orderId: number
  readonly side: Side
  readonly price: string
  /** What is open. */
  readonly leaves: string
  readonly postOnly: boolean
}

const EXECUTIONS: ReadonlyMap<string, ExecutionCode> = new Map([
  ['GTC', codes.GOOD_TILL_CANCEL],
  ['IOC', codes.IMMEDIATE_OR_CANCEL],
  ['FOK', codes.FILL_OR_KILL],
])
const EXPIRY_REASONS = ['IOC_REMAINDER', 'FOK_NOT_FILLABLE', 'NO_LIQUIDITY'] as const

/** A number of steps, or why the text gives none. */
type Steps = number | DecimalBookReason

/**
 * A limit order book in decimal text that replies with plain frozen objects: the comfortable way in. What it refuses
 * is a result of status `rejected`; text that is no decimal is refused as out of range. Only a side that is none, or
 * a tick or lot size that is not positive, throws an `InvariantError`.
 */
export class DecimalBook {
  /** The book below, in ticks and lots, for what is not offered here. */
  readonly book: OrderBook
  readonly #fills: FillCollector = new FillCollector()
  readonly #tickSize: Decimal
  readonly #lotSize: Decimal

  /** An empty book; throws an `InvariantError` where tick or lot size is not positive. */
  constructor(terms: DecimalBookTerms) {
    this.#tickSize = positive('tickSize', terms.tickSize)
    this.#lotSize = positive('lotSize', terms.lotSize)
    this.book = new LadderBook(this.#fills)
  }

  /** Places a limit order. */
  limit(order: DecimalLimitOrder): DecimalResult {
    const { orderId } = order
    const side = sideCode(order.side)
    const execution = executionOf(order)
    if (execution === undefined) return this.#rejected(orderId, 'INVALID_TIME_IN_FORCE')
    const ticks = this.#ticks(order.price)
    if (typeof ticks !== 'number') return this.#rejected(orderId, ticks)
    const lots = this.#lots(order.quantity)
    if (typeof lots !== 'number') return this.#rejected(orderId, lots)
    this.#fills.start(lots)
    return this.#result(orderId, this.book.placeLimit(orderId, side, ticks, lots, execution))
  }

  /** Places a market order. */
  market(order: DecimalMarketOrder): DecimalResult {
    const side = sideCode(order.side)
    const lots = this.#lots(order.quantity)
    if (typeof lots !== 'number') return this.#rejected(order.orderId, lots)
    this.#fills.start(lots)
    return this.#result(order.orderId, this.book.placeMarket(order.orderId, side, lots))
  }

  /** Takes an order out of the book. */
  cancel(orderId: number): DecimalResult {
    this.#fills.start(0)
    const code = this.book.cancel(orderId)
    if (code !== ACCEPTED) return this.#rejected(orderId, reasonOf(code))
    return Object.freeze({ orderId, status: 'canceled', trades: Object.freeze([]), leaves: this.#quantity(0) })
  }

  /** Changes price or open quantity; less quantity alone keeps the place in the queue. */
  amend(amendment: DecimalAmendment): DecimalResult {
    const { orderId, price, quantity } = amendment
    const order = this.book.order(orderId)
    if (order === undefined) return this.#result(orderId, this.book.cancel(orderId))
    const ticks = price === undefined ? order.priceTicks : this.#ticks(price)
    if (typeof ticks !== 'number') return this.#rejected(orderId, ticks)
    const lots = quantity === undefined ? order.leavesLots : this.#lots(quantity)
    if (typeof lots !== 'number') return this.#rejected(orderId, lots)
    this.#fills.start(lots)
    return this.#result(orderId, this.book.amend(orderId, ticks, lots))
  }

  /** The best level of each side, undefined where it is empty. */
  best(): { readonly bid: DecimalLevel | undefined; readonly ask: DecimalLevel | undefined } {
    const { bids, asks } = this.depth(1)
    return Object.freeze({ bid: bids[0], ask: asks[0] })
  }

  /** The best levels of each side, best first. */
  depth(levels: number): { readonly bids: readonly DecimalLevel[]; readonly asks: readonly DecimalLevel[] } {
    return Object.freeze({ bids: this.#levels(codes.BUY, levels), asks: this.#levels(codes.SELL, levels) })
  }

  /** A resting order, undefined where none has this id. */
  order(orderId: number): DecimalOrder | undefined {
    const order = this.book.order(orderId)
    if (order === undefined) return undefined
    return Object.freeze({
      orderId,
      side: order.side === codes.BUY ? 'buy' : 'sell',
      price: this.#price(order.priceTicks),
      leaves: this.#quantity(order.leavesLots),
      postOnly: order.postOnly,
    })
  }

  #result(orderId: number, code: BookCode): DecimalResult {
    if (code !== ACCEPTED) return this.#rejected(orderId, reasonOf(code))
    const { fills, leavesLots, expiry } = this.#fills
    const trades = fills.map(({ makerOrderId, priceTicks, quantityLots }) =>
      Object.freeze({ makerOrderId, price: this.#price(priceTicks), quantity: this.#quantity(quantityLots) }),
    )
    const result = { orderId, trades: Object.freeze(trades), leaves: this.#quantity(leavesLots) }
    if (expiry !== undefined) return Object.freeze({ ...result, status: 'expired', reason: EXPIRY_REASONS[expiry] })
    if (leavesLots === 0) return Object.freeze({ ...result, status: 'filled' })
    return Object.freeze({ ...result, status: trades.length === 0 ? 'open' : 'partially_filled' })
  }

  #rejected(orderId: number, reason: DecimalBookReason): DecimalResult {
    const leaves = this.#quantity(this.book.order(orderId)?.leavesLots ?? 0)
    return Object.freeze({ orderId, status: 'rejected', trades: Object.freeze([]), leaves, reason })
  }

  #ticks(text: string): Steps {
    return steps(text, this.#tickSize, MAX_PRICE_TICKS, ['PRICE_OUT_OF_RANGE', 'PRICE_OFF_TICK'])
  }

  #lots(text: string): Steps {
    return steps(text, this.#lotSize, MAX_QUANTITY_LOTS, ['QUANTITY_OUT_OF_RANGE', 'QUANTITY_OFF_LOT'])
  }

  #price(ticks: number): string {
    return fromSteps(BigInt(ticks), this.#tickSize).toString()
  }

  #quantity(lots: number): string {
    return fromSteps(BigInt(lots), this.#lotSize).toString()
  }

  #levels(side: SideCode, count: number): readonly DecimalLevel[] {
    const levels = this.book.depth(side, count).map(({ priceTicks, quantityLots, orderCount }) =>
      Object.freeze({ price: this.#price(priceTicks), quantity: this.#quantity(quantityLots), orderCount }),
    )
    return Object.freeze(levels)
  }
}

function positive(name: string, text: string): Decimal {
  const value = Decimal.tryParse(text)
  invariant(value?.isPositive() === true, `${name} must be a positive decimal: ${name}=${text}`)
  return value
}

function sideCode(side: string): SideCode {
  invariant(side === 'buy' || side === 'sell', `a side is buy or sell: side=${side}`)
  return side === 'buy' ? codes.BUY : codes.SELL
}

/** How an order executes, undefined where post-only meets a time in force that never rests, or it is none. */
function executionOf({ timeInForce = 'GTC', postOnly = false }: DecimalLimitOrder): ExecutionCode | undefined {
  const execution = EXECUTIONS.get(timeInForce)
  if (!postOnly) return execution
  return execution === codes.GOOD_TILL_CANCEL ? codes.POST_ONLY : undefined
}

type StepReasons = readonly [outOfRange: DecimalBookReason, offGrid: DecimalBookReason]

function steps(text: string, step: Decimal, most: number, [outOfRange, offGrid]: StepReasons): Steps {
  const value = Decimal.tryParse(text)
  if (value?.isPositive() !== true) return outOfRange
  const count = stepsOf(value, step)
  if (count === undefined) return offGrid
  return count > BigInt(most) ? outOfRange : Number(count)
}

function reasonOf(bookCode: BookCode): DecimalBookReason {
  return bookCode === ORDER_ID_OUT_OF_RANGE ? 'ORDER_ID_OUT_OF_RANGE' : rejectReasonOf(bookCode)
}
