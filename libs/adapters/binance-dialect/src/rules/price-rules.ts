import type { MarketTape } from '@openlob/application'
import type { Market } from '../market/markets.ts'
import { decimalRatio } from './decimal-ratio.ts'
import type { MarketRules, PriceMultipliers } from './market-rules.ts'
import type { RuledOrder } from './placing.ts'

/** What was paid for how many lots: a price without a division. */
interface Reference {
  readonly quoteUnits: bigint
  readonly lots: bigint
}

/** What prices are held against: the average of the last minutes, or the last price; undefined before any trade. */
function referenceOf(tape: MarketTape, { instrument }: Market, minutes: number, nowUs: number): Reference | undefined {
  const nowMs = nowUs / 1000
  const { instrumentId, quoteUnitsPerTickLot } = instrument
  const span = minutes === 0 ? undefined : tape.candles(instrumentId).window(nowMs - minutes * 60_000, nowMs)
  if (span !== undefined && span.lots > 0n) return { quoteUnits: span.quoteUnits, lots: span.lots }
  const last = tape.lastTrade(instrumentId)
  return last && { quoteUnits: BigInt(last.priceTicks) * quoteUnitsPerTickLot, lots: 1n }
}

interface Scene {
  readonly tape: MarketTape
  readonly market: Market
  readonly nowUs: number
}

/** The price rule that an order breaks. */
export function brokenPriceRule(order: RuledOrder, rules: MarketRules, scene: Scene): string | undefined {
  if (order.priceTicks > 0) return brokenPercentRule(order, rules, scene)
  return order.type === 'market' && order.quantityLots > 0 ? brokenNotionalRule(order, rules, scene) : undefined
}

function brokenPercentRule({ priceTicks, side }: RuledOrder, rules: MarketRules, scene: Scene): string | undefined {
  const { percentPrice: both, percentPriceBySide: bySide } = rules
  if (both !== undefined && !isWithin(priceTicks, both, scene)) return 'PERCENT_PRICE'
  if (bySide === undefined) return undefined
  const { avgPriceMins } = bySide
  const own =
    side === 'buy'
      ? { multiplierUp: bySide.bidMultiplierUp, multiplierDown: bySide.bidMultiplierDown, avgPriceMins }
      : { multiplierUp: bySide.askMultiplierUp, multiplierDown: bySide.askMultiplierDown, avgPriceMins }
  return isWithin(priceTicks, own, scene) ? undefined : 'PERCENT_PRICE_BY_SIDE'
}

/** Whether a price is between two multiples of the reference; it is where there is no reference. */
function isWithin(
  priceTicks: number,
  { multiplierUp, multiplierDown, avgPriceMins }: PriceMultipliers,
  { tape, market, nowUs }: Scene,
): boolean {
  const reference = referenceOf(tape, market, avgPriceMins, nowUs)
  if (reference === undefined) return true
  const paid = BigInt(priceTicks) * market.instrument.quoteUnitsPerTickLot * reference.lots
  const [most, least] = [decimalRatio(multiplierUp), decimalRatio(multiplierDown)]
  const isLow = paid * least.one < reference.quoteUnits * least.units
  return !isLow && paid * most.one <= reference.quoteUnits * most.units
}

function brokenNotionalRule(
  { quantityLots }: RuledOrder,
  { marketNotional }: MarketRules,
  { tape, market, nowUs }: Scene,
): string | undefined {
  if (marketNotional === undefined) return undefined
  const reference = referenceOf(tape, market, marketNotional.avgPriceMins, nowUs)
  if (reference === undefined) return undefined
  const notional = (reference.quoteUnits * BigInt(quantityLots)) / reference.lots
  const { minNotionalUnits, maxNotionalUnits } = market.instrument
  const isSmall = marketNotional.applyMin && notional < minNotionalUnits
  return isSmall || (marketNotional.applyMax && notional > maxNotionalUnits) ? 'NOTIONAL' : undefined
}
