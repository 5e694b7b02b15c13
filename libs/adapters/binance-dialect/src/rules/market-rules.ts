/** How far a price may be from the average of the last minutes: between two multiples of it. */
export interface PriceMultipliers {
  readonly multiplierUp: string
  readonly multiplierDown: string
  /** Of the average; 0 for the last price. */
  readonly avgPriceMins: number
}

/** The same with other multiples for those who buy and for those who sell. */
export interface PriceMultipliersBySide {
  readonly bidMultiplierUp: string
  readonly bidMultiplierDown: string
  readonly askMultiplierUp: string
  readonly askMultiplierDown: string
  readonly avgPriceMins: number
}

/** Rules for the orders of a market beside those that it was listed with; none where left out. */
export interface MarketRules {
  readonly percentPrice?: PriceMultipliers | undefined
  readonly percentPriceBySide?: PriceMultipliersBySide | undefined
  /** Whether the least and the most notional are held against market orders too, at the average price. */
  readonly marketNotional?:
    { readonly applyMin: boolean; readonly applyMax: boolean; readonly avgPriceMins: number } | undefined
  /** How much of the base asset an account may have, what it has ordered to buy included. */
  readonly maxPosition?: string | undefined
  /** Open orders of an account in the market. */
  readonly maxNumOrders?: number | undefined
  /** Of them those that have a stop. */
  readonly maxNumAlgoOrders?: number | undefined
  readonly maxNumIcebergOrders?: number | undefined
  readonly maxNumOrderLists?: number | undefined
  /** How often one order may be amended. */
  readonly maxNumOrderAmends?: number | undefined
}

/** Rules for the orders of an account in all markets together. */
export interface ExchangeRules {
  readonly maxNumAlgoOrders?: number | undefined
  readonly maxNumIcebergOrders?: number | undefined
  readonly maxNumOrderLists?: number | undefined
  /** By asset, the largest quantity of an order, or its largest notional where the asset is the quote. */
  readonly maxAsset?: Readonly<Record<string, string>> | undefined
}

/** The rules that the dialect keeps, beside those of the engine. */
export interface OrderRules {
  /** By the symbol of the instrument, such as `BTC-USDT`. */
  readonly markets: Readonly<Record<string, MarketRules>>
  readonly exchange: ExchangeRules
}

/** No rules. */
export const NO_RULES: OrderRules = { markets: {}, exchange: {} }
