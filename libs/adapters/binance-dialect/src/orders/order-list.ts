import type { OrderAccepted, OrderContingency, OrderListChanged, PlaceOrderList } from '@openlob/application'
import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import type { DialectErrorName } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import { randomText } from '../security/new-api-key.ts'
import { carryOut } from './engine-desk.ts'
import type { ResponseType } from './new-order.ts'
import { listFields } from './order-list-text.ts'
import { isContingent, termsOf } from './order-terms.ts'
import type { OrderFields } from './order-terms.ts'
import { shownOrder } from './place.ts'
import { ruled } from './ruled.ts'

/** An order list as it was asked for: the working order first where there is one. */
export interface NewOrderList {
  readonly market: Market
  readonly contingency: OrderContingency
  readonly listClientOrderId: string | undefined
  readonly newOrderRespType: ResponseType | undefined
  readonly orders: readonly OrderFields[]
}

/** Places orders that depend on each other and shows them. */
export async function placeList(list: NewOrderList, call: Call): Promise<Record<string, unknown>> {
  const { market, newOrderRespType } = list
  const caller = callerOf(call)
  const { accountId } = caller.account
  const command = commandOf(list, accountId)
  const placing = { accountId, market, orders: command.orders.map(ruled), isList: true, nowUs: call.nowUs }
  const { events } = await call.desk.rules.place(placing, () => carryOut(call.desk, caller, 'place', command))
  const accepted = events.filter((event): event is OrderAccepted => event.type === 'OrderAccepted')
  const placed = events.find((event): event is OrderListChanged => event.type === 'OrderListChanged')
  if (placed === undefined) throw new Error('an order list that was placed is told')
  const { markets } = call.desk
  const orderReports = accepted.map((event) => {
    const isFull = event.order.type === 'limit' && !event.order.postOnly
    const responseType = newOrderRespType ?? (isFull ? 'FULL' : 'ACK')
    return shownOrder(event, events, { market, responseType }, markets, call.time)
  })
  return { ...listFields(placed.list, 'executing', placed.timestampUs, market, call.time), orderReports }
}

function commandOf({ market, contingency, ...list }: NewOrderList, accountId: PlaceOrderList['accountId']): PlaceOrderList {
  const { instrumentId } = market.instrument
  const isPaying = contingency === 'OPO' || contingency === 'OPOCO'
  const orders = list.orders.map((order, index) => {
    const { newClientOrderId = randomText(22) } = order
    return termsOf({ ...order, newClientOrderId }, market, isPaying && index > 0)
  })
  const { listClientOrderId: clientListId = randomText(22) } = list
  return { type: 'PlaceOrderList', accountId, instrumentId, contingency, clientListId, orders }
}

/** Two legs in the engine's order, the stop first; fails where they are not on their sides of the market. */
export function legsOf(above: OrderFields, below: OrderFields): readonly [OrderFields, OrderFields] {
  const { side } = above
  const isBuy = side === 'BUY'
  if (!isContingent(above.type) && !isContingent(below.type)) throw new DialectError('OCO_BOTH_LIMIT')
  for (const leg of [above, below]) {
    const wrong = wrongSide(leg, leg === above, isBuy)
    if (wrong !== undefined) throw new DialectError(wrong)
  }
  return isBuy ? [above, below] : [below, above]
}

/** What stops the loss of who buys is above, and everything else below; to sell it is the other way round. */
function wrongSide({ type }: OrderFields, isAbove: boolean, isBuy: boolean): DialectErrorName | undefined {
  if (type === 'LIMIT' || type === 'MARKET') return 'OCO_TYPE_REJECTED'
  if (type.startsWith('STOP_LOSS')) {
    if (isAbove === isBuy) return undefined
    return isBuy ? 'BUY_OCO_STOP_BELOW' : 'SELL_OCO_STOP_ABOVE'
  }
  if (isAbove !== isBuy) return undefined
  if (type === 'LIMIT_MAKER') return isBuy ? 'BUY_OCO_LIMIT_ABOVE' : 'SELL_OCO_LIMIT_BELOW'
  return isBuy ? 'BUY_OCO_PROFIT_ABOVE' : 'SELL_OCO_PROFIT_BELOW'
}
