import { ALLOW_SELF_TRADE, DECREMENT_BOTH, EXPIRE_MAKER } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { BookQuote } from '../order-book.ts'
import type { OrderTicket } from '../order-ticket.ts'
import type { BookState } from './book-state.ts'
import { isBetter, isWithin, oppositeOf } from './book-state.ts'
import { LiveOrder } from './live-order.ts'
import { levelLotsOf, levelRecords, orderIdOf, shownLotsOf } from './makers.ts'
import { HiddenCursor } from './makers.ts'
import { BEST_SLOT, rungOf } from './price-ladder.ts'
import { isOwn } from './self-trade.ts'

/** What a walk over the makers is for. */
interface Walk {
  readonly state: BookState
  readonly side: SideCode
  /** Undefined for a quote that knows of no owner. */
  readonly taker: LiveOrder | undefined
  /** Whether the walk passes over own orders; it ends at the first where it does not. */
  readonly skipsOwn: boolean
  readonly wantedLots: number
  takenLots: number
  costTickLots: bigint
  remainingLots: number
  /** What an amount still pays; infinity where there is none. */
  remainingTickLots: number
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
  const skipsOwn = taker.selfTrade === EXPIRE_MAKER
  const walk = walkOf(state, taker.side, taker, skipsOwn, taker.leavesLots, wantedLots, Infinity)
  walkMakers(walk, range)
  return walk.takenLots >= wantedLots
}

/** What an order for so much would meet, and what it would cost. */
export function quoteOf(state: BookState, side: SideCode, lots: number, limitTicks: number): BookQuote {
  const walk = walkOf(state, side, undefined, false, lots, lots, Infinity)
  walkMakers(walk, { limitTicks, lowTicks: 0, highTicks: Infinity })
  return { fillableLots: walk.takenLots, costTickLots: walk.costTickLots }
}

/** What a market order would trade at most, by quantity or by amount, and for how much. */
export function quoteOfMarket(state: BookState, ticket: OrderTicket): BookQuote {
  const taker = new LiveOrder(ticket)
  const byAmount = taker.quoteTickLots !== 0
  const lots = byAmount ? Infinity : taker.leavesLots
  const skipsOwn = taker.selfTrade === EXPIRE_MAKER || taker.selfTrade === DECREMENT_BOTH
  const walk = walkOf(state, taker.side, taker, skipsOwn, lots, lots, byAmount ? taker.quoteTickLots : Infinity)
  walkMakers(walk, { limitTicks: 0, lowTicks: 0, highTicks: Infinity })
  return { fillableLots: walk.takenLots, costTickLots: walk.costTickLots }
}

function walkOf(
  state: BookState,
  side: SideCode,
  taker: LiveOrder | undefined,
  skipsOwn: boolean,
  remainingLots: number,
  wantedLots: number,
  remainingTickLots: number,
): Walk {
  const left = { remainingLots, remainingTickLots }
  return { state, side, taker, skipsOwn, wantedLots, takenLots: 0, costTickLots: 0n, ...left, ended: false }
}

function walkMakers(walk: Walk, range: PriceRange): void {
  const { state, side } = walk
  const makerSide = oppositeOf(side)
  const { ladder } = state.displayed
  const cursor = new HiddenCursor(state, makerSide)
  let slot = ladder.best[makerSide + BEST_SLOT]!
  while (!walk.ended && walk.takenLots < walk.wantedLots) {
    const displayedTicks = slot === 0 ? 0 : rungOf(makerSide, ladder.rungAt(slot))
    const hidden = cursor.peek(walk.remainingLots, byAmountOf(walk))
    const hiddenFirst =
      hidden !== undefined && (displayedTicks === 0 || isBetter(makerSide, hidden.priceTicks, displayedTicks))
    const ticks = hiddenFirst ? hidden.priceTicks : displayedTicks
    if (ticks === 0 || walk.remainingTickLots < ticks || !isInRange(side, range, ticks)) return
    if (hiddenFirst) {
      countHidden(walk, hidden)
      cursor.skip()
    } else {
      countLevel(walk, slot, ticks)
      slot = ladder.nextSlot(slot)
    }
  }
}

function isInRange(side: SideCode, { limitTicks, lowTicks, highTicks }: PriceRange, ticks: number): boolean {
  return isWithin(side, limitTicks, ticks) && ticks >= lowTicks && ticks <= highTicks
}

/** What is left of an amount, 0 where there is none. */
function byAmountOf({ remainingTickLots }: Walk): number {
  return remainingTickLots === Infinity ? 0 : remainingTickLots
}

function countHidden(walk: Walk, order: LiveOrder): void {
  const { state, taker, skipsOwn } = walk
  if (taker !== undefined && isOwn(state, taker, order.orderId, order)) {
    if (!skipsOwn) walk.ended = true
    return
  }
  count(walk, order.leavesLots, order.priceTicks)
}

function countLevel(walk: Walk, slot: number, ticks: number): void {
  const { state, skipsOwn } = walk
  // Without icebergs and owners a level is its total.
  if (state.displayedDetailedCount === 0 && !looksAtOwners(walk)) {
    count(walk, levelLotsOf(state, slot), ticks)
    return
  }
  const records = levelRecords(state, slot)
  const own = records.findIndex((record) => ownedBy(walk, record))
  if (own !== -1 && !skipsOwn) {
    walk.ended = true
    if (state.allocation !== undefined) return
    for (const record of records.slice(0, own)) count(walk, shownLotsOf(state, record), ticks)
    return
  }
  for (const record of records) {
    // Also an own order is not reached by an amount that pays for no lot of it.
    if (walk.remainingTickLots < ticks) walk.ended = true
    if (walk.ended) return
    countRecord(walk, record, ticks)
  }
}

function countRecord(walk: Walk, record: number, ticks: number): void {
  if (ownedBy(walk, record)) return
  count(walk, liveOf(walk.state, record)?.leavesLots ?? shownLotsOf(walk.state, record), ticks)
}

function ownedBy({ state, taker }: Walk, record: number): boolean {
  return taker !== undefined && isOwn(state, taker, orderIdOf(state, record), liveOf(state, record))
}

/** Whether also plain orders may be the taker's own. */
function looksAtOwners({ state, taker }: Walk): boolean {
  return state.adviser.accountOf !== undefined && taker !== undefined && taker.selfTrade !== ALLOW_SELF_TRADE
}

function liveOf(state: BookState, record: number): LiveOrder | undefined {
  return state.live.byId.get(orderIdOf(state, record))
}

function count(walk: Walk, lots: number, ticks: number): void {
  const payable = walk.remainingTickLots === Infinity ? Infinity : Math.floor(walk.remainingTickLots / ticks)
  const fill = Math.min(walk.remainingLots, lots, payable)
  walk.takenLots += fill
  walk.remainingLots -= fill
  walk.remainingTickLots -= fill * ticks
  walk.costTickLots += BigInt(fill) * BigInt(ticks)
  if (fill === payable && fill < lots) walk.ended = true
}
