import type { Order } from '@openlob/domain'
import type { Event } from '../events/event.ts'

/** The orders that an event tells of, as they stand after it. */
export function ordersIn(event: Event): readonly Order[] {
  if (event.type === 'TradeExecuted') return [event.makerOrder, event.takerOrder]
  if (event.type === 'TradePrevented') {
    const { makerOrder, takerOrder, makerPreventedLots, takerPreventedLots } = event
    const maker = { ...makerOrder, preventedLots: makerPreventedLots }
    return [maker, { ...takerOrder, preventedLots: takerPreventedLots }]
  }
  if (event.type === 'OrderActivated' && event.works) return [{ ...event.order, workingUs: event.timestampUs }]
  if (event.type === 'OrderExpired') return [{ ...event.order, expiryReason: event.reason }]
  return 'order' in event ? [event.order] : []
}

/** An order as an event tells of it, with what only earlier ones told. */
export function stillKnown(told: Order, known: Order | undefined): Order {
  if (known === undefined) return told
  const conditions = told.conditions ?? known.conditions
  const listId = told.listId ?? known.listId
  const workingUs = told.workingUs ?? known.workingUs
  const preventedLots = told.preventedLots ?? known.preventedLots
  const isPlain = (conditions ?? listId ?? workingUs ?? preventedLots) === undefined
  return isPlain ? told : { ...told, conditions, listId, workingUs, preventedLots }
}
