import { Decimal, stepsOf } from '@openlob/decimal'
import { isPriceTicks, isQuantityLots, MAX_PRICE_TICKS, MAX_UNITS } from '../units.ts'
import type { PriceTicks, QuantityLots } from '../units.ts'
import type { InvalidTerms, SpotInstrumentTerms } from './instrument-terms.ts'

/** The steps and scales in which limits are counted. */
export interface Grid {
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly quoteScale: number
  readonly baseUnitsPerLot: bigint
}

/** What an order on an instrument must keep to. */
export interface OrderLimits {
  readonly minQuantityLots: QuantityLots
  readonly maxQuantityLots: QuantityLots
  readonly maxPriceTicks: PriceTicks
  /** The least price times quantity of an order, in quote units; 0 for none. */
  readonly minNotionalUnits: bigint
  /** The greatest price times quantity of an order, in quote units. */
  readonly maxNotionalUnits: bigint
}

/** Reads the limits off the terms, with the widest that the book and the ledger take where a term is left out. */
export function parseOrderLimits(terms: SpotInstrumentTerms, grid: Grid): OrderLimits | InvalidTerms {
  const quantities = parseQuantities(terms, grid)
  if ('invalid' in quantities) return quantities
  const maxPriceTicks = stepCount(terms.maxPrice, grid.tickSize, MAX_PRICE_TICKS)
  if (maxPriceTicks === undefined || !isPriceTicks(maxPriceTicks))
    return refused('maxPrice', `a positive multiple of tickSize and at most ${MAX_PRICE_TICKS} ticks`, terms.maxPrice)
  const notionals = parseNotionals(terms, grid.quoteScale)
  if ('invalid' in notionals) return notionals
  return { ...quantities, maxPriceTicks, ...notionals }
}

function parseQuantities(
  terms: SpotInstrumentTerms,
  { lotSize, baseUnitsPerLot }: Grid,
): { minQuantityLots: QuantityLots; maxQuantityLots: QuantityLots } | InvalidTerms {
  const ceilingLots = Math.min(Number.MAX_SAFE_INTEGER, Number(MAX_UNITS / baseUnitsPerLot))
  const minQuantityLots = stepCount(terms.minQuantity, lotSize, 1)
  if (minQuantityLots === undefined || !isQuantityLots(minQuantityLots))
    return refused('minQuantity', 'a positive multiple of lotSize', terms.minQuantity)
  const maxQuantityLots = stepCount(terms.maxQuantity, lotSize, ceilingLots)
  if (maxQuantityLots === undefined || !isQuantityLots(maxQuantityLots) || maxQuantityLots > ceilingLots)
    return refused('maxQuantity', `a positive multiple of lotSize and at most ${ceilingLots} lots`, terms.maxQuantity)
  if (maxQuantityLots < minQuantityLots) return refused('maxQuantity', 'at least minQuantity', terms.maxQuantity)
  return { minQuantityLots, maxQuantityLots }
}

function parseNotionals(
  terms: SpotInstrumentTerms,
  quoteScale: number,
): { minNotionalUnits: bigint; maxNotionalUnits: bigint } | InvalidTerms {
  const minNotionalUnits = unitCount(terms.minNotional, quoteScale, 0n)
  if (minNotionalUnits === undefined)
    return refused('minNotional', 'a decimal of the quote asset and not negative', terms.minNotional)
  const maxNotionalUnits = unitCount(terms.maxNotional, quoteScale, MAX_UNITS)
  if (maxNotionalUnits === undefined || maxNotionalUnits === 0n || maxNotionalUnits < minNotionalUnits)
    return refused('maxNotional', 'a positive decimal of the quote asset and at least minNotional', terms.maxNotional)
  return { minNotionalUnits, maxNotionalUnits }
}

/** `value` in whole units of 10^-scale; undefined where it is not whole or does not fit 64 bits. */
export function wholeUnits(value: Decimal, scale: number): bigint | undefined {
  const units = stepsOf(value, Decimal.of(1n, scale))
  return units !== undefined && units <= MAX_UNITS ? units : undefined
}

/** The product in whole units of 10^-scale; undefined where it is not whole or does not fit 64 bits. */
export function wholeProduct(left: Decimal, right: Decimal, scale: number): bigint | undefined {
  const [first, second] = [left.normalise(), right.normalise()]
  // Exact, and without the limits of a decimal: what people write may have more digits than a product may.
  const units = first.units * second.units * 10n ** BigInt(scale)
  const divisor = 10n ** BigInt(first.scale + second.scale)
  const whole = units / divisor
  return units === whole * divisor && whole <= MAX_UNITS ? whole : undefined
}

function stepCount(text: string | undefined, step: Decimal, absent: number): number | undefined {
  if (text === undefined) return absent
  const value = Decimal.tryParse(text)
  const count = value && stepsOf(value, step)
  return count === undefined ? undefined : Number(count)
}

function unitCount(text: string | undefined, scale: number, absent: bigint): bigint | undefined {
  if (text === undefined) return absent
  const value = Decimal.tryParse(text)
  const units = value && wholeUnits(value, scale)
  return units !== undefined && units >= 0n ? units : undefined
}

function refused(term: string, rule: string, value: string | undefined): InvalidTerms {
  return { invalid: `${term} must be ${rule}: ${value ?? '(left out)'}` }
}
