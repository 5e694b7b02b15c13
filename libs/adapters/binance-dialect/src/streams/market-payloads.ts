import { nextCandleMs } from '@openlob/application'
import type { Candle, CandleInterval, DepthSnapshot } from '@openlob/application'
import type { Trade } from '@openlob/domain'
import type { AggregateTrade } from '../market/aggregate-trades.ts'
import { fixedText } from '../market/fixed-text.ts'
import type { Market } from '../market/markets.ts'
import { changeOf } from '../market/ticker.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import type { BestLevel, BookChanges } from './market-feed.ts'

/*
 * What streams tell, as JSON. Names of fields are the dialect's.
 */

/** When it is told, and how times are written. */
export interface Telling {
  readonly nowUs: number
  readonly time: TimeWriter
}

/** `trade`. */
export function tradePayload(trade: Trade, { symbol, price, quantity }: Market, { nowUs, time }: Telling): string {
  return JSON.stringify({
    e: 'trade',
    E: time(nowUs),
    s: symbol,
    t: trade.tradeId,
    p: price.text(trade.priceTicks),
    q: quantity.text(trade.quantityLots),
    T: time(trade.timestampUs),
    m: trade.takerSide === 'sell',
    M: true,
  })
}

/** `aggTrade`. */
export function aggregatePayload(group: AggregateTrade, market: Market, { nowUs, time }: Telling): string {
  const { symbol, price, quantity } = market
  const { first, last, lots } = group
  return JSON.stringify({
    e: 'aggTrade',
    E: time(nowUs),
    s: symbol,
    a: first.tradeId,
    p: price.text(first.priceTicks),
    q: quantity.text(lots),
    f: first.tradeId,
    l: last.tradeId,
    T: time(first.timestampUs),
    m: first.takerSide === 'sell',
    M: true,
  })
}

/** `bookTicker`. */
export function bookTickerPayload(
  updateId: number,
  [bid, ask]: readonly [BestLevel, BestLevel],
  { symbol, price, quantity }: Market,
): string {
  return JSON.stringify({
    u: updateId,
    s: symbol,
    b: price.text(bid.priceTicks),
    B: quantity.text(bid.quantityLots),
    a: price.text(ask.priceTicks),
    A: quantity.text(ask.quantityLots),
  })
}

/** `depth`: what changed. */
export function depthPayload(changes: BookChanges, market: Market, { nowUs, time }: Telling): string {
  const { symbol, price, quantity } = market
  const levels = (side: ReadonlyMap<number, number>): readonly (readonly string[])[] =>
    Array.from(side, ([ticks, lots]) => [price.text(ticks), quantity.text(lots)])
  return JSON.stringify({
    e: 'depthUpdate',
    E: time(nowUs),
    s: symbol,
    U: changes.firstUpdateId,
    u: changes.lastUpdateId,
    b: levels(changes.bids),
    a: levels(changes.asks),
  })
}

/** `depth5`, `depth10`, `depth20`: the best levels. */
export function partialDepthPayload({ sequence, bids, asks }: DepthSnapshot, { price, quantity }: Market): string {
  const levels = (side: DepthSnapshot['bids']): readonly (readonly string[])[] =>
    side.map(({ priceTicks, quantityLots }) => [price.text(priceTicks), quantity.text(quantityLots)])
  return JSON.stringify({ lastUpdateId: sequence, bids: levels(bids), asks: levels(asks) })
}

/** Which candle is told. */
export interface KlineTerms {
  readonly interval: CandleInterval
  readonly offsetMs: number
  /** Whether nothing can be added to it any more. */
  readonly isClosed: boolean
}

/** `kline`. */
export function klinePayload(
  candle: Candle,
  { symbol, price, quantity, quote }: Market,
  { interval, offsetMs, isClosed }: KlineTerms,
  { nowUs, time }: Telling,
): string {
  return JSON.stringify({
    e: 'kline',
    E: time(nowUs),
    s: symbol,
    k: {
      t: time(candle.openMs * 1000),
      T: time(nextCandleMs(interval, candle.openMs, offsetMs) * 1000 - 1),
      s: symbol,
      i: interval,
      f: candle.firstTradeId ?? -1,
      L: candle.lastTradeId ?? -1,
      o: price.text(candle.openTicks),
      c: price.text(candle.closeTicks),
      h: price.text(candle.highTicks),
      l: price.text(candle.lowTicks),
      v: quantity.text(candle.lots),
      n: candle.trades,
      x: isClosed,
      q: fixedText(candle.quoteUnits, quote.scale),
      V: quantity.text(candle.takerBuyLots),
      Q: fixedText(candle.takerBuyQuoteUnits, quote.scale),
      B: '0',
    },
  })
}

/** What a ticker is about: the trades of its window. */
export interface TickerWindow {
  readonly candle: Candle
  readonly openMs: number
  readonly closeMs: number
}

/** `miniTicker`, as an object. */
export function miniTickerEvent({ candle }: TickerWindow, market: Market, { nowUs, time }: Telling): object {
  const { symbol, price, quantity, quote } = market
  return {
    e: '24hrMiniTicker',
    E: time(nowUs),
    s: symbol,
    c: price.text(candle.closeTicks),
    o: price.text(candle.openTicks),
    h: price.text(candle.highTicks),
    l: price.text(candle.lowTicks),
    v: quantity.text(candle.lots),
    q: fixedText(candle.quoteUnits, quote.scale),
  }
}

/** `ticker_1h` and the like, as an object; `ticker` with what it has besides. */
export function tickerEvent(
  name: string,
  window: TickerWindow,
  market: Market,
  telling: Telling,
  besides: object = {},
): object {
  const { candle, openMs, closeMs } = window
  const { symbol, price, quantity, quote } = market
  const { nowUs, time } = telling
  const traded = candle.trades === 0 ? undefined : candle
  const { priceChange, priceChangePercent, weightedAvgPrice } = changeOf(market, traded)
  return {
    e: name,
    E: time(nowUs),
    s: symbol,
    p: priceChange,
    P: priceChangePercent,
    w: weightedAvgPrice,
    ...besides,
    o: price.text(candle.openTicks),
    h: price.text(candle.highTicks),
    l: price.text(candle.lowTicks),
    c: price.text(candle.closeTicks),
    v: quantity.text(candle.lots),
    q: fixedText(candle.quoteUnits, quote.scale),
    O: time(openMs * 1000),
    C: time(closeMs * 1000),
    F: candle.firstTradeId ?? -1,
    L: candle.lastTradeId ?? -1,
    n: candle.trades,
  }
}
