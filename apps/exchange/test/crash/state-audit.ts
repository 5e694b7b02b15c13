import type { TradingFlow } from '@openlob/application'
import { amountOf, priceOf, quantityOf } from '@openlob/domain'
import { orderFields, textOf } from './acknowledgements.ts'
import type { Message } from './acknowledgements.ts'
import type { LoadClient } from './load-client.ts'

const LEVELS = 5000
/** A trader is given some of each, and the load is too small to use one up. */
const PLAY_MONEY_ASSETS = 2

/** Asks a restarted exchange for all that clients can see, and says where it differs from the replayed state. */
export async function auditState(client: LoadClient, flow: TradingFlow, traders: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  for (const trader of traders) {
    const account = flow.state.venue.accounts.named(trader)
    // Asking for a trader who is new, or was not yet given all the play money, changes what the replay cannot know of.
    const assets = account === undefined ? 0 : flow.state.postings.ledger.balances(account.accountId).length
    if (account === undefined || assets < PLAY_MONEY_ASSETS) continue
    const orders = await client.ask({ type: 'open_orders', trader_id: trader })
    const balances = await client.ask({ type: 'balances', trader_id: trader })
    problems.push(...differences(`open orders of ${trader}`, ordersOf(flow, account.accountId), told(orders['orders'])))
    problems.push(...differences(`balances of ${trader}`, balancesOf(flow, account.accountId), balances['balances']))
  }
  if (flow.state.venue.markets.length === 0) return problems
  const book = await client.ask({ type: 'book', depth: LEVELS })
  return [...problems, ...differences('the book', bookOf(flow), { bids: book['bids'], asks: book['asks'] })]
}

type AccountId = TradingFlow['state']['venue']['accounts']['nextId']

function ordersOf(flow: TradingFlow, account: AccountId): unknown {
  const { orders, venue } = flow.state
  const own = [...orders.all()].filter((order) => order.accountId === account).sort((a, b) => a.orderId - b.orderId)
  return own.map((order) => orderFields(order, venue.markets[order.instrumentId - 1]!.instrument))
}

/** The fields of {@link orderFields} alone. */
function told(orders: unknown): unknown {
  return (orders as Message[]).map((order) => ({
    order_id: order['order_id'],
    client_order_id: order['client_order_id'],
    side: order['side'],
    price: order['price'],
    quantity: order['quantity'],
    executed_quantity: order['executed_quantity'],
    status: order['status'],
    created_us: order['created_us'],
    updated_us: order['updated_us'],
  }))
}

function balancesOf(flow: TradingFlow, account: AccountId): unknown {
  const { postings, venue } = flow.state
  return postings.ledger.balances(account).map(({ assetId, freeUnits, heldUnits }) => {
    const asset = venue.assets[assetId - 1]!
    return { asset: asset.symbol, free: textOf(amountOf(asset, freeUnits)), held: textOf(amountOf(asset, heldUnits)) }
  })
}

function bookOf(flow: TradingFlow): unknown {
  const { instrument } = flow.state.venue.markets[0]!
  const side = (wanted: 'buy' | 'sell'): [string, string][] => {
    const levels = new Map<number, number>()
    for (const order of flow.state.orders.all())
      if (order.side === wanted && order.priceTicks !== undefined)
        levels.set(order.priceTicks, (levels.get(order.priceTicks) ?? 0) + order.quantityLots - order.executedLots)
    const best = [...levels].sort(([a], [b]) => (wanted === 'buy' ? b - a : a - b)).slice(0, LEVELS)
    return best.map(([ticks, lots]) => [textOf(priceOf(instrument, ticks)), textOf(quantityOf(instrument, lots))])
  }
  return { bids: side('buy'), asks: side('sell') }
}

function differences(what: string, expected: unknown, seen: unknown): string[] {
  const [left, right] = [JSON.stringify(expected), JSON.stringify(seen)]
  return left === right ? [] : [`${what}: the replay has ${left}, the exchange says ${right}`]
}
