import type { Generated, JSONColumnType } from 'kysely'

/*
 * 64-bit columns come and go as text: no value is rounded on the way. Money is numeric, for it may have more than 64
 * bits; times are microseconds since the Unix epoch, as everywhere in the exchange.
 */

/** How far the history of one flow is. */
export interface ProjectionTable {
  readonly flow: number
  /** The last command whose events are in. */
  readonly command_sequence: string
  /** The last event that is in. */
  readonly event_sequence: string
  /** When that command was sequenced: another journal has another command there. */
  readonly timestamp_us: string
  /** Events that could not be had any more, because neither journal nor snapshots go back so far. */
  readonly missed_events: Generated<string>
}

/** Orders as they stand. */
export interface OrderTable {
  readonly order_id: string
  readonly account_id: string
  readonly instrument_id: string
  readonly client_order_id: string | null
  readonly side: string
  readonly type: string
  readonly time_in_force: string
  readonly post_only: boolean
  readonly price_ticks: string | null
  readonly quantity_lots: string
  readonly executed_lots: string
  readonly executed_quote_units: string
  readonly status: string
  readonly conditions: JSONColumnType<object> | null
  readonly list_id: string | null
  readonly working_us: string | null
  readonly expiry_reason: string | null
  readonly prevented_lots: string | null
  readonly created_us: string
  readonly updated_us: string
}

/** Trades. */
export interface TradeTable {
  readonly instrument_id: string
  readonly trade_id: string
  readonly timestamp_us: string
  readonly price_ticks: string
  readonly quantity_lots: string
  readonly quote_units: string
  readonly taker_side: string
  readonly maker_order_id: string
  readonly maker_account_id: string
  readonly maker_fee_asset_id: string
  readonly maker_fee_units: string
  readonly taker_order_id: string
  readonly taker_account_id: string
  readonly taker_fee_asset_id: string
  readonly taker_fee_units: string
}

/** Whose trades were whose; 0 is the maker's side. */
export interface FillTable {
  readonly account_id: string
  readonly instrument_id: string
  readonly trade_id: string
  readonly role: number
  readonly order_id: string
  readonly timestamp_us: string
}

/** Orders that were amended. */
export interface AmendmentTable {
  readonly order_id: string
  readonly sequence: string
  readonly account_id: string
  readonly before: JSONColumnType<object>
  readonly after: JSONColumnType<object>
}

/** Trades that self-trade prevention prevented, once for each account. */
export interface PreventionTable {
  readonly account_id: string
  readonly instrument_id: string
  readonly sequence: string
  readonly event: JSONColumnType<object>
}

/** Order lists as they stand. */
export interface OrderListTable {
  readonly list_id: string
  readonly account_id: string
  readonly created_us: string
  readonly updated_us: string
  readonly status: string
  readonly list: JSONColumnType<object>
}

/** Candles with trades. */
export interface CandleTable {
  readonly instrument_id: string
  readonly width_ms: number
  readonly open_ms: string
  readonly open_ticks: string
  readonly high_ticks: string
  readonly low_ticks: string
  readonly close_ticks: string
  readonly lots: string
  readonly quote_units: string
  readonly taker_buy_lots: string
  readonly taker_buy_quote_units: string
  readonly trades: string
  readonly first_trade_id: string
  readonly last_trade_id: string
}

/** Deposits, withdrawals and transfers. */
export interface MovementTable {
  readonly account_id: string
  readonly timestamp_us: string
  readonly flow: number
  readonly sequence: string
  readonly kind: string
  readonly asset_id: string
  readonly units: string
  readonly from_flow: number | null
  readonly to_flow: number | null
  readonly transfer_number: string | null
}

/** Balances at the ends of seconds. */
export interface BalanceTable {
  readonly account_id: string
  readonly asset_id: string
  readonly flow: number
  readonly second: string
  readonly timestamp_us: string
  readonly free_units: string
  readonly held_units: string
}

/** The tables of the history. */
export interface HistoryTables {
  readonly projection: ProjectionTable
  readonly order: OrderTable
  readonly trade: TradeTable
  readonly fill: FillTable
  readonly amendment: AmendmentTable
  readonly prevention: PreventionTable
  readonly order_list: OrderListTable
  readonly candle: CandleTable
  readonly movement: MovementTable
  readonly balance: BalanceTable
}

/** The tables that hold rows of the history, all but its positions. */
export const ROW_TABLES: readonly Exclude<keyof HistoryTables, 'projection'>[] = [
  'order',
  'trade',
  'fill',
  'amendment',
  'prevention',
  'order_list',
  'candle',
  'movement',
  'balance',
]
