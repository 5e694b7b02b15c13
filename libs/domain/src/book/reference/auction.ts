import { isPriceTicks, MAX_PRICE_TICKS } from '../../units.ts'
import * as codes from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { IndicativeUncross } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import { comparisonTicks, noteEvent } from './book-state.ts'
import { loseLots, settleMaker } from './fills.ts'
import { shownOf } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { makersFor } from './makers.ts'

/** Where an auction would end now; undefined where nothing would trade. */
export function auctionOutcome(state: BookState): IndicativeUncross | undefined {
  const [bids, asks] = [participants(state, codes.BUY), participants(state, codes.SELL)]
  const wanted = comparisonTicks(state)
  let best: IndicativeUncross | undefined
  for (const priceTicks of candidates([...bids, ...asks], wanted)) {
    const buying = totalOf(bids.filter((bid) => bid.priceTicks >= priceTicks))
    const selling = totalOf(asks.filter((ask) => ask.priceTicks <= priceTicks))
    const quantityLots = buying < selling ? buying : selling
    const outcome = { priceTicks, quantityLots, imbalanceLots: buying - selling }
    if (quantityLots > 0n && (best === undefined || isBetter(outcome, best, wanted))) best = outcome
  }
  return best
}

/** Lets all that crosses trade at one price, where anything does. */
export function uncross(state: BookState): void {
  const outcome = auctionOutcome(state)
  if (outcome === undefined) return
  const { priceTicks, quantityLots } = outcome
  state.listener.onUncrossed?.(priceTicks, Number(quantityLots))
  for (;;) {
    const bid = participants(state, codes.BUY)[0]
    const ask = participants(state, codes.SELL)[0]
    if (bid === undefined || ask === undefined || bid.priceTicks < priceTicks || ask.priceTicks > priceTicks) break
    tradeAt(state, ask, bid, priceTicks)
  }
  state.prices[codes.LAST_PRICE] = priceTicks
  state.referenceTicks = priceTicks
}

function tradeAt(state: BookState, ask: LiveOrder, bid: LiveOrder, priceTicks: number): void {
  const lots = Math.min(shownOf(ask), shownOf(bid))
  for (const order of [ask, bid]) {
    loseLots(order, lots)
    order.executedLots += lots
  }
  const { orderId, leavesLots } = ask
  state.listener.onTrade(orderId, bid.orderId, codes.BUY, priceTicks, lots, leavesLots, bid.leavesLots)
  for (const order of [ask, bid]) noteEvent(state, order, order.leavesLots === 0 ? 'filled' : 'traded')
  for (const order of [ask, bid]) settleMaker(state, order)
}

/** The orders of a side that take part, first in priority first. */
function participants(state: BookState, side: SideCode): LiveOrder[] {
  const taker = side === codes.BUY ? codes.SELL : codes.BUY
  return makersFor(state, taker).filter((order) => order.minimumLots === 0)
}

/**
 * Between two neighbouring prices of orders nothing changes, so that the best price is next to one of an order, or
 * is the one that it should be near to.
 */
function candidates(orders: readonly LiveOrder[], wanted: number): number[] {
  const prices = new Set<number>([1, MAX_PRICE_TICKS, wanted])
  for (const { priceTicks } of orders) for (const step of [-1, 0, 1]) prices.add(priceTicks + step)
  return [...prices].filter((price) => isPriceTicks(price)).sort((one, other) => one - other)
}

/** Whether an outcome is better than one at a lower price. */
function isBetter(outcome: IndicativeUncross, lower: IndicativeUncross, wanted: number): boolean {
  if (outcome.quantityLots !== lower.quantityLots) return outcome.quantityLots > lower.quantityLots
  const [left, leftLower] = [magnitude(outcome.imbalanceLots), magnitude(lower.imbalanceLots)]
  if (left !== leftLower) return left < leftLower
  return wanted !== 0 && Math.abs(outcome.priceTicks - wanted) < Math.abs(lower.priceTicks - wanted)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

function totalOf(orders: readonly LiveOrder[]): bigint {
  return orders.reduce((sum, order) => sum + BigInt(order.leavesLots), 0n)
}
