import { EXTRA } from './amounts.ts'
import type { FlowState } from './flow-state.ts'

/** Changes the order and tells of it: the book has done so. Nothing where that has happened. */
export function applyAmendment(state: FlowState): void {
  const { amendment, orders, levels, emitter, matches, request } = state
  const { slot, priceTicks, quantityLots, holdsMore } = amendment
  if (slot === 0) return
  const { units } = state.amounts
  const held = orders.heldAt(slot)
  if (holdsMore) orders.longs[held] = BigInt.asIntN(64, orders.longs[held]! + units[EXTRA]!)
  levels.add(orders.instrumentIdOf(slot), orders.sideOf(slot), orders.priceTicksOf(slot), -orders.remainingLotsOf(slot))
  orders.amend(slot, priceTicks, quantityLots, emitter.timestampUs)
  if (request.newName.isGiven) orders.rename(slot, request.newName)
  emitter.orderAmended(orders, slot, matches.keptPlace)
  amendment.end()
}
