import type { BookCode } from '../book/book-code.ts'
import { BUY, SELL } from '../book/book-codes.ts'
import type { ActivationCode, ExpiryCode, PhaseCode, SideCode } from '../book/book-codes.ts'
import type { OrderBookListener } from '../book/order-book-listener.ts'
import type { OrderBook } from '../book/order-book.ts'
import { invariant } from '../invariant.ts'
import { MAX_PRICE_TICKS } from '../units.ts'
import type { DepthDiff, DepthImage, DepthLevel } from './depth-diff.ts'
import { SideLevels } from './side-levels.ts'

/** More marked prices than this are forgotten, and all levels are compared instead. */
const MARKED_MAX = 4096

/** By side, the price that meets every other. */
const WORST_TICKS = [MAX_PRICE_TICKS, 1] as const

/**
 * Publishes a book's displayed levels as an image and diffs, from which {@link DepthReplica} rebuilds them exactly.
 * It stands between the book and its listener: it notes which prices a report is about, passes the report on, and
 * reads the new quantities when a diff is asked for. So a diff may cover one command or all of the last tenth of a
 * second, and what comes and goes within it is not in it.
 *
 * It keeps a copy of the levels that it published, so that a level that is as it was is in no diff.
 */
export class DepthFeed<Book extends OrderBook> implements OrderBookListener {
  /** The book that it feeds from. */
  readonly book: Book
  readonly #listener: OrderBookListener
  readonly #published: readonly [SideLevels, SideLevels] = [new SideLevels(BUY), new SideLevels(SELL)]
  readonly #marked: readonly [Set<number>, Set<number>] = [new Set<number>(), new Set<number>()]
  #comparesAll = false
  #lastUpdateId: number

  /**
   * Has `createBook` make the book with this feed as its listener; what the book holds then is published. After a
   * restart `lastUpdateId` is the last id given out before, so that clients see the ids go on.
   */
  constructor(createBook: (listener: OrderBookListener) => Book, listener: OrderBookListener, lastUpdateId = 0) {
    const inRange = Number.isSafeInteger(lastUpdateId) && lastUpdateId >= 0
    invariant(inRange, `an update id is an integer from 0: lastUpdateId=${String(lastUpdateId)}`)
    this.#listener = listener
    this.#lastUpdateId = lastUpdateId
    this.book = createBook(this)
    for (const side of [BUY, SELL] as const) {
      for (const { priceTicks, quantityLots } of this.book.depth(side, Infinity)) {
        this.#published[side].set(priceTicks, quantityLots)
      }
    }
  }

  /** The last change that was published. */
  get lastUpdateId(): number {
    return this.#lastUpdateId
  }

  /** What changed since the last call, undefined where nothing did. O(levels that were touched). */
  take(): DepthDiff | undefined {
    const changes = [this.#changesOf(BUY), this.#changesOf(SELL)] as const
    this.#comparesAll = false
    const count = changes[BUY].length + changes[SELL].length
    if (count === 0) return undefined
    const firstUpdateId = this.#lastUpdateId + 1
    this.#lastUpdateId += count
    return Object.freeze({ firstUpdateId, lastUpdateId: this.#lastUpdateId, bids: changes[BUY], asks: changes[SELL] })
  }

  /** What was published so far: the best `levels` of each side, all where it is left out. */
  image(levels?: number): DepthImage {
    const [bids, asks] = this.#published.map((side) => side.best(levels ?? Infinity)) as [DepthLevel[], DepthLevel[]]
    return Object.freeze({ lastUpdateId: this.#lastUpdateId, bids: frozen(bids), asks: frozen(asks) })
  }

  #changesOf(side: SideCode): readonly DepthLevel[] {
    const published = this.#published[side]
    const changes: DepthLevel[] = []
    for (const priceTicks of this.#suspects(side)) {
      const quantityLots = this.book.levelLots(side, priceTicks)
      if (published.set(priceTicks, quantityLots)) changes.push({ priceTicks, quantityLots })
    }
    this.#marked[side].clear()
    return frozen(changes.sort((left, right) => bestFirst(side, left.priceTicks, right.priceTicks)))
  }

  /** The prices at which something may have changed. */
  #suspects(side: SideCode): Iterable<number> {
    if (!this.#comparesAll) return this.#marked[side]
    const levels = [...this.book.depth(side, Infinity), ...this.#published[side].best(Infinity)]
    return new Set(levels.map(({ priceTicks }) => priceTicks))
  }

  /** An order without a price is shown in an auction, at the end of the range. */
  #mark(side: SideCode, priceTicks: number): void {
    if (this.#comparesAll) return
    const marked = this.#marked[side]
    marked.add(priceTicks === 0 ? WORST_TICKS[side] : priceTicks)
    if (marked.size <= MARKED_MAX) return
    this.#comparesAll = true
    marked.clear()
  }

  onAccepted(orderId: number, side: SideCode, priceTicks: number, quantityLots: number): void {
    this.#mark(side, priceTicks)
    this.#listener.onAccepted(orderId, side, priceTicks, quantityLots)
  }

  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    priceTicks: number,
    quantityLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void {
    this.#mark(takerSide === BUY ? SELL : BUY, priceTicks)
    this.#listener.onTrade(
      makerOrderId,
      takerOrderId,
      takerSide,
      priceTicks,
      quantityLots,
      makerLeavesLots,
      takerLeavesLots,
    )
  }

  onAmended(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    leavesLots: number,
    keptPlace: boolean,
    previousPriceTicks: number,
  ): void {
    this.#mark(side, priceTicks)
    this.#mark(side, previousPriceTicks)
    this.#listener.onAmended(orderId, side, priceTicks, leavesLots, keptPlace, previousPriceTicks)
  }

  onCanceled(orderId: number, side: SideCode, priceTicks: number, leavesLots: number): void {
    this.#mark(side, priceTicks)
    this.#listener.onCanceled(orderId, side, priceTicks, leavesLots)
  }

  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode, side: SideCode, priceTicks: number): void {
    this.#mark(side, priceTicks)
    this.#listener.onExpired(orderId, leavesLots, reason, side, priceTicks)
  }

  onRejected(orderId: number, reason: BookCode): void {
    this.#listener.onRejected(orderId, reason)
  }

  onActivated(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, cause: ActivationCode): void {
    this.#mark(side, priceTicks)
    this.#listener.onActivated?.(orderId, side, priceTicks, leavesLots, cause)
  }

  onRepriced(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, previousTicks: number): void {
    this.#mark(side, priceTicks)
    this.#mark(side, previousTicks)
    this.#listener.onRepriced?.(orderId, side, priceTicks, leavesLots, previousTicks)
  }

  onReplenished(orderId: number, side: SideCode, priceTicks: number, displayedLots: number, leavesLots: number): void {
    this.#mark(side, priceTicks)
    this.#listener.onReplenished?.(orderId, side, priceTicks, displayedLots, leavesLots)
  }

  onPrevented(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    priceTicks: number,
    preventedLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void {
    this.#mark(takerSide === BUY ? SELL : BUY, priceTicks)
    this.#listener.onPrevented?.(
      makerOrderId,
      takerOrderId,
      takerSide,
      priceTicks,
      preventedLots,
      makerLeavesLots,
      takerLeavesLots,
    )
  }

  onStopMoved(orderId: number, stopPriceTicks: number): void {
    this.#listener.onStopMoved?.(orderId, stopPriceTicks)
  }

  onPhaseChanged(phase: PhaseCode): void {
    this.#comparesAll = true
    this.#listener.onPhaseChanged?.(phase)
  }

  /** An auction trades at one price what stands at many. */
  onUncrossed(priceTicks: number, quantityLots: number): void {
    this.#comparesAll = true
    this.#listener.onUncrossed?.(priceTicks, quantityLots)
  }
}

function bestFirst(side: SideCode, left: number, right: number): number {
  return side === BUY ? right - left : left - right
}

function frozen(levels: DepthLevel[]): readonly DepthLevel[] {
  for (const level of levels) Object.freeze(level)
  return Object.freeze(levels)
}
