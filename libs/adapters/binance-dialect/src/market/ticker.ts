import { emptyCandle } from '@openlob/application'
import type { Candle } from '@openlob/application'
import type { Desk } from '../desk.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { fixedText } from './fixed-text.ts'
import { averagePrice } from './markets.ts'
import type { Market } from './markets.ts'

const NO_LEVEL = { priceTicks: 0, quantityLots: 0 }

/** A span of time, in milliseconds since 1970. */
export interface TickerSpan {
  readonly openMs: number
  readonly closeMs: number
}

/** The prices and quantities of a span; zeros where nothing was traded. */
export function tickerMini(
  { symbol, price, quantity, quote }: Market,
  candle: Candle | undefined,
  { openMs, closeMs }: TickerSpan,
  { time }: { readonly time: TimeWriter },
): Record<string, unknown> {
  // Nothing was traded: no lots, no price, no id.
  const { firstTradeId = -1, lastTradeId = -1, ...traded } = candle ?? emptyCandle(openMs, 0)
  return {
    symbol,
    openPrice: price.text(traded.openTicks),
    highPrice: price.text(traded.highTicks),
    lowPrice: price.text(traded.lowTicks),
    lastPrice: price.text(traded.closeTicks),
    volume: quantity.text(traded.lots),
    quoteVolume: fixedText(traded.quoteUnits, quote.scale),
    openTime: time(openMs * 1000),
    closeTime: time(closeMs * 1000),
    firstId: firstTradeId,
    lastId: lastTradeId,
    count: traded.trades,
  }
}

/** The same with the change and the average. */
export function tickerWindow(
  market: Market,
  candle: Candle | undefined,
  span: TickerSpan,
  call: { readonly time: TimeWriter },
): Record<string, unknown> {
  const { symbol, ...rest } = tickerMini(market, candle, span, call)
  return { symbol, ...changeOf(market, candle), ...rest }
}

/** By how much a span changed the price, and what was paid on average. */
export function changeOf(
  market: Market,
  candle: Candle | undefined,
): { readonly priceChange: string; readonly priceChangePercent: string; readonly weightedAvgPrice: string } {
  if (candle === undefined)
    return { priceChange: market.price.text(0), priceChangePercent: '0.000', weightedAvgPrice: market.price.text(0) }
  const change = candle.closeTicks - candle.openTicks
  return {
    priceChange: market.price.text(change),
    priceChangePercent: fixedText((BigInt(change) * 100_000n) / BigInt(candle.openTicks), 3),
    weightedAvgPrice: averagePrice(market, candle.quoteUnits, candle.lots),
  }
}

/** The best bid and ask; zeros where a side is empty. */
export async function bestPrices(
  { instrument, price, quantity }: Market,
  { exchange }: Pick<Desk, 'exchange'>,
): Promise<{ readonly bidPrice: string; readonly bidQty: string; readonly askPrice: string; readonly askQty: string }> {
  const depth = await exchange.queries.depth(instrument.instrumentId, 1)
  const { priceTicks: bidTicks, quantityLots: bidLots } = depth?.bids[0] ?? NO_LEVEL
  const { priceTicks: askTicks, quantityLots: askLots } = depth?.asks[0] ?? NO_LEVEL
  return {
    bidPrice: price.text(bidTicks),
    bidQty: quantity.text(bidLots),
    askPrice: price.text(askTicks),
    askQty: quantity.text(askLots),
  }
}
