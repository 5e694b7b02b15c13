import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { describeOrderBook } from './contract/order-book.ts'

describeOrderBook('LadderBook', (listener) => new LadderBook(listener, { initialOrders: 2 }))
describeOrderBook('ReferenceBook', (listener) => new ReferenceBook(listener))
