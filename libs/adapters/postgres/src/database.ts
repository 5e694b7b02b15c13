import { Kysely, Migrator, PostgresDialect } from 'kysely'
import pg from 'pg'
import { migrationProvider } from './schema/migrations.ts'
import type { HistoryTables } from './schema/tables.ts'

/** A database that holds a history. */
export type HistoryDatabase = Kysely<HistoryTables>

/** Where a database is, and how it is used. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string
  /** The schema that the tables are in, made where it is not there; `openlob` where left out. */
  readonly schema?: string | undefined
  /** At most so many connections; 4 where left out. */
  readonly maxConnections?: number | undefined
  /** A statement that takes longer is given up; in milliseconds, 10,000 where left out. */
  readonly statementTimeoutMs?: number | undefined
  /** Whether a commit may be answered before it is on the disk: a crash takes back the last ones then, whole. */
  readonly relaxedCommit?: boolean | undefined
  /** Told of a connection that failed while nobody used it. */
  readonly onError?: ((error: Error) => void) | undefined
}

const CONNECT_TIMEOUT_MS = 5_000
const DEFAULT_STATEMENT_TIMEOUT_MS = 10_000

/** Opens a database; it connects when it is first asked. */
export function openDatabase(options: DatabaseOptions): HistoryDatabase {
  const { url, maxConnections = 4, statementTimeoutMs = DEFAULT_STATEMENT_TIMEOUT_MS, relaxedCommit = false } = options
  const settings = [`-c search_path=${schemaOf(options)}`, ...(relaxedCommit ? ['-c synchronous_commit=off'] : [])]
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    options: settings.join(' '),
    application_name: 'openlob',
    allowExitOnIdle: true,
  })
  pool.on('error', (error) => options.onError?.(error))
  return new Kysely<HistoryTables>({ dialect: new PostgresDialect({ pool }) })
}

/** Brings the tables to the present version; two that do so at once wait for each other. Rejects where it cannot. */
export async function migrate(database: HistoryDatabase, options: Pick<DatabaseOptions, 'schema'> = {}): Promise<void> {
  const schema = schemaOf(options)
  const migrator = new Migrator({ db: database, provider: migrationProvider, migrationTableSchema: schema })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('the tables could not be brought up to date', { cause: error })
}

function schemaOf({ schema = 'openlob' }: Pick<DatabaseOptions, 'schema'>): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new RangeError(`a schema is 1 to 63 small letters, digits and _: ${schema}`)
  return schema
}
