import { invariant } from '../../invariant.ts'
import * as codes from '../book-codes.ts'
import type { ExpiryCode } from '../book-codes.ts'
import { hasLimit, isImmediate } from '../rules/ticket-rules.ts'
import type { BookState } from './book-state.ts'
import { expireOrder, restOrder } from './book-state.ts'
import { fill, preventTrade } from './fills.ts'
import { beginGathering } from './gathering.ts'
import { isMarket, leavesAt, shownOf } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { availableLots, isPrevented, isWithinBand, makersFor, passesOver, reaches } from './makers.ts'

/** How a pass ended: the taker has all it wanted, or expired in it, or met no more, or the price band. */
type PassEnd = 'spent' | 'gone' | 'exhausted' | 'band'

/** Lets an order that is nowhere trade with the other side, and rest or expire with what is left. */
export function pass(state: BookState, order: LiveOrder): void {
  const limitTicks = limitOf(state, order)
  if (limitTicks === undefined) {
    expireOrder(state, order, codes.NO_LIQUIDITY)
    return
  }
  if (!mayTrade(state, order, limitTicks)) return
  const end = trade(state, order, limitTicks)
  if (end === 'gone') return
  if (order.quoteRest !== undefined) dropQuoteRest(state, order, end === 'band')
  else if (order.leavesLots > 0) settleRest(state, order, end === 'band', limitTicks)
  if (end === 'band' && state.bands!.action === codes.PAUSE_BEYOND_BAND) pause(state)
}

/** The worst price at which an order trades, 0 for any; undefined where it wants the best price and there is none. */
function limitOf(state: BookState, order: LiveOrder): number | undefined {
  if (order.type === codes.MARKET_TO_LIMIT && order.priceTicks === 0) return makersFor(state, order.side)[0]?.priceTicks
  return isMarket(order) ? 0 : order.priceTicks
}

/** Whether what an order wants at least is there; where it is not, it expires or rests at once. */
function mayTrade(state: BookState, order: LiveOrder, limitTicks: number): boolean {
  if (order.timeInForce === codes.FILL_OR_KILL && availableLots(state, order, limitTicks) < order.leavesLots) {
    expireOrder(state, order, codes.FOK_NOT_FILLABLE)
    return false
  }
  const least = Math.min(order.minimumLots, order.leavesLots)
  if (least === 0 || availableLots(state, order, limitTicks) >= least) return true
  if (isMarket(order) || isImmediate(order.timeInForce)) expireOrder(state, order, codes.MINIMUM_NOT_MET)
  else restOrder(state, order)
  return false
}

function trade(state: BookState, taker: LiveOrder, limitTicks: number): PassEnd {
  for (;;) {
    const maker = nextMaker(state, taker, limitTicks)
    if (typeof maker === 'string') return maker
    if (state.allocation !== undefined && maker.standing === 'displayed') {
      if (!shareLevel(state, taker, maker.priceTicks)) return 'gone'
    } else if (isPrevented(state, taker, maker)) {
      if (!preventTrade(state, taker, maker)) return 'gone'
    } else fill(state, taker, maker, Math.min(leavesAt(taker, maker.priceTicks), shownOf(maker)))
  }
}

function nextMaker(state: BookState, taker: LiveOrder, limitTicks: number): LiveOrder | PassEnd {
  if (taker.quoteRest === undefined && taker.leavesLots === 0) return 'spent'
  for (const maker of makersFor(state, taker.side)) {
    const { priceTicks } = maker
    const takerLots = leavesAt(taker, priceTicks)
    if (passesOver(maker, takerLots)) continue
    if (takerLots === 0) return 'spent'
    if (!reaches(taker.side, limitTicks, priceTicks)) return 'exhausted'
    return isWithinBand(state, priceTicks) ? maker : 'band'
  }
  return 'exhausted'
}

/** Shares what the taker wants among the displayed orders of a price, once; tells whether the taker goes on. */
function shareLevel(state: BookState, taker: LiveOrder, priceTicks: number): boolean {
  const level = makersFor(state, taker.side).filter(
    (maker) => maker.standing === 'displayed' && maker.priceTicks === priceTicks,
  )
  const own = level.find((maker) => isPrevented(state, taker, maker))
  // One at a time: the pass comes back here until none of them is left.
  if (own !== undefined) return preventTrade(state, taker, own)
  const shares = sharesOf(state, leavesAt(taker, priceTicks), level)
  for (const [at, maker] of level.entries()) {
    const lots = shares[at]!
    if (lots > 0) fill(state, taker, maker, lots)
  }
  return true
}

function sharesOf(state: BookState, lots: number, level: readonly LiveOrder[]): Float64Array {
  const policy = state.allocation!
  const shown = Float64Array.from(level, shownOf)
  const shares = new Float64Array(level.length)
  policy.allocate(lots, shown.slice(), level.length, shares)
  let [total, given] = [0n, 0n]
  for (const [at, share] of shares.entries()) {
    const inRange = Number.isInteger(share) && share >= 0 && share <= shown[at]!
    invariant(inRange, `a share is whole lots, at most what is shown: policy=${policy.name}, share=${share}`)
    total += BigInt(shown[at]!)
    given += BigInt(share)
  }
  const due = BigInt(lots) < total ? BigInt(lots) : total
  invariant(given === due, `shares add up to what arrives: policy=${policy.name}, given=${String(given)}`)
  return shares
}

/** What an amount of the quote asset does not pay for is no order any more; what it still would pay for is reported. */
function dropQuoteRest(state: BookState, order: LiveOrder, atBand: boolean): void {
  const traded = order.lastFillTicks !== 0
  const leavesLots = traded ? leavesAt(order, order.lastFillTicks) : 0
  if (traded && leavesLots === 0) return
  expireOrder(state, order, atBand ? codes.BAND_EXCEEDED : codes.NO_LIQUIDITY, leavesLots)
}

function settleRest(state: BookState, order: LiveOrder, atBand: boolean, limitTicks: number): void {
  const asked = order.priceTicks
  const reason = expiryOfRest(state, order, atBand)
  if (reason !== undefined) {
    expireOrder(state, order, reason)
    return
  }
  order.priceTicks = limitTicks
  order.minimumLots = Math.min(order.minimumLots, order.leavesLots)
  restOrder(state, order)
  const { orderId, side, priceTicks, leavesLots } = order
  if (priceTicks !== asked) state.listener.onRepriced?.(orderId, side, priceTicks, leavesLots, asked)
}

function expiryOfRest(state: BookState, order: LiveOrder, atBand: boolean): ExpiryCode | undefined {
  const immediate = isImmediate(order.timeInForce)
  if (atBand) {
    const limited = hasLimit(order.type) || order.type === codes.MARKET_TO_LIMIT
    const rests = limited && !immediate && state.bands!.action === codes.PAUSE_BEYOND_BAND
    return rests ? undefined : codes.BAND_EXCEEDED
  }
  if (isMarket(order)) return codes.NO_LIQUIDITY
  return immediate ? codes.IOC_REMAINDER : undefined
}

function pause(state: BookState): void {
  invariant(state.phase === codes.CONTINUOUS, `only continuous trading is paused: phase=${state.phase}`)
  state.phase = codes.VOLATILITY_PAUSE
  state.listener.onPhaseChanged?.(state.phase)
  beginGathering(state)
}

