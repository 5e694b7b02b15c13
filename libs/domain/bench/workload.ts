import type { OrderBook } from '../src/book/order-book.ts'
import { BUY, SELL } from '../src/book/book-codes.ts'
import type { ReportTally } from './report-tally.ts'

/** The kinds of messages, as {@link Workload.kinds} has them. */
export const NEW_GTC = 0
export const NEW_IOC = 1
export const CANCEL = 2
export const MOVE = 3

/** Messages column by column, so that running them measures the book and not the reading of them. */
export interface Workload {
  /** Orders placed before the messages that are measured: the first this many are all {@link NEW_GTC}. */
  readonly standing: number
  readonly kinds: Uint8Array
  readonly sides: Uint8Array
  readonly orderIds: Int32Array
  readonly prices: Int32Array
  readonly lots: Int32Array
  readonly statistics: WorkloadStatistics
}

/** What a workload turned out to be, standing orders not counted. */
export interface WorkloadStatistics {
  readonly messages: number
  readonly gtcShare: number
  readonly iocShare: number
  readonly cancelShare: number
  readonly moveShare: number
  readonly liveOrdersMean: number
  readonly priceLevelsMean: number
  /** From the lowest to the highest price that an order came with. */
  readonly ticksSpanned: number
  /** Messages that traded at least once. */
  readonly tradingShare: number
  readonly refusedShare: number
  readonly reportsPerMessage: number
  readonly trades: number
  readonly tradedLots: number
}

const SAMPLE_EVERY = 1000

/** Takes the messages of a generator down, and what they turned out to be. */
export class WorkloadColumns {
  readonly #messages: number
  readonly #standing: number
  readonly #kinds: Uint8Array
  readonly #sides: Uint8Array
  readonly #orderIds: Int32Array
  readonly #prices: Int32Array
  readonly #lots: Int32Array
  readonly #counts = [0, 0, 0, 0]
  #before = { trades: 0, tradedLots: 0, refused: 0, reports: 0 }
  #at = 0
  #trading = 0
  #liveOrders = 0
  #levels = 0
  #samples = 0

  constructor(messages: number, standing: number) {
    const length = messages + standing
    this.#messages = messages
    this.#standing = standing
    this.#kinds = new Uint8Array(length)
    this.#sides = new Uint8Array(length)
    this.#orderIds = new Int32Array(length)
    this.#prices = new Int32Array(length)
    this.#lots = new Int32Array(length)
  }

  write(kind: number, side: number, orderId: number, price: number, lots: number): void {
    const at = this.#at
    this.#kinds[at] = kind
    this.#sides[at] = side
    this.#orderIds[at] = orderId
    this.#prices[at] = price
    this.#lots[at] = lots
    if (at >= this.#standing) this.#counts[kind]! += 1
    this.#at += 1
  }

  /** To be called between the standing orders and the messages. */
  start({ trades, tradedLots, refused, reports }: ReportTally): void {
    this.#before = { trades, tradedLots, refused, reports }
  }

  /** To be called after each message. */
  sample(book: OrderBook, traded: boolean): void {
    if (traded) this.#trading += 1
    if (this.#at % SAMPLE_EVERY !== 0) return
    this.#samples += 1
    this.#liveOrders += book.orderCount
    this.#levels += book.depth(BUY, Infinity).length + book.depth(SELL, Infinity).length
  }

  finish(tally: ReportTally): Workload {
    const [gtc, ioc, cancel, move] = this.#counts.map((count) => count / this.#messages)
    return {
      standing: this.#standing,
      kinds: this.#kinds,
      sides: this.#sides,
      orderIds: this.#orderIds,
      prices: this.#prices,
      lots: this.#lots,
      statistics: {
        messages: this.#messages,
        gtcShare: gtc!,
        iocShare: ioc!,
        cancelShare: cancel!,
        moveShare: move!,
        liveOrdersMean: this.#liveOrders / this.#samples,
        priceLevelsMean: this.#levels / this.#samples,
        ticksSpanned: spanned(this.#prices),
        tradingShare: this.#trading / this.#messages,
        refusedShare: (tally.refused - this.#before.refused) / this.#messages,
        reportsPerMessage: (tally.reports - this.#before.reports) / this.#messages,
        trades: tally.trades - this.#before.trades,
        tradedLots: tally.tradedLots - this.#before.tradedLots,
      },
    }
  }
}

/** From the lowest to the highest price; 0 is none. */
function spanned(prices: Int32Array): number {
  let lowest = Infinity
  let highest = 0
  for (const price of prices) {
    if (price === 0) continue
    lowest = Math.min(lowest, price)
    highest = Math.max(highest, price)
  }
  return highest - lowest
}
