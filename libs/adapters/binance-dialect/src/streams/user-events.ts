import type { Event, TradeExecuted } from '@openlob/application'
import type { AccountId, ExpiryReason, Order } from '@openlob/domain'
import { fixedText } from '../market/fixed-text.ts'
import type { Market, Markets } from '../market/markets.ts'
import type { CancelNames } from '../orders/cancel-names.ts'
import { clientIdText, statusText, typeText } from '../orders/order-text.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { expiryText } from '../orders/place.ts'

/** What the reports of a command are written with. */
export interface Reporting {
  readonly markets: Markets
  readonly names: CancelNames
  readonly time: TimeWriter
}

/** What a report tells beside the order as it is. */
interface Execution {
  readonly sequence: number
  readonly timestampUs: number
  readonly type: string
  readonly fill?: { readonly event: TradeExecuted; readonly isMaker: boolean }
  /** The name of the request, and the order's own where they differ. */
  readonly clientOrderId?: string
  readonly origClientOrderId?: string
  readonly expiryReason?: ExpiryReason
}

/**
 * What an account is told of the events of one command, in the dialect's order: reports of executions, then what its
 * balances are. Only events of that account.
 */
export function userEvents(events: readonly Event[], account: AccountId, reporting: Reporting): readonly object[] {
  const told: object[] = []
  const balances = new Map<number, object>()
  let positionUs = 0
  for (const event of events) {
    told.push(...executions(event, account).flatMap(([order, execution]) => report(order, execution, reporting)))
    told.push(...movements(event, account, reporting))
    if (event.type !== 'BalanceChanged' || event.accountId !== account) continue
    positionUs = event.timestampUs
    balances.set(event.assetId, balanceOf(event, reporting.markets))
  }
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
    else if ('order' in event) accounts.add(event.order.accountId)
    else if ('transfer' in event) accounts.add(event.transfer.accountId)
    else if ('accountId' in event && event.accountId !== undefined) accounts.add(event.accountId)
  }
  return accounts
}

function executions(event: Event, account: AccountId): readonly (readonly [Order, Execution])[] {
  const { sequence, timestampUs } = event
  if (event.type === 'TradeExecuted') {
    const { makerOrder, takerOrder } = event
    const sides = [
      [takerOrder, { sequence, timestampUs, type: 'TRADE', fill: { event, isMaker: false } }],
      [makerOrder, { sequence, timestampUs, type: 'TRADE', fill: { event, isMaker: true } }],
    ] as const
    return sides.filter(([order]) => order.accountId === account)
  }
  if (!('order' in event) || event.order.accountId !== account) return []
  const { order } = event
  if (event.type === 'OrderAccepted') return [[order, { sequence, timestampUs, type: 'NEW' }]]
  if (event.type === 'OrderExpired')
    return [[order, { sequence, timestampUs, type: 'EXPIRED', expiryReason: event.reason }]]
  return [[order, { sequence, timestampUs, type: event.type === 'OrderCanceled' ? 'CANCELED' : 'REPLACED' }]]
}

function report(order: Order, execution: Execution, { markets, names, time }: Reporting): readonly object[] {
  const market = markets.byId(order.instrumentId)
  if (market === undefined) return []
  const { price, quantity, quote } = market
  const { sequence, timestampUs, type, fill, expiryReason } = execution
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
      S: order.side.toUpperCase(),
      o: typeText(order),
      f: order.type === 'market' ? 'GTC' : order.timeInForce,
      q: quantity.text(order.quantityLots),
      p: price.text(order.priceTicks ?? 0),
      P: price.text(0),
      F: quantity.text(0),
      g: -1,
      C,
      x: type,
      X: statusText(order.status),
      r: 'NONE',
      i: order.orderId,
      ...fillFields(fill, market, markets),
      z: quantity.text(order.executedLots),
      T: time(timestampUs),
      // Two reports of one trade to one account are of two orders.
      I: 2 * sequence + (fill?.isMaker === true ? 1 : 0),
      w: order.status === 'open' || order.status === 'partially_filled',
      M: false,
      O: time(order.createdUs),
      Z: fixedText(order.executedQuoteUnits, quote.scale),
      Q: fixedText(0n, quote.scale),
      W: time(order.createdUs),
      V: 'NONE',
      ...(expiryReason === undefined ? {} : { eR: expiryText(expiryReason) }),
    },
  ]
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
