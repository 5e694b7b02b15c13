import type { Filter } from './filter.ts'
import type { Market } from './markets.ts'
import { ICEBERG_PARTS_MAX, TRAILING_DELTA } from '../orders/order-terms.ts'
import { ruleFilters } from '../rules/rule-filters.ts'
import type { MarketRules } from '../rules/market-rules.ts'
import { fixedText } from './fixed-text.ts'

/** The filters of a market, as exchange information shows them. */
export function filtersOf({ instrument, price, quantity, quote }: Market, rules: MarketRules): readonly Filter[] {
  const { minQuantityLots, maxQuantityLots, maxPriceTicks, minNotionalUnits, maxNotionalUnits } = instrument
  const { marketNotional = { applyMin: false, applyMax: false, avgPriceMins: 5 } } = rules
  const filters: Filter[] = [
    { filterType: 'PRICE_FILTER', minPrice: price.text(1), maxPrice: price.text(maxPriceTicks), tickSize: price.text(1) },
    {
      filterType: 'LOT_SIZE',
      minQty: quantity.text(minQuantityLots),
      maxQty: quantity.text(maxQuantityLots),
      stepSize: quantity.text(1),
    },
  ]
  filters.push(
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: quantity.text(minQuantityLots),
      maxQty: quantity.text(maxQuantityLots),
      stepSize: quantity.text(1),
    },
    { filterType: 'ICEBERG_PARTS', limit: ICEBERG_PARTS_MAX },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: TRAILING_DELTA.least,
      maxTrailingAboveDelta: TRAILING_DELTA.most,
      minTrailingBelowDelta: TRAILING_DELTA.least,
      maxTrailingBelowDelta: TRAILING_DELTA.most,
    },
  )
  filters.push({
    filterType: 'NOTIONAL',
    minNotional: fixedText(minNotionalUnits, quote.scale),
    applyMinToMarket: marketNotional.applyMin,
    maxNotional: fixedText(maxNotionalUnits, quote.scale),
    applyMaxToMarket: marketNotional.applyMax,
    avgPriceMins: marketNotional.avgPriceMins,
  })
  return [...filters, ...ruleFilters(rules)]
}
