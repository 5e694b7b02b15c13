import type { BookCode, ExpiryCode, OrderBookListener, SideCode } from '../src/book/order-book.ts'

const SIDES = ['buy', 'sell'] as const
const EXPIRIES = ['ioc remainder', 'fok not fillable', 'no liquidity'] as const
const REFUSALS: Readonly<Record<BookCode, string>> = {
  0: 'accepted',
  1: 'duplicate order id',
  2: 'unknown order',
  3: 'price out of range',
  4: 'quantity out of range',
  5: 'would take liquidity',
  6: 'level quantity out of range',
  7: 'order id out of range',
}

/** Writes each report of a book down as a line of text. */
export class EventRecorder implements OrderBookListener {
  readonly events: string[] = []

  /** Everything written since the last call. */
  take(): string[] {
    return this.events.splice(0)
  }

  onAccepted(orderId: number, side: SideCode, priceTicks: number, quantityLots: number): void {
    this.events.push(`accepted ${orderId}: ${SIDES[side]} ${quantityLots} at ${priceTicks}`)
  }

  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    ...[priceTicks, quantityLots, makerLeavesLots, takerLeavesLots]: [number, number, number, number]
  ): void {
    const fill = `${takerOrderId} ${SIDES[takerSide]}s ${quantityLots} at ${priceTicks} from ${makerOrderId}`
    this.events.push(`${fill}, leaves ${takerLeavesLots} and ${makerLeavesLots}`)
  }

  onAmended(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, keptPlace: boolean): void {
    const place = keptPlace ? 'keeps its place' : 'goes to the back'
    this.events.push(`amended ${orderId}: ${SIDES[side]} ${leavesLots} at ${priceTicks}, ${place}`)
  }

  onCanceled(orderId: number, side: SideCode, priceTicks: number, leavesLots: number): void {
    this.events.push(`canceled ${orderId}: ${SIDES[side]} ${leavesLots} at ${priceTicks}`)
  }

  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode): void {
    this.events.push(`expired ${orderId}: ${leavesLots}, ${EXPIRIES[reason]}`)
  }

  onRejected(orderId: number, reason: BookCode): void {
    this.events.push(`rejected ${orderId}: ${REFUSALS[reason]}`)
  }
}
