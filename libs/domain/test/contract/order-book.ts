import { describe } from 'vitest'
import type { OrderBook, OrderBookListener } from '../../src/book/order-book.ts'
import { describeChanges } from './changes.ts'
import { describeInput } from './input.ts'
import { describeMatching } from './matching.ts'
import { describeViews } from './views.ts'

/** Makes an empty book that reports to a listener. */
export type CreateBook = (listener: OrderBookListener) => OrderBook

/** What every order book does, whatever it is made of. */
export function describeOrderBook(name: string, create: CreateBook): void {
  describe(name, () => {
    describeMatching(create)
    describeChanges(create)
    describeViews(create)
    describeInput(create)
  })
}
