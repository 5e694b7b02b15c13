import type { DepthSnapshot } from '@openlob/application'
import type { Trade } from '@openlob/domain'
import type { Market } from '../market/markets.ts'
import { STREAM_LAYOUT } from '../sbe/generated/stream-layout.ts'
import { MessageWriter } from '../sbe/message-writer.ts'
import type { BestLevel, BookChanges } from './market-feed.ts'

/*
 * What streams tell, as messages of the SBE schema of streams. Times are microseconds since 1970.
 */

const writer = new MessageWriter(STREAM_LAYOUT, () => 'none of them has another within')

/** `trade`: the trades of one command. */
export function tradesMessage(
  trades: readonly Trade[],
  { symbol, price, quantity }: Market,
  eventTime: number,
): Buffer {
  return writer.write('TradesStreamEvent', {
    eventTime,
    transactTime: trades[0]?.timestampUs ?? eventTime,
    trades: trades.map(({ tradeId, priceTicks, quantityLots, takerSide }) => ({
      id: tradeId,
      price: price.text(priceTicks),
      qty: quantity.text(quantityLots),
      isBuyerMaker: takerSide === 'sell',
    })),
    symbol,
  })
}

/** `bestBidAsk`. */
export function bestMessage(
  bookUpdateId: number,
  [bid, ask]: readonly [BestLevel, BestLevel],
  { symbol, price, quantity }: Market,
  eventTime: number,
): Buffer {
  return writer.write('BestBidAskStreamEvent', {
    eventTime,
    bookUpdateId,
    bidPrice: price.text(bid.priceTicks),
    bidQty: quantity.text(bid.quantityLots),
    askPrice: price.text(ask.priceTicks),
    askQty: quantity.text(ask.quantityLots),
    symbol,
  })
}

/** `depth20`: the best levels. */
export function partialDepthMessage(depth: DepthSnapshot, market: Market, eventTime: number): Buffer {
  const { sequence: bookUpdateId, bids, asks } = depth
  const sides = { bids: levels(bids, market), asks: levels(asks, market) }
  return writer.write('DepthSnapshotStreamEvent', { eventTime, bookUpdateId, ...sides, symbol: market.symbol })
}

/** `depth`: what changed. */
export function depthMessage({ bids, asks, ...updates }: BookChanges, market: Market, eventTime: number): Buffer {
  const changed = (side: ReadonlyMap<number, number>): readonly BestLevel[] =>
    Array.from(side, ([priceTicks, quantityLots]) => ({ priceTicks, quantityLots }))
  return writer.write('DepthDiffStreamEvent', {
    eventTime,
    firstBookUpdateId: updates.firstUpdateId,
    lastBookUpdateId: updates.lastUpdateId,
    bids: levels(changed(bids), market),
    asks: levels(changed(asks), market),
    symbol: market.symbol,
  })
}

function levels(side: readonly BestLevel[], { price, quantity }: Market): readonly object[] {
  return side.map(({ priceTicks, quantityLots }) => ({
    price: price.text(priceTicks),
    qty: quantity.text(quantityLots),
  }))
}
