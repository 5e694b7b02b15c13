import type { PlaceOrder } from '@openlob/application'
import type { AccountId } from '@openlob/domain'
import type { Market } from '../market/markets.ts'
import { randomText } from '../security/new-api-key.ts'
import type { NewOrder } from './order-parameters.ts'
import { termsOf } from './order-terms.ts'

/** How much a placed order is answered with. */
export type ResponseType = 'ACK' | 'RESULT' | 'FULL'

/** What the engine is to do, and how its answer is shown. */
export interface OrderPlan {
  readonly market: Market
  readonly command: PlaceOrder & { readonly clientOrderId: string }
  readonly responseType: ResponseType
}

/** The engine's command for a new order; fails where the order is incomplete, contradicts itself or breaks a filter. */
export function planOrder(order: NewOrder, market: Market, accountId: AccountId): OrderPlan {
  const { newOrderRespType, newClientOrderId = randomText(22) } = order
  const terms = termsOf({ ...order, newClientOrderId }, market)
  const { instrumentId } = market.instrument
  const command = { type: 'PlaceOrder', accountId, instrumentId, ...terms, clientOrderId: newClientOrderId } as const
  return { market, command, responseType: newOrderRespType ?? usualResponse(order.type) }
}

/** What a new order of a type is answered with where nothing else is asked for. */
function usualResponse(type: NewOrder['type']): ResponseType {
  return type === 'LIMIT' || type === 'MARKET' ? 'FULL' : 'ACK'
}
