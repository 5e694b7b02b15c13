import type {
  ContingencyCode,
  OrderTypeCode,
  PegCode,
  PhaseCode,
  PostOnlyCode,
  SelfTradeCode,
  SideCode,
  TimeInForceCode,
  TriggerSourceCode,
} from './book-codes.ts'
import type { PriceBands } from './rules/price-bands.ts'

/**
 * Where a live order is: it rests displayed or hidden; it waits `armed` for its trigger, `parked` for an auction,
 * `pending` for the working order of its list; it is `entering`, its turn to enter still to come; or it is a peg that
 * stands `aside` since it has no price.
 */
export type OrderStanding = 'displayed' | 'hidden' | 'armed' | 'entering' | 'parked' | 'pending' | 'aside'

/** What a book keeps of an order beside what a plain limit order has: its ticket, and how far it has come. */
export interface OrderDetails {
  readonly standing: OrderStanding
  /** Counts the orders with details from 1, as they were accepted. */
  readonly sequence: number
  readonly type: OrderTypeCode
  readonly timeInForce: TimeInForceCode
  readonly expiresAtUs: number
  readonly postOnly: PostOnlyCode
  readonly displayLots: number
  /** What an iceberg shows now, 0 of any other. */
  readonly shownLots: number
  readonly hidden: boolean
  readonly minimumLots: number
  readonly stopPriceTicks: number
  readonly trailingBasisPoints: number
  readonly trailingTicks: number
  readonly triggerSource: TriggerSourceCode
  /** The best price since a trailing stop began to track, 0 before. */
  readonly extremeTicks: number
  readonly peg: PegCode
  readonly pegOffsetTicks: number
  /** -1 where the peg is none of levels. */
  readonly pegOffsetLevels: number
  /** Of a peg: the worst price that it may reach, 0 for any. */
  readonly pegLimitTicks: number
  readonly accountId: number
  readonly groupId: number
  readonly selfTrade: SelfTradeCode
  readonly sessionId: number
  /** What it has traded. */
  readonly executedLots: number
  /** Why an `entering` order enters: its trigger fired, or the order it waited for was filled. */
  readonly released: boolean
}

/** One live order as the book knows it. */
export interface BookOrder {
  readonly orderId: number
  readonly side: SideCode
  /** Where it rests, or its limit; 0 where it waits without one. */
  readonly priceTicks: number
  /** What is open, the hidden part included. */
  readonly leavesLots: number
  /** Whether it is refused, or slides, rather than take. */
  readonly postOnly: boolean
  /** Of all but plain orders. */
  readonly details?: OrderDetails
}

/** Orders that still depend on each other. */
export interface BookList {
  readonly contingency: ContingencyCode
  /** Whether the pending orders still wait for the working one. */
  readonly waiting: boolean
  /** In the order of the ticket; one that has left is left out. */
  readonly orderIds: readonly number[]
  readonly feeRatePpm: number
}

/** What a book knows beside its orders. Prices are 0 where there is none yet. */
export interface BookMarket {
  readonly phase: PhaseCode
  readonly timeUs: number
  readonly lastPriceTicks: number
  readonly markPriceTicks: number
  readonly indexPriceTicks: number
  readonly referencePriceTicks: number
  readonly bands: PriceBands | null
  /** The sequence that the next order with details is given. */
  readonly nextSequence: number
}

/** What a book has besides its displayed orders; nothing of it where it never knew more than plain orders. */
export type BookRest = Omit<BookSnapshot, 'bids' | 'asks'>

/** Everything needed to continue from here; as JSON it is the same again. */
export interface BookSnapshot {
  /** The displayed orders, best price first, oldest first in a price. */
  readonly bids: readonly BookOrder[]
  readonly asks: readonly BookOrder[]
  /** What rests without being displayed, in the same order. Left out where there is none, as are the next two. */
  readonly hiddenBids?: readonly BookOrder[]
  readonly hiddenAsks?: readonly BookOrder[]
  /**
   * What waits: armed orders by source (last, mark, index), the rising ones lowest stop first, then the falling ones
   * highest first, oldest first in a stop; then what is entering, in its order; then the rest by sequence.
   */
  readonly waiting?: readonly BookOrder[]
  /** By their lowest order id. */
  readonly lists?: readonly BookList[]
  /** Left out by a book that never traded nor heard of anything but plain orders in continuous trading. */
  readonly market?: BookMarket
}
