import type { QueuePosition } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import { orderIdOf, levelRecords, shownLotsOf } from './makers.ts'
import { rungOf } from './price-ladder.ts'

/** What stands before an order at its price; undefined where none rests under this id. */
export function queuePositionOf(state: BookState, orderId: number): QueuePosition | undefined {
  const live = state.byId.get(orderId)
  if (live?.standing === 'hidden') return amongHidden(live.queue?.orders() ?? [], orderId)
  const record = state.displayed.find(orderId)
  if (record === 0) return undefined
  const { side, priceTicks } = state.displayed.read(record)
  const position = { ordersAhead: 0, lotsAhead: 0 }
  for (const other of levelRecords(state, state.displayed.ladder.find(rungOf(side, priceTicks)))) {
    if (orderIdOf(state, other) === orderId) break
    position.ordersAhead += 1
    position.lotsAhead += shownLotsOf(state, other)
  }
  return position
}

function amongHidden(queue: Iterable<{ orderId: number; leavesLots: number }>, orderId: number): QueuePosition {
  const position = { ordersAhead: 0, lotsAhead: 0 }
  for (const other of queue) {
    if (other.orderId === orderId) break
    position.ordersAhead += 1
    position.lotsAhead += other.leavesLots
  }
  return position
}
