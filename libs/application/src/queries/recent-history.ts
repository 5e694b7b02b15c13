import { invariant, isFinal } from '@openlob/domain'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { EventBuffer } from '../events/event-buffer.ts'
import type { Event } from '../events/event.ts'
import { readEvent } from '../events/read-events.ts'
import { BoundedMap } from './bounded-map.ts'
import { RecentAnswers } from './recent-answers.ts'
import type { KeptAnswer } from './recent-answers.ts'
import { OrderCanceledDecoder, OrderExpiredDecoder, TradeExecutedDecoder } from '../messages/generated/index.ts'

/** How much a {@link RecentHistory} keeps. */
export interface HistoryLimits {
  /** Finished orders over all accounts. */
  readonly finishedOrders: number
  /** Trades of each instrument. */
  readonly tradesPerInstrument: number
}

/** What a {@link RecentHistory} keeps, as plain data: oldest first. */
export interface HistorySnapshot {
  readonly finishedOrders: readonly Order[]
  readonly trades: readonly Trade[]
  /** Left out in snapshots of the first versions. */
  readonly answers?: readonly KeptAnswer[]
}

/** The last command of a flow. */
interface CarriedOut {
  readonly commandSequence: number
  readonly events: EventBuffer
  /** Whether its answer is to be kept. */
  readonly keepsAnswer: boolean
}

/** The templates of the events that are kept, or of which something is. */
const RECORDED: ReadonlySet<number> = new Set([
  TradeExecutedDecoder.TEMPLATE_ID,
  OrderCanceledDecoder.TEMPLATE_ID,
  OrderExpiredDecoder.TEMPLATE_ID,
])

/** The limits where nothing else is said. */
export const DEFAULT_HISTORY_LIMITS: HistoryLimits = { finishedOrders: 10_000, tradesPerInstrument: 1_000 }

/** The last finished orders and the last trades, fed by events; a bounded memory, no archive. */
export class RecentHistory {
  /** What the commands did that clients have named. */
  readonly answers: RecentAnswers = new RecentAnswers()
  readonly #limits: HistoryLimits
  readonly #orders: BoundedMap<OrderId, Order>
  readonly #orderIds = new Map<string, OrderId>()
  readonly #trades = new Map<InstrumentId, Trade[]>()

  /** An empty history; the default limits where none are given. Throws where one is no integer from 1 on. */
  constructor(limits: Partial<HistoryLimits> = {}) {
    this.#limits = {
      finishedOrders: limitOf('finishedOrders', limits),
      tradesPerInstrument: limitOf('tradesPerInstrument', limits),
    }
    this.#orders = new BoundedMap(this.#limits.finishedOrders)
  }

  /** Takes in what happened. */
  record(events: readonly Event[]): void {
    for (const event of events) this.#add(event)
  }

  /** Takes in what the last command of a flow did, of which only that is read that matters here. */
  recordFrom({ events, keepsAnswer, commandSequence }: CarriedOut): void {
    let at = 0
    for (let index = 0; index < events.count; index += 1) {
      if (RECORDED.has(events.templateAt(at))) this.#add(readEvent(events, at))
      at = events.next(at)
    }
    if (keepsAnswer) this.answers.record(commandSequence, events)
  }

  /** A finished order by the exchange's id. */
  order(orderId: OrderId): Order | undefined {
    return this.#orders.get(orderId)
  }

  /** A finished order of an account by either id; by the client's the last one that had it. */
  find(accountId: AccountId, { orderId, clientOrderId }: OrderReference): Order | undefined {
    const id = orderId ?? this.#orderIds.get(clientKey(accountId, clientOrderId))
    const order = id === undefined ? undefined : this.#orders.get(id)
    return order?.accountId === accountId ? order : undefined
  }

  /** The last trades of an instrument, newest first. */
  trades(instrumentId: InstrumentId, limit: number): readonly Trade[] {
    const kept = this.#trades.get(instrumentId) ?? []
    const most = Number.isNaN(limit) ? 0 : Math.min(Math.max(0, Math.floor(limit)), this.#limits.tradesPerInstrument)
    return most === 0 ? [] : kept.slice(-most).reverse()
  }

  /** All that is kept. */
  snapshot(): HistorySnapshot {
    const last = (trades: readonly Trade[]): readonly Trade[] => trades.slice(-this.#limits.tradesPerInstrument)
    const trades = [...this.#trades.values()].flatMap(last)
    return { finishedOrders: [...this.#orders.values()], trades, answers: this.answers.snapshot() }
  }

  /** Takes in what another kept. */
  restore(snapshot: HistorySnapshot): void {
    for (const order of snapshot.finishedOrders) this.#addOrder(order)
    for (const trade of snapshot.trades) this.#addTrade(trade)
    this.answers.restore(snapshot.answers ?? [])
  }

  #add(event: Event): void {
    if (event.type === 'TradeExecuted') {
      this.#addTrade(event.trade)
      this.#addOrder(event.makerOrder)
      this.#addOrder(event.takerOrder)
    } else if (event.type === 'OrderCanceled' || event.type === 'OrderExpired') this.#addOrder(event.order)
  }

  #addTrade(trade: Trade): void {
    const { tradesPerInstrument } = this.#limits
    const kept = this.#trades.get(trade.instrumentId)
    if (kept === undefined) this.#trades.set(trade.instrumentId, [trade])
    else {
      kept.push(trade)
      // Trimmed at twice the limit, so that a trade costs O(1) on average.
      if (kept.length > 2 * tradesPerInstrument) kept.splice(0, kept.length - tradesPerInstrument)
    }
  }

  #addOrder(order: Order): void {
    if (!isFinal(order.status)) return
    const { orderId, accountId, clientOrderId } = order
    const forgotten = this.#orders.set(orderId, order)
    if (clientOrderId !== undefined) this.#orderIds.set(clientKey(accountId, clientOrderId), orderId)
    if (forgotten !== undefined) this.#forgetName(forgotten)
  }

  #forgetName(oldest: Order): void {
    if (oldest.clientOrderId === undefined) return
    const key = clientKey(oldest.accountId, oldest.clientOrderId)
    if (this.#orderIds.get(key) === oldest.orderId) this.#orderIds.delete(key)
  }
}

function limitOf(name: keyof HistoryLimits, limits: Partial<HistoryLimits>): number {
  const limit = limits[name] ?? DEFAULT_HISTORY_LIMITS[name]
  invariant(Number.isSafeInteger(limit) && limit >= 1, `a limit of the history is an integer from 1 on: ${name}=${limit}`)
  return limit
}

function clientKey(accountId: AccountId, clientOrderId: string | undefined): string {
  return `${accountId} ${clientOrderId ?? ''}`
}
