import type { OrderBook, OrderBookListener } from '../../src/book/order-book.ts'

/** Makes an empty book that reports to a listener. */
export type CreateBook = (listener: OrderBookListener) => OrderBook
