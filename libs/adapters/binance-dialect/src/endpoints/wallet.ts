import * as z from 'zod'
import { fixedText } from '../market/fixed-text.ts'
import { symbol } from '../parameters/kinds.ts'
import { ratesOf } from './commission.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** The few endpoints of the wallet that clients call when they start. */
export const walletEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'GET /sapi/v1/capital/config/getall',
    about: 'The assets, and what the account owns of each.',
    security: 'USER_DATA',
    weight: 10,
    parameters: {},
    run: async (_, call) => {
      const { desk } = call
      const balances = await desk.exchange.queries.balances(callerOf(call).account.accountId)
      const owned = new Map(balances.map((balance) => [balance.assetId, balance]))
      return desk.markets.assets().map(({ assetId, symbol: coin, scale }) => ({
        coin,
        name: coin,
        depositAllEnable: false,
        withdrawAllEnable: false,
        trading: true,
        isLegalMoney: false,
        free: fixedText(owned.get(assetId)?.freeUnits ?? 0n, scale),
        locked: fixedText(owned.get(assetId)?.heldUnits ?? 0n, scale),
        freeze: '0',
        ipoable: '0',
        ipoing: '0',
        storage: '0',
        withdrawing: '0',
        networkList: [],
      }))
    },
  }),
  endpoint({
    http: 'GET /sapi/v1/margin/allPairs',
    about: 'Margin markets; there are none.',
    security: 'USER_STREAM',
    weight: 1,
    parameters: { symbol: z.optional(symbol) },
    run: () => [],
  }),
  endpoint({
    http: 'GET /sapi/v1/margin/isolated/allPairs',
    about: 'Isolated margin markets; there are none.',
    security: 'USER_DATA',
    weight: 10,
    parameters: { symbol: z.optional(symbol) },
    run: () => [],
  }),
  endpoint({
    http: 'GET /sapi/v1/asset/tradeFee',
    about: 'What the account pays in each market.',
    security: 'USER_DATA',
    weight: 1,
    parameters: { symbol: z.optional(symbol) },
    run: ({ symbol: name }, call) => {
      const { markets, commissionRates } = call.desk
      const chosen = name === undefined ? markets.all() : [markets.named(name)]
      return chosen.map((market) => {
        const { makerPpm, takerPpm } = commissionRates(callerOf(call).account, market)
        const { maker, taker } = ratesOf(makerPpm, takerPpm)
        return { symbol: market.symbol, makerCommission: maker, takerCommission: taker }
      })
    },
  }),
  endpoint({
    http: 'GET /sapi/v1/account/apiRestrictions',
    about: 'What the key may do.',
    security: 'USER_DATA',
    weight: 1,
    parameters: {},
    run: (_, call) => {
      const { key } = callerOf(call)
      return {
        ipRestrict: key.allowedAddresses.length > 0,
        createTime: call.time(key.createdMs * 1000),
        enableReading: true,
        enableSpotAndMarginTrading: key.permissions.includes('trade'),
        enableFutures: false,
        enableMargin: false,
        enableWithdrawals: false,
        enableInternalTransfer: false,
        permitsUniversalTransfer: false,
        enableVanillaOptions: false,
        enablePortfolioMarginTrading: false,
      }
    },
  }),
]
