/**
 * Every refusal that a client can be given, each with the sentence that explains it. The order of the table is no
 * part of the contract; a reason, once published, keeps its name.
 */
export const REJECT_REASONS = {
  UNKNOWN_ACCOUNT: 'There is no such account.',
  UNKNOWN_ASSET: 'There is no such asset.',
  UNKNOWN_INSTRUMENT: 'There is no such instrument.',
  UNKNOWN_ORDER: 'There is no such open order of this account.',
  DUPLICATE_ACCOUNT: 'An account of this name is open.',
  DUPLICATE_ASSET: 'An asset of this symbol is listed.',
  DUPLICATE_INSTRUMENT: 'An instrument of this symbol is listed.',
  DUPLICATE_ORDER_ID: 'An open order has this id.',
  DUPLICATE_CLIENT_ORDER_ID: 'An open order of this account has this client order id.',
  DUPLICATE_COMMAND_ID: 'The account has sent another command under this command id.',
  INVALID_NAME: 'The name or symbol is empty, too long or has characters other than letters, digits and . _ : -',
  INVALID_CLIENT_ORDER_ID: 'The client order id is empty, too long or has characters other than letters, digits and . _ : / -',
  INVALID_AMOUNT: 'The amount must be positive and fit 64 bits.',
  INVALID_ASSET: 'An asset has 0 to 18 decimal places.',
  INVALID_INSTRUMENT: 'The parameters of the instrument contradict each other.',
  INVALID_FEE_TIER: 'The fee schedule has no such tier.',
  INSTRUMENT_NOT_TRADING: 'The instrument does not take this command in its present status.',
  PRICE_OUT_OF_RANGE: 'The price is not positive, or beyond what the instrument allows.',
  PRICE_OFF_TICK: 'The price is not a multiple of the tick size.',
  QUANTITY_OUT_OF_RANGE: 'The quantity is not positive, or outside what the instrument allows.',
  QUANTITY_OFF_LOT: 'The quantity is not a multiple of the lot size.',
  NOTIONAL_OUT_OF_RANGE: 'Price times quantity is outside what the instrument allows.',
  LEVEL_QUANTITY_OUT_OF_RANGE: 'The total quantity of the price level would pass 2^53 - 1 lots.',
  WOULD_TAKE_LIQUIDITY: 'A post-only order would trade at once.',
  INVALID_TIME_IN_FORCE: 'The order type does not go with this time in force.',
  NOTHING_TO_AMEND: 'The amendment changes neither price nor quantity, or leaves no quantity open.',
  INSUFFICIENT_BALANCE: 'The free balance does not cover the order or withdrawal and its worst-case fee.',
  TOO_MANY_OPEN_ORDERS: 'The account has as many open orders as it may.',
  ORDER_LIMIT_EXCEEDED: 'The order is larger than the risk limits allow.',
  REFUSED_BY_RISK: 'A risk plugin refused the order.',
  UNKNOWN_FLOW: 'There is no such flow, or it is not the one that the money is to leave or to reach.',
  DUPLICATE_TRANSFER: 'This transfer has arrived before.',
  TRANSFER_OUT_OF_ORDER: 'A transfer that was sent before this one has not arrived yet.',
  CAPACITY_EXCEEDED: 'The exchange holds as many of these as its configured limit allows.',
} as const

/** Why a command was refused: a closed union, checked exhaustively wherever it is mapped. */
export type RejectReason = keyof typeof REJECT_REASONS
