import type { Hashable } from '../state-hash.ts'

/** The side of an order as the book takes it: {@link BUY} or {@link SELL}. */
export type SideCode = 0 | 1
/** Buy, as the book takes it. */
export const BUY = 0
/** Sell, as the book takes it. */
export const SELL = 1

/** How an order executes, as the book takes it. */
export type ExecutionCode = 0 | 1 | 2 | 3
/** Trade what crosses, rest the remainder. */
export const GOOD_TILL_CANCEL = 0
/** Trade what crosses, expire the remainder. */
export const IMMEDIATE_OR_CANCEL = 1
/** Trade all of it at once or expire all of it. */
export const FILL_OR_KILL = 2
/** Rest, or be rejected where any of it would trade. */
export const POST_ONLY = 3

/** What the book says to a command: {@link ACCEPTED} or why not. A refused command has changed nothing. */
export type BookCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7
/** The command was carried out. */
export const ACCEPTED = 0
/** An order with this id stands in the book. */
export const DUPLICATE_ORDER_ID = 1
/** No order with this id stands in the book. */
export const UNKNOWN_ORDER = 2
/** The price is not an integer from 1 to 2^31 − 1. */
export const PRICE_OUT_OF_RANGE = 3
/** The quantity is not an integer from 1 to 2^53 − 1. */
export const QUANTITY_OUT_OF_RANGE = 4
/** A post-only order would trade at once. */
export const WOULD_TAKE_LIQUIDITY = 5
/** The total of the price level would pass 2^53 − 1 lots. */
export const LEVEL_QUANTITY_OUT_OF_RANGE = 6
/** The order id is not an integer from 1 to 2^53 − 1. */
export const ORDER_ID_OUT_OF_RANGE = 7

/** Why the book dropped what was left of an order. */
export type ExpiryCode = 0 | 1 | 2
/** An immediate-or-cancel order met no more crossing quantity. */
export const IOC_REMAINDER = 0
/** A fill-or-kill order could not be filled whole, so none of it was. */
export const FOK_NOT_FILLABLE = 1
/** A market order used up the other side. */
export const NO_LIQUIDITY = 2

/**
 * What the book reports, as it happens and in this order for one command: first accepted or rejected or amended, then
 * its trades best price first and oldest first, then what expired. A remainder that is not reported expired rests.
 *
 * Called with primitives so that a report costs no allocation. A listener must not call a command of the book.
 */
export interface OrderBookListener {
  /** A new order passed every check. `priceTicks` is 0 for a market order, which has none. */
  onAccepted(orderId: number, side: SideCode, priceTicks: number, quantityLots: number): void
  /** A fill at the maker's price. The leaves are what remains open of each order after it. */
  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    priceTicks: number,
    quantityLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void
  /** An order changed. Where it kept its place it has neither traded nor moved; else it arrives anew after this. */
  onAmended(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, keptPlace: boolean): void
  /** An order left on request with this much open. */
  onCanceled(orderId: number, side: SideCode, priceTicks: number, leavesLots: number): void
  /** What was left of an arriving order was dropped. */
  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode): void
  /** A command was refused and nothing changed. */
  onRejected(orderId: number, reason: BookCode): void
}

/** One price of one side, all its orders together. */
export interface BookLevel {
  readonly priceTicks: number
  readonly quantityLots: number
  readonly orderCount: number
}

/** One resting order as the book knows it. */
export interface BookOrder {
  readonly orderId: number
  readonly side: SideCode
  readonly priceTicks: number
  readonly leavesLots: number
  readonly postOnly: boolean
}

/** Everything needed to continue from here: the resting orders, each side best price first, oldest first in a price. */
export interface BookSnapshot {
  readonly bids: readonly BookOrder[]
  readonly asks: readonly BookOrder[]
}

/** What a market order of some quantity would meet right now. */
export interface BookQuote {
  /** How much of the wanted quantity stands on the other side. */
  readonly fillableLots: number
  /** Sum of price times quantity of those fills, in ticks times lots; exact, hence a bigint. */
  readonly costTickLots: bigint
}

/**
 * A limit order book with price-time priority. It knows orders by id and nothing of accounts. Prices are ticks,
 * quantities lots, both integers; see `units.ts` for the ranges.
 */
export interface OrderBook extends Hashable {
  /** Orders that rest in the book. */
  readonly orderCount: number

  /** Places a limit order: matches what crosses, then rests, expires or rejects as `execution` says. */
  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode
  /** Places a market order: takes the other side best price first; what finds nothing expires. */
  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode
  /** Takes an order out of the book. O(1) wherever it stands. */
  cancel(orderId: number): BookCode
  /**
   * Changes an order's price and open quantity under the same id. Less quantity at the same price keeps its place in
   * the queue (as does no change at all); anything else goes to the back, and trades where the new price crosses.
   * A post-only order stays one: it is refused where the new price would trade.
   */
  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode
  /** Takes `byLots` off an order, keeping its place; a reduction by all that is open or more is a cancel. */
  reduce(orderId: number, byLots: number): BookCode

  /** The best price of a side, undefined where it is empty. O(1). */
  bestPriceTicks(side: SideCode): number | undefined
  /** The total quantity at a price, 0 where nothing rests. */
  levelLots(side: SideCode, priceTicks: number): number
  /** The best `levels` prices of a side, best first. */
  depth(side: SideCode, levels: number): BookLevel[]
  /** A resting order, undefined where none has this id. */
  order(orderId: number): BookOrder | undefined
  /** The resting orders of a side, best price first and oldest first in a price. */
  orders(side: SideCode): Iterable<BookOrder>
  /** What an order arriving on `side` for `quantityLots` would meet, up to `limitPriceTicks` where given. */
  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote

  /** The whole book, queue priority included. */
  snapshot(): BookSnapshot
  /** Fills an empty book from a snapshot without reporting; throws on a book that is not empty or a bad snapshot. */
  restore(snapshot: BookSnapshot): void
}
