import { OrderStatus } from '../messages/generated/index.ts'
import type { ConditionalOrder } from './conditional-orders.ts'
import type { FlowState } from './flow-state.ts'

/** A leg of a list. */
export interface Leg {
  readonly slot: number
  readonly known: ConditionalOrder
}

/**
 * The other leg of an order that is one of two which cancel each other, while both are open and released: they hold
 * once, for the one that needs more.
 */
export function otherLegOf({ orders }: FlowState, known: ConditionalOrder): Leg | undefined {
  const { conditional } = orders
  const list = conditional.list(known.listId)
  if (list === undefined || list.contingency === 'OTO' || list.contingency === 'OPO') return undefined
  const legs = list.contingency === 'OCO' ? list.orders : list.orders.slice(1)
  if (!legs.some(({ orderId }) => orderId === known.orderId)) return undefined
  const other = legs.find(({ orderId }) => orderId !== known.orderId)!
  const slot = orders.find(other.orderId)
  const otherKnown = conditional.get(other.orderId)
  return slot === 0 || otherKnown === undefined ? undefined : { slot, known: otherKnown }
}

/** Lets the leg that is first to need it have what the two hold together. */
export function takeSharedHold(state: FlowState, slot: number): void {
  const { orders } = state
  const known = orders.conditional.get(orders.orderIdOf(slot))
  const other = known === undefined ? undefined : otherLegOf(state, known)
  if (other === undefined || orders.statusOf(slot) === OrderStatus.pending) return
  const [own, others] = [orders.heldAt(slot), orders.heldAt(other.slot)]
  orders.longs[own] = BigInt.asIntN(64, orders.longs[own]! + orders.longs[others]!)
  orders.longs[others] = 0n
}
