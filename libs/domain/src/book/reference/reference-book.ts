import { invariant } from '../../invariant.ts'
import type { StateHash } from '../../state-hash.ts'
import {
  requireExecution,
  requireIdle,
  requireLevels,
  requirePhase,
  requireQuote,
  requireReplaceMode,
  requireSide,
  requireToldSource,
} from '../book-arguments.ts'
import { ACCEPTED, NOT_ATTEMPTED } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as codes from '../book-codes.ts'
import type { ExecutionCode, PhaseCode, ReplaceModeCode, SideCode, TriggerSourceCode } from '../book-codes.ts'
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
import { requireList } from '../rules/list-rules.ts'
import { isAuction } from '../rules/phases.ts'
import { requireBands } from '../rules/price-bands.ts'
import type { PriceBands } from '../rules/price-bands.ts'
import { requireMarketTicket, requireTicketCodes } from '../rules/ticket-rules.ts'
import { checkSnapshot, hashBook } from '../snapshot-checks.ts'
import { auctionOutcome } from './auction.ts'
import type { BookState } from './book-state.ts'
import { countOf, emptyState, findOrder } from './book-state.ts'
import { amendOne, amendStopOf, cancelMatching, cancelOne, reduceOne } from './changes.ts'
import { placeOrders } from './list-placing.ts'
import { settleLists } from './lists.ts'
import { bookOrderOf } from './live-order.ts'
import { quoteFor, quoteForMarket } from './makers.ts'
import { changePhase, tellPrice, tellReference, tellTime } from './market.ts'
import { limitTicket, placeOrder, ticketAloneRefusal } from './placing.ts'
import { settle } from './settle.ts'
import { restoreInto, restOf, snapshotOf } from './snapshots.ts'
import { depthOf, imbalanceOf, queuePositionOf } from './views.ts'

/**
 * The obvious book: each queue is an array of orders in priority order, searched from the front. It says what the
 * fast book must do and is far too slow for anything else. A listener that throws leaves it unusable, as it does there.
 */
export class ReferenceBook implements CompleteOrderBook {
  readonly #state: BookState
  #busy = false

  /** An empty book that reports to `listener`. */
  constructor(listener: OrderBookListener, options: BookOptions = {}) {
    this.#state = emptyState(listener, options)
  }

  get orderCount(): number {
    return countOf(this.#state)
  }

  get phase(): PhaseCode {
    return this.#state.phase
  }

  get timeUs(): number {
    return this.#state.timeUs
  }

  get referencePriceTicks(): number | undefined {
    return this.#state.referenceTicks || undefined
  }

  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    requireSide(side)
    requireExecution(execution)
    return this.place(limitTicket({ orderId, side, priceTicks, quantityLots }, execution))
  }

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    return this.place({ orderId, side, type: codes.MARKET, quantityLots })
  }

  place(ticket: OrderTicket): BookCode {
    requireTicketCodes(ticket)
    return this.#command(ticket.orderId, () => placeOrder(this.#state, ticket))
  }

  placeList(list: OrderListTicket): BookCode {
    requireList(list)
    return this.#run(() => {
      const refusal = placeOrders(this.#state, list)
      if (refusal === undefined) return ACCEPTED
      return this.#refuse(list.orders[refusal.index]!.orderId, refusal.code)
    })
  }

  cancel(orderId: number): BookCode {
    return this.#command(orderId, () => cancelOne(this.#state, orderId))
  }

  cancelAll(filter: CancelFilter): number {
    if (filter.side !== undefined) requireSide(filter.side)
    return this.#run(() => cancelMatching(this.#state, filter))
  }

  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    return this.#command(orderId, () => amendOne(this.#state, orderId, priceTicks, leavesLots))
  }

  amendStop(orderId: number, stopPriceTicks: number): BookCode {
    return this.#command(orderId, () => amendStopOf(this.#state, orderId, stopPriceTicks))
  }

  reduce(orderId: number, byLots: number): BookCode {
    return this.#command(orderId, () => reduceOne(this.#state, orderId, byLots))
  }

  replace(cancelOrderId: number, ticket: OrderTicket, mode: ReplaceModeCode): ReplaceOutcome {
    requireTicketCodes(ticket)
    requireReplaceMode(mode)
    return this.#run(() => {
      const alone = ticketAloneRefusal(this.#state, ticket)
      if (alone !== ACCEPTED) return { cancel: NOT_ATTEMPTED, place: this.#refuse(ticket.orderId, alone) }
      const cancel = this.#refuse(cancelOrderId, cancelOne(this.#state, cancelOrderId))
      settleLists(this.#state)
      if (cancel !== ACCEPTED && mode === codes.STOP_ON_FAILURE) return { cancel, place: NOT_ATTEMPTED }
      return { cancel, place: this.#refuse(ticket.orderId, placeOrder(this.#state, ticket)) }
    })
  }

  setPhase(phase: PhaseCode): BookCode {
    requirePhase(phase)
    return this.#command(0, () => changePhase(this.#state, phase))
  }

  advanceTime(timeUs: number): BookCode {
    return this.#command(0, () => tellTime(this.#state, timeUs))
  }

  setTriggerPrice(source: TriggerSourceCode, priceTicks: number): BookCode {
    requireToldSource(source)
    return this.#command(0, () => tellPrice(this.#state, source, priceTicks))
  }

  setReferencePrice(priceTicks: number): BookCode {
    return this.#command(0, () => tellReference(this.#state, priceTicks))
  }

  setPriceBands(bands: PriceBands | undefined): BookCode {
    if (bands !== undefined) requireBands(bands)
    return this.#command(0, () => {
      // Copied key by key: snapshots are compared as text.
      this.#state.bands = bands && {
        downBasisPoints: bands.downBasisPoints,
        upBasisPoints: bands.upBasisPoints,
        action: bands.action,
      }
      return ACCEPTED
    })
  }

  triggerPriceTicks(source: TriggerSourceCode): number | undefined {
    return this.#state.prices[source] || undefined
  }

  bestPriceTicks(side: SideCode): number | undefined {
    requireSide(side)
    return this.#state.displayed[side][0]?.priceTicks
  }

  levelLots(side: SideCode, priceTicks: number): number {
    return this.depth(side, Infinity).find((level) => level.priceTicks === priceTicks)?.quantityLots ?? 0
  }

  depth(side: SideCode, levels: number): BookLevel[] {
    requireSide(side)
    requireLevels(levels)
    return depthOf(this.#state, side, levels)
  }

  order(orderId: number): BookOrder | undefined {
    const order = findOrder(this.#state, orderId)
    return order && bookOrderOf(order)
  }

  orders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return this.#state.displayed[side].map(bookOrderOf)
  }

  hiddenOrders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return this.#state.hidden[side].map(bookOrderOf)
  }

  queuePosition(orderId: number): QueuePosition | undefined {
    return queuePositionOf(this.#state, orderId)
  }

  imbalance(levels: number): BookImbalance {
    requireLevels(levels)
    return imbalanceOf(this.#state, levels)
  }

  indicative(): IndicativeUncross | undefined {
    return isAuction(this.#state.phase) ? auctionOutcome(this.#state) : undefined
  }

  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote {
    requireSide(side)
    requireQuote(quantityLots, limitPriceTicks)
    return quoteFor(this.#state, side, quantityLots, limitPriceTicks ?? 0)
  }

  quoteMarket(ticket: OrderTicket): BookQuote {
    requireMarketTicket(ticket)
    return quoteForMarket(this.#state, ticket)
  }

  snapshot(): BookSnapshot {
    return snapshotOf(this.#state)
  }

  rest(): BookRest {
    return restOf(this.#state)
  }

  restore(snapshot: BookSnapshot): void {
    requireIdle(this.#busy)
    invariant(this.orderCount === 0, `a snapshot is restored into an empty book: orderCount=${this.orderCount}`)
    checkSnapshot(snapshot)
    restoreInto(this.#state, snapshot)
  }

  hashInto(hash: StateHash): void {
    hashBook(this.snapshot(), hash)
  }

  /** Carries out a command that names an order, or none: 0. */
  #command(orderId: number, carryOut: () => BookCode): BookCode {
    return this.#run(() => this.#refuse(orderId, carryOut()))
  }

  /** Carries out a command, and what follows from it. */
  #run<Result>(carryOut: () => Result): Result {
    requireIdle(this.#busy)
    this.#busy = true
    const result = carryOut()
    settle(this.#state)
    this.#busy = false
    return result
  }

  /** Reports a refusal where it is one. */
  #refuse(orderId: number, code: BookCode): BookCode {
    if (code !== ACCEPTED) this.#state.listener.onRejected(orderId, code)
    return code
  }
}
