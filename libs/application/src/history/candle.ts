import type { Trade } from '@openlob/domain'

/** What the trades of a span of time amount to. */
export interface Candle {
  /** When the span begins, in milliseconds since the Unix epoch. */
  readonly openMs: number
  /** The price of its first trade, in ticks. */
  readonly openTicks: number
  readonly highTicks: number
  readonly lowTicks: number
  /** The price of its last trade, in ticks. */
  readonly closeTicks: number
  /** What was traded, in lots. */
  readonly lots: bigint
  /** What was paid for it, in quote units. */
  readonly quoteUnits: bigint
  /** Of that, what takers bought. */
  readonly takerBuyLots: bigint
  readonly takerBuyQuoteUnits: bigint
  /** How many trades there were. */
  readonly trades: number
  /** Undefined where there was none. */
  readonly firstTradeId: number | undefined
  readonly lastTradeId: number | undefined
}

/** The candle of a single trade, in a span that begins at `openMs`. */
export function candleOf(openMs: number, { priceTicks, quantityLots, quoteUnits, takerSide, tradeId }: Trade): Candle {
  const lots = BigInt(quantityLots)
  const buys = takerSide === 'buy'
  return {
    openMs,
    openTicks: priceTicks,
    highTicks: priceTicks,
    lowTicks: priceTicks,
    closeTicks: priceTicks,
    lots,
    quoteUnits,
    takerBuyLots: buys ? lots : 0n,
    takerBuyQuoteUnits: buys ? quoteUnits : 0n,
    trades: 1,
    firstTradeId: tradeId,
    lastTradeId: tradeId,
  }
}

/** The candle of a span without a trade: all its prices are the last one before. */
export function emptyCandle(openMs: number, priceTicks: number): Candle {
  return {
    openMs,
    openTicks: priceTicks,
    highTicks: priceTicks,
    lowTicks: priceTicks,
    closeTicks: priceTicks,
    lots: 0n,
    quoteUnits: 0n,
    takerBuyLots: 0n,
    takerBuyQuoteUnits: 0n,
    trades: 0,
    firstTradeId: undefined,
    lastTradeId: undefined,
  }
}

/** Two candles as one, that begins where the earlier one does. */
export function joinedCandle(earlier: Candle, later: Candle): Candle {
  return {
    openMs: earlier.openMs,
    openTicks: earlier.openTicks,
    highTicks: Math.max(earlier.highTicks, later.highTicks),
    lowTicks: Math.min(earlier.lowTicks, later.lowTicks),
    closeTicks: later.closeTicks,
    lots: earlier.lots + later.lots,
    quoteUnits: earlier.quoteUnits + later.quoteUnits,
    takerBuyLots: earlier.takerBuyLots + later.takerBuyLots,
    takerBuyQuoteUnits: earlier.takerBuyQuoteUnits + later.takerBuyQuoteUnits,
    trades: earlier.trades + later.trades,
    firstTradeId: earlier.firstTradeId ?? later.firstTradeId,
    lastTradeId: later.lastTradeId ?? earlier.lastTradeId,
  }
}
