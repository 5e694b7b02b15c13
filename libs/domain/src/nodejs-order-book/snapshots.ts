import { invariant } from '../invariant.ts'
import type { BookSnapshot } from '../book/book-snapshot.ts'
import type { NodejsPriceLevel, NodejsReply, NodejsSnapshot } from './command-shapes.ts'
import type { CatalogEntry, OrderCatalog } from './order-catalog.ts'
import type * as shapes from './order-shapes.ts'
import type { OrderViews } from './order-views.ts'

type Levels = Pick<NodejsSnapshot, 'bids' | 'asks' | 'stopBook'>

/** The orders of a book as `nodejs-order-book` shows them. */
export function snapshotLevels(book: BookSnapshot, catalog: OrderCatalog, views: OrderViews): Levels {
  const limits = (orders: BookSnapshot['bids']) =>
    levelsOf(
      orders.map(({ orderId }) => catalog.at(orderId)),
      (entry) => views.limit(entry, entry.leavesLots),
      ({ price }) => price,
    )
  const waiting = (book.waiting ?? []).map(({ orderId }) => catalog.at(orderId))
  const stops = (side: shapes.NodejsSide) => {
    const entries = waiting.filter((entry) => entry.side === side)
    const levels = levelsOf(entries, (entry) => views.stop(entry), ({ stopPrice }) => stopPrice)
    return levels.sort((left, right) => (side === 'buy' ? right.price - left.price : left.price - right.price))
  }
  return { bids: limits(book.bids), asks: limits(book.asks), stopBook: { bids: stops('buy'), asks: stops('sell') } }
}

function levelsOf<View>(
  entries: readonly CatalogEntry[],
  show: (entry: CatalogEntry) => View,
  priceOf: (view: View) => number,
): NodejsPriceLevel<View>[] {
  const levels = new Map<number, View[]>()
  for (const view of entries.map(show)) levels.set(priceOf(view), [...(levels.get(priceOf(view)) ?? []), view])
  return [...levels].map(([price, orders]) => ({ price, orders }))
}

/** What places the orders of a snapshot. */
interface Places {
  limit(order: shapes.NodejsLimitOrder): NodejsReply
  stopLimit(order: shapes.NodejsStopLimitOrder): NodejsReply
  stopMarket(order: shapes.NodejsStopMarketOrder): NodejsReply
  oco(order: shapes.NodejsOcoOrder): NodejsReply
}

/** Places what a snapshot of `nodejs-order-book` shows; throws where an order of it cannot be placed. */
export function placeLevels(book: Places, { bids, asks, stopBook }: Levels): void {
  const stops = [...ordersOf(stopBook.bids), ...ordersOf(stopBook.asks)]
  const pairs = new Map(stops.flatMap((stop) => (isOco(stop) ? [[stop.id, stop]] : [])))
  for (const limit of [...ordersOf(bids), ...ordersOf(asks)]) {
    const stop = pairs.get(limit.id)
    must(limit, stop === undefined ? book.limit(limit) : book.oco(pairOf(limit, stop)))
  }
  for (const stop of stops) {
    if (stop.type === 'stop_market') must(stop, book.stopMarket(stop))
    else if (!stop.isOCO) must(stop, book.stopLimit(stop))
  }
}

function ordersOf<View>(levels: readonly NodejsPriceLevel<View>[]): View[] {
  return levels.flatMap(({ orders }) => orders)
}

function isOco(stop: shapes.NodejsStopView): stop is shapes.NodejsStopLimitView {
  return stop.type === 'stop_limit' && stop.isOCO
}

function pairOf(limit: shapes.NodejsLimitView, stop: shapes.NodejsStopLimitView): shapes.NodejsOcoOrder {
  const { stopPrice, price: stopLimitPrice, timeInForce: stopLimitTimeInForce } = stop
  return { ...limit, stopPrice, stopLimitPrice, stopLimitTimeInForce }
}

function must({ id }: { readonly id: string }, { err }: NodejsReply): void {
  invariant(err === null, `an order of the snapshot cannot be placed: id=${id}, ${err?.message ?? ''}`)
}

/** Levels as text, highest price first: asks, a line, bids. */
export function bookText([asks, bids]: readonly [[number, number][], [number, number][]]): string {
  const lines = (levels: readonly [number, number][]) => levels.map(([price, size]) => `\n${price} -> ${size}`).join('')
  return `${lines([...asks].reverse())}\r\n------------------------------------${lines(bids)}`
}
