import type { CancelFilter } from '../order-ticket.ts'
import type { BookState } from './book-state.ts'
import type { LiveOrder } from './live-order.ts'

type Filtered = Pick<LiveOrder, 'side' | 'priceTicks' | 'accountId' | 'sessionId'>

/**
 * The ids of live orders that pass a filter, lowest first. Of an account or a session only its own orders are looked
 * at, however many others there are.
 */
export function idsOf(state: BookState, filter: CancelFilter): number[] {
  const ids: number[] = []
  for (const order of candidates(state, filter)) if (passes(filter, order)) ids.push(order.orderId)
  if (!filter.accountId && !filter.sessionId) collectPlain(state, filter, ids)
  return ids.sort((left, right) => left - right)
}

function candidates({ live }: BookState, { accountId, sessionId }: CancelFilter): Iterable<LiveOrder> {
  if (accountId) return live.ofAccount(accountId)
  return sessionId ? live.ofSession(sessionId) : live.byId.values()
}

/** Plain orders are nobody's and of no session. */
function collectPlain({ live, displayed }: BookState, filter: CancelFilter, ids: number[]): void {
  for (const side of [0, 1] as const) {
    for (const order of displayed.orders(side)) {
      const plain = !live.byId.has(order.orderId)
      if (plain && passes(filter, { ...order, accountId: 0, sessionId: 0 })) ids.push(order.orderId)
    }
  }
}

function passes(filter: CancelFilter, order: Filtered): boolean {
  const { accountId, sessionId, side, minPriceTicks = 0, maxPriceTicks = 0 } = filter
  const differs = (wanted: number | undefined, has: number) => wanted !== undefined && wanted !== has
  if (differs(accountId, order.accountId) || differs(sessionId, order.sessionId)) return false
  if (differs(side, order.side)) return false
  if (minPriceTicks === 0 && maxPriceTicks === 0) return true
  const { priceTicks } = order
  return priceTicks !== 0 && priceTicks >= minPriceTicks && (maxPriceTicks === 0 || priceTicks <= maxPriceTicks)
}
