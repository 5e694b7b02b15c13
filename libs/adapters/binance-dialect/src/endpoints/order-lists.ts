import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { clientOrderId, integer, limit, symbol, time as timeKind } from '../parameters/kinds.ts'
import { checkSpan } from '../parameters/time-span.ts'
import { endpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** Questions about what the engine does not make yet: order lists, prevented matches and allocations. */
export const orderListEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/orderList',
    method: 'orderList.status',
    about: 'An order list; there are none yet.',
    security: 'USER_DATA',
    weight: 4,
    parameters: { orderListId: z.optional(integer(0)), origClientOrderId: z.optional(clientOrderId) },
    run: ({ orderListId, origClientOrderId }) => {
      if (orderListId === undefined && origClientOrderId === undefined)
        throw new DialectError('EITHER_PARAM', ['orderListId', 'origClientOrderId'])
      throw new DialectError('NO_SUCH_ORDER')
    },
  }),
  endpoint({
    http: 'GET /api/v3/allOrderList',
    method: 'allOrderLists',
    about: 'All order lists; there are none yet.',
    security: 'USER_DATA',
    weight: 20,
    parameters: {
      fromId: z.optional(integer(0)),
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      limit: limit(500, 1000),
    },
    run: ({ startTime, endTime }) => {
      checkSpan(startTime, endTime)
      return []
    },
  }),
  endpoint({
    http: 'GET /api/v3/openOrderList',
    method: 'openOrderLists.status',
    about: 'The open order lists; there are none yet.',
    security: 'USER_DATA',
    weight: 6,
    parameters: {},
    run: () => [],
  }),
  endpoint({
    http: 'GET /api/v3/myPreventedMatches',
    method: 'myPreventedMatches',
    about: 'Matches that self-trade prevention prevented; there are none yet.',
    security: 'USER_DATA',
    weight: ({ preventedMatchId }) => (preventedMatchId === undefined ? 20 : 2),
    parameters: {
      symbol,
      preventedMatchId: z.optional(integer(0)),
      orderId: z.optional(integer(0)),
      fromPreventedMatchId: z.optional(integer(0)),
      limit: limit(500, 1000),
    },
    run: ({ symbol: name, preventedMatchId, orderId }, { desk }) => {
      desk.markets.named(name)
      if (preventedMatchId === undefined && orderId === undefined) throw new DialectError('EITHER_PARAM', ['preventedMatchId', 'orderId'])
      return []
    },
  }),
  endpoint({
    http: 'GET /api/v3/myAllocations',
    method: 'myAllocations',
    about: 'Fills by smart order routing; there are none.',
    security: 'USER_DATA',
    weight: 20,
    parameters: {
      symbol,
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      fromAllocationId: z.optional(integer(0)),
      limit: limit(500, 1000),
      orderId: z.optional(integer(0)),
    },
    run: ({ symbol: name, startTime, endTime }, { desk }) => {
      desk.markets.named(name)
      checkSpan(startTime, endTime)
      return []
    },
  }),
]
