import { sql } from 'kysely'
import type { Kysely, Migration, MigrationProvider } from 'kysely'

/*
 * Ids, ticks, lots and times have 64 bits; money is numeric, for it may have more. What is here was written once and is
 * never changed: what follows is added behind.
 *
 * An order's id and the time it was made at grow together, so that pages are in the order of both. Pages of orders have
 * room for what becomes of them, and no index is over what changes.
 */
const HISTORY: readonly string[] = [
  `create table projection (
    flow integer primary key,
    command_sequence bigint not null,
    event_sequence bigint not null,
    timestamp_us bigint not null,
    missed_events bigint not null default 0
  )`,
  `create table "order" (
    order_id bigint primary key,
    account_id bigint not null,
    instrument_id bigint not null,
    client_order_id text,
    side text not null,
    type text not null,
    time_in_force text not null,
    post_only boolean not null,
    price_ticks bigint,
    quantity_lots bigint not null,
    executed_lots bigint not null,
    executed_quote_units numeric not null,
    status text not null,
    conditions jsonb,
    list_id bigint,
    working_us bigint,
    expiry_reason text,
    prevented_lots bigint,
    created_us bigint not null,
    updated_us bigint not null
  ) with (fillfactor = 85)`,
  'create index order_page on "order" (account_id, instrument_id, created_us, order_id)',
  'create index order_name on "order" (account_id, client_order_id) where client_order_id is not null',
  `create table trade (
    instrument_id bigint not null,
    trade_id bigint not null,
    timestamp_us bigint not null,
    price_ticks bigint not null,
    quantity_lots bigint not null,
    quote_units numeric not null,
    taker_side text not null,
    maker_order_id bigint not null,
    maker_account_id bigint not null,
    maker_fee_asset_id bigint not null,
    maker_fee_units numeric not null,
    taker_order_id bigint not null,
    taker_account_id bigint not null,
    taker_fee_asset_id bigint not null,
    taker_fee_units numeric not null,
    primary key (instrument_id, trade_id)
  )`,
  'create index trade_time on trade (instrument_id, timestamp_us, trade_id)',
  `create table fill (
    account_id bigint not null,
    instrument_id bigint not null,
    trade_id bigint not null,
    role smallint not null,
    order_id bigint not null,
    timestamp_us bigint not null,
    primary key (account_id, instrument_id, trade_id, role)
  )`,
  'create index fill_time on fill (account_id, instrument_id, timestamp_us, trade_id)',
  'create index fill_order on fill (order_id)',
  `create table amendment (
    order_id bigint not null,
    sequence bigint not null,
    account_id bigint not null,
    "before" jsonb not null,
    "after" jsonb not null,
    primary key (order_id, sequence)
  )`,
  `create table prevention (
    account_id bigint not null,
    instrument_id bigint not null,
    sequence bigint not null,
    event jsonb not null,
    primary key (account_id, instrument_id, sequence)
  )`,
  `create table order_list (
    list_id bigint primary key,
    account_id bigint not null,
    created_us bigint not null,
    updated_us bigint not null,
    status text not null,
    list jsonb not null
  )`,
  'create index order_list_page on order_list (account_id, created_us, list_id)',
  `create table candle (
    instrument_id bigint not null,
    width_ms integer not null,
    open_ms bigint not null,
    open_ticks bigint not null,
    high_ticks bigint not null,
    low_ticks bigint not null,
    close_ticks bigint not null,
    lots numeric not null,
    quote_units numeric not null,
    taker_buy_lots numeric not null,
    taker_buy_quote_units numeric not null,
    trades bigint not null,
    first_trade_id bigint not null,
    last_trade_id bigint not null,
    primary key (instrument_id, width_ms, open_ms)
  )`,
  `create table movement (
    account_id bigint not null,
    timestamp_us bigint not null,
    flow integer not null,
    sequence bigint not null,
    kind text not null,
    asset_id bigint not null,
    units numeric not null,
    from_flow integer,
    to_flow integer,
    transfer_number bigint,
    primary key (account_id, timestamp_us, flow, sequence)
  )`,
  `create table balance (
    account_id bigint not null,
    asset_id bigint not null,
    flow integer not null,
    second bigint not null,
    timestamp_us bigint not null,
    free_units numeric not null,
    held_units numeric not null,
    primary key (account_id, asset_id, flow, second)
  )`,
  'create index balance_page on balance (account_id, asset_id, timestamp_us, flow)',
]

function migrationOf(statements: readonly string[]): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      for (const statement of statements) await sql.raw(statement).execute(database)
    },
  }
}

/** Every step from an empty database to the present one, by name, in their order. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-history': migrationOf(HISTORY) }

/** Hands them to the migrator. */
export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve({ ...MIGRATIONS }),
}
