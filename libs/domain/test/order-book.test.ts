import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { describeOrderBook } from './contract/order-book.ts'

describeOrderBook('LadderBook', (listener) => new LadderBook(listener, { initialOrders: 2 }))
// No filter at all is still one more than the fast lane takes: every command goes through the complete lane.
describeOrderBook('LadderBook in its complete lane', (listener) => new LadderBook(listener, { filters: {} }))
describeOrderBook('ReferenceBook', (listener) => new ReferenceBook(listener))
