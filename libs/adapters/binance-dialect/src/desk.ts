import type { ExchangeGateway, TapedHistory } from '@openlob/application'
import type { Account } from '@openlob/domain'
import type { CancelNames } from './orders/cancel-names.ts'
import type { ListenKeys } from './security/listen-keys.ts'
import type { RateLimits } from './limits/rate-limits.ts'
import type { Market, Markets } from './market/markets.ts'
import type { RuleBook } from './rules/rule-book.ts'

/** What an account pays for its trades, in parts per million; negative for a rebate. */
export interface CommissionRates {
  readonly makerPpm: number
  readonly takerPpm: number
}

/** Everything that the endpoints work with. */
export interface Desk {
  readonly exchange: ExchangeGateway
  readonly markets: Markets
  readonly history: TapedHistory
  readonly limits: RateLimits
  /** Rules for orders beside those of the engine. */
  readonly rules: RuleBook
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
