import { BUY, fixedPegTicks, PEG_BID, SELL } from '@openlob/domain'
import type { OrderConditions, SideCode } from '@openlob/domain'
import type { Market } from './market.ts'
import { pegCodeOf } from './order-ticket.ts'

/** The price of a peg that enters now, no worse than its limit (0 for none); 0 where the book has no such level. */
export function pegPriceTicks(
  { book }: Market,
  side: SideCode,
  { peg = 'primary', pegLevels = 0 }: OrderConditions,
  limitTicks: number,
): number {
  const level = book.depth(pegCodeOf(peg, side) === PEG_BID ? BUY : SELL, pegLevels + 1)[pegLevels]
  return level === undefined ? 0 : fixedPegTicks(side, level.priceTicks, limitTicks)
}
