import { invariant, isFinal } from '@openlob/domain'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { BalanceChanged, Event, OrderAmended, OrderListChanged, TradePrevented } from '../events/event.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import type { Amendment, BalanceRecord, BalanceSelection, Fill, FillSelection } from '../ports/trading-history.ts'
import type { KeptCandleSelection, ListRecord, Movement, MovementSelection } from '../ports/trading-history.ts'
import type { OrderSelection, TradeSelection, TradingHistory } from '../ports/trading-history.ts'
import type { Candle } from './candle.ts'
import { MarketTape } from './market-tape.ts'
import { movementOf } from './movement-of.ts'
import { ordersIn, stillKnown } from './order-record.ts'
import { pageOf } from './page-of.ts'

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

/** Prevented trades, movements of money and balances of one account. */
const ROWS_MAX = 1_000
/** Order lists of one account. */
const LISTS_MAX = 10_000
/** Amendments of one order. */
const AMENDMENTS_MAX = 1_000
const SECOND_US = 1_000_000

interface AccountRecord {
  readonly orders: Map<OrderId, Order>
  readonly byClientOrderId: Map<string, OrderId>
  readonly amendments: Map<OrderId, Amendment[]>
  readonly fills: Fill[]
  readonly preventions: TradePrevented[]
  readonly lists: Map<number, ListRecord>
  readonly movements: Movement[]
  readonly balances: BalanceRecord[]
}

/** A history in memory, of what it was told since it was made, and of its last so many rows. */
export class MemoryHistory implements TradingHistory, EventPublisher {
  /** The trades and the candles. */
  readonly tape: MarketTape
  readonly #limits: MemoryHistoryLimits
  readonly #accounts = new Map<AccountId, AccountRecord>()
  /** Whose orders finished, oldest first, so that the oldest make room. */
  readonly #finished: { readonly accountId: AccountId; readonly orderId: OrderId }[] = []
  #fillCount = 0

  /** An empty history; the default limits where none are given. Throws where one is no integer from 1 on. */
  constructor(limits: Partial<MemoryHistoryLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    for (const [name, limit] of Object.entries(this.#limits) as [string, number][])
      invariant(Number.isSafeInteger(limit) && limit >= 1, `a limit of the history is an integer from 1 on: ${name}=${limit}`)
    this.tape = new MarketTape(this.#limits.tradesPerInstrument)
  }

  publish(events: readonly Event[], flowNumber: number): void {
    this.tape.publish(events)
    for (const event of events) this.#take(event, flowNumber)
  }

  orders({ accountId, instrumentId, fromOrderId, ...page }: OrderSelection): Promise<readonly Order[]> {
    const kept = [...(this.#accounts.get(accountId)?.orders.values() ?? [])]
    const rows = kept.filter((order) => order.instrumentId === instrumentId && order.orderId >= (fromOrderId ?? 0))
    // One that rested when this history began is first heard of when something happens to it.
    rows.sort((left, right) => left.orderId - right.orderId)
    return Promise.resolve(pageOf(rows, ({ createdUs }) => createdUs, page, fromOrderId !== undefined))
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
    return Promise.resolve(pageOf(rows, ({ trade }) => trade.timestampUs, page, fromTradeId !== undefined))
  }

  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]> {
    return Promise.resolve(this.#accounts.get(accountId)?.amendments.get(orderId) ?? [])
  }

  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]> {
    const kept = this.#accounts.get(accountId)?.preventions ?? []
    return Promise.resolve(kept.filter((prevented) => prevented.instrumentId === instrumentId).slice(-ROWS_MAX))
  }

  lists(accountId: AccountId): Promise<readonly ListRecord[]> {
    const lists = [...(this.#accounts.get(accountId)?.lists.values() ?? [])]
    // One from before this history began is first heard of when it is done.
    return Promise.resolve(lists.sort(byCreation))
  }

  trades(selection: TradeSelection): Promise<readonly Trade[]> {
    return Promise.resolve(this.tape.trades(selection))
  }

  candles(selection: KeptCandleSelection): Promise<readonly Candle[]> {
    return Promise.resolve(this.tape.candles(selection.instrumentId).kept(selection))
  }

  movements({ accountId, assetId, ...page }: MovementSelection): Promise<readonly Movement[]> {
    const kept = this.#accounts.get(accountId)?.movements ?? []
    const rows = kept.filter((movement) => (assetId ?? movement.assetId) === movement.assetId)
    return Promise.resolve(pageOf(inOrder(rows), ({ timestampUs }) => timestampUs, page, false))
  }

  balances({ accountId, assetId, ...page }: BalanceSelection): Promise<readonly BalanceRecord[]> {
    const kept = this.#accounts.get(accountId)?.balances ?? []
    const rows = kept.filter((balance) => balance.assetId === assetId)
    return Promise.resolve(pageOf(inOrder(rows), ({ timestampUs }) => timestampUs, page, false))
  }

  #take(event: Event, flow: number): void {
    if (event.type === 'OrderAmended') this.#addAmendment(event)
    for (const order of ordersIn(event)) this.#putOrder(order)
    if (event.type === 'TradeExecuted') {
      const { trade } = event
      this.#addFill(trade.makerAccountId, { trade, role: 'maker' })
      this.#addFill(trade.takerAccountId, { trade, role: 'taker' })
    } else if (event.type === 'TradePrevented') this.#addPrevention(event)
    else if (event.type === 'OrderListChanged') this.#putList(event)
    else if (event.type === 'BalanceChanged') this.#putBalance(event, flow)
    else {
      const movement = movementOf(event, flow)
      if (movement !== undefined) pushBounded(this.#account(movement.accountId).movements, movement)
    }
  }

  #addPrevention(event: TradePrevented): void {
    for (const accountId of new Set([event.makerOrder.accountId, event.takerOrder.accountId]))
      pushBounded(this.#account(accountId).preventions, event)
  }

  #putBalance({ accountId, assetId, freeUnits, heldUnits, timestampUs }: BalanceChanged, flow: number): void {
    const { balances } = this.#account(accountId)
    const row = { accountId, assetId, flow, timestampUs, freeUnits, heldUnits }
    const second = Math.floor(timestampUs / SECOND_US)
    const at = balances.findLastIndex((balance) => balance.assetId === assetId && balance.flow === flow)
    const isSame = at >= 0 && Math.floor(balances[at]!.timestampUs / SECOND_US) === second
    if (isSame) balances[at] = row
    else pushBounded(balances, row)
  }

  #putList({ list, status, timestampUs }: OrderListChanged): void {
    const { lists } = this.#account(list.accountId)
    lists.set(list.listId, { list, status, updatedUs: timestampUs })
    if (lists.size > LISTS_MAX) lists.delete(lists.keys().next().value ?? 0)
  }

  #account(id: AccountId): AccountRecord {
    let account = this.#accounts.get(id)
    if (account === undefined) {
      const orders = { orders: new Map(), byClientOrderId: new Map(), amendments: new Map(), lists: new Map() }
      account = { ...orders, fills: [], preventions: [], movements: [], balances: [] }
      this.#accounts.set(id, account)
    }
    return account
  }

  #putOrder(told: Order): void {
    const { accountId, orderId, clientOrderId, status } = told
    const { orders, byClientOrderId } = this.#account(accountId)
    const known = orders.get(orderId)
    orders.set(orderId, stillKnown(told, known))
    if (known !== undefined && known.clientOrderId !== clientOrderId) this.#nameAgain(accountId, known.clientOrderId)
    if (clientOrderId !== undefined) {
      const other = orders.get(byClientOrderId.get(clientOrderId) ?? orderId)
      if (other === undefined || !changedBehind(other, told)) byClientOrderId.set(clientOrderId, orderId)
    }
    if (!isFinal(status)) return
    this.#finished.push({ accountId, orderId })
    if (this.#finished.length > 2 * this.#limits.finishedOrders)
      for (const oldest of this.#finished.splice(0, this.#limits.finishedOrders)) this.#forget(oldest)
  }

  /** A name that an order no longer has is that of the one before which has it still. O(orders of the account). */
  #nameAgain(accountId: AccountId, name: string | undefined): void {
    if (name === undefined) return
    const { orders, byClientOrderId } = this.#account(accountId)
    byClientOrderId.delete(name)
    let last: Order | undefined
    for (const order of orders.values())
      if (order.clientOrderId === name && (last === undefined || changedBehind(order, last))) last = order
    if (last !== undefined) byClientOrderId.set(name, last.orderId)
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

/** Whether an order changed after another one. */
function changedBehind(order: Order, other: Order): boolean {
  return order.updatedUs > other.updatedUs || (order.updatedUs === other.updatedUs && order.orderId > other.orderId)
}

/** Adds a row, and lets the oldest go at twice the limit, so that a row costs O(1) on average. */
function pushBounded<Row>(rows: Row[], row: Row): void {
  if (rows.push(row) > 2 * ROWS_MAX) rows.splice(0, ROWS_MAX)
}

function byCreation({ list: left }: ListRecord, { list: right }: ListRecord): number {
  return left.createdUs - right.createdUs || left.listId - right.listId
}

/** By time and flow: each flow tells of its own in their order. */
function inOrder<Row extends BalanceRecord | Movement>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((left, right) => left.timestampUs - right.timestampUs || left.flow - right.flow)
}
