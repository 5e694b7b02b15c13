import { invariant, isFinal } from '@openlob/domain'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { Event, OrderAmended, OrderListChanged, TradePrevented } from '../events/event.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import type { Queries } from '../ports/exchange-gateway.ts'
import type { Amendment, Fill, FillSelection, ListRecord, OrderSelection } from '../ports/trading-history.ts'
import type { Page, TradeSelection, TradingHistory } from '../ports/trading-history.ts'
import { MarketCandles } from './market-candles.ts'

/** How much a {@link MemoryHistory} keeps. */
export interface MemoryHistoryLimits {
  /** Finished orders over all accounts. */
  readonly finishedOrders: number
  /** Fills over all accounts. */
  readonly fills: number
  /** Trades of each instrument. */
  readonly tradesPerInstrument: number
}

const DEFAULT_LIMITS: MemoryHistoryLimits = { finishedOrders: 100_000, fills: 200_000, tradesPerInstrument: 10_000 }

/** Prevented trades of one account. */
const PREVENTIONS_MAX = 1_000
/** Order lists of one account. */
const LISTS_MAX = 10_000
/** Amendments of one order. */
const AMENDMENTS_MAX = 1_000

interface AccountRecord {
  readonly orders: Map<OrderId, Order>
  readonly byClientOrderId: Map<string, OrderId>
  readonly amendments: Map<OrderId, Amendment[]>
  readonly fills: Fill[]
  readonly preventions: TradePrevented[]
  readonly lists: Map<number, ListRecord>
}

/** A history in memory, of what it was told since it was made, and of its last so many rows; candles beside. */
export class MemoryHistory implements TradingHistory, EventPublisher {
  readonly #limits: MemoryHistoryLimits
  readonly #accounts = new Map<AccountId, AccountRecord>()
  readonly #trades = new Map<InstrumentId, Trade[]>()
  readonly #candles = new Map<InstrumentId, MarketCandles>()
  /** Whose orders finished, oldest first, so that the oldest make room. */
  readonly #finished: { readonly accountId: AccountId; readonly orderId: OrderId }[] = []
  #fillCount = 0

  /** An empty history; the default limits where none are given. Throws where one is no integer from 1 on. */
  constructor(limits: Partial<MemoryHistoryLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    for (const [name, limit] of Object.entries(this.#limits) as [string, number][])
      invariant(Number.isSafeInteger(limit) && limit >= 1, `a limit of the history is an integer from 1 on: ${name}=${limit}`)
  }

  /** Takes in the trades that an exchange remembers, before any event of it. */
  async seed(queries: Queries): Promise<void> {
    for (const { instrumentId } of await queries.instruments()) {
      const newestFirst = await queries.recentTrades(instrumentId, this.#limits.tradesPerInstrument)
      for (const trade of newestFirst.toReversed()) this.#addTrade(trade)
    }
  }

  publish(events: readonly Event[]): void {
    for (const event of events) this.#take(event)
  }

  /** The candles of an instrument; without any where it never traded. */
  candles(instrumentId: InstrumentId): MarketCandles {
    let candles = this.#candles.get(instrumentId)
    if (candles === undefined) {
      candles = new MarketCandles()
      this.#candles.set(instrumentId, candles)
    }
    return candles
  }

  /** The last trade of an instrument. */
  lastTrade(instrumentId: InstrumentId): Trade | undefined {
    return this.#trades.get(instrumentId)?.at(-1)
  }

  orders({ accountId, instrumentId, fromOrderId, ...page }: OrderSelection): Promise<readonly Order[]> {
    const kept = [...(this.#accounts.get(accountId)?.orders.values() ?? [])]
    const rows = kept.filter((order) => order.instrumentId === instrumentId && order.orderId >= (fromOrderId ?? 0))
    // One that rested when this history began is first heard of when something happens to it.
    rows.sort((left, right) => left.orderId - right.orderId)
    return Promise.resolve(paged(rows, ({ createdUs }) => createdUs, page, fromOrderId !== undefined))
  }

  order(accountId: AccountId, { orderId, clientOrderId }: OrderReference): Promise<Order | undefined> {
    const account = this.#accounts.get(accountId)
    const id = orderId ?? account?.byClientOrderId.get(clientOrderId)
    return Promise.resolve(account === undefined || id === undefined ? undefined : account.orders.get(id))
  }

  fills({ accountId, instrumentId, orderId, fromTradeId, ...page }: FillSelection): Promise<readonly Fill[]> {
    const kept = this.#accounts.get(accountId)?.fills ?? []
    const rows = kept.filter(({ trade, role }) => {
      const order = role === 'maker' ? trade.makerOrderId : trade.takerOrderId
      return trade.instrumentId === instrumentId && trade.tradeId >= (fromTradeId ?? 0) && (orderId ?? order) === order
    })
    return Promise.resolve(paged(rows, ({ trade }) => trade.timestampUs, page, fromTradeId !== undefined))
  }

  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]> {
    return Promise.resolve(this.#accounts.get(accountId)?.amendments.get(orderId) ?? [])
  }

  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]> {
    const kept = this.#accounts.get(accountId)?.preventions ?? []
    return Promise.resolve(kept.filter((prevented) => prevented.instrumentId === instrumentId))
  }

  lists(accountId: AccountId): Promise<readonly ListRecord[]> {
    return Promise.resolve([...(this.#accounts.get(accountId)?.lists.values() ?? [])])
  }

  trades({ instrumentId, fromTradeId, ...page }: TradeSelection): Promise<readonly Trade[]> {
    const kept = this.#trades.get(instrumentId) ?? []
    const rows = fromTradeId === undefined ? kept : kept.filter(({ tradeId }) => tradeId >= fromTradeId)
    return Promise.resolve(paged(rows, ({ timestampUs }) => timestampUs, page, fromTradeId !== undefined))
  }

  #take(event: Event): void {
    if (event.type === 'TradeExecuted') {
      const { trade, makerOrder, takerOrder } = event
      this.#addTrade(trade)
      this.#putOrder(makerOrder)
      this.#putOrder(takerOrder)
      this.#addFill(trade.makerAccountId, { trade, role: 'maker' })
      this.#addFill(trade.takerAccountId, { trade, role: 'taker' })
    } else if (event.type === 'TradePrevented') this.#addPrevention(event)
    else if (event.type === 'OrderListChanged') this.#putList(event)
    else if ('order' in event) this.#takeOrder(event)
  }

  #takeOrder(event: Extract<Event, { readonly order: Order }>): void {
    const { order } = event
    if (event.type === 'OrderAmended') this.#addAmendment(event)
    if (event.type === 'OrderActivated' && event.works) this.#putOrder({ ...order, workingUs: event.timestampUs })
    else if (event.type === 'OrderExpired') this.#putOrder({ ...order, expiryReason: event.reason })
    else this.#putOrder(order)
  }

  #addPrevention(event: TradePrevented): void {
    this.#putOrder({ ...event.makerOrder, preventedLots: event.makerPreventedLots })
    this.#putOrder({ ...event.takerOrder, preventedLots: event.takerPreventedLots })
    for (const accountId of new Set([event.makerOrder.accountId, event.takerOrder.accountId])) {
      const { preventions } = this.#account(accountId)
      preventions.push(event)
      if (preventions.length > 2 * PREVENTIONS_MAX) preventions.splice(0, PREVENTIONS_MAX)
    }
  }

  #putList({ list, status, timestampUs }: OrderListChanged): void {
    const { lists } = this.#account(list.accountId)
    lists.set(list.listId, { list, status, updatedUs: timestampUs })
    if (lists.size > LISTS_MAX) lists.delete(lists.keys().next().value ?? 0)
  }

  #account(id: AccountId): AccountRecord {
    let account = this.#accounts.get(id)
    if (account === undefined) {
      const orders = { orders: new Map(), byClientOrderId: new Map(), amendments: new Map() }
      account = { ...orders, fills: [], preventions: [], lists: new Map() }
      this.#accounts.set(id, account)
    }
    return account
  }

  #putOrder(told: Order): void {
    const { accountId, orderId, clientOrderId, status } = told
    const { orders, byClientOrderId } = this.#account(accountId)
    orders.set(orderId, stillKnown(told, orders.get(orderId)))
    if (clientOrderId !== undefined) byClientOrderId.set(clientOrderId, orderId)
    if (!isFinal(status)) return
    this.#finished.push({ accountId, orderId })
    if (this.#finished.length > 2 * this.#limits.finishedOrders)
      for (const oldest of this.#finished.splice(0, this.#limits.finishedOrders)) this.#forget(oldest)
  }

  #addAmendment({ sequence, order }: OrderAmended): void {
    const { orders, amendments } = this.#account(order.accountId)
    const before = orders.get(order.orderId)
    if (before === undefined) return
    const kept = amendments.get(order.orderId)
    if (kept === undefined) amendments.set(order.orderId, [{ sequence, before, after: order }])
    else if (kept.push({ sequence, before, after: order }) > AMENDMENTS_MAX) kept.shift()
  }

  #forget({ accountId, orderId }: { readonly accountId: AccountId; readonly orderId: OrderId }): void {
    const { orders, byClientOrderId, amendments } = this.#account(accountId)
    amendments.delete(orderId)
    const clientOrderId = orders.get(orderId)?.clientOrderId
    orders.delete(orderId)
    if (clientOrderId === undefined) return
    if (byClientOrderId.get(clientOrderId) === orderId) byClientOrderId.delete(clientOrderId)
  }

  #addTrade(trade: Trade): void {
    const { tradesPerInstrument } = this.#limits
    const kept = this.#trades.get(trade.instrumentId)
    if (kept === undefined) this.#trades.set(trade.instrumentId, [trade])
    else {
      const last = kept.at(-1)
      if (last !== undefined && last.tradeId >= trade.tradeId) return
      kept.push(trade)
      if (kept.length > 2 * tradesPerInstrument) kept.splice(0, kept.length - tradesPerInstrument)
    }
    this.candles(trade.instrumentId).add(trade)
  }

  #addFill(accountId: AccountId, fill: Fill): void {
    this.#account(accountId).fills.push(fill)
    this.#fillCount += 1
    if (this.#fillCount > 2 * this.#limits.fills) this.#forgetFills()
  }

  /** Every account keeps its newer half: O(fills), once in as many fills. */
  #forgetFills(): void {
    this.#fillCount = 0
    for (const { fills } of this.#accounts.values()) {
      fills.splice(0, Math.ceil(fills.length / 2))
      this.#fillCount += fills.length
    }
  }
}

/** An order as an event tells of it, with what only earlier ones told. */
function stillKnown(told: Order, known: Order | undefined): Order {
  if (known === undefined || (known.conditions ?? known.preventedLots) === undefined) return told
  const { conditions, listId } = known
  const workingUs = told.workingUs ?? known.workingUs
  const preventedLots = told.preventedLots ?? known.preventedLots
  return { ...told, conditions, listId, workingUs, preventedLots }
}

/** The rows of a page, of rows in the order of time. */
function paged<Row>(rows: readonly Row[], timeOf: (row: Row) => number, page: Page, fromId: boolean): readonly Row[] {
  const { limit, startUs, endUs } = page
  if (startUs === undefined && endUs === undefined) return fromId ? rows.slice(0, limit) : rows.slice(-limit)
  const inside = rows.filter((row) => timeOf(row) >= (startUs ?? -Infinity) && timeOf(row) <= (endUs ?? Infinity))
  return startUs !== undefined || fromId ? inside.slice(0, limit) : inside.slice(Math.max(0, inside.length - limit))
}
