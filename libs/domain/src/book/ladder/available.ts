import { ALLOW_SELF_TRADE, EXPIRE_MAKER } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookQuote } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import { isBetter, isWithin, oppositeOf } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { levelLotsOf, levelRecords, orderIdOf, shownLotsOf } from './makers.ts'
import { HiddenCursor } from './makers.ts'
import { BEST_SLOT, rungOf } from './price-ladder.ts'
import { isOwn } from './self-trade.ts'

/** What a walk over the makers is for. */
interface Walk {
  readonly state: BookState
  readonly side: SideCode
  /** Undefined for a quote, which knows of no owner. */
  readonly taker: LiveOrder | undefined
  readonly wantedLots: number
  takenLots: number
  costTickLots: bigint
  remainingLots: number
  ended: boolean
}

/** The lowest and highest price of a walk; 0 and infinity for none. */
export interface PriceRange {
  readonly limitTicks: number
  readonly lowTicks: number
  readonly highTicks: number
}

/** Whether an arriving order would trade this much at once: as its pass would, without changing anything. */
export function isAvailable(state: BookState, taker: LiveOrder, range: PriceRange, wantedLots: number): boolean {
  const walk = walkOf(state, taker.side, taker, taker.leavesLots, wantedLots)
  walkMakers(walk, range)
  return walk.takenLots >= wantedLots
}

/** What an order for so much would meet, and what it would cost. */
export function quoteOf(state: BookState, side: SideCode, lots: number, limitTicks: number): BookQuote {
  const walk = walkOf(state, side, undefined, lots, lots)
  walkMakers(walk, { limitTicks, lowTicks: 0, highTicks: Infinity })
  return { fillableLots: walk.takenLots, costTickLots: walk.costTickLots }
}

function walkOf(
  state: BookState,
  side: SideCode,
  taker: LiveOrder | undefined,
  lots: number,
  wantedLots: number,
): Walk {
  return { state, side, taker, wantedLots, takenLots: 0, costTickLots: 0n, remainingLots: lots, ended: false }
}

function walkMakers(walk: Walk, { limitTicks, lowTicks, highTicks }: PriceRange): void {
  const { state, side } = walk
  const makerSide = oppositeOf(side)
  const { ladder } = state.displayed
  const cursor = new HiddenCursor(state, makerSide)
  let slot = ladder.best[makerSide + BEST_SLOT]!
  while (!walk.ended && walk.takenLots < walk.wantedLots) {
    const displayedTicks = slot === 0 ? 0 : rungOf(makerSide, ladder.rungAt(slot))
    const hidden = cursor.peek(walk.remainingLots, 0)
    const hiddenFirst =
      hidden !== undefined && (displayedTicks === 0 || isBetter(makerSide, hidden.priceTicks, displayedTicks))
    const ticks = hiddenFirst ? hidden.priceTicks : displayedTicks
    if (ticks === 0 || !isWithin(side, limitTicks, ticks) || ticks < lowTicks || ticks > highTicks) return
    if (hiddenFirst) {
      countHidden(walk, hidden)
      cursor.skip()
    } else {
      countLevel(walk, slot, ticks)
      slot = ladder.nextSlot(slot)
    }
  }
}

function countHidden(walk: Walk, order: LiveOrder): void {
  if (walk.taker !== undefined && isOwn(walk.taker, order)) {
    if (walk.taker.selfTrade !== EXPIRE_MAKER) walk.ended = true
    return
  }
  count(walk, order.leavesLots, order.priceTicks)
}

function countLevel(walk: Walk, slot: number, ticks: number): void {
  const { state, taker } = walk
  // Without icebergs and owners a level is its total.
  if (state.displayedDetailedCount === 0) {
    count(walk, levelLotsOf(state, slot), ticks)
    return
  }
  const records = levelRecords(state, slot)
  const own = records.findIndex((record) => ownedBy(walk, record))
  if (own !== -1 && taker?.selfTrade !== EXPIRE_MAKER) {
    walk.ended = true
    if (state.allocation !== undefined) return
    for (const record of records.slice(0, own)) count(walk, shownLotsOf(state, record), ticks)
    return
  }
  for (const record of records) {
    if (own !== -1 && ownedBy(walk, record)) continue
    count(walk, liveOf(state, record)?.leavesLots ?? shownLotsOf(state, record), ticks)
  }
}

function ownedBy({ state, taker }: Walk, record: number): boolean {
  if (taker === undefined || taker.selfTrade === ALLOW_SELF_TRADE) return false
  return isOwn(taker, liveOf(state, record))
}

function liveOf(state: BookState, record: number): LiveOrder | undefined {
  return state.live.byId.get(orderIdOf(state, record))
}

function count(walk: Walk, lots: number, ticks: number): void {
  const fill = Math.min(walk.remainingLots, lots)
  walk.takenLots += fill
  walk.remainingLots -= fill
  walk.costTickLots += BigInt(fill) * BigInt(ticks)
}
