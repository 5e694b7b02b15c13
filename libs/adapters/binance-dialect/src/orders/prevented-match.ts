import type { TradePrevented } from '@openlob/application'
import type { Market } from '../market/markets.ts'

/** A trade that was prevented, as every answer shows it. */
export function preventedMatch(prevented: TradePrevented, { price, quantity }: Market): Record<string, unknown> {
  const { sequence, makerOrder, priceTicks, mode, quantityLots } = prevented
  const lots = quantity.text(quantityLots)
  return {
    preventedMatchId: sequence,
    makerOrderId: makerOrder.orderId,
    price: price.text(priceTicks),
    ...(mode !== 'expire_maker' && { takerPreventedQuantity: lots }),
    ...(mode !== 'expire_taker' && { makerPreventedQuantity: lots }),
  }
}
