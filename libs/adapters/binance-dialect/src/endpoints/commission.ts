import type { Account } from '@openlob/domain'
import type { Desk } from '../desk.ts'
import { fixedText } from '../market/fixed-text.ts'
import type { Market } from '../market/markets.ts'

/** Rates as parts of one, with eight places. */
export interface RateTexts {
  readonly maker: string
  readonly taker: string
  readonly buyer: string
  readonly seller: string
}

/** What an account pays in a market. */
export interface CommissionTexts {
  readonly symbol: string
  readonly standardCommission: RateTexts
  readonly specialCommission: RateTexts
  readonly taxCommission: RateTexts
  readonly discount: object
}

/** What an account pays in a market, in the shape of the dialect. */
export function commissionOf(account: Account, market: Market, desk: Desk): CommissionTexts {
  const { makerPpm, takerPpm } = desk.commissionRates(account, market)
  return {
    symbol: market.symbol,
    standardCommission: ratesOf(makerPpm, takerPpm),
    specialCommission: ratesOf(0, 0),
    taxCommission: ratesOf(0, 0),
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: null, discount: '0.00000000' },
  }
}

/** The texts of rates that are given in parts per million. */
export function ratesOf(makerPpm: number, takerPpm: number): RateTexts {
  const text = (ppm: number): string => fixedText(BigInt(ppm) * 100n, 8)
  return { maker: text(makerPpm), taker: text(takerPpm), buyer: text(0), seller: text(0) }
}
