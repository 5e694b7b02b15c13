import { invariant } from '../invariant.ts'
import type { RejectReason } from '../reject-reason.ts'
import type { BookCode } from './book-code.ts'
import {
  DISPLAY_OUT_OF_RANGE,
  DUPLICATE_ORDER_ID,
  LEVEL_QUANTITY_OUT_OF_RANGE,
  NO_PEG_REFERENCE,
  NOT_AMENDABLE,
  PEG_OFFSET_OUT_OF_RANGE,
  PRICE_OUT_OF_RANGE,
  PRICE_RELATION,
  QUANTITY_OUT_OF_RANGE,
  STOP_PRICE_OUT_OF_RANGE,
  TOO_MANY_ICEBERG_PARTS,
  TRAILING_OUT_OF_RANGE,
  TRIGGERS_AT_ONCE,
  UNKNOWN_ORDER,
  UNSUPPORTED_COMBINATION,
  WOULD_TAKE_LIQUIDITY,
} from './book-code.ts'

const REASONS: ReadonlyMap<BookCode, RejectReason> = new Map([
  [DUPLICATE_ORDER_ID, 'DUPLICATE_ORDER_ID'],
  [UNKNOWN_ORDER, 'UNKNOWN_ORDER'],
  [PRICE_OUT_OF_RANGE, 'PRICE_OUT_OF_RANGE'],
  [QUANTITY_OUT_OF_RANGE, 'QUANTITY_OUT_OF_RANGE'],
  [WOULD_TAKE_LIQUIDITY, 'WOULD_TAKE_LIQUIDITY'],
  [LEVEL_QUANTITY_OUT_OF_RANGE, 'LEVEL_QUANTITY_OUT_OF_RANGE'],
  [UNSUPPORTED_COMBINATION, 'UNSUPPORTED_COMBINATION'],
  [STOP_PRICE_OUT_OF_RANGE, 'STOP_PRICE_OUT_OF_RANGE'],
  [TRAILING_OUT_OF_RANGE, 'TRAILING_OUT_OF_RANGE'],
  [TRIGGERS_AT_ONCE, 'TRIGGERS_AT_ONCE'],
  [DISPLAY_OUT_OF_RANGE, 'DISPLAY_QUANTITY_OUT_OF_RANGE'],
  [TOO_MANY_ICEBERG_PARTS, 'TOO_MANY_ICEBERG_PARTS'],
  [PEG_OFFSET_OUT_OF_RANGE, 'PEG_OFFSET_OUT_OF_RANGE'],
  [NO_PEG_REFERENCE, 'NO_PEG_REFERENCE'],
  [PRICE_RELATION, 'PRICE_RELATION'],
  [NOT_AMENDABLE, 'NOT_AMENDABLE'],
])

/**
 * The reason that a client is given for a book's refusal. Throws for `ACCEPTED`, which is none, and for
 * `ORDER_ID_OUT_OF_RANGE`: ids are given by the program around the book, so a bad one is a defect of it.
 */
export function rejectReasonOf(code: BookCode): RejectReason {
  const reason = REASONS.get(code)
  invariant(reason !== undefined, `a book code that no client can have caused: code=${code}`)
  return reason
}
