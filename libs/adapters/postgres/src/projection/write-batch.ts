import { stillKnown } from '@openlob/application'
import type { OrderId } from '@openlob/domain'
import { sql } from 'kysely'
import type { RawBuilder, Transaction } from 'kysely'
import type { HistoryDatabase } from '../database.ts'
import { orderOf, orderRow } from '../schema/rows.ts'
import type { OrderRow, WrittenRow } from '../schema/rows.ts'
import type { HistoryTables } from '../schema/tables.ts'
import type { HistoryBatch } from './history-batch.ts'

/** What is in the database does not come before the batch: another has written it, or it is of another history. */
export class ProjectionConflictError extends Error {
  override readonly name: string = 'ProjectionConflictError'
}

/**
 * Writes a batch and the position behind it in one transaction: all of it or nothing. A batch that is in already
 * changes nothing. Rejects with a {@link ProjectionConflictError} where it does not follow what is in, and with the
 * driver's error where the database cannot take it.
 */
export async function writeBatch(database: HistoryDatabase, batch: HistoryBatch): Promise<void> {
  if (batch.eventCount === 0) return
  await database.transaction().execute(async (transaction) => {
    if (!(await advance(transaction, batch))) return
    const amendments = await amendmentRows(transaction, batch)
    await upsertOrders(transaction, Array.from(batch.orders.values(), orderRow))
    await insert(transaction, 'trade', batch.trades)
    await insert(transaction, 'fill', batch.fills)
    await insert(transaction, 'amendment', amendments)
    await insert(transaction, 'prevention', batch.preventions)
    await insert(transaction, 'movement', batch.movements)
    await upsert(
      transaction,
      'order_list',
      [...batch.lists.values()],
      sql`
      on conflict (list_id) do update set status = excluded.status, updated_us = excluded.updated_us`,
    )
    await upsert(
      transaction,
      'balance',
      [...batch.balances.values()],
      sql`
      on conflict (account_id, asset_id, flow, second) do update
      set timestamp_us = excluded.timestamp_us, free_units = excluded.free_units, held_units = excluded.held_units`,
    )
    await upsert(
      transaction,
      'candle',
      batch.candles(),
      sql`
      on conflict (instrument_id, width_ms, open_ms) do update set
      high_ticks = greatest(candle.high_ticks, excluded.high_ticks),
      low_ticks = least(candle.low_ticks, excluded.low_ticks),
      close_ticks = excluded.close_ticks,
      lots = candle.lots + excluded.lots,
      quote_units = candle.quote_units + excluded.quote_units,
      taker_buy_lots = candle.taker_buy_lots + excluded.taker_buy_lots,
      taker_buy_quote_units = candle.taker_buy_quote_units + excluded.taker_buy_quote_units,
      trades = candle.trades + excluded.trades,
      last_trade_id = excluded.last_trade_id`,
    )
  })
}

/** Moves the position over the batch, which locks it; false where the batch is in already. */
async function advance(transaction: Transaction<HistoryTables>, batch: HistoryBatch): Promise<boolean> {
  const { flow, firstEventSequence, lastEventSequence, commandSequence, timestampUs } = batch
  const next = {
    event_sequence: String(lastEventSequence),
    command_sequence: String(commandSequence),
    timestamp_us: String(timestampUs),
  }
  const { numUpdatedRows } = await transaction
    .updateTable('projection')
    .set(next)
    .where('flow', '=', flow)
    .where('event_sequence', '=', String(firstEventSequence - 1))
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 1n) return true
  const found = await transaction
    .selectFrom('projection')
    .select('event_sequence')
    .where('flow', '=', flow)
    .executeTakeFirst()
  const at = Number(found?.event_sequence ?? 0)
  if (at >= lastEventSequence) return false
  throw new ProjectionConflictError(
    `the history of flow ${flow} goes up to event ${at}, and the next one is ${firstEventSequence}`,
  )
}

/** The amendments as rows, each with its order as it was before; without those of orders never heard of. */
async function amendmentRows(
  transaction: Transaction<HistoryTables>,
  { amendments }: HistoryBatch,
): Promise<WrittenRow[]> {
  if (amendments.length === 0) return []
  const ids = [...new Set(amendments.map(({ event }) => String(event.order.orderId)))]
  const rows: OrderRow[] = await transaction.selectFrom('order').selectAll().where('order_id', 'in', ids).execute()
  const kept = new Map<OrderId, OrderRow>(rows.map((row) => [Number(row.order_id) as OrderId, row]))
  return amendments.flatMap(({ event: { sequence, order }, before }): WrittenRow[] => {
    const row = kept.get(order.orderId)
    const known = row && orderOf(row)
    const was = before === undefined ? known : stillKnown(before, known)
    if (was === undefined) return []
    return [
      { order_id: order.orderId, sequence, account_id: order.accountId, before: orderRow(was), after: orderRow(order) },
    ]
  })
}

function upsertOrders(transaction: Transaction<HistoryTables>, rows: readonly WrittenRow[]): Promise<void> {
  return upsert(
    transaction,
    'order',
    rows,
    sql`
    on conflict (order_id) do update set
    client_order_id = excluded.client_order_id,
    price_ticks = excluded.price_ticks,
    quantity_lots = excluded.quantity_lots,
    executed_lots = excluded.executed_lots,
    executed_quote_units = excluded.executed_quote_units,
    status = excluded.status,
    conditions = coalesce(excluded.conditions, "order".conditions),
    list_id = coalesce(excluded.list_id, "order".list_id),
    working_us = coalesce(excluded.working_us, "order".working_us),
    expiry_reason = excluded.expiry_reason,
    prevented_lots = coalesce(excluded.prevented_lots, "order".prevented_lots),
    type = excluded.type,
    time_in_force = excluded.time_in_force,
    post_only = excluded.post_only,
    updated_us = excluded.updated_us`,
  )
}

function insert(
  transaction: Transaction<HistoryTables>,
  table: keyof HistoryTables,
  rows: readonly WrittenRow[],
): Promise<void> {
  return upsert(transaction, table, rows, sql``)
}

/** One statement for all rows, which travel as JSON: a third of what columns of parameters cost the client. */
async function upsert(
  transaction: Transaction<HistoryTables>,
  table: keyof HistoryTables,
  rows: readonly WrittenRow[],
  onConflict: RawBuilder<unknown>,
): Promise<void> {
  if (rows.length === 0) return
  const name = sql.table(table)
  await sql`insert into ${name} select * from json_populate_recordset(null::${name}, ${JSON.stringify(rows)}) ${onConflict}`.execute(
    transaction,
  )
}
