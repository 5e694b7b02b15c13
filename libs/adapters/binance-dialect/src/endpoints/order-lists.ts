import type { ListRecord, TradePrevented } from '@openlob/application'
import type { AccountId } from '@openlob/domain'
import * as z from 'zod'
import type { Desk } from '../desk.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import { listFields, listIdText } from '../orders/order-list-text.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { preventedMatch } from '../orders/prevented-match.ts'
import { clientOrderId, integer, limit, symbol, time as timeKind } from '../parameters/kinds.ts'
import { checkSpan } from '../parameters/time-span.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Call, Endpoint } from './endpoint.ts'

/** The list of an account that is meant, by either name; undefined where there is none. */
export async function findList(
  desk: Desk,
  accountId: AccountId,
  listId: number | undefined,
  name: string | undefined,
  nameParameter: string,
): Promise<ListRecord | undefined> {
  if (listId === undefined && name === undefined) throw new DialectError('EITHER_PARAM', ['orderListId', nameParameter])
  const lists = await listsOf(desk, accountId)
  return lists.findLast(({ list }) => (listId === undefined ? listIdText(list) === name : list.listId === listId))
}

/** The lists of an account, oldest first: the history's, and those of before it that are open. */
async function listsOf({ exchange, history }: Desk, accountId: AccountId): Promise<readonly ListRecord[]> {
  const heard = await history.lists(accountId)
  const ids = new Set(heard.map(({ list }) => list.listId))
  const older = (await exchange.queries.orderLists(accountId)).filter(({ listId }) => !ids.has(listId))
  return [...older.map((list) => ({ list, status: 'executing', updatedUs: list.createdUs }) as const), ...heard]
}

function ownLists(call: Call): Promise<readonly ListRecord[]> {
  return listsOf(call.desk, callerOf(call).account.accountId)
}

function shownList({ list, status, updatedUs }: ListRecord, { desk, time }: Call): readonly object[] {
  const market = desk.markets.byId(list.instrumentId)
  return market === undefined ? [] : [listFields(list, status, updatedUs, market, time)]
}

/** Questions about order lists, prevented matches and allocations. */
export const orderListEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/orderList',
    method: 'orderList.status',
    about: 'An order list, open or done.',
    message: 'OrderListResponse',
    security: 'USER_DATA',
    weight: 4,
    parameters: { orderListId: z.optional(integer(0)), origClientOrderId: z.optional(clientOrderId) },
    run: async ({ orderListId, origClientOrderId }, call) => {
      const { accountId } = callerOf(call).account
      const found = await findList(call.desk, accountId, orderListId, origClientOrderId, 'origClientOrderId')
      const [list] = found === undefined ? [] : shownList(found, call)
      if (list === undefined) throw new DialectError('NO_SUCH_ORDER')
      return list
    },
  }),
  endpoint({
    http: 'GET /api/v3/allOrderList',
    method: 'allOrderLists',
    about: 'The order lists, newest first.',
    message: 'OrderListsResponse',
    security: 'USER_DATA',
    weight: 20,
    parameters: {
      fromId: z.optional(integer(0)),
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      limit: limit(500, 1000),
    },
    run: async ({ fromId, startTime, endTime, limit: rows }, call) => {
      if (fromId !== undefined && (startTime ?? endTime) !== undefined) throw new DialectError('BAD_COMBINATION')
      checkSpan(startTime, endTime)
      const lists = (await ownLists(call)).filter(({ list: { listId, createdUs } }) => {
        return listId >= (fromId ?? 0) && createdUs >= (startTime ?? 0) && createdUs <= (endTime ?? Infinity)
      })
      const page = fromId === undefined ? lists.slice(-rows) : lists.slice(0, rows)
      return page.toReversed().flatMap((list) => shownList(list, call))
    },
  }),
  endpoint({
    http: 'GET /api/v3/openOrderList',
    method: 'openOrderLists.status',
    about: 'The open order lists.',
    message: 'OrderListsResponse',
    security: 'USER_DATA',
    weight: 6,
    parameters: {},
    run: async (_, call) => {
      const open = (await ownLists(call)).filter(({ status }) => status === 'executing')
      return open.flatMap((list) => shownList(list, call))
    },
  }),
  endpoint({
    http: 'GET /api/v3/myPreventedMatches',
    method: 'myPreventedMatches',
    about: 'Trades that self-trade prevention prevented.',
    message: 'AccountPreventedMatchesResponse',
    security: 'USER_DATA',
    weight: ({ preventedMatchId }) => (preventedMatchId === undefined ? 20 : 2),
    parameters: {
      symbol,
      preventedMatchId: z.optional(integer(0)),
      orderId: z.optional(integer(0)),
      fromPreventedMatchId: z.optional(integer(0)),
      limit: limit(500, 1000),
    },
    run: async ({ symbol: name, preventedMatchId, orderId, fromPreventedMatchId = 0, limit: rows }, call) => {
      const market = call.desk.markets.named(name)
      if (preventedMatchId === undefined && orderId === undefined)
        throw new DialectError('EITHER_PARAM', ['preventedMatchId', 'orderId'])
      const { accountId } = callerOf(call).account
      const kept = await call.desk.history.preventions(accountId, market.instrument.instrumentId)
      const wanted = kept.filter(({ sequence, makerOrder, takerOrder }) => {
        if (preventedMatchId !== undefined) return sequence === preventedMatchId
        return sequence >= fromPreventedMatchId && (makerOrder.orderId === orderId || takerOrder.orderId === orderId)
      })
      return wanted.slice(0, rows).map((prevented) => preventedRow(prevented, market, call.time))
    },
  }),
  endpoint({
    http: 'GET /api/v3/myAllocations',
    method: 'myAllocations',
    about: 'Fills by smart order routing; there are none.',
    message: 'AccountAllocationsResponse',
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

function preventedRow(prevented: TradePrevented, market: Market, time: TimeWriter): object {
  const { mode, takerOrder, timestampUs } = prevented
  return {
    symbol: market.symbol,
    ...preventedMatch(prevented, market),
    takerOrderId: takerOrder.orderId,
    makerSymbol: market.symbol,
    tradeGroupId: -1,
    selfTradePreventionMode: mode.toUpperCase(),
    transactTime: time(timestampUs),
  }
}
