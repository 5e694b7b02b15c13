import type { AccountId, AssetId, InstrumentId, Order, OrderId, Trade, Transfer } from '@openlob/domain'
import type { Candle } from '../history/candle.ts'
import type { OrderReference } from '../commands/command.ts'
import type { OrderList, OrderListChanged, TradePrevented } from '../events/event.ts'

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

/** The lengths of candles that a history keeps; any other candle is put together from these. */
export const KEPT_CANDLE_WIDTHS_MS = [1000, 60_000, 3_600_000, 86_400_000] as const

/** Which candles of an instrument. */
export interface KeptCandleSelection {
  readonly instrumentId: InstrumentId
  readonly widthMs: (typeof KEPT_CANDLE_WIDTHS_MS)[number]
  /** Those that begin from here on, the first `limit` of them; where left out, the last ones. */
  readonly fromMs?: number | undefined
  /** Those that begin before. */
  readonly untilMs?: number | undefined
  readonly limit: number
}

/** Which movements of money of an account. */
export interface MovementSelection extends Page {
  readonly accountId: AccountId
  /** Of all assets where left out. */
  readonly assetId?: AssetId | undefined
}

/** Which balances of an account. */
export interface BalanceSelection extends Page {
  readonly accountId: AccountId
  readonly assetId: AssetId
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

/** Money that came into a flow or left it, other than by a trade. */
export interface Movement {
  readonly kind: 'deposit' | 'withdrawal' | 'transfer_out' | 'transfer_in'
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** In base units, positive. */
  readonly units: bigint
  /** The number of the flow whose ledger it is in, and the event of that flow that told it. */
  readonly flow: number
  readonly sequence: number
  /** In microseconds since the Unix epoch. */
  readonly timestampUs: number
  /** Where it went to or came from, of a transfer. */
  readonly transfer?: Pick<Transfer, 'fromFlow' | 'toFlow' | 'number'> | undefined
}

/** A balance in one flow as it stood at the end of a second in which it changed. */
export interface BalanceRecord {
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** The number of the flow. */
  readonly flow: number
  /** When it came to this, in microseconds since the Unix epoch. */
  readonly timestampUs: number
  readonly freeUnits: bigint
  readonly heldUnits: bigint
}

/**
 * What was: orders, fills, trades, candles and money beyond what the flow itself keeps. It is fed by events and may be
 * behind the exchange; what is open or owned is asked of the exchange. Every question may reject with a
 * {@link HistoryUnavailableError}.
 */
export interface TradingHistory {
  /** Orders in every status, by id. */
  orders(selection: OrderSelection): Promise<readonly Order[]>
  /** An order of an account by either id; by the client's, of those that have it now, the one that changed last. */
  order(accountId: AccountId, reference: OrderReference): Promise<Order | undefined>
  /** Fills by trade id; a trade of an account with itself is two, the maker's first. */
  fills(selection: FillSelection): Promise<readonly Fill[]>
  /** The amendments of an order, oldest first; the last ones that are kept, at most 1,000. */
  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]>
  /** What self-trade prevention kept from trading on an instrument, oldest first; the last 1,000 at most. */
  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]>
  /** The order lists of an account, oldest first; the last 10,000 at most. */
  lists(accountId: AccountId): Promise<readonly ListRecord[]>
  /** Trades by id. */
  trades(selection: TradeSelection): Promise<readonly Trade[]>
  /** Candles with trades, by their time. */
  candles(selection: KeptCandleSelection): Promise<readonly Candle[]>
  /** Deposits, withdrawals and transfers, by time, flow and sequence. */
  movements(selection: MovementSelection): Promise<readonly Movement[]>
  /** How a balance has changed, second by second, by time and flow. */
  balances(selection: BalanceSelection): Promise<readonly BalanceRecord[]>
}

/** The history cannot be asked now: its store is not reachable, or too many wait for it. */
export class HistoryUnavailableError extends Error {
  override readonly name: string = 'HistoryUnavailableError'
}
