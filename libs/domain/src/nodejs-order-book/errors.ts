import * as codes from '../book/book-code.ts'
import type { BookCode } from '../book/book-code.ts'

/** Why a book refused something: the code is that of `nodejs-order-book`. */
export interface NodejsError {
  readonly code: number
  readonly message: string
}

function error(code: number, message: string): NodejsError {
  return Object.freeze({ code, message })
}

type ErrorName =
  | 'REFUSED'
  | 'INVALID_ID'
  | 'INVALID_ORDER_TYPE'
  | 'INVALID_SIDE'
  | 'INVALID_QUANTITY'
  | 'INVALID_PRICE'
  | 'INVALID_PRICE_OR_QUANTITY'
  | 'INVALID_TIF'
  | 'FOK_NOT_FILLABLE'
  | 'POST_ONLY'
  | 'INVALID_CONDITION'
  | 'ORDER_EXISTS'
  | 'ORDER_NOT_FOUND'
  | 'INSUFFICIENT_QUANTITY'
  | 'STP_TRIGGERED'

/** Every error that a reply can have. */
export const NODEJS_ERRORS: Readonly<Record<ErrorName, NodejsError>> = {
  REFUSED: error(1000, 'the book refuses this'),
  INVALID_ID: error(1000, 'an order id is a text that is not empty'),
  INVALID_ORDER_TYPE: error(1100, 'an order is of type limit, market, stop_limit, stop_market or oco'),
  INVALID_SIDE: error(1101, 'a side is buy or sell'),
  INVALID_QUANTITY: error(1102, 'a size is a positive multiple of the lot size'),
  INVALID_PRICE: error(1103, 'a price is a positive multiple of the tick size'),
  INVALID_PRICE_OR_QUANTITY: error(1104, 'a change has a price or a size, multiples of the tick size and the lot size'),
  INVALID_TIF: error(1105, 'a time in force is GTC, IOC or FOK, and only GTC goes with post-only'),
  FOK_NOT_FILLABLE: error(1106, 'a fill-or-kill order cannot be filled at once'),
  POST_ONLY: error(1107, 'a post-only order would trade at once'),
  INVALID_CONDITION: error(1108, 'the stop price is reached already, or prices do not stand on their sides of the market'),
  ORDER_EXISTS: error(1109, 'an order with this id is in the book'),
  ORDER_NOT_FOUND: error(1110, 'no order with this id is in the book'),
  INSUFFICIENT_QUANTITY: error(1200, 'the size is not positive, or more than the book has'),
  STP_TRIGGERED: error(1202, 'the order would have met one of its own account'),
}

const BY_CODE: ReadonlyMap<BookCode, NodejsError> = new Map([
  [codes.DUPLICATE_ORDER_ID, NODEJS_ERRORS.ORDER_EXISTS],
  [codes.UNKNOWN_ORDER, NODEJS_ERRORS.ORDER_NOT_FOUND],
  [codes.PRICE_OUT_OF_RANGE, NODEJS_ERRORS.INVALID_PRICE],
  [codes.QUANTITY_OUT_OF_RANGE, NODEJS_ERRORS.INVALID_QUANTITY],
  [codes.LEVEL_QUANTITY_OUT_OF_RANGE, NODEJS_ERRORS.INVALID_QUANTITY],
  [codes.WOULD_TAKE_LIQUIDITY, NODEJS_ERRORS.POST_ONLY],
  [codes.UNSUPPORTED_COMBINATION, NODEJS_ERRORS.INVALID_TIF],
  [codes.STOP_PRICE_OUT_OF_RANGE, NODEJS_ERRORS.INVALID_PRICE],
  [codes.TRIGGERS_AT_ONCE, NODEJS_ERRORS.INVALID_CONDITION],
  [codes.PRICE_RELATION, NODEJS_ERRORS.INVALID_CONDITION],
])

/** The error for a refusal of the book. */
export function errorOf(code: BookCode): NodejsError {
  return BY_CODE.get(code) ?? NODEJS_ERRORS.REFUSED
}
