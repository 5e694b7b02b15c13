import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { describeOrderBook } from './contract/order-book.ts'

describeOrderBook('LadderBook', 5000, (listener, options) => new LadderBook(listener, { initialOrders: 2, ...options }))
// No filter at all is still one more than the fast lane takes: every command goes through the complete lane.
describeOrderBook('LadderBook in its complete lane', 5000, (listener, options) => {
  return new LadderBook(listener, { filters: {}, ...options })
})
describeOrderBook('ReferenceBook', 1000, (listener, options) => new ReferenceBook(listener, options))
