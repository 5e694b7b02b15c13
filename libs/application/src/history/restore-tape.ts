import type { InstrumentId, Trade } from '@openlob/domain'
import { KEPT_CANDLE_WIDTHS_MS } from '../ports/trading-history.ts'
import type { KeptCandleSelection, TradingHistory } from '../ports/trading-history.ts'
import { GrowingCandle } from './candle.ts'
import type { Candle } from './candle.ts'
import { CANDLES_KEPT } from './market-candles.ts'
import type { OlderCandles } from './market-candles.ts'
import type { MarketTape } from './market-tape.ts'
import { joinedWhereThere } from './series-candles.ts'

type Source = Pick<TradingHistory, 'candles' | 'trades'>
type Width = KeptCandleSelection['widthMs']

const TRADES_AT_ONCE = 1000

/**
 * Puts in front of the candles of a tape those that a history has from before its first trade. To be called once for
 * an instrument, when the history has all trades before that one. Rejects where the history does.
 */
export async function restoreTape(tape: MarketTape, history: Source, instrumentId: InstrumentId): Promise<void> {
  for (;;) {
    const first = tape.firstTrade(instrumentId)
    const older = await candlesBefore(first, history, instrumentId)
    // Where the first trade of all came in the meantime, they may have it too.
    if (tape.firstTrade(instrumentId) !== first) continue
    tape.candles(instrumentId).precede(older)
    return
  }
}

async function candlesBefore(
  first: Trade | undefined,
  history: Source,
  instrumentId: InstrumentId,
): Promise<Record<Width, OlderCandles>> {
  const older: Partial<Record<Width, OlderCandles>> = {}
  // Of the candle that the first trade falls into, what was traded before it: by trades, then by the shorter candles.
  let begun = first && (await secondBefore(first, history))
  let shorter: readonly Candle[] = []
  for (const widthMs of KEPT_CANDLE_WIDTHS_MS) {
    const startMs = first && Math.floor(first.timestampUs / 1000 / widthMs) * widthMs
    if (startMs !== undefined)
      begun = shorter.filter(({ openMs }) => openMs >= startMs).reduceRight<Candle | undefined>(joinedBefore, begun)
    const limit = CANDLES_KEPT[widthMs]
    const whole = await history.candles({ instrumentId, widthMs, untilMs: startMs, limit })
    const candles = begun === undefined || startMs === undefined ? whole : [...whole, { ...begun, openMs: startMs }]
    older[widthMs] = { candles, isAll: whole.length < limit }
    shorter = whole
  }
  return older as Record<Width, OlderCandles>
}

function joinedBefore(later: Candle | undefined, earlier: Candle): Candle | undefined {
  return joinedWhereThere(earlier, later)
}

/** What was traded in the second of a trade before it. */
async function secondBefore(
  { instrumentId, tradeId, timestampUs }: Trade,
  history: Source,
): Promise<Candle | undefined> {
  const openMs = Math.floor(timestampUs / 1_000_000) * 1000
  let candle: GrowingCandle | undefined
  let from: { readonly startUs?: number; readonly fromTradeId?: number } = { startUs: openMs * 1000 }
  for (;;) {
    const trades = await history.trades({ instrumentId, ...from, endUs: timestampUs, limit: TRADES_AT_ONCE })
    for (const trade of trades) {
      if (trade.tradeId >= tradeId) return candle?.candle
      if (candle === undefined) candle = new GrowingCandle(openMs, trade)
      else candle.add(trade)
    }
    const last = trades.at(-1)
    if (last === undefined || trades.length < TRADES_AT_ONCE) return candle?.candle
    from = { fromTradeId: last.tradeId + 1 }
  }
}
