import { BUY, MAX_UNITS } from '@openlob/domain'
import type { AssetId, Fee } from '@openlob/domain'
import { BASE, MAKER_FEE, QUOTE, REST, SCRATCH, SHARE, TAKER_FEE, WHOLE } from './amounts.ts'
import type { Fill } from './fill.ts'
import type { FlowState } from './flow-state.ts'
import { feeTierOf } from './holds.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import { holdAssetOf, receivedAssetOf, sideOf } from './policy-views.ts'

const PPM = 1_000_000
const MILLION = BigInt64Array.of(1_000_000n)

/** Charges before it pays rebates, which come out of what was charged. */
export function settleFees(state: FlowState, market: Market, fill: Fill): void {
  const { maker, taker } = fill
  fill.makerFeeAssetId = feeOf(state, market, maker, 'maker', MAKER_FEE)
  fill.takerFeeAssetId = feeOf(state, market, taker, 'taker', TAKER_FEE)
  chargeFee(state, market, maker, fill.makerFeeAssetId, MAKER_FEE)
  chargeFee(state, market, taker, fill.takerFeeAssetId, TAKER_FEE)
  payRebate(state, maker, fill.makerFeeAssetId, MAKER_FEE)
  payRebate(state, taker, fill.takerFeeAssetId, TAKER_FEE)
}

/** Asks the policy for the fee of one side; writes it, and says in which asset it is. */
function feeOf(state: FlowState, market: Market, order: number, role: 'maker' | 'taker', at: number): AssetId {
  const { trade, orders, amounts, settings } = state
  trade.instrument = market.instrument
  trade.feeTier = feeTierOf(state, order)
  trade.side = sideOf(orders.sideOf(order))
  trade.role = role
  const { fees } = settings.policies
  if (fees.receivedSharePpm !== undefined) {
    shareReceived(state, order, fees.receivedSharePpm(trade), at)
    return receivedAssetOf(market, orders.sideOf(order))
  }
  const fee = fees.fee(trade)
  const { assetId, units } = fee
  if (typeof units !== 'bigint') badFee(state, order, fee, 'a fee is an integer amount')
  if (units > MAX_UNITS || units < -MAX_UNITS) badFee(state, order, fee, 'a fee is covered by what is received or held')
  amounts.units[at] = units
  checkFee(state, market, order, fee, at)
  return assetId
}

/** A share of what one side receives, rounded down; fits, since whole millions and the rest are shared apart. */
function shareReceived({ orders, amounts }: FlowState, order: number, ppm: number, at: number): void {
  if (!(ppm >= 0 && ppm <= PPM && Number.isInteger(ppm))) broken(`a share is 0 to ${PPM} parts per million: ${ppm}`)
  const { units } = amounts
  const received = orders.sideOf(order) === BUY ? BASE : QUOTE
  amounts.setInteger(SHARE, ppm)
  units[WHOLE] = BigInt.asIntN(64, units[received]! / MILLION[0]!)
  units[REST] = BigInt.asIntN(64, units[received]! - BigInt.asIntN(64, units[WHOLE] * MILLION[0]!))
  units[REST] = BigInt.asIntN(64, BigInt.asIntN(64, units[REST] * units[SHARE]!) / MILLION[0]!)
  units[at] = BigInt.asIntN(64, BigInt.asIntN(64, units[WHOLE] * units[SHARE]!) + units[REST])
}

/** A policy that charges what is not there, or in another asset, must not get as far as the ledger. */
function checkFee(state: FlowState, market: Market, order: number, fee: Fee, at: number): void {
  const { orders } = state
  const { units } = state.amounts
  const { quoteAssetId, baseAssetId } = market.instrument
  const inQuote = fee.assetId === quoteAssetId
  if (!inQuote && fee.assetId !== baseAssetId) badFee(state, order, fee, 'a fee is in the base or the quote asset')
  const moved = inQuote ? QUOTE : BASE
  units[SCRATCH] = units[moved]!
  if (fee.assetId === holdAssetOf(market, orders.sideOf(order))) units[SCRATCH] = orders.longs[orders.heldAt(order)]!
  const isCovered = units[at]! <= units[SCRATCH] && BigInt.asIntN(64, -units[at]!) <= units[moved]!
  if (!isCovered) badFee(state, order, fee, 'a fee is covered by what is received or held')
}

function badFee({ orders }: FlowState, order: number, { assetId, units }: Fee, rule: string): never {
  return broken(`${rule}: account=${orders.accountIdOf(order)} asset=${assetId} units=${String(units)}`)
}

function chargeFee(state: FlowState, market: Market, order: number, assetId: AssetId, at: number): void {
  const { orders, postings, amounts } = state
  if (amounts.units[at]! <= 0n) return
  const balance = postings.ledger.slotOf(orders.accountIdOf(order), assetId)
  if (assetId === holdAssetOf(market, orders.sideOf(order))) {
    const held = orders.heldAt(order)
    postings.releaseAt(balance, at)
    orders.longs[held] = BigInt.asIntN(64, orders.longs[held]! - amounts.units[at]!)
  }
  postings.collectFeeAt(balance, at)
}

/** Pays a rebate as far as the fees collected of its asset go, and writes what was paid; a fee stays as it is. */
function payRebate({ orders, postings, amounts }: FlowState, order: number, assetId: AssetId, at: number): void {
  if (amounts.units[at]! >= 0n) return
  const collectedUnits = postings.ledger.feesCollectedUnits(assetId)
  if (-amounts.units[at]! > collectedUnits) amounts.units[at] = -collectedUnits
  postings.collectFeeAt(postings.ledger.slotOf(orders.accountIdOf(order), assetId), at)
}
