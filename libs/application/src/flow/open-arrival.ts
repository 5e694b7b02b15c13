import type { OrderList } from '../events/event.ts'
import { OrderStatus } from '../messages/generated/index.ts'
import { ARRIVING } from './amounts.ts'
import type { ArrivingList } from './arrival.ts'
import { keptConditions } from './conditional-orders.ts'
import type { FlowState } from './flow-state.ts'
import type { OrderRequest } from './order-request.ts'

/**
 * Opens the orders that arrive, in the order of their ids, and tells of them: the book has accepted them. From here on
 * they are found like any other. Nothing where that has happened.
 */
export function openArrival(state: FlowState): void {
  const { arrival, orders, amounts } = state
  if (arrival.isOpen || arrival.firstOrderId === 0) return
  arrival.isOpen = true
  const { list, requests } = arrival
  const opened = list === undefined ? undefined : openList(state, list)
  for (const [index, request] of requests.entries()) {
    const balance = list === undefined ? arrival.balance : arrival.balances[index]!
    const slot = orders.open(request, state.nextOrderId, balance, state.emitter.timestampUs)
    orders.longs[orders.heldAt(slot)] = list === undefined ? amounts.units[ARRIVING]! : list.heldUnits[index]!
    state.nextOrderId += 1
    arrival.slots.push(slot)
    orders.rest(slot)
    openOne(state, request, slot, opened, index)
  }
  if (opened !== undefined) state.emitter.orderListChanged(opened, 'executing')
}

function openOne(
  { orders, emitter }: FlowState,
  request: OrderRequest,
  slot: number,
  list: OrderList | undefined,
  index: number,
): void {
  if (list === undefined && !request.isConditional) {
    emitter.orderAccepted(orders, slot)
    return
  }
  const isPending = list !== undefined && list.contingency !== 'OCO' && index > 0
  if (isPending) orders.end(slot, OrderStatus.pending)
  const waits = isPending || request.waitsForTrigger
  orders.conditional.add({
    orderId: orders.orderIdOf(slot),
    conditions: keptConditions(request.conditions ?? {}),
    workingUs: waits ? undefined : emitter.timestampUs,
    preventedLots: 0,
    holdPriceTicks: request.holdPriceTicks,
    listId: list?.listId,
  })
  emitter.conditionalOrderAccepted(orders.view(slot))
}

function openList(state: FlowState, { contingency, clientListId }: ArrivingList): OrderList {
  const { requests, firstOrderId } = state.arrival
  const { accountId, instrumentId } = requests[0]!
  const orders = requests.map(({ clientOrderId }, index) => ({
    orderId: (firstOrderId + index) as OrderList['orders'][number]['orderId'],
    clientOrderId,
  }))
  const createdUs = state.emitter.timestampUs
  const list = { listId: firstOrderId, accountId, instrumentId, contingency, clientListId, orders, createdUs }
  state.orders.conditional.addList({ ...list, open: orders.map(({ orderId }) => orderId) })
  return list
}
