import {
  BUY,
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  GOOD_TILL_CANCEL,
  IMMEDIATE_OR_CANCEL,
  IOC_REMAINDER,
  POST_ONLY,
  SELL,
} from '@openlob/domain'
import type { BookCode, ExecutionCode, ExpiryCode, ExpiryReason, Side, SideCode } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'
import type { OpenOrder } from './open-order.ts'
import type { Market } from './venue.ts'

/** The side as a book takes it. */
export function sideCodeOf(side: Side): SideCode {
  return side === 'buy' ? BUY : SELL
}

/** The match step for a new order: the book writes what happens into the match report. */
export function matchNew(state: FlowState, { book }: Market, order: OpenOrder): BookCode {
  state.matches.reset()
  const side = sideCodeOf(order.side)
  return order.priceTicks === undefined
    ? book.placeMarket(order.orderId, side, order.quantityLots)
    : book.placeLimit(order.orderId, side, order.priceTicks, order.quantityLots, executionOf(order))
}

/** The match step for an amended order. */
export function matchAmended(
  state: FlowState,
  { book }: Market,
  orderId: number,
  priceTicks: number,
  leavesLots: number,
): BookCode {
  state.matches.reset()
  return book.amend(orderId, priceTicks, leavesLots)
}

/** Why the book dropped the rest of an order. */
export function expiryReasonOf(code: ExpiryCode): ExpiryReason {
  if (code === IOC_REMAINDER) return 'IOC_REMAINDER'
  return code === FOK_NOT_FILLABLE ? 'FOK_NOT_FILLABLE' : 'NO_LIQUIDITY'
}

function executionOf(order: OpenOrder): ExecutionCode {
  if (order.postOnly) return POST_ONLY
  if (order.timeInForce === 'GTC') return GOOD_TILL_CANCEL
  return order.timeInForce === 'IOC' ? IMMEDIATE_OR_CANCEL : FILL_OR_KILL
}
