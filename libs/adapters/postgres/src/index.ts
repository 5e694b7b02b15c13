/**
 * The trading history in PostgreSQL: what the events of an exchange add to its tables, in batches that are in once or
 * not at all; the questions about what was; and a server of its own where there is none.
 *
 * @module
 */
export { type DatabaseOptions, type HistoryDatabase, migrate, openDatabase } from './database.ts'
export { HistoryBatch } from './projection/history-batch.ts'
export { eraseHistory, HISTORY_START, type HistoryPosition, openPosition, skipEvents } from './projection/positions.ts'
export { ProjectionWriter } from './projection/projection-writer.ts'
export { ProjectionConflictError, writeBatch } from './projection/write-batch.ts'
export { SqlHistory } from './reading/sql-history.ts'
export type { HistoryTables } from './schema/tables.ts'
export { binariesIn, packagedBinaries, type ServerBinaries } from './server/binaries.ts'
export { EmbeddedServer, type EmbeddedServerOptions } from './server/embedded-server.ts'
export { EmbeddedServerError } from './server/embedded-server-error.ts'
