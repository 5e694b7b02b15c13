import * as codes from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookQuote } from '../order-book.ts'
import type { OrderTicket } from '../order-ticket.ts'
import { bandCeilingTicks, bandFloorTicks } from '../rules/price-bands.ts'
import type { BookState } from './book-state.ts'
import { oppositeOf } from './book-state.ts'
import { leavesAt, orderOf, shownOf, takeOff } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'

/** All that an order of `side` could trade with, first in priority first. */
export function makersFor(state: BookState, side: SideCode): readonly LiveOrder[] {
  const other = oppositeOf(side)
  if (state.hidden[other].length === 0) return state.displayed[other]
  const sign = side === codes.BUY ? 1 : -1
  // Sorting is stable: at one price the displayed orders stay before the hidden ones.
  const makers = [...state.displayed[other], ...state.hidden[other]]
  return makers.sort((one, two) => sign * (one.priceTicks - two.priceTicks))
}

/** Tells whether an order of `side` with this limit (0 for none) would trade at a price. */
export function reaches(side: SideCode, limitTicks: number, priceTicks: number): boolean {
  if (limitTicks === 0) return true
  return side === codes.BUY ? priceTicks <= limitTicks : priceTicks >= limitTicks
}

/** Tells whether a pass may trade at a price. */
export function isWithinBand(state: BookState, priceTicks: number): boolean {
  const { bands, referenceTicks } = state
  if (bands === undefined || referenceTicks === 0) return true
  const floor = bandFloorTicks(referenceTicks, bands.downBasisPoints)
  return priceTicks >= floor && priceTicks <= bandCeilingTicks(referenceTicks, bands.upBasisPoints)
}

/** Tells whether a maker's minimum keeps it from trading with a taker of so much. */
export function passesOver(maker: LiveOrder, takerLots: number): boolean {
  const { minimumLots, leavesLots } = maker
  if (maker.standing !== 'hidden' || minimumLots === 0) return false
  return Math.min(takerLots, leavesLots) < Math.min(minimumLots, leavesLots)
}

/** Tells whether two orders are of one account or one group. */
export function areOwn(state: BookState, one: LiveOrder, other: LiveOrder): boolean {
  const accountId = accountOf(state, one)
  if (accountId !== 0 && accountId === accountOf(state, other)) return true
  return one.groupId !== 0 && one.groupId === other.groupId
}

function accountOf({ adviser }: BookState, { orderId, accountId }: LiveOrder): number {
  return accountId === 0 ? (adviser.accountOf?.(orderId) ?? 0) : accountId
}

/** Tells whether a taker must not trade with a maker. */
export function isPrevented(state: BookState, taker: LiveOrder, maker: LiveOrder): boolean {
  return taker.selfTrade !== codes.ALLOW_SELF_TRADE && areOwn(state, taker, maker)
}

/** How much of a taker's leaves a pass would fill now. */
export function availableLots(state: BookState, taker: LiveOrder, limitTicks: number): number {
  let remaining = taker.leavesLots
  const makers = makersFor(state, taker.side)
  for (const maker of makers) {
    if (remaining === 0 || !reaches(taker.side, limitTicks, maker.priceTicks)) break
    if (passesOver(maker, remaining)) continue
    if (!isWithinBand(state, maker.priceTicks)) break
    const level = makers.filter((other) => other.priceTicks === maker.priceTicks && other.standing === 'displayed')
    if (stopsAtLevel(state, taker, level)) {
      // Once a level is reached that ends the walk, what it still counts depends on the policy.
      const counted = state.allocation === undefined ? shownBeforeOwn(state, taker, level) : 0
      return taker.leavesLots - remaining + Math.min(remaining, counted)
    }
    if (isPrevented(state, taker, maker)) {
      if (taker.selfTrade === codes.EXPIRE_MAKER) continue
      break
    }
    remaining -= Math.min(remaining, maker.leavesLots)
  }
  return taker.leavesLots - remaining
}

/** Whether a displayed level has an own order at which the taker would stop. */
function stopsAtLevel(state: BookState, taker: LiveOrder, level: readonly LiveOrder[]): boolean {
  return taker.selfTrade !== codes.EXPIRE_MAKER && level.some((maker) => isPrevented(state, taker, maker))
}

function shownBeforeOwn(state: BookState, taker: LiveOrder, level: readonly LiveOrder[]): number {
  const own = level.findIndex((maker) => isPrevented(state, taker, maker))
  // More than 2^53 cannot come together: the total of a level is less.
  return level.slice(0, own).reduce((sum, maker) => sum + shownOf(maker), 0)
}

/** What a market order would trade at most, by quantity or by amount, and for how much. */
export function quoteForMarket(state: BookState, ticket: OrderTicket): BookQuote {
  const taker = orderOf(ticket, false, false)
  const skipsOwn = taker.selfTrade === codes.EXPIRE_MAKER || taker.selfTrade === codes.DECREMENT_BOTH
  let [fillableLots, costTickLots] = [0, 0n]
  for (const maker of makersFor(state, taker.side)) {
    const wanted = leavesAt(taker, maker.priceTicks)
    if (passesOver(maker, wanted)) continue
    if (wanted === 0) break
    const own = isPrevented(state, taker, maker)
    if (own && !skipsOwn) break
    const offered = own ? 0 : offeredBy(state, maker, !skipsOwn && stopsAtLevel(state, taker, levelOf(state, maker)))
    if (offered === 0) continue
    const lots = Math.min(wanted, offered)
    takeOff(taker, lots, maker.priceTicks)
    fillableLots += lots
    costTickLots += BigInt(lots) * BigInt(maker.priceTicks)
    // What an amount does not pay for at one price it may pay for at a lower one, which is behind this order.
    if (lots < offered) break
  }
  return { fillableLots, costTickLots }
}

/** What a maker gives to a taker that may stop at an own order of the same price. */
function offeredBy({ allocation }: BookState, maker: LiveOrder, stops: boolean): number {
  if (!stops) return maker.leavesLots
  return allocation === undefined ? shownOf(maker) : 0
}

function levelOf({ displayed }: BookState, { side, priceTicks }: LiveOrder): LiveOrder[] {
  return displayed[side].filter((other) => other.priceTicks === priceTicks)
}

/** What an order of nobody's would meet, and for how much. */
export function quoteFor(state: BookState, side: SideCode, quantityLots: number, limitTicks: number): BookQuote {
  let remaining = quantityLots
  let costTickLots = 0n
  for (const maker of makersFor(state, side)) {
    if (!reaches(side, limitTicks, maker.priceTicks)) break
    if (passesOver(maker, remaining)) continue
    const lots = Math.min(remaining, maker.leavesLots)
    remaining -= lots
    costTickLots += BigInt(lots) * BigInt(maker.priceTicks)
  }
  return { fillableLots: quantityLots - remaining, costTickLots }
}
