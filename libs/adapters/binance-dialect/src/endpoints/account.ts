import type { Fill } from '@openlob/application'
import type { AccountId, OrderId } from '@openlob/domain'
import * as z from 'zod'
import type { Desk } from '../desk.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import { filtersOf } from '../market/filters.ts'
import { fixedText } from '../market/fixed-text.ts'
import type { Market, Markets } from '../market/markets.ts'
import { findOrder } from '../orders/engine-desk.ts'
import { clientIdText, queriedOrder } from '../orders/order-text.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { assetFilters, exchangeFilters } from '../rules/rule-filters.ts'
import { checkSpan } from '../parameters/time-span.ts'
import { clientOrderId, flag, integer, limit, symbol, time as timeKind } from '../parameters/kinds.ts'
import { commissionOf, ratesOf } from './commission.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

const NO_RATES = { makerPpm: 0, takerPpm: 0 }

/** What an account owns, and its orders and fills. */
export const accountEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /api/v3/account',
    method: 'account.status',
    about: 'What the account owns and may do.',
    message: 'AccountResponse',
    security: 'USER_DATA',
    weight: 20,
    parameters: { omitZeroBalances: z.optional(flag) },
    run: async ({ omitZeroBalances }, call) => {
      const { desk, time } = call
      const { account, key } = callerOf(call)
      const balances = await desk.exchange.queries.balances(account.accountId)
      const owned = new Map(balances.map((balance) => [balance.assetId, balance]))
      const assets = desk.markets.assets().filter(({ assetId }) => omitZeroBalances !== true || owned.has(assetId))
      const [market] = desk.markets.all()
      const { makerPpm, takerPpm } = market === undefined ? NO_RATES : desk.commissionRates(account, market)
      return {
        makerCommission: Math.round(makerPpm / 100),
        takerCommission: Math.round(takerPpm / 100),
        buyerCommission: 0,
        sellerCommission: 0,
        commissionRates: ratesOf(makerPpm, takerPpm),
        canTrade: key.permissions.includes('trade'),
        canWithdraw: false,
        canDeposit: false,
        brokered: false,
        requireSelfTradePrevention: false,
        preventSor: false,
        updateTime: time(desk.balanceTimeUs(account)),
        accountType: 'SPOT',
        balances: assets.map(({ assetId, symbol: asset, scale }) => ({
          asset,
          free: fixedText(owned.get(assetId)?.freeUnits ?? 0n, scale),
          locked: fixedText(owned.get(assetId)?.heldUnits ?? 0n, scale),
        })),
        permissions: ['SPOT'],
        uid: account.accountId,
      }
    },
  }),
  endpoint({
    http: 'GET /api/v3/order',
    method: 'order.status',
    about: 'An order, open or finished.',
    message: 'OrderResponse',
    security: 'USER_DATA',
    weight: 4,
    parameters: { symbol, orderId: z.optional(integer(0)), origClientOrderId: z.optional(clientOrderId) },
    run: async ({ symbol: name, ...names }, call) => {
      const market = call.desk.markets.named(name)
      const order = await findOrder(call.desk, callerOf(call).account.accountId, market, names)
      if (order === undefined) throw new DialectError('NO_SUCH_ORDER')
      return queriedOrder(order, market, call.time)
    },
  }),
  endpoint({
    http: 'GET /api/v3/openOrders',
    method: 'openOrders.status',
    about: 'The open orders, of one market or of all.',
    message: 'OrdersResponse',
    security: 'USER_DATA',
    weight: ({ symbol: name }) => (name === undefined ? 80 : 6),
    parameters: { symbol: z.optional(symbol) },
    run: async ({ symbol: name }, call) => {
      const { markets, exchange } = call.desk
      const instrumentId = name === undefined ? undefined : markets.named(name).instrument.instrumentId
      const orders = await exchange.queries.openOrders(callerOf(call).account.accountId, instrumentId)
      return orders.flatMap((order) => {
        const market = markets.byId(order.instrumentId)
        return market === undefined ? [] : [queriedOrder(order, market, call.time)]
      })
    },
  }),
  endpoint({
    http: 'GET /api/v3/allOrders',
    method: 'allOrders',
    about: 'Orders in every status, by id.',
    message: 'OrdersResponse',
    security: 'USER_DATA',
    weight: 20,
    parameters: {
      symbol,
      orderId: z.optional(integer(0)),
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      limit: limit(500, 1000),
    },
    run: async ({ symbol: name, orderId, startTime, endTime, limit: rows }, call) => {
      checkSpan(startTime, endTime)
      const market = call.desk.markets.named(name)
      const selection = {
        accountId: callerOf(call).account.accountId,
        instrumentId: market.instrument.instrumentId,
        fromOrderId: orderId as OrderId | undefined,
        startUs: startTime,
        endUs: endTime,
        limit: rows,
      }
      const orders = await call.desk.history.orders(selection)
      return orders.map((order) => queriedOrder(order, market, call.time))
    },
  }),
  endpoint({
    http: 'GET /api/v3/myTrades',
    method: 'myTrades',
    about: 'The fills of the account.',
    message: 'AccountTradesResponse',
    security: 'USER_DATA',
    weight: ({ orderId }) => (orderId === undefined ? 20 : 5),
    parameters: {
      symbol,
      orderId: z.optional(integer(0)),
      startTime: z.optional(timeKind),
      endTime: z.optional(timeKind),
      fromId: z.optional(integer(0)),
      limit: limit(500, 1000),
    },
    run: async ({ symbol: name, orderId, startTime, endTime, fromId, limit: rows }, call) => {
      if ((fromId ?? orderId) !== undefined && (startTime ?? endTime) !== undefined) throw new DialectError('BAD_COMBINATION')
      checkSpan(startTime, endTime)
      const market = call.desk.markets.named(name)
      const selection = {
        accountId: callerOf(call).account.accountId,
        instrumentId: market.instrument.instrumentId,
        orderId: orderId as OrderId | undefined,
        fromTradeId: fromId,
        startUs: startTime,
        endUs: endTime,
        limit: rows,
      }
      const fills = await call.desk.history.fills(selection)
      const lists = await listIdsOf(call.desk, selection.accountId, fills)
      return fills.map((fill) => fillRow(fill, market, call.desk.markets, call.time, lists.get(orderIdOf(fill)) ?? -1))
    },
  }),
  endpoint({
    http: 'GET /api/v3/rateLimit/order',
    method: 'account.rateLimits.orders',
    about: 'The unfilled orders that count.',
    message: 'AccountOrderRateLimitResponse',
    security: 'USER_DATA',
    weight: 40,
    parameters: {},
    run: (_, call) => call.desk.limits.usedOrders(callerOf(call).account.accountId, call.nowUs / 1000),
  }),
  endpoint({
    http: 'GET /api/v3/account/commission',
    method: 'account.commission',
    about: 'What the account pays in a market.',
    message: 'AccountCommissionResponse',
    security: 'USER_DATA',
    weight: 20,
    parameters: { symbol },
    run: ({ symbol: name }, call) => commissionOf(callerOf(call).account, call.desk.markets.named(name), call.desk),
  }),
  endpoint({
    http: 'GET /api/v3/order/amendments',
    method: 'order.amendments',
    about: 'How an order became smaller.',
    message: 'OrderAmendmentsResponse',
    security: 'USER_DATA',
    weight: 4,
    parameters: { symbol, orderId: integer(0), fromExecutionId: z.optional(integer(0)), limit: limit(500, 1000) },
    run: async ({ symbol: name, orderId, fromExecutionId = 0, limit: rows }, call) => {
      const market = call.desk.markets.named(name)
      const { accountId } = callerOf(call).account
      const amendments = await call.desk.history.amendments(accountId, orderId as OrderId)
      const wanted = amendments.filter(({ sequence }) => sequence >= fromExecutionId).slice(0, rows)
      return wanted.map(({ sequence, before, after }) => ({
        symbol: market.symbol,
        orderId,
        executionId: sequence,
        origClientOrderId: clientIdText(before),
        newClientOrderId: clientIdText(after),
        origQty: market.quantity.text(before.quantityLots),
        newQty: market.quantity.text(after.quantityLots),
        time: call.time(after.updatedUs),
      }))
    },
  }),
  endpoint({
    http: 'GET /api/v3/myFilters',
    method: 'myFilters',
    about: 'The rules for the orders of the account in a market.',
    message: 'MyFiltersResponse',
    security: 'USER_DATA',
    weight: 40,
    parameters: { symbol },
    run: ({ symbol: name }, { desk }) => ({
      exchangeFilters: exchangeFilters(desk.rules.exchange, desk.maxOpenOrdersPerAccount),
      symbolFilters: filtersOf(desk.markets.named(name), desk.rules.of(desk.markets.named(name))),
      assetFilters: assetFilters(desk.rules.exchange),
    }),
  }),
]

function orderIdOf({ trade, role }: Fill): OrderId {
  return role === 'maker' ? trade.makerOrderId : trade.takerOrderId
}

/** The lists that the orders of fills belong to. */
async function listIdsOf({ history }: Desk, account: AccountId, fills: readonly Fill[]): Promise<Map<OrderId, number>> {
  const lists = new Map<OrderId, number>()
  for (const orderId of new Set(fills.map(orderIdOf))) {
    const order = await history.order(account, { orderId })
    if (order?.listId !== undefined) lists.set(orderId, order.listId)
  }
  return lists
}

function fillRow(
  { trade, role }: Fill,
  market: Market,
  markets: Markets,
  time: TimeWriter,
  orderListId: number,
): object {
  const isMaker = role === 'maker'
  const fee = isMaker ? trade.makerFee : trade.takerFee
  return {
    symbol: market.symbol,
    id: trade.tradeId,
    orderId: isMaker ? trade.makerOrderId : trade.takerOrderId,
    orderListId,
    price: market.price.text(trade.priceTicks),
    qty: market.quantity.text(trade.quantityLots),
    quoteQty: fixedText(trade.quoteUnits, market.quote.scale),
    commission: markets.amount(fee.assetId, fee.units),
    commissionAsset: markets.asset(fee.assetId).symbol,
    time: time(trade.timestampUs),
    isBuyer: isMaker === (trade.takerSide === 'sell'),
    isMaker,
    isBestMatch: true,
  }
}
