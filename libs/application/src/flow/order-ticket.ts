import {
  BUY,
  FILL_OR_KILL,
  GOOD_TILL_CANCEL,
  IMMEDIATE_OR_CANCEL,
  LIMIT,
  MARKET,
  MAY_TAKE,
  PEG_ASK,
  PEG_BID,
  REJECT_IF_TAKING,
  STOP,
  STOP_LIMIT,
  TAKE_PROFIT,
  TAKE_PROFIT_LIMIT,
} from '@openlob/domain'
import { ALLOW_SELF_TRADE, DECREMENT_BOTH, EXPIRE_BOTH, EXPIRE_MAKER, EXPIRE_TAKER } from '@openlob/domain'
import type { OrderConditions, OrderTicket, OrderTypeCode, SelfTradeCode, SelfTradePrevention, SideCode } from '@openlob/domain'
import type { PegCode, TimeInForceCode } from '@openlob/domain'
import { OrderType, TimeInForce } from '../messages/generated/index.ts'
import type { OrderRequest } from './order-request.ts'

const TYPES: Readonly<Record<OrderType, OrderTypeCode>> = {
  [OrderType.market]: MARKET,
  [OrderType.limit]: LIMIT,
  [OrderType.stop]: STOP,
  [OrderType.stop_limit]: STOP_LIMIT,
  [OrderType.take_profit]: TAKE_PROFIT,
  [OrderType.take_profit_limit]: TAKE_PROFIT_LIMIT,
}

const SELF_TRADES: Readonly<Record<SelfTradePrevention, SelfTradeCode>> = {
  none: ALLOW_SELF_TRADE,
  expire_taker: EXPIRE_TAKER,
  expire_maker: EXPIRE_MAKER,
  expire_both: EXPIRE_BOTH,
  decrement: DECREMENT_BOTH,
}

/** How a book is told what keeps an order from trading with its own. */
export function selfTradeOf({ selfTradePrevention = 'none' }: OrderConditions): SelfTradeCode {
  return SELF_TRADES[selfTradePrevention]
}

/** The side of the book that a peg looks at. */
export function pegCodeOf(peg: NonNullable<OrderConditions['peg']>, side: SideCode): PegCode {
  return (peg === 'primary') === (side === BUY) ? PEG_BID : PEG_ASK
}

/** A request as a book takes it. */
export function ticketOf(request: OrderRequest, orderId: number): OrderTicket {
  const { side, type, conditions = {} } = request
  const { peg, pegLevels = 0 } = conditions
  return {
    orderId,
    side,
    type: TYPES[type],
    quantityLots: request.quantityLots,
    priceTicks: peg === undefined ? request.priceTicks : request.limitTicks,
    timeInForce: request.hasLimit ? timeInForceOf(request) : GOOD_TILL_CANCEL,
    postOnly: request.postOnly ? REJECT_IF_TAKING : MAY_TAKE,
    displayLots: conditions.displayLots ?? 0,
    stopPriceTicks: conditions.stopPriceTicks ?? 0,
    trailingBasisPoints: conditions.trailingBasisPoints ?? 0,
    selfTrade: selfTradeOf(conditions),
    ...(peg !== undefined && { peg: pegCodeOf(peg, side), pegOffsetLevels: pegLevels }),
  }
}

function timeInForceOf({ timeInForce }: OrderRequest): TimeInForceCode {
  if (timeInForce === TimeInForce.GTC) return GOOD_TILL_CANCEL
  return timeInForce === TimeInForce.IOC ? IMMEDIATE_OR_CANCEL : FILL_OR_KILL
}
