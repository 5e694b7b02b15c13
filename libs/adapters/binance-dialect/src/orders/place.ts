import type { Done, Event, OrderAccepted, TradeExecuted, TradePrevented } from '@openlob/application'
import type { Order } from '@openlob/domain'
import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import type { Market, Markets } from '../market/markets.ts'
import { carryOut } from './engine-desk.ts'
import type { OrderPlan } from './new-order.ts'
import { ruled } from './ruled.ts'
import type { Placing } from '../rules/placing.ts'
import { preventedMatch } from './prevented-match.ts'
import { clientIdText, conditionalFields, orderFields, selfTradeText, stillKnown, workingTime } from './order-text.ts'
import type { TimeWriter } from './order-text.ts'

/** Places an order and shows it as its plan says; counts it among the unfilled orders of its account. */
export async function place(plan: OrderPlan, call: Call): Promise<Record<string, unknown>> {
  const { desk } = call
  const caller = callerOf(call)
  const done = await desk.rules.place(placingOf(plan, call), () => carryOut(desk, caller, 'place', plan.command))
  return placedOrder(plan, done, call)
}

/** Fails where an order breaks a rule. */
export async function checkRules(plan: OrderPlan, call: Call): Promise<void> {
  await call.desk.rules.place(placingOf(plan, call), () => Promise.resolve())
}

function placingOf({ market, command }: OrderPlan, { nowUs }: Call): Placing {
  return { accountId: command.accountId, market, orders: [ruled(command)], isList: false, nowUs }
}

/** The answer to a new order. */
export function placedOrder(plan: OrderPlan, { events }: Done, { desk, time }: Call): Record<string, unknown> {
  const accepted = events.find((event) => event.type === 'OrderAccepted')
  if (accepted?.type !== 'OrderAccepted') throw new Error('an order that was placed has been accepted')
  return shownOrder(accepted, events, plan, desk.markets, time)
}

/** An order that was just placed, as its plan says; the events are those of the command. */
export function shownOrder(
  { order: placed, timestampUs }: OrderAccepted,
  events: readonly Event[],
  { market, responseType }: Pick<OrderPlan, 'market' | 'responseType'>,
  markets: Markets,
  time: TimeWriter,
): Record<string, unknown> {
  const { orderId, listId } = placed
  const transactTime = time(timestampUs)
  const [orderListId, clientOrderId] = [listId ?? -1, clientIdText(placed)]
  const ack = { symbol: market.symbol, orderId, orderListId, clientOrderId, transactTime }
  if (responseType === 'ACK') return ack
  const { order, fills, prevented } = whatBecame(placed, events)
  // Fields behind a spread would cost a microsecond each.
  const result: Record<string, unknown> = Object.assign(ack, orderFields(order, market))
  result['workingTime'] = workingTime(order, time)
  Object.assign(result, conditionalFields(order, market))
  result['selfTradePreventionMode'] = selfTradeText(order)
  if (responseType === 'RESULT') return result
  result['fills'] = fills.map((event) => fillRow(event, market, markets))
  if (prevented.length > 0) result['preventedMatches'] = prevented.map((event) => preventedMatch(event, market))
  return result
}

interface Became {
  readonly order: Order
  readonly fills: readonly TradeExecuted[]
  readonly prevented: readonly TradePrevented[]
}

/** What the command that placed an order did to it. A pending one is shown as it was placed. */
function whatBecame(placed: Order, events: readonly Event[]): Became {
  const { orderId, status } = placed
  let order = placed
  const fills: TradeExecuted[] = []
  const prevented: TradePrevented[] = []
  for (const event of status === 'pending' ? [] : events) {
    if (event.type === 'TradeExecuted' && event.takerOrder.orderId === orderId) {
      fills.push(event)
      order = stillKnown(event.takerOrder, order)
    } else if (event.type === 'TradePrevented' && event.takerOrder.orderId === orderId) {
      prevented.push(event)
      order = { ...order, preventedLots: event.takerPreventedLots }
    } else if (event.type === 'OrderExpired' && event.order.orderId === orderId) {
      order = { ...stillKnown(event.order, order), expiryReason: event.reason }
    }
  }
  return { order, fills, prevented }
}

function fillRow({ trade }: TradeExecuted, { price, quantity }: Market, markets: Markets): object {
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
