import type { BookOptions } from '../../src/book/book-options.ts'
import type { BookCode } from '../../src/book/book-code.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import type { CompleteOrderBook } from '../../src/book/order-book.ts'
import type { OrderTicket } from '../../src/book/order-ticket.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import type { CreateBook } from './create-book.ts'

/** What a test adds to an order. */
export type More = Omit<Partial<OrderTicket>, 'orderId' | 'side'>

/** A book with short names for what tests do with it. */
export class Desk {
  readonly #recorder = new ReportLog()
  readonly book: CompleteOrderBook

  constructor(create: CreateBook, options?: BookOptions) {
    this.book = create(this.#recorder, options)
  }

  /** Places an order to buy; a price of 0 is none. */
  buy(orderId: number, priceTicks: number, quantityLots: number, more: More = {}): BookCode {
    return this.book.place({ orderId, side: BUY, priceTicks, quantityLots, ...more })
  }

  /** Places an order to sell; a price of 0 is none. */
  sell(orderId: number, priceTicks: number, quantityLots: number, more: More = {}): BookCode {
    return this.book.place({ orderId, side: SELL, priceTicks, quantityLots, ...more })
  }

  /** Makes a trade of one lot at a price, with two ids that are free again after it. */
  trade(priceTicks: number, ids: readonly [number, number] = [900_001, 900_002]): void {
    this.sell(ids[0], priceTicks, 1)
    this.buy(ids[1], priceTicks, 1)
  }

  /** What a command reports, the acceptance left out. */
  of(act: () => unknown): string[] {
    this.#recorder.take()
    act()
    return this.#recorder.take().filter((event) => !event.startsWith('accepted'))
  }

  /** Everything that was reported since the last look. */
  events(): string[] {
    return this.#recorder.take()
  }

  /** Where a live order is. */
  standing(orderId: number): string | undefined {
    const order = this.book.order(orderId)
    return order === undefined ? undefined : (order.details?.standing ?? 'displayed')
  }
}
