import type { AccountId, OrderConditions, OrderType, Side } from '@openlob/domain'
import type { Market } from '../market/markets.ts'

/** An order as far as rules are about it. */
export interface RuledOrder {
  readonly side: Side
  readonly type: OrderType
  /** 0 where it has none. */
  readonly priceTicks: number
  /** 0 where it is for an amount. */
  readonly quantityLots: number
  readonly conditions?: OrderConditions | undefined
}

/** Who wants to place what. */
export interface Placing {
  readonly accountId: AccountId
  readonly market: Market
  readonly orders: readonly RuledOrder[]
  /** Whether they are one list. */
  readonly isList: boolean
  readonly nowUs: number
}
