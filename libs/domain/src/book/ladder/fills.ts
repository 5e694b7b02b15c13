import { MAX_QUANTITY_LOTS } from '../../units.ts'
import { MAY_TAKE, REFUSED_ON_ENTRY } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { displayedLotsAt } from './makers.ts'
import type { Maker } from './makers.ts'
import { rungOf } from './price-ladder.ts'

/** What remains open of a maker, hidden parts included. */
export function leavesOf(maker: Maker): number {
  return maker.live === undefined ? maker.shownLots : maker.live.leavesLots
}

/** Takes lots off a maker, in its place; what is used up leaves. Returns what remains open of it. */
export function takeFromMaker(state: BookState, side: SideCode, maker: Maker, lots: number): number {
  const { live, record } = maker
  if (live === undefined) {
    if (lots === maker.shownLots) state.displayed.remove(record, side)
    else state.displayed.shrink(record, lots)
    return maker.shownLots - lots
  }
  live.leavesLots -= lots
  if (live.minimumLots > live.leavesLots) live.minimumLots = live.leavesLots
  if (live.leavesLots === 0) {
    if (live.standing === 'displayed') live.shownLots = 0
    state.remove(live)
  } else if (record !== 0) {
    if (live.displayLots !== 0) live.shownLots -= lots
    if (lots < maker.shownLots) state.displayed.shrink(record, lots)
    else state.displayed.remove(record, side)
  }
  return live.leavesLots
}

/**
 * Shows the next slice of an iceberg whose slice was used up, at the back of its price. Where the level cannot hold
 * it, what is left expires.
 */
export function replenish(state: BookState, live: LiveOrder | undefined): void {
  if (live?.standing !== 'displayed' || live.displayLots === 0 || live.shownLots !== 0) return
  const { side, priceTicks } = live
  const slice = Math.min(live.displayLots, live.leavesLots)
  if (displayedLotsAt(state, side, priceTicks) > MAX_QUANTITY_LOTS - slice) {
    // Its record has gone with its slice.
    state.displayedDetailedCount -= 1
    live.standing = 'gone'
    state.expire(live, live.leavesLots, REFUSED_ON_ENTRY)
    return
  }
  live.shownLots = slice
  state.displayed.add(live.orderId, side, rungOf(side, priceTicks), slice, live.postOnly !== MAY_TAKE)
  state.listener.onReplenished?.(live.orderId, side, priceTicks, slice, live.leavesLots)
}

/** Notes for the lists what a fill was to an order. */
export function tellOfFill(state: BookState, live: LiveOrder | undefined, lots: number): void {
  if (live === undefined) return
  live.executedLots += lots
  if (live.list === undefined) return
  if (live.leavesLots === 0) state.tell(live, 'filled')
  else if (live.executedLots === lots) state.tell(live, 'traded')
}
