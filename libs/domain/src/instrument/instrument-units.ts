import { Decimal, fromSteps, stepsOf } from '@openlob/decimal'
import type { RejectReason } from '../reject-reason.ts'
import type { PriceTicks, QuantityLots } from '../units.ts'
import type { Asset } from './asset.ts'
import type { Instrument } from './instrument.ts'

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
