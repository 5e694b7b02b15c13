/** The side of an order as the book takes it: {@link BUY} or {@link SELL}. */
export type SideCode = 0 | 1
/** Buy, as the book takes it. */
export const BUY = 0
/** Sell, as the book takes it. */
export const SELL = 1

/** How a plain limit order executes, as {@link OrderBook.placeLimit} takes it. */
export type ExecutionCode = 0 | 1 | 2 | 3
/** Trade what crosses, rest the remainder until it is cancelled. Also a {@link TimeInForceCode}. */
export const GOOD_TILL_CANCEL = 0
/** Trade what crosses, expire the remainder. Also a {@link TimeInForceCode}. */
export const IMMEDIATE_OR_CANCEL = 1
/** Trade all of it at once or expire all of it. Also a {@link TimeInForceCode}. */
export const FILL_OR_KILL = 2
/** Rest, or be rejected where any of it would trade. */
export const POST_ONLY = 3

/** How long an order of {@link CompleteOrderBook.place} stands; the names are those of FIX TimeInForce (59). */
export type TimeInForceCode = 0 | 1 | 2 | 4 | 5 | 6 | 7 | 8
/** Until the clock command reaches its expiry time. */
export const GOOD_TILL_DATE = 4
/** Until the market closes. */
export const DAY = 5
/** For the opening auction alone. */
export const AT_THE_OPENING = 6
/** For the closing auction alone. */
export const AT_THE_CLOSE = 7
/** For the auction that runs, or the next one. */
export const GOOD_FOR_AUCTION = 8

/** What an order asks for. */
export type OrderTypeCode = 0 | 1 | 2 | 3 | 4 | 5 | 6
/** A price or better. */
export const LIMIT = 0
/** Whatever the book offers, for a quantity or for an amount of the quote asset. */
export const MARKET = 1
/** The best price of the other side; what that does not fill rests there as a limit order. */
export const MARKET_TO_LIMIT = 2
/** A market order once the price has gone against the holder: at or above the stop to buy, at or below it to sell. */
export const STOP = 3
/** A limit order under the same condition. */
export const STOP_LIMIT = 4
/** A market order once the price has gone for the holder: at or below the stop to buy, at or above it to sell. */
export const TAKE_PROFIT = 5
/** A limit order under the same condition. */
export const TAKE_PROFIT_LIMIT = 6

/** What becomes of a limit order that must not take liquidity but would. */
export type PostOnlyCode = 0 | 1 | 2
/** It may take. */
export const MAY_TAKE = 0
/** It is refused. */
export const REJECT_IF_TAKING = 1
/** It rests at the best price that does not cross. */
export const SLIDE_IF_TAKING = 2

/** Which price fires a trigger. */
export type TriggerSourceCode = 0 | 1 | 2
/** The price of the last trade of this book. */
export const LAST_PRICE = 0
/** The mark price, as it is told by command. */
export const MARK_PRICE = 1
/** The index price, as it is told by command. */
export const INDEX_PRICE = 2

/** What a pegged order follows. */
export type PegCode = 0 | 1 | 2 | 3
/** Nothing: it has a price of its own. */
export const NO_PEG = 0
/** The best displayed bid. */
export const PEG_BID = 1
/** The best displayed ask. */
export const PEG_ASK = 2
/** Half way between the two: rounded down to buy and up to sell. */
export const PEG_MID = 3

/** What happens where an order would trade with one of the same account or group; the arriving order's mode decides. */
export type SelfTradeCode = 0 | 1 | 2 | 3 | 4
/** They trade. */
export const ALLOW_SELF_TRADE = 0
/** The rest of the arriving order expires. */
export const EXPIRE_TAKER = 1
/** The whole resting order expires and the arriving one goes on. */
export const EXPIRE_MAKER = 2
/** Both expire. */
export const EXPIRE_BOTH = 3
/** Both lose the smaller of the two quantities; whichever reaches zero expires. */
export const DECREMENT_BOTH = 4

/** How the orders of a list depend on each other. */
export type ContingencyCode = 0 | 1 | 2 | 3 | 4
/** One cancels the other: two legs. */
export const ONE_CANCELS_OTHER = 0
/** One triggers the other: a working and a pending order. */
export const ONE_TRIGGERS_OTHER = 1
/** One triggers two that cancel each other. */
export const ONE_TRIGGERS_ONE_CANCELS_OTHER = 2
/** One pays the other: the pending order sells what the working one bought. */
export const ONE_PAYS_OTHER = 3
/** One pays two that cancel each other. */
export const ONE_PAYS_ONE_CANCELS_OTHER = 4

/** What a cancel-replace does where its cancel is refused. */
export type ReplaceModeCode = 0 | 1
/** The new order is not attempted. */
export const STOP_ON_FAILURE = 0
/** The new order is placed all the same. */
export const ALLOW_FAILURE = 1

/** Where the market stands in its day. */
export type PhaseCode = 0 | 1 | 2 | 3 | 4 | 5 | 6
/** No orders are taken; what is good till cancelled stays. */
export const CLOSED = 0
/** Orders gather without trading. */
export const PRE_OPEN = 1
/** Orders gather; the indicative price shows where they would trade. Ends in one price. */
export const OPENING_AUCTION = 2
/** Orders trade as they come. */
export const CONTINUOUS = 3
/** An auction after a trade would have left the price band. */
export const VOLATILITY_PAUSE = 4
/** The last auction of the day. */
export const CLOSING_AUCTION = 5
/** Nothing but cancels. */
export const HALTED = 6

/** What happens where a trade would leave the price band. */
export type BandActionCode = 0 | 1
/** The rest of the arriving order expires. */
export const EXPIRE_BEYOND_BAND = 0
/** The book goes into {@link VOLATILITY_PAUSE}; a limit order takes part in it, the rest of a market order expires. */
export const PAUSE_BEYOND_BAND = 1

/** Why an order that waited began to work. */
export type ActivationCode = 0 | 1 | 2
/** Its trigger fired. */
export const TRIGGER_FIRED = 0
/** The order that it waited for was filled. */
export const WORKING_ORDER_FILLED = 1
/** The auction that it waited for began. */
export const AUCTION_BEGAN = 2

/** Why the book dropped what was left of an order. */
export type ExpiryCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11
/** An immediate-or-cancel order met no more crossing quantity. */
export const IOC_REMAINDER = 0
/** A fill-or-kill order could not be filled whole, so none of it was. */
export const FOK_NOT_FILLABLE = 1
/** A market order used up the other side. */
export const NO_LIQUIDITY = 2
/** Less than the minimum quantity was there for an order that does not wait. */
export const MINIMUM_NOT_MET = 3
/** It would have traded with an order of its own account or group. */
export const SELF_TRADE_PREVENTED = 4
/** Its expiry time was reached. */
export const TIME_EXPIRED = 5
/** It was for the day, and the market closed. */
export const SESSION_CLOSED = 6
/** It was for an auction, which is over. */
export const AUCTION_OVER = 7
/** The other leg of its list traded, began to work, or expired. */
export const OTHER_LEG = 8
/** The order that it waited for expired. */
export const WORKING_ORDER_EXPIRED = 9
/** When it was to begin to work, the book could not take it. */
export const REFUSED_ON_ENTRY = 10
/** A trade would have left the price band. */
export const BAND_EXCEEDED = 11
