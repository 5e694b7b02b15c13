import type { QuantityLots } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'

/** The notify step: one last word on every balance and every price level that the command has changed. */
export function notifyChanges(state: FlowState): void {
  for (const balance of state.postings.takeChanged()) state.emitter.balanceChanged(balance)
  for (const { instrumentId, side, sideCode, priceTicks } of state.levels.takeChanged()) {
    const lots = state.venue.market(instrumentId)?.book.levelLots(sideCode, priceTicks) ?? 0
    state.emitter.bookLevelChanged(instrumentId, side, priceTicks, lots as QuantityLots | 0)
  }
}
