import type { AccountId, InstrumentId, Order, OrderId, PriceTicks, QuantityLots, Trade, TradeId } from '@openlob/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CANDLE_INTERVALS, candleStartMs, DAY_MS, intervalMs, MarketCandles, MemoryHistory, nextCandleMs } from '../index.ts'
import type { CandleInterval, Event } from '../index.ts'
import { monthOf, monthStartMs } from './calendar.ts'

const FIRST_MS = Date.UTC(2024, 1, 27)
const time = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })

describe('the months of the calendar', () => {
  it('are those that the runtime knows', () => {
    fc.assert(
      fc.property(time, (timeMs) => {
        const date = new Date(timeMs)
        const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
        expect(monthOf(timeMs)).toBe(month)
        const start = new Date(timeMs)
        start.setUTCDate(1)
        expect(monthStartMs(month)).toBe(start.setUTCHours(0, 0, 0, 0))
      }),
    )
  })
})

describe('an interval', () => {
  it.each(CANDLE_INTERVALS)('of %s covers the time without a gap', (interval) => {
    const offset = fc.integer({ min: -24, max: 28 }).map((halfHours) => halfHours * 1_800_000)
    fc.assert(
      fc.property(time, offset, (timeMs, offsetMs) => {
        const start = candleStartMs(interval, timeMs, offsetMs)
        const next = nextCandleMs(interval, start, offsetMs)
        expect(start <= timeMs && timeMs < next).toBe(true)
        expect(candleStartMs(interval, next, offsetMs)).toBe(next)
        expect(nextCandleMs(interval, next, offsetMs, -1)).toBe(start)
      }),
    )
  })

  it('of a week begins on a Monday, and one of a month on its first day', () => {
    expect(new Date(candleStartMs('1w', FIRST_MS)).getUTCDay()).toBe(1)
    expect(new Date(candleStartMs('1M', FIRST_MS)).toISOString()).toBe('2024-02-01T00:00:00.000Z')
    expect(intervalMs('1M')).toBeUndefined()
  })
})

interface Step {
  readonly afterMs: number
  readonly ticks: number
  readonly lots: number
  readonly buys: boolean
}

const steps = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 3 * DAY_MS })),
    ticks: fc.integer({ min: 1, max: 100 }),
    lots: fc.integer({ min: 1, max: 1_000 }),
    buys: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)

function tradesOf(all: readonly Step[]): Trade[] {
  let timeMs = FIRST_MS
  return all.map(({ afterMs, ticks, lots, buys }, index) => {
    timeMs += afterMs
    return {
      tradeId: (index + 1) as TradeId,
      instrumentId: 1 as InstrumentId,
      priceTicks: ticks as PriceTicks,
      quantityLots: lots as QuantityLots,
      quoteUnits: BigInt(ticks * lots),
      takerSide: buys ? 'buy' : 'sell',
      makerOrderId: (2 * index + 1) as OrderId,
      makerAccountId: 1 as AccountId,
      makerFee: { assetId: 1, units: 0n } as Trade['makerFee'],
      takerOrderId: (2 * index + 2) as OrderId,
      takerAccountId: 2 as AccountId,
      takerFee: { assetId: 1, units: 0n } as Trade['takerFee'],
      timestampUs: timeMs * 1000,
    }
  })
}

function candlesOf(trades: readonly Trade[]): MarketCandles {
  const candles = new MarketCandles()
  for (const trade of trades) candles.add(trade)
  return candles
}

/** What trades amount to, the obvious way. */
function sumOf(trades: readonly Trade[]): object | undefined {
  const [first] = trades
  const last = trades.at(-1)
  if (first === undefined || last === undefined) return undefined
  const prices = trades.map(({ priceTicks }) => priceTicks)
  const total = (of: (trade: Trade) => bigint): bigint => trades.reduce((sum, trade) => sum + of(trade), 0n)
  return {
    openTicks: first.priceTicks,
    highTicks: Math.max(...prices),
    lowTicks: Math.min(...prices),
    closeTicks: last.priceTicks,
    lots: total(({ quantityLots }) => BigInt(quantityLots)),
    quoteUnits: total(({ quoteUnits }) => quoteUnits),
    takerBuyLots: total(({ quantityLots, takerSide }) => (takerSide === 'buy' ? BigInt(quantityLots) : 0n)),
    takerBuyQuoteUnits: total(({ quoteUnits, takerSide }) => (takerSide === 'buy' ? quoteUnits : 0n)),
    trades: trades.length,
    firstTradeId: first.tradeId,
    lastTradeId: last.tradeId,
  }
}

function within(trades: readonly Trade[], fromMs: number, untilMs: number): Trade[] {
  return trades.filter(({ timestampUs }) => timestampUs >= fromMs * 1000 && timestampUs < untilMs * 1000)
}

describe('the candles of a market', () => {
  const limits = fc.integer({ min: 1, max: 20 })
  const offset = fc.constantFrom(0, 3_600_000, -3_600_000, 5.75 * 3_600_000, 14 * 3_600_000)

  it('are what the trades in them amount to, for every length and every clock', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...CANDLE_INTERVALS), offset, limits, (all, interval, offsetMs, limit) => {
        const trades = tradesOf(all)
        const nowMs = trades.at(-1)!.timestampUs / 1000 + 5_000
        const found = candlesOf(trades).candles({ interval, limit, offsetMs }, nowMs)
        expect(found.at(-1)?.openMs).toBe(candleStartMs(interval, nowMs, offsetMs))
        expect(found.length).toBeLessThanOrEqual(limit)
        for (const { openMs, ...candle } of found) {
          const until = nextCandleMs(interval, openMs, offsetMs)
          const traded = sumOf(within(trades, openMs, until))
          const before = within(trades, 0, openMs).at(-1)?.priceTicks
          if (traded !== undefined) expect(candle).toEqual(traded)
          else expect([candle.openTicks, candle.closeTicks, candle.trades]).toEqual([before, before, 0])
        }
      }),
    )
  })

  it('are the first ones from a start on, and the last ones up to an end', () => {
    const trades = tradesOf([0, 60_000, 60_000, 60_000].map((afterMs) => ({ afterMs, ticks: 5, lots: 1, buys: true })))
    const candles = candlesOf(trades)
    const opens = (selection: { startMs?: number; endMs?: number; limit: number }): number[] =>
      candles.candles({ interval: '1m', ...selection }, FIRST_MS + 200_000).map(({ openMs }) => (openMs - FIRST_MS) / 60_000)
    expect(opens({ limit: 2 })).toEqual([2, 3])
    expect(opens({ startMs: FIRST_MS + 1, limit: 2 })).toEqual([1, 2])
    expect(opens({ endMs: FIRST_MS + 120_000, limit: 2 })).toEqual([1, 2])
    expect(opens({ startMs: FIRST_MS, endMs: FIRST_MS + 60_000, limit: 9 })).toEqual([0, 1])
    expect(new MarketCandles().candles({ interval: '1d', limit: 5 }, FIRST_MS)).toEqual([])
  })

  it('add up over any window, to the second', () => {
    fc.assert(
      fc.property(steps, fc.nat(40 * DAY_MS), fc.nat(9 * DAY_MS), (all, from, length) => {
        const trades = tradesOf(all)
        const startMs = FIRST_MS + Math.floor(from / 1000) * 1000
        const { openMs, ...window } = candlesOf(trades).window(startMs, startMs + length) ?? { openMs: 0 }
        const until = (Math.floor((startMs + length) / 1000) + 1) * 1000
        expect(window).toEqual(sumOf(within(trades, startMs, until)) ?? {})
        expect(openMs === 0 || openMs >= startMs).toBe(true)
      }),
    )
  })

  it('know the price before a time', () => {
    const two = [0, 5_000].map((afterMs, index) => ({ afterMs, ticks: 5 + index, lots: 1, buys: true }))
    const candles = candlesOf(tradesOf(two))
    const found = [0, 1_000, 5_000, 6_000, 9 * DAY_MS].map((after) => candles.lastTicksBefore(FIRST_MS + after))
    expect(found).toEqual([undefined, 5, 5, 6, 6])
  })

  it('of an interval that is asked for last are as many as fit', () => {
    const interval: CandleInterval = '1s'
    const candles = candlesOf(tradesOf([{ afterMs: 0, ticks: 1, lots: 1, buys: true }]))
    expect(candles.candles({ interval, limit: 1000 }, FIRST_MS + 3_000)).toHaveLength(4)
  })
})

describe('a history in memory', () => {
  const order = (id: number, status: Order['status'], clientOrderId?: string): Order => ({
    orderId: id as OrderId,
    accountId: 2 as AccountId,
    instrumentId: 1 as InstrumentId,
    clientOrderId,
    side: 'buy',
    type: 'limit',
    timeInForce: 'GTC',
    postOnly: false,
    priceTicks: 5 as PriceTicks,
    quantityLots: 9 as QuantityLots,
    executedLots: 0,
    executedQuoteUnits: 0n,
    status,
    createdUs: id * 10,
    updatedUs: id * 10,
  })
  const header = { sequence: 1, commandSequence: 1, timestampUs: 1 }
  const accepted = (id: number, clientOrderId?: string): Event => {
    return { ...header, type: 'OrderAccepted', order: order(id, 'open', clientOrderId) }
  }
  const account = { accountId: 2 as AccountId, instrumentId: 1 as InstrumentId }

  it('answers pages of orders, trades and fills as the dialects of exchanges have them', async () => {
    const history = new MemoryHistory()
    const trades = tradesOf(Array.from({ length: 9 }, () => ({ afterMs: 1, ticks: 5, lots: 1, buys: true })))
    const makerOrder = { ...order(100, 'open'), accountId: 1 as AccountId }
    history.publish(
      trades.map((trade): Event => {
        return { ...header, type: 'TradeExecuted', trade, makerOrder, takerOrder: order(trade.tradeId, 'filled') }
      }),
      0,
    )
    const ids = (rows: readonly { readonly tradeId: number }[]): number[] => rows.map(({ tradeId }) => tradeId)
    const { instrumentId } = account
    const at = (id: number): number => trades[id - 1]!.timestampUs
    expect(ids(await history.trades({ instrumentId, limit: 3 }))).toEqual([7, 8, 9])
    expect(ids(await history.trades({ instrumentId, limit: 3, fromTradeId: 2 }))).toEqual([2, 3, 4])
    expect(ids(await history.trades({ instrumentId, limit: 3, startUs: at(2) }))).toEqual([2, 3, 4])
    expect(ids(await history.trades({ instrumentId, limit: 3, endUs: at(5) }))).toEqual([3, 4, 5])
    expect(ids(await history.trades({ instrumentId, limit: 3, startUs: at(4), endUs: at(5) }))).toEqual([4, 5])
    const fills = await history.fills({ ...account, limit: 2 })
    expect(fills.map(({ trade, role }) => [trade.tradeId, role])).toEqual([[8, 'taker'], [9, 'taker']])
    expect(await history.fills({ ...account, limit: 9, orderId: 4 as OrderId })).toHaveLength(1)
    const orderIds = async (page: object): Promise<number[]> =>
      (await history.orders({ ...account, limit: 2, ...page })).map(({ orderId }) => orderId)
    expect(await orderIds({})).toEqual([8, 9])
    expect(await orderIds({ fromOrderId: 3 })).toEqual([3, 4])
  })

  it('knows an order by its last name, and how it was amended', async () => {
    const history = new MemoryHistory()
    history.publish([accepted(1, 'first'), accepted(2, 'other')], 0)
    const after = { ...order(1, 'open', 'second'), quantityLots: 4 as QuantityLots }
    history.publish([{ ...header, sequence: 7, type: 'OrderAmended', order: after, keptPlace: true }], 0)
    expect(await history.order(account.accountId, { clientOrderId: 'second' })).toEqual(after)
    expect(await history.order(account.accountId, { orderId: 2 as OrderId })).toMatchObject({ clientOrderId: 'other' })
    expect(await history.order(3 as AccountId, { orderId: 2 as OrderId })).toBeUndefined()
    const [amendment] = await history.amendments(account.accountId, 1 as OrderId)
    expect(amendment).toMatchObject({ sequence: 7, before: { quantityLots: 9 }, after: { quantityLots: 4 } })
  })

  it('forgets the oldest finished orders and fills, and no open order', async () => {
    const history = new MemoryHistory({ finishedOrders: 2, fills: 2, tradesPerInstrument: 2 })
    history.publish([accepted(1, 'open')], 0)
    const trades = tradesOf(Array.from({ length: 20 }, () => ({ afterMs: 1, ticks: 5, lots: 1, buys: true })))
    history.publish(
      trades.map((trade): Event => ({
        ...header,
        type: 'TradeExecuted',
        trade,
        makerOrder: { ...order(500, 'open'), accountId: 9 as AccountId },
        takerOrder: order(trade.tradeId + 10, 'filled', `n${trade.tradeId}`),
      })),
      0,
    )
    const kept = await history.orders({ ...account, limit: 100 })
    expect(kept[0]).toMatchObject({ orderId: 1 })
    expect(kept.length).toBeLessThanOrEqual(5)
    expect(await history.order(account.accountId, { clientOrderId: 'n1' })).toBeUndefined()
    expect(await history.order(account.accountId, { clientOrderId: 'n20' })).toBeDefined()
    expect((await history.trades({ instrumentId: account.instrumentId, limit: 100 })).length).toBeLessThanOrEqual(4)
    expect((await history.fills({ ...account, limit: 100 })).length).toBeLessThanOrEqual(4)
  })
})
