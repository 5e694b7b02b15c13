/**
 * What the book says to a command: {@link ACCEPTED} or why not. A refused command has changed nothing. Where several
 * reasons hold, the order is: ids, enumerations that contradict each other, ranges, what stands in the book, the
 * phase, the filters, and last what the order would do.
 */
export type BookCode =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20
  | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31
/** The command was carried out. */
export const ACCEPTED = 0
/** An order with this id is alive, resting or waiting. */
export const DUPLICATE_ORDER_ID = 1
/** No order with this id is alive. */
export const UNKNOWN_ORDER = 2
/** The price is not an integer from 1 to 2^31 − 1, or outside the filter. */
export const PRICE_OUT_OF_RANGE = 3
/** The quantity is not an integer from 1 to 2^53 − 1, or outside the filter. */
export const QUANTITY_OUT_OF_RANGE = 4
/** A post-only order would trade at once. */
export const WOULD_TAKE_LIQUIDITY = 5
/** The total of the price level would pass 2^53 − 1 lots. */
export const LEVEL_QUANTITY_OUT_OF_RANGE = 6
/** The order id is not an integer from 1 to 2^53 − 1. */
export const ORDER_ID_OUT_OF_RANGE = 7
/** The parts of the ticket contradict each other. */
export const UNSUPPORTED_COMBINATION = 8
/** The stop price is not an integer from 1 to 2^31 − 1. */
export const STOP_PRICE_OUT_OF_RANGE = 9
/** The condition of the trigger holds already. */
export const TRIGGERS_AT_ONCE = 10
/** The display quantity is not an integer from 1 to less than the quantity. */
export const DISPLAY_OUT_OF_RANGE = 11
/** The minimum quantity is not an integer from 1 to the quantity. */
export const MINIMUM_OUT_OF_RANGE = 12
/** The trailing distance is not 1 to 9,999 basis points, or 1 to 2^31 − 1 ticks. */
export const TRAILING_OUT_OF_RANGE = 13
/** The book has no displayed price that the order could be pegged to. */
export const NO_PEG_REFERENCE = 14
/** The prices of the legs do not stand on their sides of the market and of each other. */
export const PRICE_RELATION = 15
/** The market does not take this command in its present phase. */
export const PHASE_REFUSES = 16
/** The market does not go from its present phase to that one. */
export const FORBIDDEN_TRANSITION = 17
/** The time is not an integer from 0 to 2^53 − 1, or before that of an earlier command. */
export const TIME_OUT_OF_RANGE = 18
/** The order can be changed to less quantity at its price, and to nothing else. */
export const NOT_AMENDABLE = 19
/** The price is no multiple of the tick. */
export const PRICE_OFF_TICK = 20
/** The quantity is no multiple of the lot. */
export const QUANTITY_OFF_LOT = 21
/** Price times quantity is outside the filter. */
export const NOTIONAL_OUT_OF_RANGE = 22
/** The price is too far from the reference price. */
export const PRICE_OUTSIDE_BAND = 23
/** The account has as many open orders as the filter allows. */
export const TOO_MANY_OPEN_ORDERS = 24
/** The account has as many orders waiting for a trigger as the filter allows. */
export const TOO_MANY_TRIGGER_ORDERS = 25
/** The quantity would be shown in more than 10,000 parts, or in more than the filter allows. */
export const TOO_MANY_ICEBERG_PARTS = 26
/** The quote amount is not an integer from 1 to 2^53 − 1 ticks times lots. */
export const QUOTE_AMOUNT_OUT_OF_RANGE = 27
/** The expiry time is not an integer after the book's time, or is given for another time in force. */
export const EXPIRY_OUT_OF_RANGE = 28
/** An account, group or session is not an integer from 0 to 2^53 − 1. */
export const TAG_OUT_OF_RANGE = 29
/** The peg offset is not an integer within ±(2^31 − 1) ticks, or its levels not 0 to 100. */
export const PEG_OFFSET_OUT_OF_RANGE = 30
/** The command was left out, since the one before it in a cancel-replace was refused. */
export const NOT_ATTEMPTED = 31
