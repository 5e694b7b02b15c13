import { applyAmendment } from './apply-amendment.ts'
import type { FlowState } from './flow-state.ts'
import { followReport, trim } from './follow-report.ts'
import { openArrival } from './open-arrival.ts'

/**
 * Whether the book did more than let a plain order trade with plain ones and expire: what then has to be followed one
 * thing after the other.
 */
export function isMoreThanPlain({ arrival, matches, orders }: FlowState): boolean {
  if (matches.notes.length > 0 || arrival.isOpen) return true
  if (orders.conditional.size === 0) return false
  for (let index = 0; index < matches.fillCount; index += 1)
    if (orders.conditional.get(matches.makerOrderIds[index]!) !== undefined) return true
  return false
}

/** Follows what the command has caused so far, in the middle of it. */
export function followSoFar(state: FlowState): void {
  openArrival(state)
  applyAmendment(state)
  followReport(state)
}

/** Opens what arrives and follows what the book did with it. */
export function followArrival(state: FlowState): void {
  const { arrival } = state
  const { firstOrderId, requests } = arrival
  followSoFar(state)
  for (let index = 0; index < requests.length; index += 1) restAgain(state, firstOrderId + index)
}

/** An order that arrived and is open rests, or waits: it keeps what it needs. */
export function restAgain(state: FlowState, orderId: number): void {
  const { orders, levels } = state
  const slot = orders.find(orderId)
  if (slot === 0) return
  trim(state, slot)
  levels.touch(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot))
}
