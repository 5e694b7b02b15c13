import type { BookCode } from './book-code.ts'
import type { ActivationCode, ExpiryCode, PhaseCode, SideCode } from './book-codes.ts'

/**
 * What the book reports, as it happens and in this order for one command: first accepted or rejected or amended, then
 * its trades best price first and oldest first, then what expired, then what follows from it: other legs, triggers
 * and pegs, one after the other. A remainder that is not reported expired rests or waits.
 *
 * Called with primitives so that a report costs no allocation. A listener must not call a command of the book. The
 * last seven need only be there for whoever uses what they report.
 */
export interface OrderBookListener {
  /** A new order passed every check. `priceTicks` is 0 where it has no limit, `quantityLots` 0 for a quote amount. */
  onAccepted(orderId: number, side: SideCode, priceTicks: number, quantityLots: number): void
  /**
   * A fill at the maker's price. The leaves are what remains open of each order after it, the hidden part included;
   * for an order of a quote amount, what the rest of the amount pays for at this price. In an auction the buyer is
   * reported as the taker.
   */
  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    priceTicks: number,
    quantityLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void
  /** An order changed. Where it kept its place it has neither traded nor moved; else it arrives anew after this. */
  onAmended(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    leavesLots: number,
    keptPlace: boolean,
    previousPriceTicks: number,
  ): void
  /** An order left on request with this much open. */
  onCanceled(orderId: number, side: SideCode, priceTicks: number, leavesLots: number): void
  /** What was left of an order was dropped. `priceTicks` is where it stood or would have, 0 where it had no price. */
  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode, side: SideCode, priceTicks: number): void
  /** A command was refused and nothing changed. The order id is 0 where the command names none. */
  onRejected(orderId: number, reason: BookCode): void
  /** An order that waited begins to work: what it does follows. `priceTicks` is 0 where it has no limit. */
  onActivated?(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, cause: ActivationCode): void
  /** The book gave an order another price: it stands at the back there. 0 where a peg stands aside, or stood. */
  onRepriced?(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, previousPriceTicks: number): void
  /** An iceberg shows its next slice, at the back of the queue of its price. */
  onReplenished?(orderId: number, side: SideCode, priceTicks: number, displayedLots: number, leavesLots: number): void
  /** A trade that did not happen, since both orders are of one account or group, and what remains open of each. */
  onPrevented?(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    priceTicks: number,
    preventedLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void
  /** The stop price of a waiting order moved: a trailing stop followed the market, or its owner amended it. */
  onStopMoved?(orderId: number, stopPriceTicks: number): void
  /** The market went into another phase. */
  onPhaseChanged?(phase: PhaseCode): void
  /** An auction found its price; its trades follow. */
  onUncrossed?(priceTicks: number, quantityLots: number): void
}
