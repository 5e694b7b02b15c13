import * as z from 'zod'
import { amendKeepPriority } from '../orders/amend.ts'
import { cancelReplace } from '../orders/cancel-replace.ts'
import { cancel, cancelAll } from '../orders/cancel.ts'
import { planOrder } from '../orders/new-order.ts'
import { newOrderParameters } from '../orders/order-parameters.ts'
import { checkRules, place } from '../orders/place.ts'
import { clientOrderId, decimal, flag, integer, oneOf, symbol } from '../parameters/kinds.ts'
import { commissionOf } from './commission.ts'
import { partName } from '../sbe/spot-messages.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

const cancelRestrictions = z.optional(oneOf(['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'], 'INVALID_CANCEL_RESTRICTIONS'))

/** Placing, cancelling and amending. */
export const tradingEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'POST /api/v3/order',
    method: 'order.place',
    about: 'Places an order.',
    message: partName,
    security: 'TRADE',
    weight: 1,
    isFreeWhenDone: true,
    orders: 1,
    parameters: newOrderParameters,
    run: (order, call) => {
      const market = call.desk.markets.named(order.symbol)
      return place(planOrder(order, market, callerOf(call).account.accountId), call)
    },
  }),
  endpoint({
    http: 'POST /api/v3/order/test',
    method: 'order.test',
    about: 'Checks an order and does not place it.',
    message: (body) => ('discount' in body ? 'OrderTestWithCommissionsResponse' : 'OrderTestResponse'),
    security: 'TRADE',
    weight: ({ computeCommissionRates }) => (computeCommissionRates === true ? 20 : 1),
    parameters: { ...newOrderParameters, computeCommissionRates: z.optional(flag) },
    run: async ({ computeCommissionRates, ...order }, call) => {
      const market = call.desk.markets.named(order.symbol)
      const { account } = callerOf(call)
      await checkRules(planOrder(order, market, account.accountId), call)
      if (computeCommissionRates !== true) return {}
      const commission = commissionOf(account, market, call.desk)
      const { standardCommission, specialCommission, taxCommission, discount } = commission
      const both = ({ maker, taker }: { maker: string; taker: string }): object => ({ maker, taker })
      return {
        standardCommissionForOrder: both(standardCommission),
        specialCommissionForOrder: both(specialCommission),
        taxCommissionForOrder: both(taxCommission),
        discount,
      }
    },
  }),
  endpoint({
    http: 'DELETE /api/v3/order',
    method: 'order.cancel',
    about: 'Cancels an order.',
    message: partName,
    security: 'TRADE',
    weight: 1,
    isFreeWhenDone: true,
    parameters: {
      symbol,
      orderId: z.optional(integer(0)),
      origClientOrderId: z.optional(clientOrderId),
      newClientOrderId: z.optional(clientOrderId),
      cancelRestrictions,
    },
    run: ({ symbol: name, newClientOrderId, ...which }, call) =>
      cancel({ market: call.desk.markets.named(name), cancelId: newClientOrderId, ...which }, call),
  }),
  endpoint({
    http: 'DELETE /api/v3/openOrders',
    method: 'openOrders.cancelAll',
    about: 'Cancels all orders in a market.',
    message: 'CancelOpenOrdersResponse',
    security: 'TRADE',
    weight: 1,
    isFreeWhenDone: true,
    parameters: { symbol },
    run: ({ symbol: name }, call) => cancelAll(call.desk.markets.named(name), call),
  }),
  endpoint({
    http: 'POST /api/v3/order/cancelReplace',
    method: 'order.cancelReplace',
    about: 'Cancels an order, then places another.',
    message: 'CancelReplaceOrderResponse',
    security: 'TRADE',
    weight: 1,
    isFreeWhenDone: true,
    parameters: {
      ...newOrderParameters,
      cancelReplaceMode: oneOf(['STOP_ON_FAILURE', 'ALLOW_FAILURE']),
      cancelOrderId: z.optional(integer(0)),
      cancelOrigClientOrderId: z.optional(clientOrderId),
      cancelNewClientOrderId: z.optional(clientOrderId),
      cancelRestrictions,
      orderRateLimitExceededMode: z.optional(oneOf(['DO_NOTHING', 'CANCEL_ONLY'])),
    },
    run: (parameters, call) => {
      const { cancelReplaceMode, cancelOrderId, cancelOrigClientOrderId, cancelNewClientOrderId, ...rest } = parameters
      const { cancelRestrictions: restrictions, orderRateLimitExceededMode = 'DO_NOTHING', ...order } = rest
      const market = call.desk.markets.named(order.symbol)
      const which = { orderId: cancelOrderId, origClientOrderId: cancelOrigClientOrderId }
      const cancellation = { market, ...which, cancelId: cancelNewClientOrderId, cancelRestrictions: restrictions }
      const plan = planOrder(order, market, callerOf(call).account.accountId)
      const whenTooManyOrders = orderRateLimitExceededMode
      return cancelReplace({ cancellation, plan, mode: cancelReplaceMode, whenTooManyOrders }, call)
    },
  }),
  endpoint({
    http: 'PUT /api/v3/order/amend/keepPriority',
    aliases: ['PUT /fapi/v1/order/amend/keepPriority'],
    method: 'order.amend.keepPriority',
    about: 'Makes an order smaller, in its place.',
    message: 'OrderAmendKeepPriorityResponse',
    security: 'TRADE',
    weight: 4,
    parameters: {
      symbol,
      orderId: z.optional(integer(0)),
      origClientOrderId: z.optional(clientOrderId),
      newClientOrderId: z.optional(clientOrderId),
      newQty: decimal,
    },
    run: ({ symbol: name, ...amendment }, call) =>
      amendKeepPriority({ market: call.desk.markets.named(name), ...amendment }, call),
  }),
]
