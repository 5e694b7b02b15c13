import { LadderBook } from '../src/book/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference-book.ts'
import { describeOrderBookChanges } from './contract/amended-orders.ts'
import { describeOrderBookInput } from './contract/bad-input.ts'
import { describeOrderBook } from './contract/order-book.ts'
import { describeOrderBookViews } from './contract/views.ts'

const books = {
  LadderBook: (listener: ConstructorParameters<typeof LadderBook>[0]) => new LadderBook(listener, { initialOrders: 2 }),
  ReferenceBook: (listener: ConstructorParameters<typeof ReferenceBook>[0]) => new ReferenceBook(listener),
}

for (const [name, create] of Object.entries(books)) {
  describeOrderBook(name, create)
  describeOrderBookChanges(name, create)
  describeOrderBookViews(name, create)
  describeOrderBookInput(name, create)
}
