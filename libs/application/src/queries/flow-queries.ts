import type { Account, AccountId, AssetId, Balance, InstrumentId, Order, OrderId } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import { sideCodeOf } from '../flow/match.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'
import type { BookDepth, Queries } from '../ports/exchange-gateway.ts'
import type { RecentHistory } from './recent-history.ts'

const DEPTH_LEVELS_MAX = 5_000
const ACCOUNTS_MAX = 10_000

/** Lets an answer out when all that it can show is durable. */
export type Release = <Answer>(answer: () => Answer) => Promise<Answer>

/** The queries over a flow and its recent history. */
export function flowQueries(flow: () => TradingFlow, history: RecentHistory, release: Release): Queries {
  return {
    assets: () => release(() => flow().state.venue.assets.slice()),
    instruments: () => release(() => flow().state.venue.markets.map(({ instrument }) => instrument)),
    account: (name: string): Promise<Account | undefined> => release(() => flow().state.venue.accounts.named(name)),
    accountById: (account: AccountId) => release(() => flow().state.venue.accounts.get(account)),
    accounts: (from: AccountId, limit: number) =>
      release(() => flow().state.venue.accounts.slice(from, atMost(limit, ACCOUNTS_MAX))),
    balances: (account: AccountId) => release(() => flow().state.postings.ledger.balances(account)),
    balance: (account: AccountId, asset: AssetId) => release(() => balanceOf(flow(), account, asset)),
    openOrders: (account: AccountId, instrument?: InstrumentId) =>
      release(() => {
        const { orders } = flow().state
        return orders.slotsOfAccount(account, instrument).map((slot) => orders.view(slot))
      }),
    orderLists: (account: AccountId) =>
      release(() => flow().state.orders.conditional.listsOf(account)),
    order: (account: AccountId, reference: OrderReference) =>
      release(() => orderOf(flow(), history, account, reference)),
    orderById: (orderId: OrderId) =>
      release(() => {
        const { orders } = flow().state
        const slot = orders.find(orderId)
        return slot === 0 ? history.order(orderId) : orders.view(slot)
      }),
    depth: (instrument: InstrumentId, levels: number) => release(() => depthOf(flow(), instrument, levels)),
    recentTrades: (instrument: InstrumentId, limit: number) => release(() => history.trades(instrument, limit)),
    transfers: () => release(() => flow().state.transfers.record()),
  }
}

function balanceOf(flow: TradingFlow, accountId: AccountId, assetId: AssetId): Balance {
  const { ledger } = flow.state.postings
  return {
    accountId,
    assetId,
    freeUnits: ledger.freeUnits(accountId, assetId),
    heldUnits: ledger.heldUnits(accountId, assetId),
  }
}

function orderOf(
  flow: TradingFlow,
  history: RecentHistory,
  accountId: AccountId,
  reference: OrderReference,
): Order | undefined {
  const { orders } = flow.state
  const slot = orders.slotOf(accountId, reference)
  return slot === 0 ? history.find(accountId, reference) : orders.view(slot)
}

function depthOf(flow: TradingFlow, instrumentId: InstrumentId, levels: number): BookDepth | undefined {
  const market = flow.state.venue.market(instrumentId)
  if (market === undefined) return undefined
  const most = atMost(levels, DEPTH_LEVELS_MAX)
  const bids = most === 0 ? [] : market.book.depth(sideCodeOf('buy'), most)
  const asks = most === 0 ? [] : market.book.depth(sideCodeOf('sell'), most)
  return { instrumentId, sequence: flow.eventSequence, levels: most, bids, asks }
}

/** What was asked for, as a count up to the most that there is. */
function atMost(asked: number, most: number): number {
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(0, Math.floor(asked)), most)
}
