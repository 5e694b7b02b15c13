import { invariant } from '../../invariant.ts'
import type { StateHash } from '../../state-hash.ts'
import { isPriceTicks } from '../../units.ts'
import { isOrderId, requireIdle, requireLevels, requireQuote, requireSide } from '../book-arguments.ts'
import type { BookCode } from '../book-code.ts'
import { BUY, SELL } from '../book-codes.ts'
import type { PhaseCode, ReplaceModeCode, SideCode, TriggerSourceCode } from '../book-codes.ts'
import type { BookOptions } from '../book-options.ts'
import type { BookOrder, BookRest, BookSnapshot } from '../book-snapshot.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import type {
  BookImbalance,
  BookLevel,
  BookQuote,
  CompleteOrderBook,
  IndicativeUncross,
  QueuePosition,
  ReplaceOutcome,
} from '../order-book.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from '../order-ticket.ts'
import { isAuction } from '../rules/phases.ts'
import type { PriceBands } from '../rules/price-bands.ts'
import { requireMarketTicket } from '../rules/ticket-rules.ts'
import { checkSnapshot, hashBook } from '../snapshot-checks.ts'
import { quoteOf, quoteOfMarket } from './available.ts'
import { BookState } from './book-state.ts'
import { FastLane } from './fast-lane.ts'
import { displayedOrders, restOf, restoreSnapshot, takeSnapshot } from './lane-snapshot.ts'
import { rungOf } from './price-ladder.ts'
import { queuePositionOf } from './queue-position.ts'
import { RestingOrders } from './resting-orders.ts'
import { auctionPrice } from './uncross.ts'

/**
 * The fast book: typed arrays, no allocation for plain orders once they have grown to what is live. It has two lanes
 * over one ladder: a fast one, as long as all orders are plain and the market simply trades, and a complete one.
 *
 * A listener that throws leaves the book in the middle of a command: every later command throws, and a new book
 * restored from a snapshot takes over.
 */
export class LadderBook extends FastLane implements CompleteOrderBook {
  /** An empty book that reports to `listener`; throws where `initialOrders` is not within reason. */
  constructor(listener: OrderBookListener, options: BookOptions = {}) {
    const initialOrders = options.initialOrders ?? 1024
    invariant(
      Number.isInteger(initialOrders) && initialOrders >= 1 && initialOrders <= 2 ** 26,
      `initialOrders is an integer from 1 to 2^26: initialOrders=${String(initialOrders)}`,
    )
    super(new BookState(listener, new RestingOrders(initialOrders), options))
  }

  get orderCount(): number {
    return this.state.orderCount
  }

  get phase(): PhaseCode {
    return this.state.phase
  }

  get timeUs(): number {
    return this.state.timeUs
  }

  get referencePriceTicks(): number | undefined {
    return this.state.referenceTicks === 0 ? undefined : this.state.referenceTicks
  }

  /**
   * Bytes of all typed arrays of the book; they grow with the most orders and prices that were displayed at once.
   * Orders with details take some 300 bytes each beside it, until they leave.
   */
  get memoryBytes(): number {
    return this.state.displayed.memoryBytes
  }

  place(ticket: OrderTicket): BookCode {
    return this.done(this.completely().place(ticket))
  }

  placeList(list: OrderListTicket): BookCode {
    return this.done(this.completely().placeList(list))
  }

  cancelAll(filter: CancelFilter): number {
    return this.done(this.completely().cancelAll(filter))
  }

  amendStop(orderId: number, stopPriceTicks: number): BookCode {
    return this.done(this.completely().amendStop(orderId, stopPriceTicks))
  }

  replace(cancelOrderId: number, ticket: OrderTicket, mode: ReplaceModeCode): ReplaceOutcome {
    return this.done(this.completely().replace(cancelOrderId, ticket, mode))
  }

  setPhase(phase: PhaseCode): BookCode {
    return this.done(this.completely().setPhase(phase))
  }

  advanceTime(timeUs: number): BookCode {
    return this.done(this.completely().advanceTime(timeUs))
  }

  setTriggerPrice(source: TriggerSourceCode, priceTicks: number): BookCode {
    return this.done(this.completely().setTriggerPrice(source, priceTicks))
  }

  setReferencePrice(priceTicks: number): BookCode {
    return this.done(this.completely().setReferencePrice(priceTicks))
  }

  setPriceBands(bands: PriceBands | undefined): BookCode {
    return this.done(this.completely().setPriceBands(bands))
  }

  bestPriceTicks(side: SideCode): number | undefined {
    requireSide(side)
    return this.state.displayed.bestPriceTicks(side)
  }

  triggerPriceTicks(source: TriggerSourceCode): number | undefined {
    const price = this.state.triggerPrices[source]
    return price === 0 ? undefined : price
  }

  levelLots(side: SideCode, priceTicks: number): number {
    requireSide(side)
    return isPriceTicks(priceTicks) ? this.state.displayed.lotsAt(rungOf(side, priceTicks)) : 0
  }

  depth(side: SideCode, levels: number): BookLevel[] {
    requireSide(side)
    requireLevels(levels)
    return this.state.displayed.depth(side, levels)
  }

  order(orderId: number): BookOrder | undefined {
    if (!isOrderId(orderId)) return undefined
    const live = this.state.live.byId.get(orderId)
    if (live !== undefined) return live.view()
    const record = this.state.displayed.find(orderId)
    return record === 0 ? undefined : this.state.displayed.read(record)
  }

  orders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return displayedOrders(this.state, side)
  }

  hiddenOrders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return Array.from(this.state.hidden[side].orders(), (order) => order.view())
  }

  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote {
    requireSide(side)
    requireQuote(quantityLots, limitPriceTicks)
    return quoteOf(this.state, side, quantityLots, limitPriceTicks ?? 0)
  }

  quoteMarket(ticket: OrderTicket): BookQuote {
    requireMarketTicket(ticket)
    return quoteOfMarket(this.state, ticket)
  }

  queuePosition(orderId: number): QueuePosition | undefined {
    return isOrderId(orderId) ? queuePositionOf(this.state, orderId) : undefined
  }

  imbalance(levels: number): BookImbalance {
    return { bidLots: lotsOf(this.depth(BUY, levels)), askLots: lotsOf(this.depth(SELL, levels)) }
  }

  indicative(): IndicativeUncross | undefined {
    return isAuction(this.phase) ? auctionPrice(this.state) : undefined
  }

  snapshot(): BookSnapshot {
    return takeSnapshot(this.state)
  }

  rest(): BookRest {
    return restOf(this.state)
  }

  restore(snapshot: BookSnapshot): void {
    const complete = this.completely()
    requireIdle(complete.isBusy)
    invariant(this.orderCount === 0, `a snapshot is restored into an empty book: orderCount=${this.orderCount}`)
    checkSnapshot(snapshot)
    restoreSnapshot(this.state, snapshot)
    this.done(undefined)
  }

  hashInto(hash: StateHash): void {
    hashBook(this.snapshot(), hash)
  }
}

function lotsOf(levels: readonly BookLevel[]): bigint {
  return levels.reduce((sum, level) => sum + BigInt(level.quantityLots), 0n)
}
