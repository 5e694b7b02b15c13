import { spotInstrument } from '@openlob/domain'
import type { Asset, Instrument } from '@openlob/domain'
import type { ListAsset, ListInstrument, OpenAccount, SetFeeTier, SetInstrumentStatus } from '../commands/command.ts'
import { cancelOpenOrders } from './cancel-orders.ts'
import type { FlowState } from './flow-state.ts'
import { Market } from './market.ts'
import { must } from './must.ts'
import { rehold, shortfallOf } from './rehold.ts'
import { isRefusal, refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { isName, notTrading } from './validate.ts'

const ASSET_SCALE_MAX = 18

/** Opens an account on fee tier 0. */
export function openAccount({ venue, emitter, settings }: FlowState, { name }: OpenAccount): Refusal | undefined {
  if (!isName(name)) return refusal('INVALID_NAME', `length=${name.length}`)
  if (venue.accounts.named(name) !== undefined) return refusal('DUPLICATE_ACCOUNT', `name=${name}`)
  const { maxAccounts } = settings.limits
  if (venue.accounts.count >= maxAccounts) return refusal('CAPACITY_EXCEEDED', `accounts max=${maxAccounts}`)
  emitter.accountOpened(venue.accounts.open(name))
  return undefined
}

/** Makes an asset known. */
export function listAsset({ venue, emitter, settings }: FlowState, { symbol, scale }: ListAsset): Refusal | undefined {
  if (!isName(symbol)) return refusal('INVALID_NAME', `length=${symbol.length}`)
  if (venue.assetWithSymbol(symbol) !== undefined) return refusal('DUPLICATE_ASSET', `symbol=${symbol}`)
  if (!Number.isInteger(scale) || scale < 0 || scale > ASSET_SCALE_MAX)
    return refusal('INVALID_ASSET', `symbol=${symbol} scale=${scale}`)
  const { maxAssets } = settings.limits
  if (venue.assets.length >= maxAssets) return refusal('CAPACITY_EXCEEDED', `assets max=${maxAssets}`)
  const asset: Asset = { assetId: venue.nextAssetId, symbol, scale }
  venue.addAsset(asset)
  emitter.assetListed(asset)
  return undefined
}

/** Opens a market with an empty book. */
export function listInstrument(state: FlowState, command: ListInstrument): Refusal | undefined {
  const instrument = instrumentOf(state, command)
  if (isRefusal(instrument)) return instrument
  const { maxInstruments } = state.settings.limits
  if (state.venue.markets.length >= maxInstruments) return refusal('CAPACITY_EXCEEDED', `instruments max=${maxInstruments}`)
  state.venue.addMarket(new Market(instrument, state.settings.createBook(state.matches, state.adviser)))
  state.emitter.instrumentListed(instrument)
  return undefined
}

function instrumentOf({ venue }: FlowState, command: ListInstrument): Instrument | Refusal {
  const { terms, baseAssetId, quoteAssetId } = command
  if (!isName(terms.symbol)) return refusal('INVALID_NAME', `length=${terms.symbol.length}`)
  const { symbol } = terms
  if (venue.marketWithSymbol(symbol) !== undefined) return refusal('DUPLICATE_INSTRUMENT', `symbol=${symbol}`)
  const base = venue.asset(baseAssetId)
  if (base === undefined) return refusal('UNKNOWN_ASSET', `baseAssetId=${baseAssetId}`)
  const quote = venue.asset(quoteAssetId)
  if (quote === undefined) return refusal('UNKNOWN_ASSET', `quoteAssetId=${quoteAssetId}`)
  const instrument = spotInstrument(venue.nextInstrumentId, terms, base, quote)
  return 'invalid' in instrument ? refusal('INVALID_INSTRUMENT', instrument.invalid) : instrument
}

/** Halts, resumes or closes a market; closing is final and cancels what is open. */
export function setInstrumentStatus(state: FlowState, command: SetInstrumentStatus): Refusal | undefined {
  const { instrumentId, status } = command
  const market = state.venue.market(instrumentId)
  if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${instrumentId}`)
  if (market.instrument.status === 'closed') return notTrading(market.instrument)
  market.setStatus(status)
  state.emitter.instrumentStatusChanged(instrumentId, status)
  if (status !== 'closed') return undefined
  cancelOpenOrders(
    state,
    state.orders.slots().filter((slot) => state.orders.instrumentIdOf(slot) === instrumentId),
  )
  return undefined
}

/** Puts an account on another fee tier, at once for its open orders too: their holds must still be covered. */
export function setFeeTier(state: FlowState, { accountId, feeTier }: SetFeeTier): Refusal | undefined {
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  if (!state.settings.policies.fees.hasTier(feeTier)) return refusal('INVALID_FEE_TIER', `feeTier=${feeTier}`)
  const orders = state.orders.slotsOfAccount(accountId)
  const shortfall = shortfallOf(state, accountId, feeTier, orders)
  if (shortfall !== undefined) return refusal('INSUFFICIENT_BALANCE', `the holds of open orders: ${shortfall}`)
  state.emitter.feeTierChanged(state.venue.accounts.setFeeTier(accountId, feeTier))
  const uncovered = rehold(state, orders)
  must(uncovered.length === 0, () => `the shortfall was checked: accountId=${accountId} uncovered=${uncovered.length}`)
  return undefined
}
