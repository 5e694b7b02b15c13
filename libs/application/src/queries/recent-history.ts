import { invariant } from '@openlob/domain'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { EventBuffer } from '../events/event-buffer.ts'
import { readTradeOf } from '../events/read-events.ts'
import { FinishedOrders, ORDER_WORDS } from './finished-orders.ts'
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

/** What a {@link RecentHistory} keeps, for a snapshot: the orders as records, oldest first. */
export interface SavedHistory {
  readonly orders: Int32Array
  readonly trades: readonly Trade[]
  readonly answers: readonly KeptAnswer[]
}

// Where orders are in the messages of events: words of 32 bits from where the length of the message stands.
const BEFORE_BLOCK = 4
const CANCELED_ORDER = BEFORE_BLOCK + 6
const EXPIRED_ORDER = BEFORE_BLOCK + 8
const MAKER_ORDER = BEFORE_BLOCK + 36
const TAKER_ORDER = MAKER_ORDER + ORDER_WORDS

/** The limits where nothing else is said. */
export const DEFAULT_HISTORY_LIMITS: HistoryLimits = { finishedOrders: 10_000, tradesPerInstrument: 1_000 }

/** The last finished orders and the last trades, fed by events; a bounded memory, no archive. */
export class RecentHistory {
  /** What the commands did that clients have named. */
  readonly answers: RecentAnswers = new RecentAnswers()
  readonly #limits: HistoryLimits
  readonly #orders: FinishedOrders
  readonly #trades = new Map<InstrumentId, Trade[]>()

  /** An empty history; the default limits where none are given. Throws where one is no integer from 1 on. */
  constructor(limits: Partial<HistoryLimits> = {}) {
    this.#limits = {
      finishedOrders: limitOf('finishedOrders', limits),
      tradesPerInstrument: limitOf('tradesPerInstrument', limits),
    }
    this.#orders = new FinishedOrders(this.#limits.finishedOrders)
  }

  /** Takes in what the last command of a flow did, of which only that is read that matters here. */
  recordFrom({ events, keepsAnswer, commandSequence }: CarriedOut): void {
    let at = 0
    for (let index = 0; index < events.count; index += 1) {
      this.#recordAt(events, at)
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
    const id = orderId ?? this.#orders.idOf(accountId, clientOrderId)
    const order = id === undefined ? undefined : this.#orders.get(id)
    return order?.accountId === accountId ? order : undefined
  }

  /** The last trades of an instrument, newest first. */
  trades(instrumentId: InstrumentId, limit: number): readonly Trade[] {
    const kept = this.#trades.get(instrumentId) ?? []
    const most = Number.isNaN(limit) ? 0 : Math.min(Math.max(0, Math.floor(limit)), this.#limits.tradesPerInstrument)
    return most === 0 ? [] : kept.slice(-most).reverse()
  }

  /** All that is kept, for a snapshot. */
  save(): SavedHistory {
    return { orders: this.#orders.save(), trades: this.#lastTrades(), answers: this.answers.snapshot() }
  }

  /** All that is kept, as plain data. */
  snapshot(): HistorySnapshot {
    return { finishedOrders: this.#orders.all(), trades: this.#lastTrades(), answers: this.answers.snapshot() }
  }

  /** Takes in what another kept. */
  restore(saved: SavedHistory | HistorySnapshot): void {
    if ('orders' in saved)
      for (let at = 0; at + ORDER_WORDS <= saved.orders.length; at += ORDER_WORDS) this.#orders.record(saved.orders, at)
    else for (const order of saved.finishedOrders) this.#orders.add(order)
    for (const trade of saved.trades) this.#addTrade(trade)
    this.answers.restore(saved.answers ?? [])
  }

  #recordAt(events: EventBuffer, at: number): void {
    const { words } = events
    const start = at << 1
    switch (events.templateAt(at)) {
      case TradeExecutedDecoder.TEMPLATE_ID:
        this.#addTrade(readTradeOf(events, at))
        this.#orders.record(words, start + MAKER_ORDER)
        this.#orders.record(words, start + TAKER_ORDER)
        break
      case OrderCanceledDecoder.TEMPLATE_ID:
        this.#orders.record(words, start + CANCELED_ORDER)
        break
      case OrderExpiredDecoder.TEMPLATE_ID:
        this.#orders.record(words, start + EXPIRED_ORDER)
        break
    }
  }

  #lastTrades(): Trade[] {
    const last = (trades: readonly Trade[]): readonly Trade[] => trades.slice(-this.#limits.tradesPerInstrument)
    return [...this.#trades.values()].flatMap(last)
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
}

function limitOf(name: keyof HistoryLimits, limits: Partial<HistoryLimits>): number {
  const limit = limits[name] ?? DEFAULT_HISTORY_LIMITS[name]
  invariant(Number.isSafeInteger(limit) && limit >= 1, `a limit of the history is an integer from 1 on: ${name}=${limit}`)
  return limit
}
