import type { OrderBookListener } from '../src/book/order-book-listener.ts'

/** Keeps, from a book's reports alone, what is open of each order and where all quantity came from and went. */
export class QuantityTally implements OrderBookListener {
  readonly open: Map<number, number> = new Map()
  placedLots = 0n
  tradedLots = 0n
  droppedLots = 0n

  onAccepted(orderId: number, _side: number, _priceTicks: number, quantityLots: number): void {
    this.placedLots += BigInt(quantityLots)
    this.open.set(orderId, quantityLots)
  }

  onTrade(maker: number, taker: number, _side: number, ...fill: [number, number, number, number]): void {
    const [, quantityLots, makerLeavesLots, takerLeavesLots] = fill
    this.tradedLots += 2n * BigInt(quantityLots)
    this.#leave(maker, quantityLots, makerLeavesLots)
    this.#leave(taker, quantityLots, takerLeavesLots)
  }

  onAmended(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    this.placedLots += BigInt(leavesLots) - BigInt(this.open.get(orderId) ?? 0)
    this.open.set(orderId, leavesLots)
  }

  onCanceled(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    this.#drop(orderId, leavesLots)
  }

  onExpired(orderId: number, leavesLots: number): void {
    this.#drop(orderId, leavesLots)
  }

  onRejected(): void {
    // Changes nothing.
  }

  #leave(orderId: number, quantityLots: number, leavesLots: number): void {
    const before = this.open.get(orderId)
    if (before === undefined || before - quantityLots !== leavesLots) throw new Error(`wrong leaves: orderId=${orderId}`)
    if (leavesLots === 0) this.open.delete(orderId)
    else this.open.set(orderId, leavesLots)
  }

  #drop(orderId: number, leavesLots: number): void {
    if (this.open.get(orderId) !== leavesLots) throw new Error(`wrong leaves: orderId=${orderId}`)
    this.droppedLots += BigInt(leavesLots)
    this.open.delete(orderId)
  }
}
