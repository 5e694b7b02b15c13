import type { Filter } from '../market/filter.ts'
import type { ExchangeRules, MarketRules } from './market-rules.ts'

/** The rules of a market as filters that clients read. */
export function ruleFilters(rules: MarketRules): readonly Filter[] {
  const { percentPrice, percentPriceBySide, maxPosition, maxNumOrders, maxNumAlgoOrders, maxNumIcebergOrders } = rules
  const { maxNumOrderLists, maxNumOrderAmends } = rules
  return [
    ...(percentPrice === undefined ? [] : [{ filterType: 'PERCENT_PRICE', ...percentPrice }]),
    ...(percentPriceBySide === undefined ? [] : [{ filterType: 'PERCENT_PRICE_BY_SIDE', ...percentPriceBySide }]),
    ...(maxPosition === undefined ? [] : [{ filterType: 'MAX_POSITION', maxPosition }]),
    ...(maxNumOrders === undefined ? [] : [{ filterType: 'MAX_NUM_ORDERS', maxNumOrders }]),
    ...(maxNumAlgoOrders === undefined ? [] : [{ filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders }]),
    ...(maxNumIcebergOrders === undefined ? [] : [{ filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders }]),
    ...(maxNumOrderLists === undefined ? [] : [{ filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists }]),
    ...(maxNumOrderAmends === undefined ? [] : [{ filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends }]),
  ]
}

/** The rules of all markets together as filters. */
export function exchangeFilters(rules: ExchangeRules, maxNumOrders: number): readonly Filter[] {
  const { maxNumAlgoOrders, maxNumIcebergOrders, maxNumOrderLists } = rules
  return [
    { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders },
    ...(maxNumAlgoOrders === undefined ? [] : [{ filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders }]),
    ...(maxNumIcebergOrders === undefined
      ? []
      : [{ filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders }]),
    ...(maxNumOrderLists === undefined ? [] : [{ filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists }]),
  ]
}

/** The rules about single assets as filters. */
export function assetFilters({ maxAsset = {} }: ExchangeRules): readonly Filter[] {
  return Object.entries(maxAsset).map(([asset, limit]) => ({ filterType: 'MAX_ASSET', asset, limit }))
}
