import * as codes from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookQuote } from '../order-book.ts'
import { bandCeilingTicks, bandFloorTicks } from '../rules/price-bands.ts'
import type { BookState } from './book-state.ts'
import { oppositeOf } from './book-state.ts'
import { shownOf } from './live-order.ts'
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
export function areOwn(one: LiveOrder, other: LiveOrder): boolean {
  if (one.accountId !== 0 && one.accountId === other.accountId) return true
  return one.groupId !== 0 && one.groupId === other.groupId
}

/** Tells whether a taker must not trade with a maker. */
export function isPrevented(taker: LiveOrder, maker: LiveOrder): boolean {
  return taker.selfTrade !== codes.ALLOW_SELF_TRADE && areOwn(taker, maker)
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
    if (stopsAtLevel(taker, level)) {
      // Once a level is reached that ends the walk, what it still counts depends on the policy.
      const counted = state.allocation === undefined ? shownBeforeOwn(taker, level) : 0
      return taker.leavesLots - remaining + Math.min(remaining, counted)
    }
    if (isPrevented(taker, maker)) {
      if (taker.selfTrade === codes.EXPIRE_MAKER) continue
      break
    }
    remaining -= Math.min(remaining, maker.leavesLots)
  }
  return taker.leavesLots - remaining
}

/** Whether a displayed level has an own order at which the taker would stop. */
function stopsAtLevel(taker: LiveOrder, level: readonly LiveOrder[]): boolean {
  return taker.selfTrade !== codes.EXPIRE_MAKER && level.some((maker) => isPrevented(taker, maker))
}

function shownBeforeOwn(taker: LiveOrder, level: readonly LiveOrder[]): number {
  const own = level.findIndex((maker) => isPrevented(taker, maker))
  // More than 2^53 cannot come together: the total of a level is less.
  return level.slice(0, own).reduce((sum, maker) => sum + shownOf(maker), 0)
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
