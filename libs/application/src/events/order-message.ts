import type { Order } from '@openlob/domain'
import { Boolean as YesNo } from '../messages/generated/index.ts'
import type { OrderDecoder, OrderEncoder } from '../messages/generated/index.ts'

/** An order out of a message, or out of a record that begins as one does. */
export function readOrder(decoder: OrderDecoder): Order {
  const order = {
    orderId: decoder.orderIdNumber(),
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    clientOrderId: decoder.clientOrderId() ?? undefined,
    side: decoder.sideName(),
    type: decoder.typeName(),
    timeInForce: decoder.timeInForceName(),
    postOnly: decoder.postOnly() === YesNo.yes,
    priceTicks: decoder.priceTicksNumber() ?? undefined,
    quantityLots: decoder.quantityLotsNumber(),
    executedLots: decoder.executedLotsNumber(),
    executedQuoteUnits: decoder.executedQuoteUnits(),
    status: decoder.statusName(),
    createdUs: decoder.createdUsNumber(),
    updatedUs: decoder.updatedUsNumber(),
  }
  return order as unknown as Order
}

/** Writes an order to a message, or to a record that begins as one does. */
export function writeOrder(encoder: OrderEncoder, order: Order): void {
  encoder
    .orderIdNumber(order.orderId)
    .accountIdNumber(order.accountId)
    .instrumentIdNumber(order.instrumentId)
    .priceTicksNumber(order.priceTicks ?? null)
    .quantityLotsNumber(order.quantityLots)
    .executedLotsNumber(order.executedLots)
    .executedQuoteUnits(order.executedQuoteUnits)
    .createdUsNumber(order.createdUs)
    .updatedUsNumber(order.updatedUs)
    .sideName(order.side)
    .typeName(order.type)
    .timeInForceName(order.timeInForce)
    .postOnly(order.postOnly ? YesNo.yes : YesNo.no)
    .statusName(order.status)
    .clientOrderId(order.clientOrderId ?? null)
}
