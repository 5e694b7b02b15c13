import { LadderBook } from '../src/book/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference-book.ts'
import { describeOrderBook } from './contract/order-book.ts'

describeOrderBook('LadderBook', (listener) => new LadderBook(listener, { initialOrders: 2 }))
describeOrderBook('ReferenceBook', (listener) => new ReferenceBook(listener))
