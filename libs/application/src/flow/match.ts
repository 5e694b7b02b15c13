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
import type { BookCode, ExecutionCode, ExpiryCode, Side, SideCode } from '@openlob/domain'
import { ExpiryReason, OrderType, TimeInForce } from '../messages/generated/index.ts'
import type { FlowState } from './flow-state.ts'
import type { Market } from './market.ts'
import type { OrderRequest } from './order-request.ts'

/** The side as a book takes it. */
export function sideCodeOf(side: Side): SideCode {
  return side === 'buy' ? BUY : SELL
}

/** The match step for a new order: the book writes what happens into the match report. */
export function matchNew(state: FlowState, { book }: Market, request: OrderRequest): BookCode {
  state.matches.reset()
  const { side, quantityLots } = request
  return request.type === OrderType.market
    ? book.placeMarket(state.nextOrderId, side, quantityLots)
    : book.placeLimit(state.nextOrderId, side, request.priceTicks, quantityLots, executionOf(request))
}

/** Why the book dropped the rest of an order. */
export function expiryReasonOf(code: ExpiryCode): ExpiryReason {
  if (code === IOC_REMAINDER) return ExpiryReason.IOC_REMAINDER
  return code === FOK_NOT_FILLABLE ? ExpiryReason.FOK_NOT_FILLABLE : ExpiryReason.NO_LIQUIDITY
}

function executionOf({ postOnly, timeInForce }: OrderRequest): ExecutionCode {
  if (postOnly) return POST_ONLY
  if (timeInForce === TimeInForce.GTC) return GOOD_TILL_CANCEL
  return timeInForce === TimeInForce.IOC ? IMMEDIATE_OR_CANCEL : FILL_OR_KILL
}
