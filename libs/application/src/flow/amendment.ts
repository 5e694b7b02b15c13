import { EXTRA } from './amounts.ts'
import type { FlowState } from './flow-state.ts'

/** The change that a command makes to an open order, from before the book is asked for it on. */
export class Amendment {
  /** The order's slot; 0 where the command amends none, or it is done. */
  slot = 0
  priceTicks = 0
  quantityLots = 0
  /** Whether `amounts[EXTRA]` is held for it beside what it holds. */
  holdsMore = false

  /** Begins with an order. */
  begin(slot: number, priceTicks: number, quantityLots: number, holdsMore: boolean): void {
    this.slot = slot
    this.priceTicks = priceTicks
    this.quantityLots = quantityLots
    this.holdsMore = holdsMore
  }

  /** Ends it. */
  end(): void {
    this.slot = 0
  }
}

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
