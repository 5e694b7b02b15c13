import type { Refused, Unavailable, UnavailableReason } from '@openlob/application'
import type { RejectReason } from '@openlob/domain'
import { DialectError } from './dialect-errors.ts'
import type { DialectErrorName } from './dialect-errors.ts'

/** What was asked of the engine: the dialect answers one and the same reason by what it was about. */
export type EngineRequest = 'place' | 'cancel' | 'amend'

const REJECTED: Readonly<Record<EngineRequest, DialectErrorName>> = {
  place: 'ORDER_REJECTED',
  cancel: 'CANCEL_REJECTED',
  amend: 'AMEND_REJECTED',
}

/** The filter that stands for a limit of the engine. */
const FILTERS: Partial<Record<RejectReason, string>> = {
  PRICE_OUT_OF_RANGE: 'PRICE_FILTER',
  PRICE_OFF_TICK: 'PRICE_FILTER',
  QUANTITY_OUT_OF_RANGE: 'LOT_SIZE',
  QUANTITY_OFF_LOT: 'LOT_SIZE',
  LEVEL_QUANTITY_OUT_OF_RANGE: 'LOT_SIZE',
  NOTIONAL_OUT_OF_RANGE: 'NOTIONAL',
  STOP_PRICE_OUT_OF_RANGE: 'PRICE_FILTER',
  TRAILING_OUT_OF_RANGE: 'TRAILING_DELTA',
  TOO_MANY_ICEBERG_PARTS: 'ICEBERG_PARTS',
  QUOTE_AMOUNT_OUT_OF_RANGE: 'NOTIONAL',
  TOO_MANY_OPEN_ORDERS: 'EXCHANGE_MAX_NUM_ORDERS',
}

/** The engine's texts that clients know. */
const TEXTS: Partial<Record<RejectReason, string>> = {
  UNKNOWN_ORDER: 'Unknown order sent.',
  DUPLICATE_CLIENT_ORDER_ID: 'Duplicate order sent.',
  INSTRUMENT_NOT_TRADING: 'Market is closed.',
  INSUFFICIENT_BALANCE: 'Account has insufficient balance for requested action.',
  WOULD_TAKE_LIQUIDITY: 'Order would immediately match and take.',
  INVALID_TIME_IN_FORCE: 'Unsupported order combination',
  UNSUPPORTED_COMBINATION: 'Unsupported order combination',
  PEG_OFFSET_OUT_OF_RANGE: 'Unsupported order combination',
  TRIGGERS_AT_ONCE: 'Order would trigger immediately.',
  DISPLAY_QUANTITY_OUT_OF_RANGE: 'IcebergQty exceeds QTY.',
  NO_PEG_REFERENCE: 'Order book liquidity is too low for this pegged order.',
  INSUFFICIENT_LIQUIDITY: 'Order book liquidity is less than `LOT_SIZE` filter minimum quantity.',
  PRICE_RELATION: 'The relationship of the prices for the orders is not correct.',
  NOT_AMENDABLE: 'Order amend (quantity increase) is not supported.',
  UNKNOWN_ORDER_LIST: 'Unknown order sent.',
  NOTHING_TO_AMEND: 'The requested action would change no state; rejecting.',
}

const UNAVAILABLE: Readonly<Record<UnavailableReason, DialectErrorName>> = {
  MALFORMED: 'UNKNOWN',
  BUSY: 'SERVER_BUSY',
  NOT_RUNNING: 'NOT_RUNNING',
  JOURNAL_FAILED: 'OUTCOME_UNKNOWN',
  ENGINE_FAILED: 'OUTCOME_UNKNOWN',
}

/** A refusal of the engine in the dialect; the engine's own sentence where the dialect has none. */
export function engineError(request: EngineRequest, answer: Refused | Unavailable): DialectError {
  if (answer.status === 'unavailable') return new DialectError(UNAVAILABLE[answer.reason])
  const { reason, text } = answer
  const filter = FILTERS[reason]
  if (filter !== undefined) return new DialectError('FILTER_FAILURE', [filter])
  if (reason === 'CAPACITY_EXCEEDED') return new DialectError('SERVER_BUSY')
  return new DialectError(REJECTED[request], [TEXTS[reason] ?? text])
}

/** Why the exchange does not answer a question, in the dialect. */
export function unavailableError(reason: UnavailableReason): DialectError {
  return new DialectError(UNAVAILABLE[reason])
}
