import type { InstrumentId, SideCode } from '@openlob/domain'
import { FREE } from './amounts.ts'
import type { FlowState } from './flow-state.ts'

/** The notify step: one last word on every balance and every price level that the command has changed. */
export function notifyChanges(state: FlowState): void {
  notifyBalances(state)
  notifyLevels(state)
}

function notifyBalances({ postings, amounts, emitter }: FlowState): void {
  const { ledger } = postings
  postings.sortChanged()
  for (let index = 0; index < postings.changedCount; index += 1) {
    const slot = postings.changedSlot(index)
    ledger.readAt(slot, amounts.units, FREE)
    emitter.balanceChanged(ledger.accountOf(slot), ledger.assetOf(slot), amounts.units, FREE)
  }
  postings.clear()
}

function notifyLevels({ levels, venue, emitter }: FlowState): void {
  levels.sortChanged()
  for (let index = 0; index < levels.changedCount; index += 1) {
    const instrumentId = levels.instrumentIdOf(index) as InstrumentId
    const side = levels.sideOf(index) as SideCode
    const priceTicks = levels.priceTicksOf(index)
    const lots = venue.market(instrumentId)?.book.levelLots(side, priceTicks) ?? 0
    emitter.bookLevelChanged(instrumentId, side, priceTicks, lots)
  }
  levels.clear()
}
