import type { AccountId, InstrumentId, OrderId, PriceTicks, QuantityLots } from '../units.ts'

/** The side of an order: to buy or to sell the base asset. */
export type Side = 'buy' | 'sell'

/** How long an order stands: until cancelled, fill what is there and expire the rest, or all at once or nothing. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK'

/**
 * What an order asks for: a price or better, or whatever the book offers; the other four ask for one of these once the
 * market has reached their stop price, against the holder or for them.
 */
export type OrderType = 'limit' | 'market' | 'stop' | 'stop_limit' | 'take_profit' | 'take_profit_limit'

/**
 * Where an order is in its life: `pending` waits for another order of its list. The last four are final; what
 * self-trade prevention took out is `expired_in_match`.
 */
export type OrderStatus =
  | 'pending'
  | 'open'
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'expired_in_match'

/** Why an order left without being filled or cancelled by its owner. */
export type ExpiryReason =
  /** An immediate-or-cancel order met no more crossing quantity. */
  | 'IOC_REMAINDER'
  /** A fill-or-kill order could not be filled whole. */
  | 'FOK_NOT_FILLABLE'
  /** A market order used up the other side. */
  | 'NO_LIQUIDITY'
  /** It would have traded with an order of its own account. */
  | 'SELF_TRADE_PREVENTED'
  /** The other leg of its list traded, began to work or expired. */
  | 'OTHER_LEG'
  /** The order that it waited for expired. */
  | 'WORKING_ORDER_EXPIRED'
  /** When it was to begin to work, the book could not take it or the account not pay for it. */
  | 'REFUSED_ON_ENTRY'

/** What happens where an order would trade with one of its own account; the arriving order's word counts. */
export type SelfTradePrevention = 'none' | 'expire_taker' | 'expire_maker' | 'expire_both' | 'decrement'

/** What a pegged order takes its price from, once, as it enters: its own side of the book or the other. */
export type PegPrice = 'primary' | 'market'

/** What is asked of an order beside price, quantity and time in force; nothing of what is left out. */
export interface OrderConditions {
  /** Of the types that wait: what sets them off, or what a trailing one begins to track at. */
  readonly stopPriceTicks?: PriceTicks | undefined
  /** Of the types that wait: how far the stop trails behind the best price, in hundredths of a percent, 1 to 9,999. */
  readonly trailingBasisPoints?: number | undefined
  /** At most this much is shown at a time: an iceberg. */
  readonly displayLots?: QuantityLots | undefined
  /** Of a market order: how much to spend or to receive, in base units of the quote asset, in place of a quantity. */
  readonly quoteUnits?: bigint | undefined
  /** Where it takes its price from; the price of the order, where it has one, is the worst that this may be. */
  readonly peg?: PegPrice | undefined
  /** With a peg: so many levels behind the best, 0 to 100. */
  readonly pegLevels?: number | undefined
  readonly selfTradePrevention?: SelfTradePrevention | undefined
  /** The client's own label, a whole number of at most 53 bits, not negative. */
  readonly strategyId?: number | undefined
  /** The client's own label, a whole number of 31 bits, not negative. */
  readonly strategyType?: number | undefined
}

/** An order and how far it has come. */
export interface Order {
  readonly orderId: OrderId
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  /** The client's own name for it, unique among the account's open orders. */
  readonly clientOrderId: string | undefined
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
  /** Undefined for a market order. */
  readonly priceTicks: PriceTicks | undefined
  /** What was asked for in all, executed part included (FIX OrderQty). */
  readonly quantityLots: QuantityLots
  /** What has been filled, from 0 (FIX CumQty). */
  readonly executedLots: number
  /** Quote units paid or received for the executed part, before fees. */
  readonly executedQuoteUnits: bigint
  readonly status: OrderStatus
  /** Of an order of more than a price and a quantity; undefined of any other. */
  readonly conditions?: OrderConditions | undefined
  /** The list that it belongs to. */
  readonly listId?: number | undefined
  /** Of an order with conditions: when it began to work, in microseconds; undefined as long as it waits. */
  readonly workingUs?: number | undefined
  /** Why it expired, where a history knows it. */
  readonly expiryReason?: ExpiryReason | undefined
  /** What self-trade prevention took off its quantity; 0 where left out. */
  readonly preventedLots?: number | undefined
  /** When the exchange sequenced it, in microseconds since the Unix epoch. */
  readonly createdUs: number
  /** When it last changed, in microseconds since the Unix epoch. */
  readonly updatedUs: number
}

/** What is still open (FIX LeavesQty); 0 once the order is final. */
export function leavesLots(order: Order): number {
  return isFinal(order.status) ? 0 : order.quantityLots - order.executedLots - (order.preventedLots ?? 0)
}

/** Tells whether an order of this status can never change again. */
export function isFinal(status: OrderStatus): boolean {
  return status === 'filled' || status === 'canceled' || status === 'expired' || status === 'expired_in_match'
}
