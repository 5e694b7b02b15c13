import type { QueuePosition } from '../order-book.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'
import { levelRecords, orderIdOf, shownLotsOf } from './makers.ts'
import { rungOf } from './price-ladder.ts'

/** What stands before an order at its price; undefined where none rests under this id. */
export function queuePositionOf(state: BookState, orderId: number): QueuePosition | undefined {
  const live = state.live.byId.get(orderId)
  if (live?.standing === 'hidden') return amongHidden(state, live)
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

/** Before a hidden order stands all that is displayed at its price. */
function amongHidden({ displayed }: BookState, order: LiveOrder): QueuePosition {
  const slot = displayed.ladder.find(rungOf(order.side, order.priceTicks))
  const position = { ordersAhead: displayed.ladder.countAt(slot), lotsAhead: displayed.ladder.lotsAt(slot) }
  for (const other of order.queue?.orders() ?? []) {
    if (other === order) break
    position.ordersAhead += 1
    position.lotsAhead += other.leavesLots
  }
  return position
}
