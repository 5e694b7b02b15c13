import type { Done, TradeExecuted } from '@openlob/application'
import type { Order } from '@openlob/domain'
import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import { carryOut } from './engine-desk.ts'
import type { OrderPlan } from './new-order.ts'
import { orderFields } from './order-text.ts'
import type { TimeWriter } from './order-text.ts'

/** Places an order and shows it as its plan says; counts it among the unfilled orders of its account. */
export async function place(plan: OrderPlan, call: Call): Promise<Record<string, unknown>> {
  const { desk } = call
  const caller = callerOf(call)
  const done = await carryOut(desk, caller, 'place', plan.command)
  return placedOrder(plan, done, call)
}

/** The answer to a new order. */
export function placedOrder(plan: OrderPlan, { events }: Done, { desk, time }: Call): Record<string, unknown> {
  const { market, responseType, labels, command } = plan
  const accepted = events.find((event) => event.type === 'OrderAccepted')
  if (accepted?.type !== 'OrderAccepted') throw new Error('an order that was placed has been accepted')
  let order: Order = accepted.order
  const fills: TradeExecuted[] = []
  let expired: string | undefined
  for (const event of events) {
    if (event.type === 'TradeExecuted' && event.takerOrder.orderId === order.orderId) {
      fills.push(event)
      order = event.takerOrder
    } else if (event.type === 'OrderExpired' && event.order.orderId === order.orderId) {
      order = event.order
      expired = event.reason
    }
  }
  const transactTime = time(accepted.timestampUs)
  const { orderId } = order
  const { clientOrderId } = command
  const ack = { symbol: market.symbol, orderId, orderListId: -1, clientOrderId, transactTime }
  if (responseType === 'ACK') return ack
  const result = {
    ...ack,
    ...orderFields(order, market),
    workingTime: transactTime,
    ...labels,
    ...(expired === undefined ? {} : { expiryReason: expiryText(expired) }),
    selfTradePreventionMode: 'NONE',
  }
  return responseType === 'RESULT' ? result : { ...result, fills: fills.map((event) => fillRow(event, market, desk.markets)) }
}

/** Why what was left of an order expired, in the words of the dialect. */
export function expiryText(reason: string): string {
  if (reason === 'IOC_REMAINDER') return 'UNFILLED_IOC_QUANTITY_EXPIRED'
  return reason === 'FOK_NOT_FILLABLE' ? 'UNFILLED_FOK_ORDER_EXPIRED' : 'INSUFFICIENT_LIQUIDITY'
}

function fillRow({ trade }: TradeExecuted, { price, quantity }: OrderPlan['market'], markets: Call['desk']['markets']): object {
  const { takerFee } = trade
  return {
    price: price.text(trade.priceTicks),
    qty: quantity.text(trade.quantityLots),
    commission: markets.amount(takerFee.assetId, takerFee.units),
    commissionAsset: markets.asset(takerFee.assetId).symbol,
    tradeId: trade.tradeId,
  }
}

/** Writes times for a client that wants milliseconds, or microseconds. */
export function timeWriter(microseconds: boolean): TimeWriter {
  return microseconds ? (us) => us : (us) => Math.floor(us / 1000)
}
