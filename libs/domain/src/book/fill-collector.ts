import type { ExpiryCode } from './book-codes.ts'
import type { OrderBookListener } from './order-book-listener.ts'

/** Why a plain order expires. */
export type PlainExpiryCode = Extract<ExpiryCode, 0 | 1 | 2>

/** One fill of the order that a command brought. */
export interface Fill {
  readonly makerOrderId: number
  readonly priceTicks: number
  readonly quantityLots: number
}

/** Gathers what a book reports during one command. */
export class FillCollector implements OrderBookListener {
  fills: Fill[] = []
  /** What of the command's order rests. */
  leavesLots = 0
  expiry: PlainExpiryCode | undefined = undefined

  /** Forgets the last command; `lots` is what the next one brings. */
  start(lots: number): void {
    this.fills = []
    this.leavesLots = lots
    this.expiry = undefined
  }

  onTrade(
    makerOrderId: number,
    _takerOrderId: number,
    _takerSide: number,
    ...[priceTicks, quantityLots, , takerLeavesLots]: [number, number, number, number]
  ): void {
    this.fills.push({ makerOrderId, priceTicks, quantityLots })
    this.leavesLots = takerLeavesLots
  }

  onExpired(_orderId: number, _leavesLots: number, reason: ExpiryCode): void {
    this.leavesLots = 0
    // A book of plain orders has no other reasons.
    this.expiry = reason as PlainExpiryCode
  }

  onAccepted(): void {
    // The reply says so.
  }

  onAmended(): void {
    // The reply says so.
  }

  onCanceled(): void {
    // The reply says so.
  }

  onRejected(): void {
    // The reply says why.
  }
}
