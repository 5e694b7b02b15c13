import type { AccountId, InstrumentId, OrderId, PriceTicks, QuantityLots } from '../units.ts'

/** The side of an order: to buy or to sell the base asset. */
export type Side = 'buy' | 'sell'

/** How long an order stands: until cancelled, fill what is there and expire the rest, or all at once or nothing. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK'

/** What an order asks for: a price or better, or whatever the book offers. */
export type OrderType = 'limit' | 'market'

/** Where an order is in its life; the last three are final. */
export type OrderStatus = 'open' | 'partially_filled' | 'filled' | 'canceled' | 'expired'

/** Why an order left without being filled or cancelled by its owner. */
export type ExpiryReason = 'IOC_REMAINDER' | 'FOK_NOT_FILLABLE' | 'NO_LIQUIDITY'

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
  /** When the exchange sequenced it, in microseconds since the Unix epoch. */
  readonly createdUs: number
  /** When it last changed, in microseconds since the Unix epoch. */
  readonly updatedUs: number
}

/** What is still open (FIX LeavesQty); 0 once the order is final. */
export function leavesLots(order: Order): number {
  return isFinal(order.status) ? 0 : order.quantityLots - order.executedLots
}

/** Tells whether an order of this status can never change again. */
export function isFinal(status: OrderStatus): boolean {
  return status === 'filled' || status === 'canceled' || status === 'expired'
}
