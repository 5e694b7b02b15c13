import {
  BUY,
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  GOOD_TILL_CANCEL,
  IMMEDIATE_OR_CANCEL,
  IOC_REMAINDER,
  NO_LIQUIDITY,
  OTHER_LEG,
  POST_ONLY,
  REFUSED_ON_ENTRY,
  SELF_TRADE_PREVENTED,
  SELL,
  WORKING_ORDER_EXPIRED,
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
  state.matches.reset(state.nextOrderId)
  const { side, quantityLots } = request
  return request.type === OrderType.market
    ? book.placeMarket(state.nextOrderId, side, quantityLots)
    : book.placeLimit(state.nextOrderId, side, request.priceTicks, quantityLots, executionOf(request))
}

/** Why the book dropped the rest of an order. */
export function expiryReasonOf(code: ExpiryCode): ExpiryReason {
  return REASONS.get(code) ?? ExpiryReason.NO_LIQUIDITY
}

const REASONS: ReadonlyMap<ExpiryCode, ExpiryReason> = new Map([
  [IOC_REMAINDER, ExpiryReason.IOC_REMAINDER],
  [FOK_NOT_FILLABLE, ExpiryReason.FOK_NOT_FILLABLE],
  [NO_LIQUIDITY, ExpiryReason.NO_LIQUIDITY],
  [SELF_TRADE_PREVENTED, ExpiryReason.SELF_TRADE_PREVENTED],
  [OTHER_LEG, ExpiryReason.OTHER_LEG],
  [WORKING_ORDER_EXPIRED, ExpiryReason.WORKING_ORDER_EXPIRED],
  [REFUSED_ON_ENTRY, ExpiryReason.REFUSED_ON_ENTRY],
])

function executionOf({ postOnly, timeInForce }: OrderRequest): ExecutionCode {
  if (postOnly) return POST_ONLY
  if (timeInForce === TimeInForce.GTC) return GOOD_TILL_CANCEL
  return timeInForce === TimeInForce.IOC ? IMMEDIATE_OR_CANCEL : FILL_OR_KILL
}
