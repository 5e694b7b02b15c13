import { BUY, Ledger, SELL } from '@openlob/domain'
import type { EventEmitter } from '../flow/event-emitter.ts'
import { checkSameFlow } from '../flow/flow-number.ts'
import { FlowState } from '../flow/flow-state.ts'
import type { FlowSettings } from '../flow/flow-state.ts'
import { Market } from '../flow/market.ts'
import { must } from '../flow/must.ts'
import type { OpenOrder } from '../flow/open-order.ts'
import { holdAssetOf } from '../flow/policy-views.ts'
import { instrumentFrom } from './flow-snapshot.ts'
import type { FlowSnapshot } from './flow-snapshot.ts'

/** The state that plain data tells of, without what its policies remember. Throws where it is none of a state. */
export function stateFromSnapshot(snapshot: FlowSnapshot, settings: FlowSettings, emitter: EventEmitter): FlowState {
  checkSameFlow(snapshot.nextOrderId, settings.flowNumber)
  const state = new FlowState(settings, Ledger.restore(snapshot.ledger), emitter)
  state.configuration = snapshot.configuration
  state.commandSequence = snapshot.commandSequence
  state.timestampUs = snapshot.timestampUs
  state.nextOrderId = snapshot.nextOrderId
  state.nextTradeId = snapshot.nextTradeId
  for (const { name, feeTier } of snapshot.accounts) state.venue.accounts.open(name, feeTier)
  for (const asset of snapshot.assets) state.venue.addAsset({ ...asset })
  snapshot.instruments.forEach((record, index) => {
    const book = settings.createBook(state.matches, state.adviser)
    book.restore(snapshot.books[index] ?? { bids: [], asks: [] })
    state.venue.addMarket(new Market(instrumentFrom(record), book))
  })
  if (snapshot.transfers !== undefined) state.transfers.restore(snapshot.transfers)
  for (const command of snapshot.commandIds ?? []) state.commandIds.add(command)
  for (const order of snapshot.orders) state.orders.restore(order, balanceOf(state, order))
  if (snapshot.conditionals !== undefined) state.orders.restoreConditionals(snapshot.conditionals)
  return state
}

/** The slot of the balance that an order pays from. */
function balanceOf({ venue, postings }: FlowState, { accountId, instrumentId, side }: OpenOrder): number {
  const market = venue.market(instrumentId)
  must(market !== undefined, () => `an order's instrument is listed: instrumentId=${instrumentId}`)
  return postings.ledger.slotOf(accountId, holdAssetOf(market, side === 'buy' ? BUY : SELL))
}
