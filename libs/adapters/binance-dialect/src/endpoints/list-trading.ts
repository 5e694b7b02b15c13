import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { carryOut } from '../orders/engine-desk.ts'
import { legOf, legParameters, legType, listParameters } from '../orders/list-parameters.ts'
import { canceledList, endedLists, knownOrders } from '../orders/order-list-text.ts'
import { legsOf, placeList } from '../orders/order-list.ts'
import type { OrderFields } from '../orders/order-terms.ts'
import { clientOrderId, decimal, integer, oneOf, symbol } from '../parameters/kinds.ts'
import { partName } from '../sbe/spot-messages.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Call, Endpoint } from './endpoint.ts'
import { findList } from './order-lists.ts'

const side = oneOf(['BUY', 'SELL'], 'INVALID_SIDE')
const workingType = oneOf(['LIMIT', 'LIMIT_MAKER'], 'INVALID_ORDER_TYPE')

/** The working order of a list: all but its name and conditions is mandatory. */
const working = {
  workingType,
  workingSide: side,
  ...legParameters('working'),
  workingPrice: z.optional(decimal),
  workingQuantity: decimal,
} as const

interface WorkingParameters {
  readonly workingType: 'LIMIT' | 'LIMIT_MAKER'
  readonly workingSide: 'BUY' | 'SELL'
  readonly workingQuantity: string
  readonly selfTradePreventionMode: OrderFields['selfTradePreventionMode']
}

function workingOrder(parameters: WorkingParameters): OrderFields {
  const { workingType: type, workingSide, workingQuantity: quantity, selfTradePreventionMode } = parameters
  return legOf({ ...parameters }, 'working', { type, side: workingSide, quantity, selfTradePreventionMode })
}

/** Two pending orders that cancel each other. */
const pendingLegs = {
  pendingSide: side,
  pendingAboveType: legType,
  ...legParameters('pendingAbove'),
  pendingBelowType: z.optional(legType),
  ...legParameters('pendingBelow'),
} as const

interface PendingLegs {
  readonly pendingSide: 'BUY' | 'SELL'
  readonly pendingAboveType: OrderFields['type']
  readonly pendingBelowType: OrderFields['type'] | undefined
  readonly selfTradePreventionMode: OrderFields['selfTradePreventionMode']
}

function pendingOrders(parameters: PendingLegs, quantity: string | undefined): readonly OrderFields[] {
  const { pendingSide, pendingAboveType, pendingBelowType, selfTradePreventionMode } = parameters
  if (pendingBelowType === undefined) throw new DialectError('MANDATORY_PARAM', ['pendingBelowType'])
  const common = { side: pendingSide, quantity, selfTradePreventionMode }
  return legsOf(
    legOf({ ...parameters }, 'pendingAbove', { ...common, type: pendingAboveType }),
    legOf({ ...parameters }, 'pendingBelow', { ...common, type: pendingBelowType }),
  )
}

function checkPaying({ workingSide }: WorkingParameters, pendingSide: 'BUY' | 'SELL'): void {
  if (workingSide !== 'BUY') throw new DialectError('OPO_WORKING_NOT_BUY')
  if (pendingSide !== 'SELL') throw new DialectError('OPO_PENDING_NOT_SELL')
}

const COMMON = { security: 'TRADE', weight: 1, isFreeWhenDone: true } as const

/** Placing and cancelling order lists. */
export const listTradingEndpoints: readonly Endpoint[] = [
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/orderList/oco',
    method: 'orderList.place.oco',
    about: 'Places two orders that cancel each other.',
    message: partName,
    orders: 2,
    parameters: {
      ...listParameters,
      side,
      quantity: decimal,
      aboveType: legType,
      ...legParameters('above'),
      belowType: legType,
      ...legParameters('below'),
    },
    run: (parameters, call) => {
      const { symbol: name, aboveType, belowType, ...rest } = parameters
      const common = { side: rest.side, quantity: rest.quantity, selfTradePreventionMode: rest.selfTradePreventionMode }
      const above = legOf({ ...rest }, 'above', { ...common, type: aboveType })
      const below = legOf({ ...rest }, 'below', { ...common, type: belowType })
      return placeList({ ...listOf(name, rest, call), contingency: 'OCO', orders: legsOf(above, below) }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/order/oco',
    method: 'orderList.place',
    about: 'Places a limit order and a stop that cancel each other, as clients did before.',
    message: partName,
    orders: 2,
    parameters: {
      ...listParameters,
      side,
      quantity: decimal,
      limitClientOrderId: z.optional(clientOrderId),
      price: decimal,
      limitStrategyId: z.optional(integer(0)),
      limitStrategyType: z.optional(integer(0)),
      limitIcebergQty: z.optional(decimal),
      trailingDelta: z.optional(integer(1)),
      stopClientOrderId: z.optional(clientOrderId),
      stopPrice: decimal,
      stopStrategyId: z.optional(integer(0)),
      stopStrategyType: z.optional(integer(0)),
      stopLimitPrice: z.optional(decimal),
      stopLimitTimeInForce: z.optional(oneOf(['GTC', 'FOK', 'IOC'], 'INVALID_TIF')),
      stopIcebergQty: z.optional(decimal),
    },
    run: (parameters, call) => {
      const { symbol: name, side: sideName, quantity, selfTradePreventionMode, stopLimitPrice } = parameters
      const common = { side: sideName, quantity, selfTradePreventionMode }
      const limit = {
        limitClientOrderId: parameters.limitClientOrderId,
        limitPrice: parameters.price,
        limitStrategyId: parameters.limitStrategyId,
        limitStrategyType: parameters.limitStrategyType,
        limitIcebergQty: parameters.limitIcebergQty,
      }
      const stop = {
        stopClientOrderId: parameters.stopClientOrderId,
        stopPrice: stopLimitPrice,
        stopStopPrice: parameters.stopPrice,
        stopTrailingDelta: parameters.trailingDelta,
        stopStrategyId: parameters.stopStrategyId,
        stopStrategyType: parameters.stopStrategyType,
        stopTimeInForce: parameters.stopLimitTimeInForce,
        stopIcebergQty: parameters.stopIcebergQty,
      }
      const type = stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT'
      const orders = [
        legOf(stop, 'stop', { ...common, type }),
        legOf(limit, 'limit', { ...common, type: 'LIMIT_MAKER' }),
      ]
      return placeList({ ...listOf(name, parameters, call), contingency: 'OCO', orders }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/orderList/oto',
    method: 'orderList.place.oto',
    about: 'Places an order, and another once it is filled.',
    message: partName,
    orders: 2,
    parameters: {
      ...listParameters,
      ...working,
      pendingType: legType,
      pendingSide: side,
      pendingQuantity: decimal,
      ...legParameters('pending'),
    },
    run: (parameters, call) => {
      const { symbol: name, pendingType: type, pendingSide, pendingQuantity: quantity, ...rest } = parameters
      const { selfTradePreventionMode } = rest
      const pending = legOf({ ...rest }, 'pending', { type, side: pendingSide, quantity, selfTradePreventionMode })
      return placeList({ ...listOf(name, rest, call), contingency: 'OTO', orders: [workingOrder(rest), pending] }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/orderList/opo',
    method: 'orderList.place.opo',
    about: 'Places an order that buys, and once it is filled another that sells what was bought.',
    message: partName,
    orders: 2,
    parameters: { ...listParameters, ...working, pendingType: legType, pendingSide: side, ...legParameters('pending') },
    run: (parameters, call) => {
      const { symbol: name, pendingType: type, pendingSide, ...rest } = parameters
      const { selfTradePreventionMode } = rest
      checkPaying(rest, pendingSide)
      const terms = { type, side: pendingSide, quantity: undefined, selfTradePreventionMode }
      const pending = legOf({ ...rest }, 'pending', terms)
      return placeList({ ...listOf(name, rest, call), contingency: 'OPO', orders: [workingOrder(rest), pending] }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/orderList/otoco',
    method: 'orderList.place.otoco',
    about: 'Places an order, and once it is filled two that cancel each other.',
    message: partName,
    orders: 3,
    parameters: { ...listParameters, ...working, pendingQuantity: decimal, ...pendingLegs },
    run: ({ symbol: name, pendingQuantity, ...rest }, call) => {
      const orders = [workingOrder(rest), ...pendingOrders(rest, pendingQuantity)]
      return placeList({ ...listOf(name, rest, call), contingency: 'OTOCO', orders }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'POST /api/v3/orderList/opoco',
    method: 'orderList.place.opoco',
    about: 'Places an order that buys, and once it is filled two that sell what was bought and cancel each other.',
    message: partName,
    orders: 3,
    parameters: { ...listParameters, ...working, ...pendingLegs },
    run: ({ symbol: name, ...rest }, call) => {
      checkPaying(rest, rest.pendingSide)
      const orders = [workingOrder(rest), ...pendingOrders(rest, undefined)]
      return placeList({ ...listOf(name, rest, call), contingency: 'OPOCO', orders }, call)
    },
  }),
  endpoint({
    ...COMMON,
    http: 'DELETE /api/v3/orderList',
    method: 'orderList.cancel',
    about: 'Cancels what is open of an order list.',
    message: partName,
    parameters: {
      symbol,
      orderListId: z.optional(integer(0)),
      listClientOrderId: z.optional(clientOrderId),
      newClientOrderId: z.optional(clientOrderId),
    },
    run: async ({ symbol: name, orderListId, listClientOrderId }, call) => {
      const { desk } = call
      const market = desk.markets.named(name)
      const caller = callerOf(call)
      const { accountId } = caller.account
      const found = await findList(desk, accountId, orderListId, listClientOrderId, 'listClientOrderId')
      if (found?.status !== 'executing' || found.list.instrumentId !== market.instrument.instrumentId)
        throw new DialectError('CANCEL_REJECTED', ['Unknown order sent.'])
      const known = await knownOrders(desk, found.list)
      const { listId } = found.list
      const command = { type: 'CancelOrderList', accountId, list: { listId } } as const
      const { events } = await carryOut(desk, caller, 'cancel', command)
      const [list = found.list] = endedLists(events)
      return canceledList(list, events, known, market, call)
    },
  }),
]

interface ListFields {
  readonly listClientOrderId: string | undefined
  readonly newOrderRespType: 'ACK' | 'RESULT' | 'FULL' | undefined
}

function listOf(
  name: string,
  { listClientOrderId, newOrderRespType }: ListFields,
  { desk }: Call,
): ListFields & { readonly market: ReturnType<Call['desk']['markets']['named']> } {
  return { market: desk.markets.named(name), listClientOrderId, newOrderRespType }
}
