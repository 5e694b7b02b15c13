import type { OrderBookListener } from '../src/book/order-book-listener.ts'

/**
 * Keeps, from a complete book's reports alone, what is open of each order and where all quantity came from and went.
 * An order whose quantity is not known from the start (a quote amount, a paid order of a list) counts by what it trades
 * until it is told.
 */
export class FeatureTally implements OrderBookListener {
  /** What is open of each order with a quantity. */
  readonly open: Map<number, number> = new Map()
  placedLots = 0n
  tradedLots = 0n
  /** Canceled, expired or prevented. */
  droppedLots = 0n
  readonly #unknown = new Set<number>()
  /** Of orders that a prevented trade ends: what they had open before it. */
  readonly #ending = new Map<number, number>()

  onAccepted(orderId: number, _side: number, _priceTicks: number, quantityLots: number): void {
    if (this.open.has(orderId)) throw new Error(`accepted twice: orderId=${orderId}`)
    this.#unknown.delete(orderId)
    if (quantityLots === 0) this.#unknown.add(orderId)
    else this.#set(orderId, 0, quantityLots)
  }

  onActivated(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    if (this.#unknown.has(orderId) && leavesLots > 0) {
      this.#unknown.delete(orderId)
      this.#set(orderId, 0, leavesLots)
    }
    this.#expectOpen(orderId, leavesLots)
  }

  onTrade(maker: number, taker: number, _side: number, ...fill: [number, number, number, number]): void {
    const [, quantityLots, makerLeavesLots, takerLeavesLots] = fill
    if (maker === taker) throw new Error(`traded with itself: orderId=${maker}`)
    this.tradedLots += 2n * BigInt(quantityLots)
    this.#leave(maker, quantityLots, makerLeavesLots)
    this.#leave(taker, quantityLots, takerLeavesLots)
  }

  onAmended(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    if (this.#unknown.has(orderId)) throw new Error(`amended without a quantity: orderId=${orderId}`)
    this.#set(orderId, this.open.get(orderId) ?? 0, leavesLots)
  }

  onCanceled(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    this.#drop(orderId, leavesLots)
  }

  onExpired(orderId: number, leavesLots: number): void {
    this.#drop(orderId, leavesLots)
  }

  onRepriced(orderId: number, _side: number, _priceTicks: number, leavesLots: number): void {
    this.#expectOpen(orderId, leavesLots)
  }

  onReplenished(orderId: number, _side: number, _priceTicks: number, shownLots: number, leavesLots: number): void {
    if (shownLots > leavesLots || shownLots < 1) throw new Error(`shows ${shownLots} of ${leavesLots}: orderId=${orderId}`)
    this.#expectOpen(orderId, leavesLots)
  }

  onPrevented(maker: number, taker: number, _side: number, ...prevented: [number, number, number, number]): void {
    const [, lots, makerLeavesLots, takerLeavesLots] = prevented
    this.#prevent(maker, lots, makerLeavesLots)
    this.#prevent(taker, lots, takerLeavesLots)
  }

  onRejected(): void {
    // Changes nothing.
  }

  #prevent(orderId: number, lots: number, leavesLots: number): void {
    if (this.#unknown.has(orderId)) return
    const before = this.#known(orderId)
    if (leavesLots === before) return
    if (leavesLots === 0) {
      // Ends by an expiry that follows: of all that was open, or of the rest after a decrement, which is 0.
      this.#ending.set(orderId, before)
      return
    }
    if (before - lots !== leavesLots) throw new Error(`wrong leaves: orderId=${orderId}`)
    this.droppedLots += BigInt(lots)
    this.open.set(orderId, leavesLots)
  }

  #leave(orderId: number, quantityLots: number, leavesLots: number): void {
    if (this.#unknown.has(orderId)) {
      this.placedLots += BigInt(quantityLots)
      return
    }
    if (this.#known(orderId) - quantityLots !== leavesLots) throw new Error(`wrong leaves: orderId=${orderId}`)
    if (leavesLots === 0) this.open.delete(orderId)
    else this.open.set(orderId, leavesLots)
  }

  #drop(orderId: number, leavesLots: number): void {
    if (this.#unknown.delete(orderId)) return
    const ending = this.#ending.get(orderId)
    this.#ending.delete(orderId)
    const before = this.#known(orderId)
    const decremented = ending !== undefined && leavesLots === 0
    if (before !== leavesLots && !decremented) throw new Error(`wrong leaves: orderId=${orderId}`)
    this.droppedLots += BigInt(before)
    this.open.delete(orderId)
  }

  #set(orderId: number, before: number, leavesLots: number): void {
    this.placedLots += BigInt(leavesLots) - BigInt(before)
    this.open.set(orderId, leavesLots)
  }

  #expectOpen(orderId: number, leavesLots: number): void {
    if (this.#unknown.has(orderId)) return
    if (this.#known(orderId) !== leavesLots) throw new Error(`wrong leaves: orderId=${orderId}`)
  }

  #known(orderId: number): number {
    const lots = this.open.get(orderId)
    if (lots === undefined) throw new Error(`not alive: orderId=${orderId}`)
    return lots
  }
}
