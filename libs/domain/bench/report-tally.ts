import type { OrderBookListener } from '../src/book/order-book-listener.ts'

const FILLED_MAX = 4096

/** A listener that reads every report, as a user of the book would, and sums up what it says. */
export class ReportTally implements OrderBookListener {
  reports = 0
  trades = 0
  refused = 0
  tradedLots = 0
  /** Folds every value reported, so that no compiler can leave one out. */
  checksum = 0
  readonly #filled: Int32Array = new Int32Array(FILLED_MAX)
  #filledCount = 0

  /** Makers filled since the last call, the last 4,096 of them. */
  takeFilled(): Int32Array {
    const filled = this.#filled.subarray(0, Math.min(this.#filledCount, FILLED_MAX))
    this.#filledCount = 0
    return filled
  }

  onAccepted(orderId: number, side: number, priceTicks: number, quantityLots: number): void {
    this.reports += 1
    this.checksum ^= orderId ^ side ^ priceTicks ^ quantityLots
  }

  onTrade(maker: number, taker: number, side: number, priceTicks: number, lots: number, makerLeaves: number): void {
    this.reports += 1
    this.trades += 1
    this.tradedLots += lots
    if (makerLeaves === 0) {
      this.#filled[this.#filledCount & (FILLED_MAX - 1)] = maker
      this.#filledCount += 1
    }
    this.checksum ^= maker ^ taker ^ side ^ priceTicks ^ lots ^ makerLeaves
  }

  onAmended(orderId: number, side: number, priceTicks: number, leavesLots: number, keptPlace: boolean): void {
    this.reports += 1
    this.checksum ^= orderId ^ side ^ priceTicks ^ leavesLots ^ (keptPlace ? 1 : 0)
  }

  onCanceled(orderId: number, side: number, priceTicks: number, leavesLots: number): void {
    this.reports += 1
    this.checksum ^= orderId ^ side ^ priceTicks ^ leavesLots
  }

  onExpired(orderId: number, leavesLots: number, reason: number): void {
    this.reports += 1
    this.checksum ^= orderId ^ leavesLots ^ reason
  }

  onRejected(orderId: number, reason: number): void {
    this.reports += 1
    this.refused += 1
    this.checksum ^= orderId ^ reason
  }
}
