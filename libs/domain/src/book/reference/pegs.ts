import { ACCEPTED, NO_PEG_REFERENCE } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import { fixedPegTicks, pegPriceTicks } from '../rules/pegs.ts'
import type { BookState } from './book-state.ts'
import { bestDisplayedTicks, bySequence, displayedPrices, expireOrder, levelTakes, putAt, takeOut } from './book-state.ts'
import { floats } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { pass } from './matching.ts'

/** Gives a fixed peg its price, from the displayed levels as they stand. */
export function takeFixedPrice(state: BookState, order: LiveOrder): BookCode {
  const side = order.peg === codes.PEG_BID ? codes.BUY : codes.SELL
  const level = displayedPrices(state, side)[order.pegOffsetLevels]
  if (level === undefined) return NO_PEG_REFERENCE
  order.priceTicks = fixedPegTicks(order.side, level, order.pegLimitTicks)
  return ACCEPTED
}

/** Where a floating peg should be now, 0 for nowhere. */
export function floatingPrice(state: BookState, order: LiveOrder): number {
  return pegPriceTicks(order, bestDisplayedTicks(state, codes.BUY), bestDisplayedTicks(state, codes.SELL))
}

/** Reprices the first peg that is not where it should be; tells whether there was one. */
export function repriceFirst(state: BookState): boolean {
  const moved = bySequence(state, (order) => floats(order) && order.priceTicks !== floatingPrice(state, order))
  const order = moved[0]
  if (order === undefined) return false
  const previous = order.priceTicks
  const price = floatingPrice(state, order)
  takeOut(state, order)
  order.priceTicks = price
  state.listener.onRepriced?.(order.orderId, order.side, price, order.leavesLots, previous)
  if (price === 0) putAt(state, order, 'aside')
  else if (!levelTakes(state, order, price)) expireOrder(state, order, codes.REFUSED_ON_ENTRY)
  else pass(state, order)
  return true
}
