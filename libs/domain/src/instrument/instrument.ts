import { Decimal, fromSteps, stepsOf } from '@openlob/decimal'
import type { RejectReason } from '../reject-reason.ts'
import { isPriceTicks, isQuantityLots, MAX_PRICE_TICKS, MAX_UNITS } from '../units.ts'
import type { AssetId, InstrumentId, PriceTicks, QuantityLots } from '../units.ts'
import type { Asset } from './asset.ts'

/** Whether orders are taken: all commands, only cancels, or none. */
export type InstrumentStatus = 'trading' | 'halted' | 'closed'

/** What every instrument has, whatever its kind. */
interface InstrumentTerms {
  readonly instrumentId: InstrumentId
  /** Its ticker, such as `BTC-USDT`. */
  readonly symbol: string
  readonly status: InstrumentStatus
  /** The price of one tick, in the quote asset for one of the base asset. */
  readonly tickSize: Decimal
  /** The quantity of one lot, in the base asset. */
  readonly lotSize: Decimal
  readonly minQuantityLots: QuantityLots
  readonly maxQuantityLots: QuantityLots
  readonly maxPriceTicks: PriceTicks
  /** The least price times quantity of an order, in quote units; 0 for none. */
  readonly minNotionalUnits: bigint
  /** The greatest price times quantity of an order, in quote units. */
  readonly maxNotionalUnits: bigint
}

/** An instrument whose trades exchange one asset for another at once. */
export interface SpotInstrument extends InstrumentTerms {
  readonly kind: 'spot'
  readonly baseAssetId: AssetId
  readonly quoteAssetId: AssetId
  /** Base units in one lot: exact. */
  readonly baseUnitsPerLot: bigint
  /** Quote units in one lot at a price of one tick: exact, so that no trade is ever rounded. */
  readonly quoteUnitsPerTickLot: bigint
}

/** Whatever can be traded: a closed union over `kind`, to which futures and options add theirs. */
export type Instrument = SpotInstrument

/** What somebody who lists a spot instrument says of it; amounts are decimal text. */
export interface SpotInstrumentTerms {
  readonly symbol: string
  readonly tickSize: string
  readonly lotSize: string
  /** In the base asset; one lot where left out. */
  readonly minQuantity?: string
  /** In the base asset; as much as a book takes where left out. */
  readonly maxQuantity?: string
  /** In the quote asset; 2^31 − 1 ticks where left out. */
  readonly maxPrice?: string
  /** In the quote asset; none where left out. */
  readonly minNotional?: string
  /** In the quote asset; what 64 bits hold where left out. */
  readonly maxNotional?: string
}

/** Why the terms of an instrument cannot be: names the term and the rule. */
export interface InvalidTerms {
  readonly invalid: string
}

/**
 * A spot instrument from its terms. One lot must be a whole number of base units, and one lot at one tick a whole
 * number of quote units: every notional is then exact.
 */
export function spotInstrument(
  id: InstrumentId,
  terms: SpotInstrumentTerms,
  base: Asset,
  quote: Asset,
): SpotInstrument | InvalidTerms {
  if (base.assetId === quote.assetId) return { invalid: `base and quote are the same asset: ${base.symbol}` }
  const tickSize = Decimal.tryParse(terms.tickSize)
  const lotSize = Decimal.tryParse(terms.lotSize)
  if (tickSize === undefined || tickSize.sign() <= 0) return { invalid: `tickSize must be a positive decimal: ${terms.tickSize}` }
  if (lotSize === undefined || lotSize.sign() <= 0) return { invalid: `lotSize must be a positive decimal: ${terms.lotSize}` }
  const baseUnitsPerLot = wholeUnits(lotSize, base.scale)
  if (baseUnitsPerLot === undefined)
    return { invalid: `lotSize must be a whole number of ${base.symbol} units of 10^-${base.scale}: ${terms.lotSize}` }
  const quoteUnitsPerTickLot = wholeUnits(tickSize.multiply(lotSize), quote.scale)
  if (quoteUnitsPerTickLot === undefined)
    return { invalid: `tickSize times lotSize must be a whole number of ${quote.symbol} units of 10^-${quote.scale}: ${terms.tickSize} x ${terms.lotSize}` }
  const limits = parseLimits(terms, { tickSize, lotSize, quoteScale: quote.scale, baseUnitsPerLot })
  if ('invalid' in limits) return limits
  const ids = { instrumentId: id, baseAssetId: base.assetId, quoteAssetId: quote.assetId }
  const units = { tickSize, lotSize, baseUnitsPerLot, quoteUnitsPerTickLot }
  return { kind: 'spot', ...ids, symbol: terms.symbol, status: 'trading', ...units, ...limits }
}

interface Grid {
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly quoteScale: number
  readonly baseUnitsPerLot: bigint
}

type Limits = Pick<
  SpotInstrument,
  'minQuantityLots' | 'maxQuantityLots' | 'maxPriceTicks' | 'minNotionalUnits' | 'maxNotionalUnits'
>

function parseLimits(terms: SpotInstrumentTerms, grid: Grid): Limits | InvalidTerms {
  const mostLots = Number(MAX_UNITS / grid.baseUnitsPerLot)
  const ceilingLots = Math.min(Number.MAX_SAFE_INTEGER, mostLots)
  const minQuantityLots = steps(terms.minQuantity, grid.lotSize, 1)
  const maxQuantityLots = steps(terms.maxQuantity, grid.lotSize, ceilingLots)
  const maxPriceTicks = steps(terms.maxPrice, grid.tickSize, MAX_PRICE_TICKS)
  const minNotionalUnits = amount(terms.minNotional, grid.quoteScale, 0n)
  const maxNotionalUnits = amount(terms.maxNotional, grid.quoteScale, MAX_UNITS)
  if (minQuantityLots === undefined || !isQuantityLots(minQuantityLots))
    return { invalid: `minQuantity must be a positive multiple of lotSize: ${terms.minQuantity ?? ''}` }
  if (maxQuantityLots === undefined || !isQuantityLots(maxQuantityLots) || maxQuantityLots > ceilingLots)
    return { invalid: `maxQuantity must be a positive multiple of lotSize and at most ${ceilingLots} lots: ${terms.maxQuantity ?? ''}` }
  if (maxQuantityLots < minQuantityLots) return { invalid: 'maxQuantity must not be less than minQuantity' }
  if (maxPriceTicks === undefined || !isPriceTicks(maxPriceTicks))
    return { invalid: `maxPrice must be a positive multiple of tickSize and at most ${MAX_PRICE_TICKS} ticks: ${terms.maxPrice ?? ''}` }
  if (minNotionalUnits === undefined) return { invalid: `minNotional must be a decimal of the quote asset: ${terms.minNotional ?? ''}` }
  if (maxNotionalUnits === undefined || maxNotionalUnits <= minNotionalUnits)
    return { invalid: `maxNotional must be a decimal of the quote asset above minNotional: ${terms.maxNotional ?? ''}` }
  return { minQuantityLots, maxQuantityLots, maxPriceTicks, minNotionalUnits, maxNotionalUnits }
}

function wholeUnits(value: Decimal, scale: number): bigint | undefined {
  const units = stepsOf(value, Decimal.of(1n, scale))
  return units !== undefined && units <= MAX_UNITS ? units : undefined
}

function steps(text: string | undefined, step: Decimal, absent: number): number | undefined {
  if (text === undefined) return absent
  const value = Decimal.tryParse(text)
  const count = value && stepsOf(value, step)
  return count === undefined ? undefined : Number(count)
}

function amount(text: string | undefined, scale: number, absent: bigint): bigint | undefined {
  if (text === undefined) return absent
  const value = Decimal.tryParse(text)
  const units = value && stepsOf(value, Decimal.of(1n, scale))
  return units !== undefined && units >= 0n && units <= MAX_UNITS ? units : undefined
}

/** A price in ticks, or why it is none of this instrument's. */
export function toPriceTicks(instrument: Instrument, price: Decimal): PriceTicks | RejectReason {
  if (price.sign() <= 0) return 'PRICE_OUT_OF_RANGE'
  const ticks = stepsOf(price, instrument.tickSize)
  if (ticks === undefined) return 'PRICE_OFF_TICK'
  if (ticks > BigInt(instrument.maxPriceTicks)) return 'PRICE_OUT_OF_RANGE'
  return Number(ticks) as PriceTicks
}

/** A quantity in lots, or why it is none of this instrument's; minimum and maximum are the order's check, not this. */
export function toQuantityLots(instrument: Instrument, quantity: Decimal): QuantityLots | RejectReason {
  if (quantity.sign() <= 0) return 'QUANTITY_OUT_OF_RANGE'
  const lots = stepsOf(quantity, instrument.lotSize)
  if (lots === undefined) return 'QUANTITY_OFF_LOT'
  if (lots > BigInt(Number.MAX_SAFE_INTEGER)) return 'QUANTITY_OUT_OF_RANGE'
  return Number(lots) as QuantityLots
}

/** A price as a decimal of the quote asset. */
export function priceOf(instrument: Instrument, ticks: number): Decimal {
  return fromSteps(BigInt(ticks), instrument.tickSize)
}

/** A quantity as a decimal of the base asset. */
export function quantityOf(instrument: Instrument, lots: number): Decimal {
  return fromSteps(BigInt(lots), instrument.lotSize)
}

/** An amount of an asset as a decimal. */
export function amountOf(asset: Asset, units: bigint): Decimal {
  return Decimal.of(units, asset.scale)
}

/** Quote units of `lots` at `ticks`: exact, of any size. */
export function notionalUnits(instrument: Instrument, ticks: number, lots: number): bigint {
  return BigInt(ticks) * BigInt(lots) * instrument.quoteUnitsPerTickLot
}
