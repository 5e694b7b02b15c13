import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { Event, TradePrevented } from '../events/event.ts'
import type {
  Amendment,
  BalanceRecord,
  BalanceSelection,
  Fill,
  FillSelection,
  KeptCandleSelection,
} from '../ports/trading-history.ts'
import type {
  ListRecord,
  Movement,
  MovementSelection,
  OrderSelection,
  Page,
  TradeSelection,
} from '../ports/trading-history.ts'
import type { Candle } from '../history/candle.ts'

type EventOf<Type extends Event['type']> = Extract<Event, { readonly type: Type }>

interface Told {
  readonly event: Event
  readonly flow: number
}

/** What a history is to answer, read off all events anew for every question. */
export class ObviousHistory {
  readonly #told: Told[] = []

  publish(events: readonly Event[], flow: number): void {
    for (const event of events) this.#told.push({ event, flow })
  }

  orders({ accountId, instrumentId, fromOrderId, ...page }: OrderSelection): readonly Order[] {
    const mine = this.#allOrders().filter(
      (order) => order.accountId === accountId && order.instrumentId === instrumentId,
    )
    const rows = mine
      .filter(({ orderId }) => orderId >= (fromOrderId ?? 0))
      .sort((left, right) => left.orderId - right.orderId)
    return pageBy(rows, ({ createdUs }) => createdUs, page, fromOrderId !== undefined)
  }

  order(accountId: AccountId, { orderId, clientOrderId }: OrderReference): Order | undefined {
    const mine = this.#allOrders().filter((order) => order.accountId === accountId)
    if (orderId !== undefined) return mine.find((order) => order.orderId === orderId)
    const named = mine.filter((order) => order.clientOrderId === clientOrderId)
    return named.sort((left, right) => left.updatedUs - right.updatedUs || left.orderId - right.orderId).at(-1)
  }

  fills({ accountId, instrumentId, fromTradeId, orderId, ...page }: FillSelection): readonly Fill[] {
    const rows = this.#trades(instrumentId, fromTradeId).flatMap((trade): Fill[] => {
      const maker = trade.makerAccountId === accountId && (orderId ?? trade.makerOrderId) === trade.makerOrderId
      const taker = trade.takerAccountId === accountId && (orderId ?? trade.takerOrderId) === trade.takerOrderId
      return [
        ...(maker ? [{ trade, role: 'maker' } as const] : []),
        ...(taker ? [{ trade, role: 'taker' } as const] : []),
      ]
    })
    return pageBy(rows, ({ trade }) => trade.timestampUs, page, fromTradeId !== undefined)
  }

  trades({ instrumentId, fromTradeId, ...page }: TradeSelection): readonly Trade[] {
    return pageBy(
      this.#trades(instrumentId, fromTradeId),
      ({ timestampUs }) => timestampUs,
      page,
      fromTradeId !== undefined,
    )
  }

  amendments(accountId: AccountId, orderId: OrderId): readonly Amendment[] {
    const found: Amendment[] = []
    const before = new ObviousHistory()
    for (const { event, flow } of this.#told) {
      const known =
        event.type === 'OrderAmended' && event.order.orderId === orderId
          ? before.order(accountId, { orderId })
          : undefined
      if (known !== undefined && event.type === 'OrderAmended')
        found.push({ sequence: event.sequence, before: known, after: event.order })
      before.publish([event], flow)
    }
    return found
  }

  preventions(accountId: AccountId, instrumentId: InstrumentId): readonly TradePrevented[] {
    return this.#events('TradePrevented').filter((event) => {
      const isTheirs = event.makerOrder.accountId === accountId || event.takerOrder.accountId === accountId
      return isTheirs && event.instrumentId === instrumentId
    })
  }

  lists(accountId: AccountId): readonly ListRecord[] {
    const lists = new Map<number, ListRecord>()
    for (const { list, status, timestampUs } of this.#events('OrderListChanged'))
      if (list.accountId === accountId) lists.set(list.listId, { list, status, updatedUs: timestampUs })
    return [...lists.values()].sort(
      (left, right) => left.list.createdUs - right.list.createdUs || left.list.listId - right.list.listId,
    )
  }

  candles({ instrumentId, widthMs, fromMs, untilMs, limit }: KeptCandleSelection): readonly Candle[] {
    const byStart = new Map<number, Trade[]>()
    for (const trade of this.#trades(instrumentId, undefined)) {
      const openMs = Math.floor(trade.timestampUs / 1000 / widthMs) * widthMs
      byStart.set(openMs, [...(byStart.get(openMs) ?? []), trade])
    }
    const inside = [...byStart].filter(([openMs]) => openMs >= (fromMs ?? 0) && openMs < (untilMs ?? Infinity))
    const chosen = fromMs === undefined ? inside.slice(Math.max(0, inside.length - limit)) : inside.slice(0, limit)
    return chosen.map(([openMs, trades]) => candleOf(openMs, trades))
  }

  movements({ accountId, assetId, ...page }: MovementSelection): readonly Movement[] {
    const rows = this.#told.flatMap(({ event, flow }) => movementIn(event, flow))
    const mine = rows.filter((row) => row.accountId === accountId && (assetId ?? row.assetId) === row.assetId)
    return pageBy(mine.sort(byTimeAndFlow), ({ timestampUs }) => timestampUs, page, false)
  }

  balances({ accountId, assetId, ...page }: BalanceSelection): readonly BalanceRecord[] {
    const rows = new Map<string, BalanceRecord>()
    for (const { event, flow } of this.#told) {
      if (event.type !== 'BalanceChanged' || event.accountId !== accountId || event.assetId !== assetId) continue
      const { freeUnits, heldUnits, timestampUs } = event
      rows.set(`${flow} ${Math.floor(timestampUs / 1_000_000)}`, {
        accountId,
        assetId,
        flow,
        timestampUs,
        freeUnits,
        heldUnits,
      })
    }
    return pageBy([...rows.values()].sort(byTimeAndFlow), ({ timestampUs }) => timestampUs, page, false)
  }

  #events<Type extends Event['type']>(type: Type): EventOf<Type>[] {
    return this.#told.map(({ event }) => event).filter((event): event is EventOf<Type> => event.type === type)
  }

  #trades(instrumentId: InstrumentId, fromTradeId: number | undefined): Trade[] {
    const trades = this.#events('TradeExecuted').map(({ trade }) => trade)
    return trades.filter((trade) => trade.instrumentId === instrumentId && trade.tradeId >= (fromTradeId ?? 0))
  }

  /** Every order as it is now: the last word on each field that only some events tell of. */
  #allOrders(): Order[] {
    const orders = new Map<OrderId, Order>()
    for (const told of this.#orderVersions()) {
      const known = orders.get(told.orderId)
      const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
      orders.set(told.orderId, { ...known, clientOrderId: undefined, priceTicks: undefined, ...given } as Order)
    }
    return [...orders.values()]
  }

  #orderVersions(): Order[] {
    return this.#told.flatMap(({ event }): Order[] => {
      if (event.type === 'TradeExecuted') return [event.makerOrder, event.takerOrder]
      if (event.type === 'TradePrevented') {
        const { makerOrder, takerOrder, makerPreventedLots, takerPreventedLots } = event
        return [
          { ...makerOrder, preventedLots: makerPreventedLots },
          { ...takerOrder, preventedLots: takerPreventedLots },
        ]
      }
      if (!('order' in event)) return []
      if (event.type === 'OrderExpired') return [{ ...event.order, expiryReason: event.reason }]
      const worksNow = event.type === 'OrderActivated' && event.works
      return [worksNow ? { ...event.order, workingUs: event.timestampUs } : event.order]
    })
  }
}

function movementIn(event: Event, flow: number): Movement[] {
  const { sequence, timestampUs } = event
  const header = { flow, sequence, timestampUs }
  if (event.type === 'Deposited' || event.type === 'Withdrawn') {
    const { accountId, assetId, units } = event
    return [{ kind: event.type === 'Deposited' ? 'deposit' : 'withdrawal', accountId, assetId, units, ...header }]
  }
  if (event.type !== 'TransferSent' && event.type !== 'TransferReceived') return []
  const { accountId, assetId, units, ...transfer } = event.transfer
  return [
    {
      kind: event.type === 'TransferSent' ? 'transfer_out' : 'transfer_in',
      accountId,
      assetId,
      units,
      ...header,
      transfer,
    },
  ]
}

function candleOf(openMs: number, trades: readonly Trade[]): Candle {
  const prices = trades.map(({ priceTicks }) => priceTicks)
  const bought = trades.filter(({ takerSide }) => takerSide === 'buy')
  const lots = (of: readonly Trade[]): bigint => of.reduce((sum, { quantityLots }) => sum + BigInt(quantityLots), 0n)
  const quote = (of: readonly Trade[]): bigint => of.reduce((sum, { quoteUnits }) => sum + quoteUnits, 0n)
  const first = trades[0]!
  const last = trades.at(-1)!
  return {
    openMs,
    openTicks: first.priceTicks,
    highTicks: Math.max(...prices),
    lowTicks: Math.min(...prices),
    closeTicks: last.priceTicks,
    lots: lots(trades),
    quoteUnits: quote(trades),
    takerBuyLots: lots(bought),
    takerBuyQuoteUnits: quote(bought),
    trades: trades.length,
    firstTradeId: first.tradeId,
    lastTradeId: last.tradeId,
  }
}

function pageBy<Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => number,
  { limit, startUs, endUs }: Page,
  fromId: boolean,
): readonly Row[] {
  const inside = rows.filter((row) => timeOf(row) >= (startUs ?? 0) && timeOf(row) <= (endUs ?? Infinity))
  return startUs !== undefined || fromId ? inside.slice(0, limit) : inside.slice(Math.max(0, inside.length - limit))
}

function byTimeAndFlow(left: Movement | BalanceRecord, right: Movement | BalanceRecord): number {
  return left.timestampUs - right.timestampUs || left.flow - right.flow
}
