import { MAX_PRICE_TICKS } from '../../units.ts'
import { isPriceTicks } from '../../units.ts'
import { ACCEPTED, LEVEL_QUANTITY_OUT_OF_RANGE, NO_PEG_REFERENCE, WOULD_TAKE_LIQUIDITY } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import {
  BAND_EXCEEDED,
  BUY,
  DAY,
  FILL_OR_KILL,
  FOK_NOT_FILLABLE,
  GOOD_TILL_CANCEL,
  GOOD_TILL_DATE,
  IMMEDIATE_OR_CANCEL,
  IOC_REMAINDER,
  MARKET,
  MARKET_TO_LIMIT,
  MAY_TAKE,
  MINIMUM_NOT_MET,
  NO_LIQUIDITY,
  PAUSE_BEYOND_BAND,
  PEG_BID,
  REFUSED_ON_ENTRY,
  REJECT_IF_TAKING,
  SELL,
} from '../book-codes.ts'
import { isCallPhase } from '../rules/phases.ts'
import { fixedPegTicks, pegPriceTicks } from '../rules/pegs.ts'
import { bandCeilingTicks, bandFloorTicks } from '../rules/price-bands.ts'
import { isImmediate } from '../rules/ticket-rules.ts'
import { isAvailable } from './available.ts'
import type { PriceRange } from './available.ts'
import type { BookState } from './book-state.ts'
import { oppositeOf } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { match, NO_TRADE } from './matching.ts'
import type { MatchEnd } from './matching.ts'

/** The price of a fixed peg now, 0 where the book has no such level. */
export function fixedPegPrice(state: BookState, order: LiveOrder): number {
  const side = order.peg === PEG_BID ? BUY : SELL
  const level = state.displayed.depth(side, order.pegOffsetLevels + 1)[order.pegOffsetLevels]
  return level === undefined ? 0 : fixedPegTicks(order.side, level.priceTicks, order.pegLimitTicks)
}

/** The price of a floating peg now, 0 where it has none. */
export function floatingPegPrice(state: BookState, order: LiveOrder): number {
  const { displayed } = state
  return pegPriceTicks(order, displayed.bestPriceTicks(BUY) ?? 0, displayed.bestPriceTicks(SELL) ?? 0)
}

/** Where an order that must not take may rest: its price, or the best that does not cross; 0 where it may not. */
export function restingPrice(state: BookState, order: LiveOrder, priceTicks: number): number {
  if (order.postOnly === MAY_TAKE || isCallPhase(state.phase) || !state.meets(order.side, priceTicks)) return priceTicks
  if (order.postOnly === REJECT_IF_TAKING) return 0
  const opposite = state.bestTicks(oppositeOf(order.side))
  const slid = order.side === BUY ? opposite - 1 : opposite + 1
  return isPriceTicks(slid) ? slid : 0
}

/** Why a book cannot take an order that is to work now, or `ACCEPTED`. A floating peg has its price already. */
export function entryRefusal(state: BookState, order: LiveOrder): BookCode {
  if (order.floats && order.priceTicks === 0) return NO_PEG_REFERENCE
  if (order.isMarket || order.type === MARKET_TO_LIMIT) {
    return isCallPhase(state.phase) ? levelRefusal(state, order, callPrice(order)) : ACCEPTED
  }
  const price = restingPrice(state, order, order.priceTicks)
  if (price === 0) return WOULD_TAKE_LIQUIDITY
  return isImmediate(order.timeInForce) ? ACCEPTED : levelRefusal(state, order, price)
}

function levelRefusal(state: BookState, order: LiveOrder, priceTicks: number): BookCode {
  return state.levelTakes(order, priceTicks, order.leavesLots) ? ACCEPTED : LEVEL_QUANTITY_OUT_OF_RANGE
}

/** Where an order stands in an auction: a market order at the end of the range. */
function callPrice(order: LiveOrder): number {
  if (!order.isMarket) return order.priceTicks
  return order.side === BUY ? MAX_PRICE_TICKS : 1
}

/** Lets an order rest in a call phase. */
export function restForAuction(state: BookState, order: LiveOrder): void {
  order.priceTicks = callPrice(order)
  state.rest(order)
}

/** Lets an order enter that waited, or drops it where the book cannot take it. */
export function enterLate(state: BookState, order: LiveOrder): void {
  if (takesPrice(state, order) && entryRefusal(state, order) === ACCEPTED) arrive(state, order)
  else state.expire(order, order.leavesLots, REFUSED_ON_ENTRY)
}

/** Gives a fixed peg the price that it could not have before; says whether an order has the price that it needs. */
function takesPrice(state: BookState, order: LiveOrder): boolean {
  if (order.pegOffsetLevels === -1) return order.isMarket || order.type === MARKET_TO_LIMIT || order.priceTicks !== 0
  const priceTicks = fixedPegPrice(state, order)
  if (priceTicks === 0) return false
  const before = order.priceTicks
  order.priceTicks = priceTicks
  if (priceTicks !== before) reportPrice(state, order, before)
  return true
}

/** Lets an order in that passed every check: it rests for an auction, or trades and then rests or expires. */
export function arrive(state: BookState, order: LiveOrder): void {
  if (isCallPhase(state.phase)) {
    restForAuction(state, order)
    return
  }
  if (order.postOnly === MAY_TAKE) {
    pass(state, order)
    return
  }
  const asked = order.priceTicks
  order.priceTicks = restingPrice(state, order, asked)
  if (order.priceTicks !== asked) reportPrice(state, order, asked)
  state.rest(order)
}

/** Tells that the book gave an order another price. */
export function reportPrice({ listener }: BookState, order: LiveOrder, previousTicks: number): void {
  listener.onRepriced?.(order.orderId, order.side, order.priceTicks, order.leavesLots, previousTicks)
}

/** An order trades with the other side; what is left rests or expires. */
export function pass(state: BookState, order: LiveOrder): void {
  let limitTicks = order.isMarket ? 0 : order.priceTicks
  if (order.type === MARKET_TO_LIMIT && limitTicks === 0) {
    limitTicks = state.bestTicks(oppositeOf(order.side))
    if (limitTicks === 0) {
      state.expire(order, order.leavesLots, NO_LIQUIDITY)
      return
    }
  }
  const range = rangeOf(state, limitTicks)
  if (!mayTrade(state, order, range)) return
  const end = limitTicks === 0 || state.meets(order.side, limitTicks) ? match(state, order, range) : NO_TRADE
  if (!end.prevented) finish(state, order, limitTicks, end)
}

/** Whether what an order wants at least is there; where it is not, the order expires or rests at once. */
function mayTrade(state: BookState, order: LiveOrder, range: PriceRange): boolean {
  if (order.timeInForce === FILL_OR_KILL && !isAvailable(state, order, range, order.leavesLots)) {
    state.expire(order, order.leavesLots, FOK_NOT_FILLABLE)
    return false
  }
  const minimum = Math.min(order.minimumLots, order.leavesLots)
  if (minimum === 0 || isAvailable(state, order, range, minimum)) return true
  const expires = order.type === MARKET || order.timeInForce === IMMEDIATE_OR_CANCEL
  if (expires) state.expire(order, order.leavesLots, MINIMUM_NOT_MET)
  else state.rest(order)
  return false
}

function rangeOf({ bands, referenceTicks }: BookState, limitTicks: number): PriceRange {
  if (bands === undefined || referenceTicks === 0) return { limitTicks, lowTicks: 0, highTicks: Infinity }
  const lowTicks = bandFloorTicks(referenceTicks, bands.downBasisPoints)
  return { limitTicks, lowTicks, highTicks: bandCeilingTicks(referenceTicks, bands.upBasisPoints) }
}

function finish(state: BookState, order: LiveOrder, limitTicks: number, end: MatchEnd): void {
  const byQuote = order.quoteTickLots !== 0
  const pauses = end.atBand && state.bands?.action === PAUSE_BEYOND_BAND
  if (byQuote) finishQuote(state, order, end)
  else if (order.leavesLots === 0 && !end.atBand) finishFilled(state, order)
  else if (end.atBand) finishAtBand(state, order, limitTicks, pauses)
  else if (order.isMarket) state.expire(order, order.leavesLots, NO_LIQUIDITY)
  else if (order.timeInForce === IMMEDIATE_OR_CANCEL) state.expire(order, order.leavesLots, IOC_REMAINDER)
  else restRemainder(state, order, limitTicks)
  if (pauses) state.pauses = true
}

function finishFilled(state: BookState, order: LiveOrder): void {
  state.remove(order)
  state.tell(order, 'filled')
}

/** What is left of an amount is dropped where it would still pay for something, or never did. */
function finishQuote(state: BookState, order: LiveOrder, { atBand, lastTradeTicks }: MatchEnd): void {
  const rest = lastTradeTicks === 0 ? 0 : Math.floor(order.quoteTickLots / lastTradeTicks)
  if (lastTradeTicks === 0 || rest > 0) state.expire(order, rest, atBand ? BAND_EXCEEDED : NO_LIQUIDITY)
  else finishFilled(state, order)
}

function finishAtBand(state: BookState, order: LiveOrder, limitTicks: number, pauses: boolean): void {
  const { timeInForce } = order
  const stands = timeInForce === GOOD_TILL_CANCEL || timeInForce === GOOD_TILL_DATE || timeInForce === DAY
  if (pauses && stands && !order.isMarket) restRemainder(state, order, limitTicks)
  else state.expire(order, order.leavesLots, BAND_EXCEEDED)
}

function restRemainder(state: BookState, order: LiveOrder, limitTicks: number): void {
  const before = order.priceTicks
  order.priceTicks = limitTicks
  if (before !== limitTicks) reportPrice(state, order, before)
  if (order.minimumLots > order.leavesLots) order.minimumLots = order.leavesLots
  if (order.executedLots > 0 && order.list !== undefined && !order.list.waiting) state.tell(order, 'traded')
  state.rest(order)
}
