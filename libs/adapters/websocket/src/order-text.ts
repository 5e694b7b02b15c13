import type { Event } from '@openlob/application'
import type { ExpiryReason, Order, OrderId } from '@openlob/domain'
import type { Listings } from './listings.ts'
import type { InstrumentText, OrderText } from './replies.ts'

/** An order as it goes out. Its instrument must be listed. */
export function orderText(listings: Listings, order: Order, reason?: ExpiryReason): OrderText {
  const listing = listings.byId(order.instrumentId)
  if (listing === undefined) throw new Error(`an order names an instrument that is not listed: ${order.instrumentId}`)
  return {
    order_id: order.orderId.toString(),
    client_order_id: order.clientOrderId,
    symbol: listing.symbol,
    side: order.side,
    order_type: order.type,
    time_in_force: order.timeInForce,
    post_only: order.postOnly,
    price: order.priceTicks === undefined ? undefined : listing.price.of(order.priceTicks),
    quantity: listing.quantity.of(order.quantityLots),
    executed_quantity: listing.quantity.of(order.executedLots),
    executed_value: listings.amount(listing.instrument.quoteAssetId, order.executedQuoteUnits),
    status: order.status,
    reason,
    created_us: order.createdUs,
    updated_us: order.updatedUs,
  }
}

/** How the events of one command left an order. */
export interface OrderOutcome {
  readonly order: Order
  readonly reason: ExpiryReason | undefined
  /** The last event about it. */
  readonly sequence: number
}

/**
 * The last word on the order that a command was about: the one that its events accept, amend or cancel first. Other
 * orders may trade with it, or be cancelled beside it.
 */
export function orderOutcome(events: readonly Event[]): OrderOutcome | undefined {
  let outcome: OrderOutcome | undefined
  for (const event of events) {
    const order = orderIn(event, outcome?.order.orderId)
    const reason = event.type === 'OrderExpired' ? event.reason : undefined
    if (order !== undefined) outcome = { order, reason, sequence: event.sequence }
  }
  return outcome
}

/** What an event says of an order, or of any where none is given yet. */
function orderIn(event: Event, orderId: OrderId | undefined): Order | undefined {
  const { type } = event
  if (type === 'TradeExecuted') {
    if (event.makerOrder.orderId === orderId) return event.makerOrder
    return orderId === undefined || event.takerOrder.orderId === orderId ? event.takerOrder : undefined
  }
  const tells = type === 'OrderAccepted' || type === 'OrderAmended' || type === 'OrderCanceled' || type === 'OrderExpired'
  return tells && (orderId === undefined || event.order.orderId === orderId) ? event.order : undefined
}

/** The terms of every listed instrument as they go out. */
export function instrumentTexts(listings: Listings): InstrumentText[] {
  return listings.all().map(({ instrument, price, quantity }) => ({
    symbol: instrument.symbol,
    kind: instrument.kind,
    status: instrument.status,
    base_asset: listings.assetSymbol(instrument.baseAssetId),
    quote_asset: listings.assetSymbol(instrument.quoteAssetId),
    tick_size: price.of(1),
    lot_size: quantity.of(1),
    min_quantity: quantity.of(instrument.minQuantityLots),
    max_quantity: quantity.of(instrument.maxQuantityLots),
    max_price: price.of(instrument.maxPriceTicks),
    min_notional: listings.amount(instrument.quoteAssetId, instrument.minNotionalUnits),
    max_notional: listings.amount(instrument.quoteAssetId, instrument.maxNotionalUnits),
  }))
}
