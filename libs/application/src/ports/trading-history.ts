import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { OrderList, OrderListChanged, TradePrevented } from '../events/event.ts'
import type { OrderReference } from '../commands/command.ts'

/**
 * A page of something that has a time and an id, oldest first: from a start on the first `limit` rows, with an end
 * alone the last ones up to it, with neither the last ones of all.
 */
export interface Page {
  readonly limit: number
  /** Inclusive, in microseconds since the Unix epoch. */
  readonly startUs?: number | undefined
  /** Inclusive, in microseconds since the Unix epoch. */
  readonly endUs?: number | undefined
}

/** Which orders of an account. The time of an order is when it was created. */
export interface OrderSelection extends Page {
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  /** From this id on. */
  readonly fromOrderId?: OrderId | undefined
}

/** Which trades of an instrument. */
export interface TradeSelection extends Page {
  readonly instrumentId: InstrumentId
  /** From this id on. */
  readonly fromTradeId?: number | undefined
}

/** Which fills of an account. */
export interface FillSelection extends TradeSelection {
  readonly accountId: AccountId
  readonly orderId?: OrderId | undefined
}

/** A trade as one of its two sides had it. */
export interface Fill {
  readonly trade: Trade
  readonly role: 'maker' | 'taker'
}

/** An order that was amended. */
export interface Amendment {
  /** The event that told it. */
  readonly sequence: number
  readonly before: Order
  readonly after: Order
}

/** An order list, open or done. */
export interface ListRecord {
  readonly list: OrderList
  readonly status: OrderListChanged['status']
  readonly updatedUs: number
}

/**
 * What was: orders, fills and trades beyond those that the flow itself keeps. It is fed by events and may be behind
 * the exchange; what is open or owned is asked of the exchange.
 */
export interface TradingHistory {
  /** Orders in every status, by id. */
  orders(selection: OrderSelection): Promise<readonly Order[]>
  /** An order of an account by either id; by the client's the last one that had it. */
  order(accountId: AccountId, reference: OrderReference): Promise<Order | undefined>
  /** Fills by trade id; a trade of an account with itself is two, the maker's first. */
  fills(selection: FillSelection): Promise<readonly Fill[]>
  /** The amendments of an order, oldest first; the last ones that are kept. */
  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]>
  /** What self-trade prevention kept from trading on an instrument, oldest first; the last ones that are kept. */
  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]>
  /** The order lists of an account, oldest first; the last ones that are kept. */
  lists(accountId: AccountId): Promise<readonly ListRecord[]>
  /** Trades by id. */
  trades(selection: TradeSelection): Promise<readonly Trade[]>
}
