import { InvariantError } from '../../invariant.ts'
import * as code from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import {
  BUY,
  GOOD_TILL_CANCEL,
  LIMIT,
  NO_PEG,
  ONE_CANCELS_OTHER,
  ONE_PAYS_ONE_CANCELS_OTHER,
  ONE_PAYS_OTHER,
  ONE_TRIGGERS_OTHER,
  REJECT_IF_TAKING,
  SELL,
  STOP,
  STOP_LIMIT,
} from '../book-codes.ts'
import type { ContingencyCode, SideCode } from '../book-codes.ts'
import type { OrderListTicket, OrderTicket } from '../order-ticket.ts'
import { isAuctionOnly } from './phases.ts'
import { requireTicketCodes, ticketRefusal } from './ticket-rules.ts'
import { isTriggerType } from './trailing-stop.ts'

const ORDER_COUNTS: readonly number[] = [2, 2, 3, 2, 3]
const FEE_RATE_PPM_MAX = 1_000_000

/** Why a list cannot be, and of which of its orders that is said. */
export interface ListRefusal {
  readonly index: number
  readonly code: BookCode
}

/** Tells whether the pending orders of this contingency sell what the working order bought. */
export function pays(contingency: ContingencyCode): boolean {
  return contingency === ONE_PAYS_OTHER || contingency === ONE_PAYS_ONE_CANCELS_OTHER
}

/** Tells whether a list starts with a working order that the others wait for. */
export function hasWorkingOrder(contingency: ContingencyCode): boolean {
  return contingency !== ONE_CANCELS_OTHER
}

/** Where the legs that cancel each other begin in a list; undefined where it has none. */
export function legsIndex(contingency: ContingencyCode): 0 | 1 | undefined {
  if (contingency === ONE_CANCELS_OTHER) return 0
  return contingency === ONE_TRIGGERS_OTHER || contingency === ONE_PAYS_OTHER ? undefined : 1
}

/** Throws an `InvariantError` where the contingency, the number of orders, the fee or a code of an order is none. */
export function requireList(list: OrderListTicket): void {
  const { contingency, orders, feeRatePpm = 0 } = list
  const count = ORDER_COUNTS[contingency]
  if (count === undefined) throw new InvariantError(`a contingency is 0 to 4: contingency=${String(contingency)}`)
  if (orders.length !== count) throw new InvariantError(`this contingency takes ${count} orders: ${orders.length}`)
  const feeInRange = Number.isInteger(feeRatePpm) && feeRatePpm >= 0 && feeRatePpm <= FEE_RATE_PPM_MAX
  if (!feeInRange) throw new InvariantError(`a fee rate is 0 to 1,000,000 ppm: feeRatePpm=${String(feeRatePpm)}`)
  for (const order of orders) requireTicketCodes(order)
}

/** Why no book takes this list, whatever stands in it; undefined where it may. */
export function listRefusal(list: OrderListTicket, timeUs: number): ListRefusal | undefined {
  for (const [index, ticket] of list.orders.entries()) {
    const paid = pays(list.contingency) && index > 0
    if (paid && hasQuantity(ticket)) return { index, code: code.UNSUPPORTED_COMBINATION }
    // What a paid order will sell is not known yet: it is checked as if it were one lot.
    const refusal = ticketRefusal(paid ? { ...ticket, quantityLots: 1 } : ticket, timeUs)
    if (refusal !== code.ACCEPTED) return { index, code: refusal }
    if (!fits(list, index)) return { index, code: code.UNSUPPORTED_COMBINATION }
  }
  return undefined
}

function hasQuantity({ quantityLots = 0, quoteTickLots = 0, displayLots = 0 }: OrderTicket): boolean {
  return quantityLots !== 0 || quoteTickLots !== 0 || displayLots !== 0
}

function fits({ contingency, orders }: OrderListTicket, index: number): boolean {
  const ticket = orders[index]!
  const { type = LIMIT, peg = NO_PEG } = ticket
  if (!mayBeListed(ticket)) return false
  if (hasWorkingOrder(contingency) && index === 0) return type === LIMIT && fitsPaying(contingency, ticket, BUY)
  if (!fitsPaying(contingency, ticket, SELL)) return false
  const first = legsIndex(contingency)
  if (first === undefined) return peg === NO_PEG || isTriggerType(type)
  return index === first ? type === STOP || type === STOP_LIMIT : fitsOtherLeg(ticket, orders[first]!)
}

/** A list that pays buys first and sells then. */
function fitsPaying(contingency: ContingencyCode, { side }: OrderTicket, due: SideCode): boolean {
  return !pays(contingency) || side === due
}

/** Auctions, floating pegs, minimum quantities and quote amounts are for orders on their own. */
function mayBeListed(ticket: OrderTicket): boolean {
  const { timeInForce = GOOD_TILL_CANCEL, peg = NO_PEG, minimumLots = 0, quoteTickLots = 0 } = ticket
  const floats = peg !== NO_PEG && ticket.pegOffsetLevels === undefined
  return !isAuctionOnly(timeInForce) && !floats && minimumLots === 0 && quoteTickLots === 0
}

/** Whether an order is a leg that takes the profit, beside this stop leg. */
function fitsOtherLeg(ticket: OrderTicket, stopLeg: OrderTicket): boolean {
  const { type = LIMIT, peg = NO_PEG } = ticket
  if (ticket.side !== stopLeg.side || (ticket.quantityLots ?? 0) !== (stopLeg.quantityLots ?? 0)) return false
  if (type === LIMIT) return ticket.postOnly === REJECT_IF_TAKING && peg === NO_PEG
  return isTriggerType(type) && type !== STOP && type !== STOP_LIMIT
}

/**
 * Tells whether two legs stand on their sides of the present price (0 where there is none yet) and of each other: to
 * sell, the stop below and the other above; to buy, the other way round. A trailing leg without a stop has no side.
 */
export function relationHolds(stopLeg: OrderTicket, otherLeg: OrderTicket, presentTicks: number): boolean {
  const [stop, other] = [stopLeg.stopPriceTicks ?? 0, sideOfMarket(otherLeg)]
  const [below, above] = stopLeg.side === SELL ? [stop, other] : [other, stop]
  if (below !== 0 && above !== 0 && below >= above) return false
  if (presentTicks === 0) return true
  return (below === 0 || below < presentTicks) && (above === 0 || above > presentTicks)
}

/** The price of a leg that says on which side of the market it stands. */
function sideOfMarket({ type = LIMIT, stopPriceTicks = 0, priceTicks = 0 }: OrderTicket): number {
  return isTriggerType(type) ? stopPriceTicks : priceTicks
}
