import type { ExchangeGateway, MarketCandles, TradingHistory } from '@openlob/application'
import type { Account, InstrumentId, Trade } from '@openlob/domain'
import type { CancelNames } from './orders/cancel-names.ts'
import type { ListenKeys } from './security/listen-keys.ts'
import type { RateLimits } from './limits/rate-limits.ts'
import type { Market, Markets } from './market/markets.ts'

/** What an account pays for its trades, in parts per million; negative for a rebate. */
export interface CommissionRates {
  readonly makerPpm: number
  readonly takerPpm: number
}

/** What was, as the endpoints ask for it. */
export interface DialectHistory extends TradingHistory {
  /** The candles of an instrument; without any where it never traded. */
  candles(instrumentId: InstrumentId): MarketCandles
  /** The last trade of an instrument. */
  lastTrade(instrumentId: InstrumentId): Trade | undefined
}

/** Everything that the endpoints work with. */
export interface Desk {
  readonly exchange: ExchangeGateway
  readonly markets: Markets
  readonly history: DialectHistory
  readonly limits: RateLimits
  readonly listenKeys: ListenKeys
  readonly cancelNames: CancelNames
  /** The time, in microseconds since 1970. */
  readonly nowUs: () => number
  /** When a balance of an account last changed, in microseconds; 0 where that is not known. */
  readonly balanceTimeUs: (account: Account) => number
  /** What an account pays in a market. */
  readonly commissionRates: (account: Account, market: Market) => CommissionRates
  /** How many orders an account may have open. */
  readonly maxOpenOrdersPerAccount: number
}
