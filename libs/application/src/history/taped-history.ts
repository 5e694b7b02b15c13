import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import type { TradePrevented } from '../events/event.ts'
import type { Amendment, BalanceRecord, BalanceSelection, Fill, FillSelection } from '../ports/trading-history.ts'
import type { KeptCandleSelection, ListRecord, Movement, MovementSelection } from '../ports/trading-history.ts'
import type { OrderSelection, TradeSelection, TradingHistory } from '../ports/trading-history.ts'
import type { Candle } from './candle.ts'
import { intervalMs, nextCandleMs } from './candle-interval.ts'
import { CandleSeries } from './candle-series.ts'
import type { MarketTape } from './market-tape.ts'
import { candleBounds, keptWidthMs, seriesCandles } from './series-candles.ts'
import type { CandleSelection } from './series-candles.ts'

/** So many kept candles are read for one answer. */
const READ_MAX = 100_000
const LONGEST_MONTH_MS = 31 * 86_400_000

/** A history whose newest trades and candles come from a tape in memory: what markets are asked for most. */
export class TapedHistory implements TradingHistory {
  readonly tape: MarketTape
  readonly #history: TradingHistory

  /** The tape is told of every trade from when it was made on; the history may be behind. */
  constructor(tape: MarketTape, history: TradingHistory) {
    this.tape = tape
    this.#history = history
  }

  /**
   * The candles of a selection up to `nowMs`, from the first trade on; those without a trade have the price before.
   * Where they are put together from very many, those are fewer than were asked for. Rejects as a history does.
   */
  async candlesOf(instrumentId: InstrumentId, selection: CandleSelection, nowMs: number): Promise<readonly Candle[]> {
    const recent = this.tape.candles(instrumentId)
    if (recent.covers(selection, nowMs)) return recent.candles(selection, nowMs)
    const { interval, offsetMs = 0 } = selection
    const widthMs = keptWidthMs(interval, offsetMs)
    const most = Math.floor(READ_MAX / ((intervalMs(interval) ?? LONGEST_MONTH_MS) / widthMs))
    const bounded = { ...selection, limit: Math.min(selection.limit, most) }
    const { from, until } = candleBounds(bounded, nowMs)
    const of = { instrumentId, widthMs }
    const parts = await Promise.all([
      this.#history.candles({ ...of, fromMs: 0, untilMs: from, limit: 1 }),
      this.#history.candles({ ...of, untilMs: from, limit: 1 }),
      this.#history.candles({ ...of, fromMs: from, untilMs: nextCandleMs(interval, until, offsetMs), limit: READ_MAX }),
    ])
    const [[first], [before], inside] = parts
    const series = new CandleSeries(widthMs, READ_MAX)
    if (first !== undefined) series.add(first)
    if (before !== undefined && before.openMs !== first?.openMs) series.add(before)
    for (const candle of inside) series.add(candle)
    return seriesCandles(series, bounded, nowMs)
  }

  trades(selection: TradeSelection): Promise<readonly Trade[]> {
    return this.tape.covers(selection) ? Promise.resolve(this.tape.trades(selection)) : this.#history.trades(selection)
  }

  orders(selection: OrderSelection): Promise<readonly Order[]> {
    return this.#history.orders(selection)
  }

  order(accountId: AccountId, reference: OrderReference): Promise<Order | undefined> {
    return this.#history.order(accountId, reference)
  }

  fills(selection: FillSelection): Promise<readonly Fill[]> {
    return this.#history.fills(selection)
  }

  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]> {
    return this.#history.amendments(accountId, orderId)
  }

  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]> {
    return this.#history.preventions(accountId, instrumentId)
  }

  lists(accountId: AccountId): Promise<readonly ListRecord[]> {
    return this.#history.lists(accountId)
  }

  candles(selection: KeptCandleSelection): Promise<readonly Candle[]> {
    return this.#history.candles(selection)
  }

  movements(selection: MovementSelection): Promise<readonly Movement[]> {
    return this.#history.movements(selection)
  }

  balances(selection: BalanceSelection): Promise<readonly BalanceRecord[]> {
    return this.#history.balances(selection)
  }
}
