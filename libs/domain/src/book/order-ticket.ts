import type {
  ContingencyCode,
  OrderTypeCode,
  PegCode,
  PostOnlyCode,
  SelfTradeCode,
  SideCode,
  TimeInForceCode,
  TriggerSourceCode,
} from './book-codes.ts'

/**
 * An order with everything that a book can be told of it. Only the id, the side and a quantity are needed; what is
 * left out is as the comment says. The book reads a ticket and keeps nothing of it, so that one object may serve again.
 */
export interface OrderTicket {
  /** 1 to 2^53 − 1, not that of a live order. */
  readonly orderId: number
  readonly side: SideCode
  /** `LIMIT` where left out. */
  readonly type?: OrderTypeCode
  /** 1 to 2^53 − 1 lots; 0 or left out where {@link quoteTickLots} says how much. */
  readonly quantityLots?: number
  /** Of a market order: how much to spend or receive, in ticks times lots. */
  readonly quoteTickLots?: number
  /** The limit, 1 to 2^31 − 1 ticks; 0 or left out for types without one, and for a peg without one. */
  readonly priceTicks?: number
  /** `GOOD_TILL_CANCEL` where left out. Market orders, also those of a trigger, take that or an auction's. */
  readonly timeInForce?: TimeInForceCode
  /** Of `GOOD_TILL_DATE`: the order expires at the first clock command at or after it. */
  readonly expiresAtUs?: number
  /** `MAY_TAKE` where left out. */
  readonly postOnly?: PostOnlyCode
  /** Iceberg: at most this much is shown at a time, less than the quantity; 0 or left out for all of it. */
  readonly displayLots?: number
  /** Not shown, and behind all that is shown at its price. */
  readonly hidden?: boolean
  /**
   * No fewer lots at a time than these, or all that is left: 0 or left out for any. All-or-none is the whole quantity.
   * Such an order is not shown while it rests.
   */
  readonly minimumLots?: number
  /** Of trigger types: the price that fires it, or that starts the trailing; 0 or left out where it trails at once. */
  readonly stopPriceTicks?: number
  /** Trails by this many hundredths of a percent, 1 to 9,999. */
  readonly trailingBasisPoints?: number
  /** Trails by this many ticks. */
  readonly trailingTicks?: number
  /** `LAST_PRICE` where left out. */
  readonly triggerSource?: TriggerSourceCode
  /** `NO_PEG` where left out. The price, where there is one, is the worst that the peg may reach. */
  readonly peg?: PegCode
  /** Added to what the peg follows, in ticks. */
  readonly pegOffsetTicks?: number
  /**
   * Where given, the price is taken once, when the order enters, from the level this many levels behind the best (0 to
   * 100) of the side that the peg names, and stays: the pegs of the Binance dialect. Not with an offset in ticks.
   */
  readonly pegOffsetLevels?: number
  /** Whose it is, for self-trade prevention, mass cancels and limits; 0 or left out for nobody's. */
  readonly accountId?: number
  /** Accounts that must not trade with each other share it; 0 or left out for none. */
  readonly groupId?: number
  /** `ALLOW_SELF_TRADE` where left out. */
  readonly selfTrade?: SelfTradeCode
  /** The session whose end cancels it; 0 or left out for none. */
  readonly sessionId?: number
}

/**
 * Orders that depend on each other. Legs that cancel each other are one stop or stop-limit, and one post-only limit or
 * take-profit. In `orders`: the working order first where there is one, then the stop leg, then the other.
 */
export interface OrderListTicket {
  readonly contingency: ContingencyCode
  readonly orders: readonly OrderTicket[]
  /** Of a list that pays: what is taken off the bought quantity before it is sold, in millionths; 0 where left out. */
  readonly feeRatePpm?: number
}

/** Which orders a mass cancel takes; each part that is given narrows it. Price 0 is none, account 0 nobody. */
export interface CancelFilter {
  readonly accountId?: number
  readonly sessionId?: number
  readonly side?: SideCode
  /** Of the limit price; an order without one is in no range. */
  readonly minPriceTicks?: number
  readonly maxPriceTicks?: number
}
