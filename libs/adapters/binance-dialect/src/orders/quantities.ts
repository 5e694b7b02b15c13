import { MAX_PRICE_TICKS, MAX_UNITS, priceTicks, quantityLots } from '@openlob/domain'
import type { PriceTicks, QuantityLots } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import type { FixedSteps } from '../market/fixed-text.ts'
import type { Market } from '../market/markets.ts'

/** A price in ticks; fails where it is zero, has too many places or breaks the price filter. */
export function readPrice(name: string, text: string, { price, instrument }: Market): PriceTicks {
  const ticks = stepsIn(name, text, price, 'PRICE_FILTER')
  if (ticks === 0n) throw new DialectError('INVALID_PRICE')
  if (ticks > BigInt(Math.min(instrument.maxPriceTicks, MAX_PRICE_TICKS))) throw new DialectError('FILTER_FAILURE', ['PRICE_FILTER'])
  return priceTicks(Number(ticks))
}

/** A quantity in lots; fails where it is zero, has too many places or breaks the lot size filter. */
export function readQuantity(name: string, text: string, { quantity, instrument }: Market): QuantityLots {
  const lots = stepsIn(name, text, quantity, 'LOT_SIZE')
  if (lots === 0n) throw new DialectError('INVALID_QUANTITY')
  const { minQuantityLots, maxQuantityLots } = instrument
  if (lots < BigInt(minQuantityLots) || lots > BigInt(maxQuantityLots)) throw new DialectError('FILTER_FAILURE', ['LOT_SIZE'])
  return quantityLots(Number(lots))
}

/** An amount of the quote asset in its base units; fails where it is zero or has too many places. */
export function readAmount(name: string, text: string, { quote }: Market): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  if (fraction.length > quote.scale) throw new DialectError('BAD_PRECISION', [name])
  const units = BigInt(whole + fraction.padEnd(quote.scale, '0'))
  if (units === 0n || units > MAX_UNITS) throw new DialectError('INVALID_QUANTITY')
  return units
}

/** Fails where price times quantity breaks the notional filter. */
export function checkNotional(ticks: PriceTicks, lots: QuantityLots, { instrument }: Market): void {
  const units = BigInt(ticks) * BigInt(lots) * instrument.quoteUnitsPerTickLot
  if (units < instrument.minNotionalUnits || units > instrument.maxNotionalUnits)
    throw new DialectError('FILTER_FAILURE', ['NOTIONAL'])
}

function stepsIn(name: string, text: string, steps: FixedSteps, filter: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  if (fraction.length > steps.places) throw new DialectError('BAD_PRECISION', [name])
  const units = BigInt(whole + fraction.padEnd(steps.places, '0'))
  const step = steps.units(1)
  if (units % step !== 0n) throw new DialectError('FILTER_FAILURE', [filter])
  return units / step
}
