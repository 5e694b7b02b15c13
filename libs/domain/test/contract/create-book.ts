import type { BookOptions } from '../../src/book/book-options.ts'
import type { CompleteOrderBook } from '../../src/book/order-book.ts'
import type { OrderBookListener } from '../../src/book/order-book-listener.ts'

/** Makes an empty book that reports to a listener. */
export type CreateBook = (listener: OrderBookListener, options?: BookOptions) => CompleteOrderBook
