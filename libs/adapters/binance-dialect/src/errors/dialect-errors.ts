/**
 * Every failure of the dialect, by a name of its own: the code and the text that its clients know, `%s` for what
 * varies, and the HTTP status that goes with it.
 */
export const DIALECT_ERRORS = {
  UNKNOWN: { code: -1000, status: 500, text: 'An unknown error occurred while processing the request.' },
  HISTORY_UNAVAILABLE: {
    code: -1001,
    status: 503,
    text: 'Internal error; unable to process your request. Please try again.',
  },
  TOO_MUCH_WEIGHT: {
    code: -1003,
    status: 429,
    text: 'Too much request weight used; current limit is %s request weight per %s. Please use WebSocket Streams for live updates to avoid polling the API.',
  },
  TOO_MANY_REQUESTS: { code: -1003, status: 429, text: 'Too many requests; current limit is %s requests per %s.' },
  ADDRESS_BANNED: {
    code: -1003,
    status: 418,
    text: 'Way too much request weight used; IP banned until %s. Please use WebSocket Streams for live updates to avoid bans.',
  },
  OUTCOME_UNKNOWN: {
    code: -1007,
    status: 503,
    text: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  },
  SERVER_BUSY: {
    code: -1008,
    status: 503,
    text: 'Server is currently overloaded with other requests. Please try again in a few minutes.',
  },
  FILTER_FAILURE: { code: -1013, status: 400, text: 'Filter failure: %s' },
  INVALID_QUANTITY: { code: -1013, status: 400, text: 'Invalid quantity.' },
  INVALID_PRICE: { code: -1013, status: 400, text: 'Invalid price.' },
  STP_MODE_NOT_ALLOWED: {
    code: -1013,
    status: 400,
    text: 'This symbol does not allow the specified self-trade prevention mode.',
  },
  TOO_MANY_ORDERS: { code: -1015, status: 429, text: 'Too many new orders; current limit is %s orders per %s.' },
  NOT_RUNNING: { code: -1016, status: 503, text: 'This service is no longer available.' },
  UNSUPPORTED_OPERATION: { code: -1020, status: 404, text: 'This operation is not supported.' },
  TIMESTAMP_AHEAD: {
    code: -1021,
    status: 400,
    text: "Timestamp for this request was 1000ms ahead of the server's time.",
  },
  TIMESTAMP_OUTSIDE: { code: -1021, status: 400, text: 'Timestamp for this request is outside of the recvWindow.' },
  INVALID_SIGNATURE: { code: -1022, status: 400, text: 'Signature for this request is not valid.' },
  INVALID_REQUEST: { code: -1100, status: 400, text: 'Illegal request: %s' },
  ILLEGAL_CHARS: { code: -1100, status: 400, text: "Illegal characters found in parameter '%s'; legal range is '%s'." },
  DUPLICATE_PARAM: { code: -1101, status: 400, text: 'Duplicate values for a parameter detected.' },
  TOO_MANY_PARAMETERS: { code: -1101, status: 400, text: "Too many parameters; expected '%s' and received '%s'." },
  MANDATORY_PARAM: {
    code: -1102,
    status: 400,
    text: "Mandatory parameter '%s' was not sent, was empty/null, or malformed.",
  },
  EITHER_PARAM: { code: -1102, status: 400, text: "Param '%s' or '%s' must be sent, but both were empty/null!" },
  UNREAD_PARAMETERS: {
    code: -1104,
    status: 400,
    text: "Not all sent parameters were read; read '%s' parameter(s) but was sent '%s'.",
  },
  PARAM_EMPTY: { code: -1105, status: 400, text: "Parameter '%s' was empty." },
  PARAM_NOT_REQUIRED: { code: -1106, status: 400, text: "Parameter '%s' sent when not required." },
  PARAM_OVERFLOW: { code: -1108, status: 400, text: "Parameter '%s' overflowed." },
  TOO_MANY_CONNECTIONS: {
    code: -1034,
    status: 429,
    text: "Too many connection attempts from IP; current limit is %s per '%s'.",
  },
  BAD_PRECISION: { code: -1111, status: 400, text: "Parameter '%s' has too much precision." },
  INVALID_TIF: { code: -1115, status: 400, text: 'Invalid timeInForce.' },
  INVALID_ORDER_TYPE: { code: -1116, status: 400, text: 'Invalid orderType.' },
  INVALID_SIDE: { code: -1117, status: 400, text: 'Invalid side.' },
  BAD_INTERVAL: { code: -1120, status: 400, text: 'Invalid interval.' },
  BAD_SYMBOL: { code: -1121, status: 400, text: 'Invalid symbol.' },
  INVALID_SYMBOL_STATUS: { code: -1122, status: 400, text: 'Invalid symbolStatus.' },
  INVALID_LISTEN_KEY: { code: -1125, status: 400, text: 'This listenKey does not exist.' },
  INTERVAL_TOO_LONG: { code: -1127, status: 400, text: 'More than %s hours between startTime and endTime.' },
  BAD_COMBINATION: { code: -1128, status: 400, text: 'Combination of optional parameters invalid.' },
  INVALID_PARAMETER: { code: -1130, status: 400, text: "Data sent for parameter '%s' is not valid." },
  RECV_WINDOW_TOO_LONG: { code: -1131, status: 400, text: 'recvWindow must be less than 60000.' },
  BAD_STRATEGY_TYPE: { code: -1134, status: 400, text: '`strategyType` was less than 1000000.' },
  INVALID_JSON_REQUEST: { code: -1135, status: 400, text: 'Invalid JSON Request' },
  INVALID_TICKER_TYPE: { code: -1139, status: 400, text: 'Invalid ticker type.' },
  INVALID_CANCEL_RESTRICTIONS: { code: -1145, status: 400, text: 'Invalid cancelRestrictions' },
  OCO_TYPE_REJECTED: { code: -1158, status: 400, text: 'Order type not supported in OCO.' },
  BUY_OCO_LIMIT_ABOVE: { code: -1165, status: 400, text: 'A limit order in a buy OCO must be below.' },
  SELL_OCO_LIMIT_BELOW: { code: -1166, status: 400, text: 'A limit order in a sell OCO must be above.' },
  OCO_BOTH_LIMIT: { code: -1168, status: 400, text: 'At least one OCO order must be contingent.' },
  BUY_OCO_STOP_BELOW: { code: -1196, status: 400, text: 'A stop loss order in a buy OCO must be above.' },
  SELL_OCO_STOP_ABOVE: { code: -1197, status: 400, text: 'A stop loss order in a sell OCO must be below.' },
  BUY_OCO_PROFIT_ABOVE: { code: -1198, status: 400, text: 'A take profit order in a buy OCO must be below.' },
  SELL_OCO_PROFIT_BELOW: { code: -1199, status: 400, text: 'A take profit order in a sell OCO must be above.' },
  OPO_WORKING_NOT_BUY: { code: -1222, status: 400, text: 'Working order in an OPO list must be a bid.' },
  OPO_PENDING_NOT_SELL: { code: -1223, status: 400, text: 'Pending orders in an OPO list must be asks.' },
  DUPLICATE_SYMBOLS: { code: -1151, status: 400, text: 'Symbol is present multiple times in the list.' },
  INVALID_SBE_HEADER: {
    code: -1152,
    status: 400,
    text: 'Invalid `X-MBX-SBE` header; expected `<SCHEMA_ID>:<VERSION>`.',
  },
  UNSUPPORTED_SCHEMA_HEADER: {
    code: -1153,
    status: 400,
    text: 'Unsupported SBE schema ID or version specified in the `X-MBX-SBE` header.',
  },
  UNSUPPORTED_SCHEMA: { code: -1153, status: 400, text: 'Invalid SBE schema ID or version specified.' },
  SBE_NOT_SERVED: { code: -1155, status: 406, text: 'SBE is not enabled.' },
  INVALID_TIME_UNIT: {
    code: -1194,
    status: 400,
    text: 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.',
  },
  SYMBOL_STATUS_MISMATCH: {
    code: -1220,
    status: 400,
    text: "The symbol's status does not match the requested symbolStatus.",
  },
  ORDER_REJECTED: { code: -2010, status: 400, text: '%s' },
  CANCEL_REJECTED: { code: -2011, status: 400, text: '%s' },
  NO_SUCH_ORDER: { code: -2013, status: 400, text: 'Order does not exist.' },
  BAD_API_KEY_FORMAT: { code: -2014, status: 401, text: 'API-key format invalid.' },
  KEY_REJECTED: { code: -2015, status: 401, text: 'Invalid API-key, IP, or permissions for action.' },
  CANCEL_REPLACE_PARTLY_FAILED: { code: -2021, status: 409, text: 'Order cancel-replace partially failed.' },
  CANCEL_REPLACE_FAILED: { code: -2022, status: 400, text: 'Order cancel-replace failed.' },
  SUBSCRIPTION_ACTIVE: { code: -2035, status: 400, text: 'User Data Stream subscription already active.' },
  SUBSCRIPTION_INACTIVE: { code: -2036, status: 400, text: 'User Data Stream subscription not active.' },
  AMEND_REJECTED: { code: -2038, status: 400, text: '%s' },
  TOO_MANY_SUBSCRIPTIONS: { code: -2042, status: 400, text: 'Maximum subscription ID reached for this connection.' },
  NO_REFERENCE_PRICE: { code: -2043, status: 400, text: "This symbol doesn't have a reference price." },
  HMAC_LOGON_REFUSED: { code: -4056, status: 400, text: 'HMAC_SHA256 API key is not supported.' },
} as const

/** The name of a failure. */
export type DialectErrorName = keyof typeof DIALECT_ERRORS

/** What goes with a failure beside code and text. */
export interface ErrorExtras {
  /** What its body has beside code and text. */
  readonly data?: unknown
  /** After so long it is worth another try. */
  readonly retryAfterMs?: number
  /** Another status than the usual one. */
  readonly status?: number
}

/** A request that fails: thrown inside the dialect, never out of it. */
export class DialectError extends Error {
  override readonly name: string = 'DialectError'
  readonly code: number
  readonly status: number
  readonly data: unknown
  readonly retryAfterMs: number | undefined

  /** The failure of that name, with what varies put into its text. */
  constructor(name: DialectErrorName, values: readonly (string | number)[] = [], extras: ErrorExtras = {}) {
    const { code, status, text } = DIALECT_ERRORS[name]
    let next = 0
    super(text.replace(/%s/g, () => String(values[next++])))
    this.code = code
    this.status = extras.status ?? status
    this.data = extras.data
    this.retryAfterMs = extras.retryAfterMs
  }

  /** What a client is sent. */
  get body(): { readonly code: number; readonly msg: string; readonly data?: unknown } {
    const { code, message: msg, data } = this
    return data === undefined ? { code, msg } : { code, msg, data }
  }
}
