import { sql } from 'kysely'
import type { HistoryDatabase } from '../database.ts'
import { ROW_TABLES } from '../schema/tables.ts'

/** How far the history of a flow is. */
export interface HistoryPosition {
  readonly commandSequence: number
  readonly eventSequence: number
  /** When the command was sequenced, in microseconds since the Unix epoch. */
  readonly timestampUs: number
  /** Events that could not be had any more when the history was to go on. */
  readonly missedEvents: number
}

/** Where a flow's history begins. */
export const HISTORY_START: HistoryPosition = { commandSequence: 0, eventSequence: 0, timestampUs: 0, missedEvents: 0 }

/** How far the history of a flow is; it begins here where there is none. */
export async function openPosition(database: HistoryDatabase, flow: number): Promise<HistoryPosition> {
  const start = { flow, command_sequence: '0', event_sequence: '0', timestamp_us: '0' }
  await database
    .insertInto('projection')
    .values(start)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await database.selectFrom('projection').selectAll().where('flow', '=', flow).executeTakeFirstOrThrow()
  return {
    commandSequence: Number(row.command_sequence),
    eventSequence: Number(row.event_sequence),
    timestampUs: Number(row.timestamp_us),
    missedEvents: Number(row.missed_events),
  }
}

/** Goes on behind events that cannot be had any more, and keeps how many those were. */
export async function skipEvents(
  database: HistoryDatabase,
  flow: number,
  from: HistoryPosition,
  toEventSequence: number,
): Promise<void> {
  const missed = toEventSequence - from.eventSequence
  await database
    .updateTable('projection')
    .set({ event_sequence: String(toEventSequence), missed_events: sql`missed_events + ${missed}` })
    .where('flow', '=', flow)
    .where('event_sequence', '=', String(from.eventSequence))
    .execute()
}

/** Throws away the whole history, of all flows, so that it can be built anew. */
export async function eraseHistory(database: HistoryDatabase): Promise<void> {
  const tables = sql.join(['projection' as const, ...ROW_TABLES].map((table) => sql.table(table)))
  await sql`truncate ${tables}`.execute(database)
}
