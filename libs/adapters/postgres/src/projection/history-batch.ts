import { GrowingCandle, KEPT_CANDLE_WIDTHS_MS, movementOf, ordersIn, stillKnown } from '@openlob/application'
import type { BalanceChanged, Event, OrderAmended, OrderListChanged, TradePrevented } from '@openlob/application'
import type { InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import { balanceRow, candleRow, movementRow, preventionJson, tradeRow } from '../schema/rows.ts'
import type { WrittenRow } from '../schema/rows.ts'

/** An amendment, and what is known in the batch itself of the order before it. */
export interface BatchedAmendment {
  readonly event: OrderAmended
  readonly before: Order | undefined
}

interface BatchedCandle {
  readonly instrumentId: InstrumentId
  readonly widthMs: number
  readonly growing: GrowingCandle
}

/** What the events of some commands of one flow add to the tables: of what changes more than once, the last of it. */
export class HistoryBatch {
  readonly flow: number
  readonly orders: Map<OrderId, Order> = new Map()
  readonly trades: WrittenRow[] = []
  readonly fills: WrittenRow[] = []
  readonly amendments: BatchedAmendment[] = []
  readonly preventions: WrittenRow[] = []
  readonly lists: Map<number, WrittenRow> = new Map()
  readonly movements: WrittenRow[] = []
  readonly balances: Map<string, WrittenRow> = new Map()
  /** How many events are in it. */
  eventCount = 0
  firstEventSequence = 0
  lastEventSequence = 0
  commandSequence = 0
  timestampUs = 0
  readonly #candles = new Map<string, BatchedCandle>()

  /** An empty one, of the flow of that number. */
  constructor(flow: number) {
    this.flow = flow
  }

  /** Adds the events of the next command. */
  add(events: readonly Event[]): void {
    for (const event of events) {
      if (this.eventCount === 0) this.firstEventSequence = event.sequence
      this.eventCount += 1
      this.lastEventSequence = event.sequence
      this.commandSequence = event.commandSequence
      this.timestampUs = event.timestampUs
      this.#take(event)
    }
  }

  /** The candles, as rows. */
  candles(): WrittenRow[] {
    return Array.from(this.#candles.values(), ({ instrumentId, widthMs, growing }) =>
      candleRow(instrumentId, widthMs, growing.candle),
    )
  }

  #take(event: Event): void {
    if (event.type === 'OrderAmended') this.amendments.push({ event, before: this.orders.get(event.order.orderId) })
    for (const order of ordersIn(event))
      this.orders.set(order.orderId, stillKnown(order, this.orders.get(order.orderId)))
    if (event.type === 'TradeExecuted') this.#takeTrade(event.trade)
    else if (event.type === 'TradePrevented') this.#takePrevention(event)
    else if (event.type === 'OrderListChanged') this.#takeList(event)
    else if (event.type === 'BalanceChanged') this.#takeBalance(event)
    else {
      const movement = movementOf(event, this.flow)
      if (movement !== undefined) this.movements.push(movementRow(movement))
    }
  }

  #takePrevention(event: TradePrevented): void {
    const { sequence, instrumentId, makerOrder, takerOrder } = event
    const row = { instrument_id: instrumentId, sequence, event: preventionJson(event) }
    for (const accountId of new Set([makerOrder.accountId, takerOrder.accountId]))
      this.preventions.push({ ...row, account_id: accountId })
  }

  #takeList({ list, status, timestampUs }: OrderListChanged): void {
    const { listId, accountId, createdUs } = list
    const times = { created_us: createdUs, updated_us: timestampUs }
    this.lists.set(listId, { list_id: listId, account_id: accountId, ...times, status, list })
  }

  #takeBalance(event: BalanceChanged): void {
    const row = balanceRow({ ...event, flow: this.flow })
    this.balances.set(`${event.accountId} ${event.assetId} ${String(row['second'])}`, row)
  }

  #takeTrade(trade: Trade): void {
    const { instrumentId, tradeId, timestampUs } = trade
    this.trades.push(tradeRow(trade))
    const fill = { instrument_id: instrumentId, trade_id: tradeId, timestamp_us: timestampUs }
    this.fills.push(
      { ...fill, account_id: trade.makerAccountId, role: 0, order_id: trade.makerOrderId },
      { ...fill, account_id: trade.takerAccountId, role: 1, order_id: trade.takerOrderId },
    )
    for (const widthMs of KEPT_CANDLE_WIDTHS_MS) {
      const openMs = Math.floor(timestampUs / 1000 / widthMs) * widthMs
      const key = `${instrumentId} ${widthMs} ${openMs}`
      const candle = this.#candles.get(key)
      if (candle === undefined)
        this.#candles.set(key, { instrumentId, widthMs, growing: new GrowingCandle(openMs, trade) })
      else candle.growing.add(trade)
    }
  }
}
