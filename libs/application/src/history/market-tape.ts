import { invariant } from '@openlob/domain'
import type { InstrumentId, Trade } from '@openlob/domain'
import type { Event } from '../events/event.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import type { Queries } from '../ports/exchange-gateway.ts'
import type { TradeSelection } from '../ports/trading-history.ts'
import { MarketCandles } from './market-candles.ts'
import { pageOf } from './page-of.ts'

const DEFAULT_TRADES = 10_000

/** The last trades of every market and its candles, in memory, of what was told since it was made. */
export class MarketTape implements EventPublisher {
  readonly #capacity: number
  readonly #trades = new Map<InstrumentId, Trade[]>()
  readonly #firstTrades = new Map<InstrumentId, Trade>()
  readonly #candles = new Map<InstrumentId, MarketCandles>()

  /** One that keeps so many trades of each instrument, up to twice as many. Throws where that is no integer from 1. */
  constructor(tradesPerInstrument: number = DEFAULT_TRADES) {
    const inRange = Number.isSafeInteger(tradesPerInstrument) && tradesPerInstrument >= 1
    invariant(inRange, `a tape keeps an integer of trades from 1 on: tradesPerInstrument=${tradesPerInstrument}`)
    this.#capacity = tradesPerInstrument
  }

  /** Takes in the trades that an exchange remembers, before any event of it. */
  async seed(queries: Queries): Promise<void> {
    for (const { instrumentId } of await queries.instruments()) {
      const newestFirst = await queries.recentTrades(instrumentId, this.#capacity)
      for (const trade of newestFirst.toReversed()) this.#add(trade)
    }
  }

  publish(events: readonly Event[]): void {
    for (const event of events) if (event.type === 'TradeExecuted') this.#add(event.trade)
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

  /** The first trade of an instrument that it was told of, kept or not. */
  firstTrade(instrumentId: InstrumentId): Trade | undefined {
    return this.#firstTrades.get(instrumentId)
  }

  /** The trades of a selection among those kept, by id. */
  trades({ instrumentId, fromTradeId, ...page }: TradeSelection): readonly Trade[] {
    const kept = this.#trades.get(instrumentId) ?? []
    const rows = fromTradeId === undefined ? kept : kept.filter(({ tradeId }) => tradeId >= fromTradeId)
    return pageOf(rows, ({ timestampUs }) => timestampUs, page, fromTradeId !== undefined)
  }

  /** Whether the trades of a selection are among those kept, whatever there was before. */
  covers({ instrumentId, fromTradeId, startUs, endUs, limit }: TradeSelection): boolean {
    const kept = this.#trades.get(instrumentId) ?? []
    const [first] = kept
    if (first === undefined) return false
    if (fromTradeId !== undefined && fromTradeId >= first.tradeId) return true
    // Others may have traded in the same microsecond.
    if (startUs !== undefined && startUs > first.timestampUs) return true
    if (fromTradeId !== undefined || startUs !== undefined) return false
    return (endUs === undefined ? kept : kept.filter(({ timestampUs }) => timestampUs <= endUs)).length >= limit
  }

  #add(trade: Trade): void {
    const { instrumentId, tradeId } = trade
    const kept = this.#trades.get(instrumentId)
    if (kept === undefined) {
      this.#trades.set(instrumentId, [trade])
      this.#firstTrades.set(instrumentId, trade)
    } else {
      const last = kept.at(-1)
      if (last !== undefined && last.tradeId >= tradeId) return
      kept.push(trade)
      // Trimmed at twice the limit, so that a trade costs O(1) on average.
      if (kept.length > 2 * this.#capacity) kept.splice(0, kept.length - this.#capacity)
    }
    this.candles(instrumentId).add(trade)
  }
}
