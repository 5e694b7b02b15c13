import type { Hashable } from '../state-hash.ts'
import type { BookCode } from './book-code.ts'
import type { ExecutionCode, PhaseCode, ReplaceModeCode, SideCode, TriggerSourceCode } from './book-codes.ts'
import type { BookOrder, BookRest, BookSnapshot } from './book-snapshot.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from './order-ticket.ts'
import type { PriceBands } from './rules/price-bands.ts'

/** One price of one side, all its displayed orders together. */
export interface BookLevel {
  readonly priceTicks: number
  readonly quantityLots: number
  readonly orderCount: number
}

/** What a market order of some quantity would meet right now. */
export interface BookQuote {
  /** How much of the wanted quantity stands on the other side. */
  readonly fillableLots: number
  /** Sum of price times quantity of those fills, in ticks times lots; exact, hence a bigint. */
  readonly costTickLots: bigint
}

/** What stands before an order at its price. */
export interface QueuePosition {
  readonly ordersAhead: number
  /** What is displayed of them; before a hidden order that is all displayed at its price, and the hidden before it. */
  readonly lotsAhead: number
}

/** Where an auction would end if it ended now. */
export interface IndicativeUncross {
  readonly priceTicks: number
  readonly quantityLots: bigint
  /** What would be left over at that price: positive on the buying side, negative on the selling side. */
  readonly imbalanceLots: bigint
}

/** What is displayed on each side in the best so many levels; exact, hence bigints. */
export interface BookImbalance {
  readonly bidLots: bigint
  readonly askLots: bigint
}

/** What became of the two halves of a cancel-replace. */
export interface ReplaceOutcome {
  readonly cancel: BookCode
  /** `NOT_ATTEMPTED` where the cancel was refused and that stops it. */
  readonly place: BookCode
}

/**
 * A limit order book with price-time priority. It knows orders by id and nothing of accounts. Prices are ticks,
 * quantities lots, both integers; see `units.ts` for the ranges.
 *
 * A wrong enumeration (a side of 2) throws an `InvariantError`: a program has it by a defect, not by bad luck.
 */
export interface OrderBook extends Hashable {
  /** Orders that are alive: those that rest and those that wait. */
  readonly orderCount: number

  /** Places a plain limit order: matches what crosses, then rests, expires or rejects as `execution` says. */
  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode
  /** Places a plain market order: takes the other side best price first; what finds nothing expires. */
  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode
  /** Takes an order out, and with it the rest of its list. O(1) wherever it stands. */
  cancel(orderId: number): BookCode
  /**
   * Changes an order's price and open quantity under the same id. Less quantity at the same price keeps its place in
   * the queue (as does no change at all); anything else goes to the back, and trades where the new price crosses.
   * A post-only order stays one: it is refused, or slides, where the new price would trade.
   */
  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode
  /** Takes `byLots` off an order, keeping its place; a reduction by all that is open or more is a cancel. */
  reduce(orderId: number, byLots: number): BookCode

  /** The best displayed price of a side, undefined where it is empty. O(1). */
  bestPriceTicks(side: SideCode): number | undefined
  /** The displayed quantity at a price, 0 where nothing rests. */
  levelLots(side: SideCode, priceTicks: number): number
  /** The best `levels` displayed prices of a side, best first. */
  depth(side: SideCode, levels: number): BookLevel[]
  /** A live order, resting or waiting; undefined where none has this id. */
  order(orderId: number): BookOrder | undefined
  /** The displayed orders of a side, best price first and oldest first in a price. */
  orders(side: SideCode): Iterable<BookOrder>
  /**
   * What an order arriving on `side` for `quantityLots` would meet, up to `limitPriceTicks` where given: displayed and
   * hidden parts. Price times quantity of it over the quantity is the volume-weighted average price.
   */
  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote

  /** The whole book, queue priority included. */
  snapshot(): BookSnapshot
  /** What of {@link snapshot} is not in {@link orders}: for those who keep the orders themselves. */
  rest(): BookRest
  /** Fills an empty book from a snapshot without reporting; throws on a book that is not empty or a bad snapshot. */
  restore(snapshot: BookSnapshot): void
}

/**
 * A book with every order type, market phases, triggers and lists. What each type of order does, and in which order
 * things follow from each other, is in `docs/order-types.md`. It knows accounts only as numbers that orders carry.
 */
export interface CompleteOrderBook extends OrderBook {
  /** Where the market stands in its day. */
  readonly phase: PhaseCode
  /** The time of the last clock command, in microseconds since the Unix epoch; 0 before the first. */
  readonly timeUs: number
  /** The reference price, undefined before the first. */
  readonly referencePriceTicks: number | undefined

  /** Places an order of any type. */
  place(ticket: OrderTicket): BookCode
  /** Places orders that depend on each other: all of them, or none. A refusal is reported under the order it is for. */
  placeList(list: OrderListTicket): BookCode
  /** Takes out all orders that pass the filter, lowest id first, and says how many left. O(live orders). */
  cancelAll(filter: CancelFilter): number
  /** Moves the stop price of an order that waits for it and does not trail. */
  amendStop(orderId: number, stopPriceTicks: number): BookCode
  /** Takes one order out and places another, nothing between them. What the ticket alone decides is refused first. */
  replace(cancelOrderId: number, ticket: OrderTicket, mode: ReplaceModeCode): ReplaceOutcome

  /** Moves the market to another phase; an auction that ends trades. */
  setPhase(phase: PhaseCode): BookCode
  /** Tells the time: what was good until then expires, earliest first and lowest id first. */
  advanceTime(timeUs: number): BookCode
  /** Tells the mark or index price, which fires triggers. The last price is the book's own. */
  setTriggerPrice(source: TriggerSourceCode, priceTicks: number): BookCode
  /** Tells the reference price of auctions, bands and filters; the price of an auction replaces it. */
  setReferencePrice(priceTicks: number): BookCode
  /** Sets how far from the reference price trades may be; undefined for no bands. */
  setPriceBands(bands: PriceBands | undefined): BookCode

  /**
   * What a market order with this ticket would trade at most if it came now, by quantity or by amount, with what keeps
   * it from trading with its own orders considered: what those would take off it is not, so that it may come to less.
   */
  quoteMarket(ticket: OrderTicket): BookQuote
  /** The price of the last trade, or what the source was told last; undefined before the first. */
  triggerPriceTicks(source: TriggerSourceCode): number | undefined
  /** The orders of a side that rest without being displayed, in the same order. */
  hiddenOrders(side: SideCode): Iterable<BookOrder>
  /** What stands before an order at its price; undefined where none rests under this id. O(orders ahead). */
  queuePosition(orderId: number): QueuePosition | undefined
  /** What is displayed in the best `levels` prices of each side. */
  imbalance(levels: number): BookImbalance
  /** Where an auction that gathers orders would end now; undefined where nothing would trade, or none runs. */
  indicative(): IndicativeUncross | undefined
}
