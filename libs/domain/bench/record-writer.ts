import type { OrderBookListener } from '../src/book/order-book-listener.ts'

/** The kinds of reports, as the first number of a record. */
export const ACCEPTED_REPORT = 1
export const TRADE_REPORT = 2
export const AMENDED_REPORT = 3
export const CANCELED_REPORT = 4
export const EXPIRED_REPORT = 5
export const REJECTED_REPORT = 6

const RECORDS = 1024

/**
 * Writes every report with all its fields as a record of 64 bytes into a ring, as a gateway or a journal would read it
 * from there: kind, side, price and reason as 32-bit integers in the first 16 bytes, ids and quantities as doubles.
 */
export class RecordWriter implements OrderBookListener {
  /** Reports written since the start; the ring has the last 1,024 of them. */
  written = 0
  readonly #words: Int32Array
  readonly #numbers: Float64Array
  #at = 0

  constructor() {
    const records = new ArrayBuffer(RECORDS * 64)
    this.#words = new Int32Array(records)
    this.#numbers = new Float64Array(records)
  }

  /** Folds the records that the ring has, so that two runs can be compared. */
  checksum(): number {
    let folded = this.written
    for (const word of this.#words) folded = Math.imul(folded ^ word, 0x9e3779b1)
    return folded
  }

  onAccepted(orderId: number, side: number, priceTicks: number, quantityLots: number): void {
    const at = this.#next(1, side, priceTicks, 0)
    this.#numbers[at | 2] = orderId
    this.#numbers[at | 3] = quantityLots
  }

  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: number,
    priceTicks: number,
    quantityLots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void {
    const at = this.#next(2, takerSide, priceTicks, 0)
    const numbers = this.#numbers
    numbers[at | 2] = makerOrderId
    numbers[at | 3] = quantityLots
    numbers[at | 4] = takerOrderId
    numbers[at | 5] = makerLeavesLots
    numbers[at | 6] = takerLeavesLots
  }

  onAmended(orderId: number, side: number, priceTicks: number, leavesLots: number, keptPlace: boolean): void {
    const at = this.#next(3, side, priceTicks, keptPlace ? 1 : 0)
    this.#numbers[at | 2] = orderId
    this.#numbers[at | 3] = leavesLots
  }

  onCanceled(orderId: number, side: number, priceTicks: number, leavesLots: number): void {
    const at = this.#next(4, side, priceTicks, 0)
    this.#numbers[at | 2] = orderId
    this.#numbers[at | 3] = leavesLots
  }

  onExpired(orderId: number, leavesLots: number, reason: number): void {
    const at = this.#next(5, 0, 0, reason)
    this.#numbers[at | 2] = orderId
    this.#numbers[at | 3] = leavesLots
  }

  onRejected(orderId: number, reason: number): void {
    const at = this.#next(6, 0, 0, reason)
    this.#numbers[at | 2] = orderId
    this.#numbers[at | 3] = 0
  }

  /** Starts the next record; returns where its numbers are. */
  #next(kind: number, side: number, priceTicks: number, reason: number): number {
    const at = this.#at
    this.#at = (at + 8) & 8191
    this.written += 1
    const words = this.#words
    const word = at << 1
    words[word] = kind
    words[word | 1] = side
    words[word | 2] = priceTicks
    words[word | 3] = reason
    return at
  }
}
