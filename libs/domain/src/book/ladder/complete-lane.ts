import { isPriceTicks } from '../../units.ts'
import { requireIdle, requirePhase, requireReplaceMode, requireToldSource } from '../book-arguments.ts'
import * as codes from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import { POST_ONLY, REJECT_IF_TAKING, STOP_ON_FAILURE, TIME_EXPIRED } from '../book-codes.ts'
import { LIMIT, MARKET, MAY_TAKE } from '../book-codes.ts'
import type { ExecutionCode, PhaseCode, ReplaceModeCode, SideCode, TriggerSourceCode } from '../book-codes.ts'
import type { ReplaceOutcome } from '../order-book.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from '../order-ticket.ts'
import { mayFollow } from '../rules/phases.ts'
import { requireBands } from '../rules/price-bands.ts'
import type { PriceBands } from '../rules/price-bands.ts'
import { requireList } from '../rules/list-rules.ts'
import { requireTicketCodes } from '../rules/ticket-rules.ts'
import type { BookState } from './book-state.ts'
import { idsOf } from './cancel-filter.ts'
import { amendOrder, amendStopPrice, findLive, reduceOrder } from './changing.ts'
import { placeOrderList } from './list-placing.ts'
import { enterPhase } from './market-phases.ts'
import { followUp } from './order-lists.ts'
import { placeTicket, ticketAloneRefusal } from './placing.ts'
import { settle } from './settle.ts'
import { tellPrice } from './triggers.ts'

/**
 * What a book does that holds more than plain orders, or is not simply trading: every command, over the same displayed
 * ladder as the fast lane. Written to be read; it allocates a little.
 */
export class CompleteLane {
  readonly #state: BookState
  #busy = false

  constructor(state: BookState) {
    this.#state = state
  }

  /** Whether a command is under way, or a listener threw in one. */
  get isBusy(): boolean {
    return this.#busy
  }

  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    const rests = execution === POST_ONLY
    const timeInForce = execution === POST_ONLY ? 0 : execution
    const postOnly = rests ? REJECT_IF_TAKING : MAY_TAKE
    return this.#place({ orderId, side, type: LIMIT, priceTicks, quantityLots, timeInForce, postOnly })
  }

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    return this.#place({ orderId, side, type: MARKET, quantityLots })
  }

  place(ticket: OrderTicket): BookCode {
    requireTicketCodes(ticket)
    return this.#place(ticket)
  }

  #place(ticket: OrderTicket): BookCode {
    return this.#command(ticket.orderId, () => placeTicket(this.#state, ticket))
  }

  placeList(list: OrderListTicket): BookCode {
    requireList(list)
    this.#enter()
    const refusal = placeOrderList(this.#state, list)
    if (refusal === undefined) settle(this.#state)
    else this.#state.listener.onRejected(list.orders[refusal.index]!.orderId, refusal.code)
    this.#busy = false
    return refusal?.code ?? codes.ACCEPTED
  }

  cancel(orderId: number): BookCode {
    return this.#command(orderId, () => this.#cancel(orderId))
  }

  #cancel(orderId: number): BookCode {
    if (!(Number.isSafeInteger(orderId) && orderId >= 1)) return codes.ORDER_ID_OUT_OF_RANGE
    const order = findLive(this.#state, orderId)
    if (order === undefined) return codes.UNKNOWN_ORDER
    this.#state.cancel(order)
    return codes.ACCEPTED
  }

  cancelAll(filter: CancelFilter): number {
    this.#enter()
    const state = this.#state
    const before = state.canceledCount
    for (const orderId of idsOf(state, filter)) {
      const order = findLive(state, orderId)
      if (order === undefined) continue
      state.cancel(order)
      followUp(state)
    }
    const count = state.canceledCount - before
    settle(state)
    this.#busy = false
    return count
  }

  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    return this.#command(orderId, () => amendOrder(this.#state, orderId, priceTicks, leavesLots))
  }

  amendStop(orderId: number, stopPriceTicks: number): BookCode {
    return this.#command(orderId, () => amendStopPrice(this.#state, orderId, stopPriceTicks))
  }

  reduce(orderId: number, byLots: number): BookCode {
    return this.#command(orderId, () => reduceOrder(this.#state, orderId, byLots))
  }

  replace(cancelOrderId: number, ticket: OrderTicket, mode: ReplaceModeCode): ReplaceOutcome {
    requireTicketCodes(ticket)
    requireReplaceMode(mode)
    this.#enter()
    const outcome = this.#replace(cancelOrderId, ticket, mode)
    settle(this.#state)
    this.#busy = false
    return outcome
  }

  #replace(cancelOrderId: number, ticket: OrderTicket, mode: ReplaceModeCode): ReplaceOutcome {
    const state = this.#state
    const refused = ticketAloneRefusal(state, ticket)
    if (refused !== codes.ACCEPTED) {
      state.listener.onRejected(ticket.orderId, refused)
      return { cancel: codes.NOT_ATTEMPTED, place: refused }
    }
    const cancel = this.#cancel(cancelOrderId)
    if (cancel !== codes.ACCEPTED) state.listener.onRejected(cancelOrderId, cancel)
    followUp(state)
    if (cancel !== codes.ACCEPTED && mode === STOP_ON_FAILURE) return { cancel, place: codes.NOT_ATTEMPTED }
    const place = placeTicket(state, ticket)
    if (place !== codes.ACCEPTED) state.listener.onRejected(ticket.orderId, place)
    return { cancel, place }
  }

  setPhase(phase: PhaseCode): BookCode {
    requirePhase(phase)
    return this.#command(0, () => {
      if (!mayFollow(this.#state.phase, phase)) return codes.FORBIDDEN_TRANSITION
      enterPhase(this.#state, phase)
      return codes.ACCEPTED
    })
  }

  advanceTime(timeUs: number): BookCode {
    return this.#command(0, () => {
      const state = this.#state
      if (!Number.isSafeInteger(timeUs) || timeUs < state.timeUs) return codes.TIME_OUT_OF_RANGE
      state.timeUs = timeUs
      const { expiring } = state.live
      for (let order = expiring.due(timeUs); order !== undefined; order = expiring.due(timeUs)) {
        state.expire(order, order.leavesLots, TIME_EXPIRED)
        followUp(state)
      }
      return codes.ACCEPTED
    })
  }

  setTriggerPrice(source: TriggerSourceCode, priceTicks: number): BookCode {
    requireToldSource(source)
    return this.#command(0, () => {
      if (!isPriceTicks(priceTicks)) return codes.PRICE_OUT_OF_RANGE
      tellPrice(this.#state, source, priceTicks)
      return codes.ACCEPTED
    })
  }

  setReferencePrice(priceTicks: number): BookCode {
    return this.#command(0, () => {
      if (!isPriceTicks(priceTicks)) return codes.PRICE_OUT_OF_RANGE
      this.#state.referenceTicks = priceTicks
      return codes.ACCEPTED
    })
  }

  setPriceBands(bands: PriceBands | undefined): BookCode {
    if (bands !== undefined) requireBands(bands)
    return this.#command(0, () => {
      const { downBasisPoints = 0, upBasisPoints = 0, action = 0 } = bands ?? {}
      this.#state.bands = bands && { downBasisPoints, upBasisPoints, action }
      return codes.ACCEPTED
    })
  }

  #enter(): void {
    requireIdle(this.#busy)
    this.#busy = true
  }

  #command(orderId: number, carryOut: () => BookCode): BookCode {
    this.#enter()
    const code = carryOut()
    if (code === codes.ACCEPTED) settle(this.#state)
    else this.#state.listener.onRejected(orderId, code)
    this.#busy = false
    return code
  }
}
