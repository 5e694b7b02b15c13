import { OrderBook as NodejsOrderBook, Side } from 'nodejs-order-book'
import type { ExecutionCode, SideCode } from '../src/book/book-codes.ts'
import type { OrderBook } from '../src/book/order-book.ts'
import { GOOD_TILL_CANCEL, IMMEDIATE_OR_CANCEL } from '../src/book/book-codes.ts'
import type { Workload } from './workload.ts'
import { CANCEL, MOVE, NEW_IOC } from './workload.ts'

/** Gives messages `from` to before `to` to a book of ours. */
export function runBook(book: OrderBook, workload: Workload, from: number, to: number): void {
  const { kinds, sides, orderIds, prices, lots } = workload
  for (let at = from; at < to; at += 1) {
    const kind = kinds[at]!
    if (kind === MOVE) {
      book.amend(orderIds[at]!, prices[at]!, lots[at]!)
    } else if (kind === CANCEL) {
      book.cancel(orderIds[at]!)
    } else {
      const execution: ExecutionCode = kind === NEW_IOC ? IMMEDIATE_OR_CANCEL : GOOD_TILL_CANCEL
      book.placeLimit(orderIds[at]!, sides[at]! as SideCode, prices[at]!, lots[at]!, execution)
    }
  }
}

type TimeInForce = NonNullable<Parameters<NodejsOrderBook['limit']>[0]['timeInForce']>
// Its enumeration is not exported.
const [GTC, IOC] = ['GTC', 'IOC'] as unknown as [TimeInForce, TimeInForce]

/** What `nodejs-order-book` traded, and the orders and moves that it refused. */
export interface PeerTally {
  refused: number
  trades: number
  tradedLots: number
}

/** A `nodejs-order-book` without its journal, which is how it is fastest. */
export function createPeer(): NodejsOrderBook {
  return new NodejsOrderBook()
}

/**
 * Gives messages to `nodejs-order-book`: a move is its `modify`, which is cancel and insert without validation and
 * so faster than the two calls. Its ids are text, made beforehand. What it refuses, ours refuses too.
 */
export function runPeer(
  book: NodejsOrderBook,
  workload: Workload,
  ids: readonly string[],
  [from, to]: readonly [number, number],
  tally: PeerTally,
): void {
  const { kinds, sides, orderIds, prices, lots } = workload
  for (let at = from; at < to; at += 1) {
    const kind = kinds[at]!
    const id = ids[orderIds[at]!]!
    const size = lots[at]!
    if (kind === MOVE) {
      count(book.modify(id, { price: prices[at]!, size }), size, tally)
    } else if (kind === CANCEL) {
      book.cancel(id)
    } else {
      const side = sides[at] === 0 ? Side.BUY : Side.SELL
      const timeInForce = kind === NEW_IOC ? IOC : GTC
      count(book.limit({ id, side, size, price: prices[at]!, timeInForce }), size, tally)
    }
  }
}

/** Adds what one reply says was traded; `done` ends with the taker itself where it was filled. */
function count(reply: ReturnType<NodejsOrderBook['limit']>, size: number, tally: PeerTally): void {
  if (reply.err !== null) {
    tally.refused += 1
    return
  }
  if (reply.done.length === 0 && reply.partial === null) return
  const filled = reply.quantityLeft === 0
  const makerPartlyFilled = filled && reply.partialQuantityProcessed > 0
  tally.trades += reply.done.length - (filled ? 1 : 0) + (makerPartlyFilled ? 1 : 0)
  tally.tradedLots += size - reply.quantityLeft
}
