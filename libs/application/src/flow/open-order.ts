import type {
  AccountId,
  InstrumentId,
  Order,
  OrderId,
  OrderStatus,
  OrderType,
  PriceTicks,
  QuantityLots,
  Side,
  TimeInForce,
} from '@openlob/domain'

/** An order as the flow works on it: what an `Order` shows, and what is held for it. */
export interface OpenOrder {
  readonly orderId: OrderId
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  readonly clientOrderId: string | undefined
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
  priceTicks: PriceTicks | undefined
  quantityLots: QuantityLots
  executedLots: number
  executedQuoteUnits: bigint
  status: OrderStatus
  readonly createdUs: number
  updatedUs: number
  /** What is held for what is open of it, in the asset that it pays with. */
  heldUnits: bigint
}

/** The order as it stands, for an event or an answer. */
export function orderView(order: OpenOrder): Order {
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    instrumentId: order.instrumentId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    postOnly: order.postOnly,
    priceTicks: order.priceTicks,
    quantityLots: order.quantityLots,
    executedLots: order.executedLots,
    executedQuoteUnits: order.executedQuoteUnits,
    status: order.status,
    createdUs: order.createdUs,
    updatedUs: order.updatedUs,
  }
}

/** What an order has left to trade, whatever its status. */
export function remainingLots(order: OpenOrder): number {
  return order.quantityLots - order.executedLots
}
