import { isPriceTicks } from '../../units.ts'
import { BUY, PEG_ASK, PEG_BID } from '../book-codes.ts'
import type { PegCode, SideCode } from '../book-codes.ts'

/** A floating peg, as its price is reckoned. */
export interface FloatingPeg {
  readonly side: SideCode
  readonly peg: PegCode
  readonly pegOffsetTicks: number
  /** The worst price that it may reach, 0 for any. */
  readonly pegLimitTicks: number
}

/**
 * Where a floating peg stands for these best displayed prices (0 for none): what it follows plus its offset, no worse
 * than its limit and never across the other side. 0 where it has nothing to follow or no price in range.
 */
export function pegPriceTicks(order: FloatingPeg, bidTicks: number, askTicks: number): number {
  const reference = followed(order, bidTicks, askTicks)
  if (reference === 0) return 0
  let price = reference + order.pegOffsetTicks
  const limit = order.pegLimitTicks
  if (order.side === BUY) {
    if (limit !== 0 && price > limit) price = limit
    if (askTicks !== 0 && price >= askTicks) price = askTicks - 1
  } else {
    if (limit !== 0 && price < limit) price = limit
    if (price <= bidTicks) price = bidTicks + 1
  }
  return isPriceTicks(price) ? price : 0
}

function followed({ side, peg }: FloatingPeg, bidTicks: number, askTicks: number): number {
  if (peg === PEG_BID) return bidTicks
  if (peg === PEG_ASK) return askTicks
  if (bidTicks === 0 || askTicks === 0) return 0
  const sum = bidTicks + askTicks
  return side === BUY ? Math.floor(sum / 2) : Math.ceil(sum / 2)
}

/** The price of a fixed peg at a level's price: no worse than its limit (0 for none). */
export function fixedPegTicks(side: SideCode, levelTicks: number, limitTicks: number): number {
  if (limitTicks === 0) return levelTicks
  return side === BUY ? Math.min(levelTicks, limitTicks) : Math.max(levelTicks, limitTicks)
}
