import { MAX_PRICE_TICKS } from '../../units.ts'
import { BUY, LAST_PRICE, SELL } from '../book-codes.ts'
import type { SideCode } from '../book-codes.ts'
import type { IndicativeUncross } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import { replenish, takeFromMaker, tellOfFill } from './fills.ts'
import { firstMaker, HiddenCursor, levelRecords, noMaker, orderIdOf, shownLotsOf } from './makers.ts'
import type { Maker } from './makers.ts'
import { BEST_SLOT, rungOf } from './price-ladder.ts'

/** Where an auction would end now, undefined where nothing would trade. */
export function auctionPrice(state: BookState): IndicativeUncross | undefined {
  const bids = lotsByPrice(state, BUY)
  const asks = lotsByPrice(state, SELL)
  const reference = state.referenceTicks === 0 ? state.triggerPrices[LAST_PRICE] : state.referenceTicks
  const candidates = candidatePrices(bids, asks, reference)
  const buying = sumsUpwards(candidates, bids, true)
  const selling = sumsUpwards(candidates, asks, false)
  let best: IndicativeUncross | undefined
  for (const [at, priceTicks] of candidates.entries()) {
    const [bought, sold] = [buying[at]!, selling[at]!]
    const quantityLots = bought < sold ? bought : sold
    const candidate = { priceTicks, quantityLots, imbalanceLots: bought - sold }
    if (quantityLots > 0n && (best === undefined || isBetterEnd(candidate, best, reference))) best = candidate
  }
  return best
}

/** Trades everything that an auction can, at its one price, and returns that; 0 where nothing trades. */
export function uncross(state: BookState): number {
  const end = auctionPrice(state)
  if (end === undefined) return 0
  const { priceTicks } = end
  state.uncrossing = true
  state.listener.onUncrossed?.(priceTicks, Number(end.quantityLots))
  const cursors = [new HiddenCursor(state, BUY), new HiddenCursor(state, SELL)] as const
  const [buyer, seller] = [noMaker(), noMaker()]
  while (bestWithin(state, BUY, cursors, buyer, priceTicks) && bestWithin(state, SELL, cursors, seller, priceTicks)) {
    const lots = Math.min(buyer.shownLots, seller.shownLots)
    if (buyer.record === 0 && lots === buyer.shownLots) cursors[BUY].skip()
    if (seller.record === 0 && lots === seller.shownLots) cursors[SELL].skip()
    const sellLeaves = takeFromMaker(state, SELL, seller, lots)
    const buyLeaves = takeFromMaker(state, BUY, buyer, lots)
    state.listener.onTrade(seller.orderId, buyer.orderId, BUY, priceTicks, lots, sellLeaves, buyLeaves)
    tellOfFill(state, seller.live, lots)
    tellOfFill(state, buyer.live, lots)
    replenish(state, seller.live)
    replenish(state, buyer.live)
  }
  state.triggerPrices[LAST_PRICE] = priceTicks
  state.referenceTicks = priceTicks
  state.uncrossing = false
  return priceTicks
}

function bestWithin(
  state: BookState,
  side: SideCode,
  cursors: readonly [HiddenCursor, HiddenCursor],
  maker: Maker,
  priceTicks: number,
): boolean {
  if (!firstMaker(state, side, cursors[side].peek(0, 0), maker)) return false
  return side === BUY ? maker.priceTicks >= priceTicks : maker.priceTicks <= priceTicks
}

/** The whole quantity of each price that takes part. */
function lotsByPrice(state: BookState, side: SideCode): Map<number, bigint> {
  const lots = new Map<number, bigint>()
  const add = (ticks: number, more: number) => lots.set(ticks, (lots.get(ticks) ?? 0n) + BigInt(more))
  const { ladder } = state.displayed
  for (let slot = ladder.best[side + BEST_SLOT]!; slot !== 0; slot = ladder.nextSlot(slot)) {
    const ticks = rungOf(side, ladder.rungAt(slot))
    for (const record of levelRecords(state, slot)) {
      add(ticks, state.live.byId.get(orderIdOf(state, record))?.leavesLots ?? shownLotsOf(state, record))
    }
  }
  for (const order of state.hidden[side].orders()) {
    if (order.minimumLots === 0) add(order.priceTicks, order.leavesLots)
  }
  return lots
}

/**
 * Between two prices of orders nothing changes, so that the prices of orders, their neighbours and the reference are
 * all that can be the best.
 */
function candidatePrices(bids: Map<number, bigint>, asks: Map<number, bigint>, reference: number): number[] {
  const prices = new Set<number>()
  for (const ticks of [...bids.keys(), ...asks.keys()]) {
    for (const near of [ticks - 1, ticks, ticks + 1]) prices.add(near)
  }
  if (reference !== 0) prices.add(reference)
  return [...prices].filter((ticks) => ticks >= 1 && ticks <= MAX_PRICE_TICKS).sort((left, right) => left - right)
}

/** For each price, ascending: what is bid at it or above, or offered at it or below. */
function sumsUpwards(prices: readonly number[], lots: Map<number, bigint>, above: boolean): bigint[] {
  const sums = new Array<bigint>(prices.length).fill(0n)
  let sum = 0n
  for (let step = 0; step < prices.length; step += 1) {
    const at = above ? prices.length - 1 - step : step
    sum += lots.get(prices[at]!) ?? 0n
    sums[at] = sum
  }
  return sums
}

function isBetterEnd(candidate: IndicativeUncross, best: IndicativeUncross, reference: number): boolean {
  if (candidate.quantityLots !== best.quantityLots) return candidate.quantityLots > best.quantityLots
  const [left, right] = [size(candidate.imbalanceLots), size(best.imbalanceLots)]
  if (left !== right) return left < right
  // Candidates come lowest first, so that the lower of two equals stays.
  if (reference === 0) return false
  return Math.abs(candidate.priceTicks - reference) < Math.abs(best.priceTicks - reference)
}

function size(lots: bigint): bigint {
  return lots < 0n ? -lots : lots
}
