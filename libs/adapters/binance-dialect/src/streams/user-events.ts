import type { Event, OrderAmended, OrderList, OrderListChanged, TradeExecuted, TradePrevented } from '@openlob/application'
import type { AccountId, Order, OrderId } from '@openlob/domain'
import { fixedText } from '../market/fixed-text.ts'
import type { Market, Markets } from '../market/markets.ts'
import type { CancelNames } from '../orders/cancel-names.ts'
import { contingencyText, listIdText } from '../orders/order-list-text.ts'
import { clientIdText, expiryText, hasWorked, quantityText, selfTradeText, statusText } from '../orders/order-text.ts'
import { timeInForceText, typeText, workingTime } from '../orders/order-text.ts'
import type { TimeWriter } from '../orders/order-text.ts'

/** What the reports of a command are written with. */
export interface Reporting {
  readonly markets: Markets
  readonly names: CancelNames
  readonly time: TimeWriter
  /** What only earlier events told of an order; undefined where nothing is known. */
  readonly known: (orderId: OrderId) => Order | undefined
  /** The list that an order is one of. */
  readonly listOf: (orderId: OrderId) => OrderList | undefined
}

/** What a report tells beside the order as it is. */
interface Execution {
  readonly sequence: number
  readonly timestampUs: number
  readonly type: string
  readonly fill?: { readonly event: TradeExecuted; readonly isMaker: boolean }
  /** The trade that was prevented. */
  readonly prevented?: TradePrevented
}

/**
 * What an account is told of the events of one command, in the dialect's order: reports of executions, then of lists,
 * then what its balances are. Only events of that account.
 */
export function userEvents(events: readonly Event[], account: AccountId, reporting: Reporting): readonly object[] {
  const told: object[] = []
  const lists: object[] = []
  const amended: OrderAmended[] = []
  const balances = new Map<number, object>()
  let positionUs = 0
  for (const event of events) {
    for (const [order, execution] of executions(event, account, events))
      told.push(...report(order, execution, reporting))
    if (event.type === 'OrderListChanged' && event.list.accountId === account)
      lists.push(...listStatus(event.list, STATUSES[event.status], event.timestampUs, reporting))
    else if (event.type === 'OrderAmended' && event.order.accountId === account) amended.push(event)
    told.push(...movements(event, account, reporting))
    if (event.type !== 'BalanceChanged' || event.accountId !== account) continue
    positionUs = event.timestampUs
    balances.set(event.assetId, balanceOf(event, reporting.markets))
  }
  told.push(...lists, ...updatedLists(amended, reporting))
  if (balances.size === 0) return told
  const at = reporting.time(positionUs)
  return [...told, { e: 'outboundAccountPosition', E: at, u: at, B: [...balances.values()] }]
}

/** Money that came from outside, or left. */
function movements(event: Event, account: AccountId, reporting: Reporting): readonly object[] {
  const { timestampUs } = event
  if (event.type === 'Deposited' || event.type === 'Withdrawn') {
    const { accountId, assetId, units } = event
    if (accountId !== account) return []
    return [balanceUpdate({ assetId, timestampUs }, event.type === 'Deposited' ? units : -units, reporting)]
  }
  if (event.type !== 'TransferSent' && event.type !== 'TransferReceived') return []
  const { accountId, assetId, units } = event.transfer
  if (accountId !== account) return []
  return [balanceUpdate({ assetId, timestampUs }, event.type === 'TransferReceived' ? units : -units, reporting)]
}

/** Whom the events of a command concern. */
export function concernedAccounts(events: readonly Event[]): ReadonlySet<AccountId> {
  const accounts = new Set<AccountId>()
  for (const event of events) {
    if (event.type === 'TradeExecuted') accounts.add(event.trade.makerAccountId).add(event.trade.takerAccountId)
    else if (event.type === 'TradePrevented') accounts.add(event.makerOrder.accountId)
    else if (event.type === 'OrderListChanged') accounts.add(event.list.accountId)
    else if ('order' in event) accounts.add(event.order.accountId)
    else if ('transfer' in event) accounts.add(event.transfer.accountId)
    else if ('accountId' in event && event.accountId !== undefined) accounts.add(event.accountId)
  }
  return accounts
}

function executions(
  event: Event,
  account: AccountId,
  events: readonly Event[],
): readonly (readonly [Order, Execution])[] {
  const { sequence, timestampUs } = event
  if (event.type === 'TradeExecuted') {
    const { makerOrder, takerOrder } = event
    const sides = [
      [takerOrder, { sequence, timestampUs, type: 'TRADE', fill: { event, isMaker: false } }],
      [makerOrder, { sequence, timestampUs, type: 'TRADE', fill: { event, isMaker: true } }],
    ] as const
    return sides.filter(([order]) => order.accountId === account)
  }
  if (event.type === 'TradePrevented') return survivors(event, account, events)
  if (!('order' in event) || event.order.accountId !== account) return []
  const { order } = event
  if (event.type === 'OrderActivated') {
    const workingUs = event.works ? timestampUs : undefined
    return [[{ ...order, workingUs }, { sequence, timestampUs, type: 'NEW' }]]
  }
  if (event.type !== 'OrderExpired') return [[order, { sequence, timestampUs, type: TYPES[event.type] }]]
  const expired = { ...order, expiryReason: event.reason }
  if (event.reason !== 'SELF_TRADE_PREVENTED') return [[expired, { sequence, timestampUs, type: 'EXPIRED' }]]
  const prevented = lastPrevention(events, event.order.orderId)
  return [[order, { sequence, timestampUs, type: 'TRADE_PREVENTION', ...(prevented !== undefined && { prevented }) }]]
}

const TYPES = { OrderAccepted: 'NEW', OrderCanceled: 'CANCELED', OrderAmended: 'REPLACED' } as const

/** The orders of a trade that was prevented by taking something off both: those that go on. */
function survivors(
  event: TradePrevented,
  account: AccountId,
  events: readonly Event[],
): readonly (readonly [Order, Execution])[] {
  const { sequence, timestampUs, makerOrder, takerOrder } = event
  if (event.mode !== 'decrement' || makerOrder.accountId !== account) return []
  const expired = events.flatMap((other) => (other.type === 'OrderExpired' ? [other] : []))
  const stays = ({ orderId }: Order): boolean =>
    !expired.some((other) => other.order.orderId === orderId && other.sequence > sequence)
  const execution = { sequence, timestampUs, type: 'TRADE_PREVENTION', prevented: event }
  return [takerOrder, makerOrder].filter(stays).map((order) => [order, execution] as const)
}

function lastPrevention(events: readonly Event[], orderId: OrderId): TradePrevented | undefined {
  const prevented = events.filter((event): event is TradePrevented => event.type === 'TradePrevented')
  return prevented.findLast(({ makerOrder, takerOrder }) => [makerOrder.orderId, takerOrder.orderId].includes(orderId))
}

type ListStatus = readonly [type: string, status: string]

const STATUSES: Readonly<Record<OrderListChanged['status'], ListStatus>> = {
  executing: ['EXEC_STARTED', 'EXECUTING'],
  done: ['ALL_DONE', 'ALL_DONE'],
}

/** The lists of orders that were amended, each once. */
function updatedLists(amended: readonly OrderAmended[], reporting: Reporting): readonly object[] {
  const lists = new Map<number, object>()
  for (const { order, timestampUs } of amended) {
    const list = reporting.listOf(order.orderId)
    if (list === undefined || lists.has(list.listId)) continue
    for (const told of listStatus(list, ['UPDATED', 'EXECUTING'], timestampUs, reporting)) lists.set(list.listId, told)
  }
  return [...lists.values()]
}

/** How a list is told of. */
function listStatus(
  list: OrderList,
  [l, L]: ListStatus,
  timestampUs: number,
  { markets, time }: Reporting,
): readonly object[] {
  const s = markets.byId(list.instrumentId)?.symbol
  if (s === undefined) return []
  const head = { e: 'listStatus', E: time(timestampUs), s, g: list.listId, c: contingencyText(list), l, L }
  const O = list.orders.map((order) => ({ s, i: order.orderId, c: clientIdText(order) }))
  return [{ ...head, r: 'NONE', C: listIdText(list), T: time(timestampUs), O }]
}

function report(told: Order, execution: Execution, reporting: Reporting): readonly object[] {
  const { markets, names, time } = reporting
  const market = markets.byId(told.instrumentId)
  if (market === undefined) return []
  const order = withKnown(told, reporting.known(told.orderId))
  const { sequence, timestampUs, type, fill } = execution
  const own = clientIdText(order)
  const requested = names.get(order.orderId) ?? own
  // Of a cancellation the request's name and the order's; of an amendment the new one and the one before.
  const [c, C] = type === 'CANCELED' ? [requested, own] : [own, type === 'REPLACED' ? requested : '']
  return [
    {
      e: 'executionReport',
      E: time(timestampUs),
      s: market.symbol,
      c,
      ...askedFields(order, market),
      C,
      x: type,
      X: statusText(order.status),
      r: 'NONE',
      i: order.orderId,
      ...fillFields(fill, market, markets),
      z: market.quantity.text(order.executedLots),
      T: time(timestampUs),
      // Two reports of one trade to one account are of two orders.
      I: 2 * sequence + (fill?.isMaker === true ? 1 : 0),
      w: hasWorked(order) && (order.status === 'open' || order.status === 'partially_filled'),
      M: false,
      O: time(order.createdUs),
      Z: fixedText(order.executedQuoteUnits, market.quote.scale),
      Q: fixedText(order.conditions?.quoteUnits ?? 0n, market.quote.scale),
      ...(hasWorked(order) && { W: workingTime(order, time) }),
      V: selfTradeText(order),
      ...reportedConditions(order, market),
      ...preventedFields(execution.prevented, order, market),
    },
  ]
}

/** An order as an event tells of it, with what earlier ones told; what has traded has begun to work. */
function withKnown(told: Order, known: Order | undefined): Order {
  if (known === undefined) return told
  const began = told.executedLots > 0 ? told.updatedUs : undefined
  const workingUs = told.workingUs ?? known.workingUs ?? began
  return { ...told, conditions: known.conditions, listId: known.listId, workingUs }
}

function askedFields(order: Order, market: Market): object {
  const { price, quantity } = market
  const { conditions = {}, priceTicks = 0 } = order
  return {
    S: order.side.toUpperCase(),
    o: typeText(order),
    f: timeInForceText(order),
    q: quantityText(order, market),
    p: price.text(conditions.peg === undefined ? priceTicks : 0),
    P: price.text(conditions.stopPriceTicks ?? 0),
    F: quantity.text(conditions.displayLots ?? 0),
    g: order.listId ?? -1,
  }
}

/** What only some reports have, by the conditions of the order. */
function reportedConditions({ conditions = {}, priceTicks, expiryReason }: Order, { price }: Market): object {
  const { trailingBasisPoints, strategyId, strategyType, peg, pegLevels = 0 } = conditions
  return {
    ...(trailingBasisPoints !== undefined && { d: trailingBasisPoints }),
    ...(strategyId !== undefined && { j: strategyId }),
    ...(strategyType !== undefined && { J: strategyType }),
    ...(peg !== undefined && {
      gP: peg === 'primary' ? 'PRIMARY_PEG' : 'MARKET_PEG',
      ...(pegLevels > 0 && { gOT: 'PRICE_LEVEL', gOV: pegLevels }),
      gp: price.text(priceTicks ?? 0),
    }),
    ...(expiryReason !== undefined && { eR: expiryText(expiryReason) }),
  }
}

/** What a report has of a trade that was prevented. */
function preventedFields(prevented: TradePrevented | undefined, { orderId }: Order, market: Market): object {
  if (prevented === undefined) return {}
  const { symbol, quantity } = market
  const { makerOrder, takerOrder, makerPreventedLots, takerPreventedLots, quantityLots } = prevented
  const isMaker = makerOrder.orderId === orderId
  return {
    v: prevented.sequence,
    A: quantity.text(isMaker ? makerPreventedLots : takerPreventedLots),
    B: quantity.text(quantityLots),
    u: -1,
    U: isMaker ? takerOrder.orderId : makerOrder.orderId,
    Cs: symbol,
  }
}

function fillFields(fill: Execution['fill'], { price, quantity, quote }: Market, markets: Markets): object {
  if (fill === undefined) {
    const Y = fixedText(0n, quote.scale)
    return { l: quantity.text(0), L: price.text(0), n: '0', N: null, t: -1, m: false, Y }
  }
  const { trade } = fill.event
  const { assetId, units } = fill.isMaker ? trade.makerFee : trade.takerFee
  return {
    l: quantity.text(trade.quantityLots),
    L: price.text(trade.priceTicks),
    n: markets.amount(assetId, units),
    N: markets.asset(assetId).symbol,
    t: trade.tradeId,
    m: fill.isMaker,
    Y: fixedText(trade.quoteUnits, quote.scale),
  }
}

type BalanceChanged = Extract<Event, { type: 'BalanceChanged' }>

function balanceOf({ assetId, freeUnits, heldUnits }: BalanceChanged, markets: Markets): object {
  const [f, l] = [markets.amount(assetId, freeUnits), markets.amount(assetId, heldUnits)]
  return { a: markets.asset(assetId).symbol, f, l }
}

type Movement = Pick<BalanceChanged, 'assetId' | 'timestampUs'>

function balanceUpdate({ assetId, timestampUs }: Movement, units: bigint, { markets, time }: Reporting): object {
  const d = markets.amount(assetId, units)
  return { e: 'balanceUpdate', E: time(timestampUs), a: markets.asset(assetId).symbol, d, T: time(timestampUs) }
}
