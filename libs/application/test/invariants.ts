import { BUY, SELL, StateHash } from '@openlob/domain'
import type { Instrument, Order } from '@openlob/domain'
import type { TradingFlow } from '../src/index.ts'
import type { ShadowState } from './shadow-state.ts'

/** The fee held on top of an order of so much quote, by the account's tier. */
export type HeldFee = (feeTier: number, side: 'buy' | 'sell', quoteUnits: bigint) => bigint

/**
 * Everything that must hold after every command, counted without the flow's own code. Plain comparisons: a test
 * framework's would take most of the time of a hundred thousand commands.
 */
export function checkInvariants(flow: TradingFlow, shadow: ShadowState, heldFee: HeldFee): void {
  same(flow.eventSequence, shadow.sequence, 'the event sequence')
  checkMoney(flow, shadow)
  checkHolds(flow, shadow, heldFee)
  checkBooks(flow, shadow)
  checkOrders(flow, shadow)
}

/** The state without what even a refused command moves on, as one hash. */
export function stateOf(flow: TradingFlow): string {
  const hash = new StateHash()
  const { configuration, nextOrderId, nextTradeId, venue, orders, postings, settings, transfers } = flow.state
  hash.text(configuration)
  hash.integer(nextOrderId)
  hash.integer(nextTradeId)
  venue.hashInto(hash)
  orders.hashInto(hash)
  postings.ledger.hashInto(hash)
  transfers.hashInto(hash)
  const { risk, fees, clearing } = settings.policies
  for (const policy of [risk, fees, clearing]) policy.hashInto(hash)
  return hash.digest()
}

function checkMoney(flow: TradingFlow, shadow: ShadowState): void {
  const { ledger } = flow.state.postings
  same(ledger.imbalance(), undefined, 'the imbalance of the ledger')
  const owned = new Map<number, bigint>()
  for (const { accountId, assetId, freeUnits, heldUnits } of ledger.snapshot().balances) {
    const told = shadow.balances.get(`${accountId} ${assetId}`)
    same(freeUnits, told?.free, `free money of account ${accountId} in asset ${assetId}`)
    same(heldUnits, told?.held, `held money of account ${accountId} in asset ${assetId}`)
    owned.set(assetId, (owned.get(assetId) ?? 0n) + freeUnits + heldUnits)
  }
  let told = 0n
  for (const { free, held } of shadow.balances.values()) told += free + held
  let sum = 0n
  for (const units of owned.values()) sum += units
  same(told, sum, 'all money that events told of')
  for (const { assetId } of flow.state.venue.assets) {
    same(owned.get(assetId) ?? 0n, shadow.owned.get(assetId) ?? 0n, `deposits less withdrawals less fees of asset ${assetId}`)
    same(ledger.feesCollectedUnits(assetId), shadow.fees.get(assetId) ?? 0n, `the fees of asset ${assetId}`)
  }
}

function checkHolds(flow: TradingFlow, shadow: ShadowState, heldFee: HeldFee): void {
  const needed = new Map<string, bigint>()
  for (const order of shadow.orders.values()) {
    const instrument = shadow.instruments.get(order.instrumentId)!
    const units = needOf(order, instrument, shadow.feeTiers.get(order.accountId) ?? 0, heldFee)
    const assetId = order.side === 'buy' ? instrument.quoteAssetId : instrument.baseAssetId
    const key = `${order.accountId} ${assetId}`
    needed.set(key, (needed.get(key) ?? 0n) + units)
    same(flow.state.orders.get(order.orderId)?.heldUnits, units, `the hold of order ${order.orderId}`)
  }
  for (const [key, { held }] of shadow.balances) same(held, needed.get(key) ?? 0n, `held money of account and asset ${key}`)
}

function needOf(order: Order, instrument: Instrument, feeTier: number, heldFee: HeldFee): bigint {
  const open = BigInt(order.quantityLots - order.executedLots)
  const quoteUnits = BigInt(order.priceTicks!) * open * instrument.quoteUnitsPerTickLot
  const principal = order.side === 'buy' ? quoteUnits : open * instrument.baseUnitsPerLot
  return principal + heldFee(feeTier, order.side, quoteUnits)
}

function checkBooks(flow: TradingFlow, shadow: ShadowState): void {
  let levels = 0
  for (const { instrument, book } of flow.state.venue.markets) {
    const [bid, ask] = [book.bestPriceTicks(BUY), book.bestPriceTicks(SELL)]
    if (bid !== undefined && ask !== undefined && bid >= ask) throw new Error(`${instrument.symbol} is crossed: ${bid} ${ask}`)
    if (instrument.status === 'closed') same(book.orderCount, 0, `orders of ${instrument.symbol}, which is closed`)
    for (const side of [BUY, SELL] as const)
      for (const { priceTicks, quantityLots } of book.depth(side, 5_000)) {
        const key = `${instrument.instrumentId} ${side === BUY ? 'buy' : 'sell'} ${priceTicks}`
        same(shadow.levels.get(key), quantityLots, `level ${key}`)
        levels += 1
      }
  }
  same(shadow.levels.size, levels, 'how many levels there are')
}

function checkOrders(flow: TradingFlow, shadow: ShadowState): void {
  const { orders, venue } = flow.state
  let resting = 0
  for (const { book } of venue.markets) resting += book.orderCount
  same(orders.count, shadow.orders.size, 'how many orders are open')
  same(resting, shadow.orders.size, 'how many orders rest')
  const own = new Map<number, string>()
  for (const order of shadow.orders.values()) {
    const open = orders.get(order.orderId)
    for (const field of Object.keys(order) as (keyof Order)[]) same(open?.[field], order[field], `${field} of order ${order.orderId}`)
    const inBook = venue.market(order.instrumentId)?.book.order(order.orderId)
    same(inBook?.leavesLots, order.quantityLots - order.executedLots, `what order ${order.orderId} has left in the book`)
    same(inBook?.priceTicks, order.priceTicks, `the price of order ${order.orderId} in the book`)
    const { accountId, orderId, clientOrderId } = order
    const slot = orders.find(orderId)
    same(orders.slotOf(accountId, { orderId }), slot, `order ${orderId} by id`)
    if (clientOrderId !== undefined) same(orders.slotOf(accountId, { clientOrderId }), slot, `order ${orderId} by client id`)
    own.set(order.accountId, `${own.get(order.accountId) ?? ''} ${order.orderId}`)
  }
  for (const { accountId } of venue.accounts) {
    const ids = orders.slotsOfAccount(accountId).map((slot) => ` ${orders.orderIdOf(slot)}`)
    same(ids.join(''), own.get(accountId) ?? '', `the open orders of account ${accountId}`)
  }
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`)
}
