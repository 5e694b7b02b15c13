import { orderId as brandOrderId, priceTicks as brandPriceTicks, quantityLots as brandQuantityLots, tradeId } from '@openlob/domain'
import type { Account, Fee, Instrument, Trade } from '@openlob/domain'
import type { FlowState } from './flow-state.ts'
import { holdAssetOf, requiredForRest, trimHold } from './holds.ts'
import { sideCodeOf } from './match.ts'
import { must } from './must.ts'
import { orderView, remainingLots } from './open-order.ts'
import type { OpenOrder } from './open-order.ts'
import type { Market } from './venue.ts'

/** One fill on its way through clearing. */
interface Fill {
  readonly instrument: Instrument
  readonly maker: OpenOrder
  readonly taker: OpenOrder
  readonly priceTicks: number
  readonly lots: number
  readonly quoteUnits: bigint
  readonly baseUnits: bigint
}

/** The clear step: settles each fill that the match report has, in its order, and tells of the trade. */
export function settleFills(state: FlowState, market: Market, taker: OpenOrder): void {
  const { matches } = state
  for (let index = 0; index < matches.fillCount; index += 1) {
    const maker = state.orders.resting(brandOrderId(matches.makerOrderIds[index]!))
    const [priceTicks, lots] = [matches.pricesTicks[index]!, matches.quantitiesLots[index]!]
    const { instrument } = market
    const baseUnits = BigInt(lots) * instrument.baseUnitsPerLot
    const quoteUnits = BigInt(priceTicks) * BigInt(lots) * instrument.quoteUnitsPerTickLot
    settleFill(state, { instrument, maker, taker, priceTicks, lots, quoteUnits, baseUnits })
  }
}

function settleFill(state: FlowState, fill: Fill): void {
  const { instrument, maker, taker, priceTicks, lots, quoteUnits } = fill
  movePrincipal(state, fill)
  const { makerFee, takerFee } = settleFees(state, fill)
  execute(state, maker, fill)
  execute(state, taker, fill)
  trimHold(state, instrument, maker, maker.status === 'filled' ? 0n : requiredForRest(state, instrument, maker))
  if (maker.status === 'filled') state.orders.remove(maker)
  state.levels.add(instrument.instrumentId, sideCodeOf(maker.side), priceTicks, -lots)
  const trade: Trade = {
    tradeId: tradeId(state.nextTradeId),
    instrumentId: instrument.instrumentId,
    priceTicks: brandPriceTicks(priceTicks),
    quantityLots: brandQuantityLots(lots),
    quoteUnits,
    takerSide: taker.side,
    makerOrderId: maker.orderId,
    makerAccountId: maker.accountId,
    makerFee,
    takerOrderId: taker.orderId,
    takerAccountId: taker.accountId,
    takerFee,
    timestampUs: state.emitter.timestampUs,
  }
  state.nextTradeId += 1
  state.emitter.tradeExecuted(trade, orderView(maker), orderView(taker))
  state.settings.policies.risk.onTrade(trade)
}

/** Lets the clearing policy move the principal, and makes sure that it took exactly that from what the orders hold. */
function movePrincipal(state: FlowState, { instrument, maker, taker, quoteUnits, baseUnits }: Fill): void {
  const [buyer, seller] = taker.side === 'buy' ? [taker, maker] : [maker, taker]
  const { ledger } = state.postings
  const { quoteAssetId, baseAssetId } = instrument
  const quoteLeft = ledger.heldUnits(buyer.accountId, quoteAssetId) - quoteUnits
  const baseLeft = ledger.heldUnits(seller.accountId, baseAssetId) - baseUnits
  const parties = { buyerAccountId: buyer.accountId, sellerAccountId: seller.accountId }
  state.settings.policies.clearing.clear({ instrument, ...parties, quoteUnits, baseUnits }, state.clearingPostings)
  const exact =
    ledger.heldUnits(buyer.accountId, quoteAssetId) === quoteLeft &&
    ledger.heldUnits(seller.accountId, baseAssetId) === baseLeft
  must(
    exact,
    () => `clearing takes the principal from what is held, no more and no less: quote=${quoteUnits} base=${baseUnits}`,
  )
  buyer.heldUnits -= quoteUnits
  seller.heldUnits -= baseUnits
}

/** Charges before it pays rebates, which come out of what was charged. */
function settleFees(state: FlowState, fill: Fill): { readonly makerFee: Fee; readonly takerFee: Fee } {
  const { maker, taker } = fill
  const makerFee = feeOf(state, fill, maker, 'maker')
  const takerFee = feeOf(state, fill, taker, 'taker')
  chargeFee(state, fill, maker, makerFee)
  chargeFee(state, fill, taker, takerFee)
  return { makerFee: payRebate(state, maker, makerFee), takerFee: payRebate(state, taker, takerFee) }
}

function feeOf(state: FlowState, fill: Fill, order: OpenOrder, role: 'maker' | 'taker'): Fee {
  const { instrument, quoteUnits, baseUnits } = fill
  const account = state.venue.account(order.accountId)
  must(account !== undefined, () => `an order's account is open: orderId=${order.orderId}`)
  const basis = { instrument, feeTier: account.feeTier, side: order.side, role, quoteUnits, baseUnits }
  const { assetId, units } = state.settings.policies.fees.fee(basis)
  const fee = { assetId, units }
  checkFee(fill, order, account, fee)
  return fee
}

function chargeFee(state: FlowState, { instrument }: Fill, order: OpenOrder, { assetId, units }: Fee): void {
  if (units <= 0n) return
  if (assetId === holdAssetOf(instrument, order.side)) {
    state.postings.release(order.accountId, assetId, units)
    order.heldUnits -= units
  }
  state.postings.collectFee(order.accountId, assetId, units)
}

/** Pays a rebate as far as the fees collected of its asset go, and says what was paid; a fee stays as it is. */
function payRebate(state: FlowState, { accountId }: OpenOrder, fee: Fee): Fee {
  if (fee.units >= 0n) return fee
  const { assetId } = fee
  const collectedUnits = state.postings.ledger.feesCollectedUnits(assetId)
  const units = -fee.units > collectedUnits ? -collectedUnits : fee.units
  state.postings.collectFee(accountId, assetId, units)
  return { assetId, units }
}

/** A policy that charges what is not there, or in another asset, must not get as far as the ledger. */
function checkFee(fill: Fill, order: OpenOrder, account: Account, fee: Fee): void {
  const { instrument, quoteUnits, baseUnits } = fill
  const what = `account=${account.accountId} asset=${fee.assetId} units=${String(fee.units)}`
  must(typeof fee.units === 'bigint', () => `a fee is an integer amount: ${what}`)
  const inQuote = fee.assetId === instrument.quoteAssetId
  must(inQuote || fee.assetId === instrument.baseAssetId, () => `a fee is in the base or the quote asset: ${what}`)
  const moved = inQuote ? quoteUnits : baseUnits
  const most = fee.assetId === holdAssetOf(instrument, order.side) ? order.heldUnits : moved
  must(fee.units <= most && -fee.units <= moved, () => `a fee is covered by what is received or held: ${what}`)
}

function execute(state: FlowState, order: OpenOrder, { lots, quoteUnits }: Fill): void {
  order.executedLots += lots
  order.executedQuoteUnits += quoteUnits
  order.status = remainingLots(order) === 0 ? 'filled' : 'partially_filled'
  order.updatedUs = state.emitter.timestampUs
}
