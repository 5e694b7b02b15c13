import { HistoryUnavailableError } from '@openlob/application'
import type { Event } from '@openlob/application'
import type { AccountId, InstrumentId } from '@openlob/domain'
import { sampleEvents } from '@openlob/application/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  eraseHistory,
  HistoryBatch,
  migrate,
  openDatabase,
  openPosition,
  ProjectionConflictError,
  ProjectionWriter,
  SqlHistory,
  writeBatch,
} from '../src/index.ts'
import type { HistoryDatabase } from '../src/index.ts'
import { ROW_TABLES } from '../src/schema/tables.ts'
import { temporaryServer } from './servers.ts'

const COMMANDS = sampleEvents({ length: 150, seed: 4 })
const TABLES = [...ROW_TABLES, 'projection'] as const

let server: Awaited<ReturnType<typeof temporaryServer>>
let schemas = 0

beforeAll(async () => {
  server = await temporaryServer()
})
afterAll(() => server.stop())

async function emptyDatabase(): Promise<HistoryDatabase> {
  schemas += 1
  const terms = { url: server.url, schema: `projection_${schemas}`, maxConnections: 2 }
  const database = openDatabase(terms)
  // Two that begin at once.
  await Promise.all([migrate(database, terms), migrate(database, terms)])
  await migrate(database, terms)
  return database
}

/** Everything that is in, in an order of its own. */
async function contentOf(database: HistoryDatabase): Promise<readonly (readonly string[])[]> {
  const tables = await Promise.all(TABLES.map((table) => database.selectFrom(table).selectAll().execute()))
  return tables.map((rows) => rows.map((row) => JSON.stringify(row)).sort())
}

function batchOf(commands: readonly (readonly Event[])[]): HistoryBatch {
  const batch = new HistoryBatch(0)
  for (const events of commands) batch.add(events)
  return batch
}

describe('a projection', () => {
  it('is the same however its events are cut into batches, and whichever of them come again', async () => {
    const whole = await emptyDatabase()
    await openPosition(whole, 0)
    await writeBatch(whole, batchOf(COMMANDS))
    const expected = await contentOf(whole)
    const cuts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 60 }), again: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(cuts, async (steps) => {
        const database = await emptyDatabase()
        try {
          await openPosition(database, 0)
          let at = 0
          for (let index = 0; at < COMMANDS.length; index += 1) {
            const { size, again } = steps[index % steps.length]!
            const batch = batchOf(COMMANDS.slice(at, at + size))
            await writeBatch(database, batch)
            if (again) await writeBatch(database, batch)
            at += size
          }
          expect(await contentOf(database)).toEqual(expected)
        } finally {
          await database.destroy()
        }
      }),
      { numRuns: 12 },
    )
    await whole.destroy()
  })

  it('takes nothing that does not follow, and nothing of a batch of which something cannot be taken', async () => {
    const database = await emptyDatabase()
    await openPosition(database, 0)
    await writeBatch(database, batchOf(COMMANDS.slice(0, 50)))
    const before = await contentOf(database)
    await expect(writeBatch(database, batchOf(COMMANDS.slice(51, 60)))).rejects.toBeInstanceOf(ProjectionConflictError)
    await expect(writeBatch(database, batchOf(COMMANDS.slice(49, 60)))).rejects.toBeInstanceOf(ProjectionConflictError)
    const broken = batchOf(COMMANDS.slice(50, 60))
    broken.movements.push({ account_id: 'no number' })
    await expect(writeBatch(database, broken)).rejects.toThrow(/invalid input syntax/)
    expect(await contentOf(database)).toEqual(before)
    await database.destroy()
  })

  it('goes on where it was, over a writer that failed and one that begins anew', async () => {
    const [once, twice] = await Promise.all([emptyDatabase(), emptyDatabase()])
    const straight = await ProjectionWriter.open(once, 0)
    for (const events of COMMANDS) straight.add(events)
    await straight.flush()
    let writer = await ProjectionWriter.open(twice, 0)
    for (const [index, events] of COMMANDS.entries()) {
      writer.add(events)
      if (index === 40) {
        await twice.schema.alterTable('movement').renameTo('elsewhere').execute()
        await twice.schema.alterTable('order').renameTo('elsewhere_too').execute()
        await expect(writer.flush()).rejects.toThrow(/does not exist/)
        await twice.schema.alterTable('elsewhere').renameTo('movement').execute()
        await twice.schema.alterTable('elsewhere_too').renameTo('order').execute()
        await writer.flush()
      }
      if (index !== 80) continue
      // What is gathered and not written goes with its writer.
      await writer.flush()
      writer.add(COMMANDS[81]!)
      writer = await ProjectionWriter.open(twice, 0)
      expect(writer.position).toMatchObject({
        eventSequence: events.at(-1)?.sequence,
        commandSequence: 81,
        missedEvents: 0,
      })
    }
    await writer.flush()
    expect(await contentOf(twice)).toEqual(await contentOf(once))
    await Promise.all([once.destroy(), twice.destroy()])
  })

  it('keeps how many events it can never have', async () => {
    const database = await emptyDatabase()
    const writer = await ProjectionWriter.open(database, 0)
    writer.add(COMMANDS[0]!)
    await writer.flush()
    const missed = COMMANDS.slice(1, 20).flat().length
    writer.add(COMMANDS[20]!)
    await writer.flush()
    expect(writer.position.missedEvents).toBe(missed)
    expect((await openPosition(database, 0)).missedEvents).toBe(missed)
    expect((await openPosition(database, 0)).eventSequence).toBe(COMMANDS[20]!.at(-1)!.sequence)
    await eraseHistory(database)
    expect((await contentOf(database)).flat()).toEqual([])
    expect(await openPosition(database, 0)).toMatchObject({ eventSequence: 0, missedEvents: 0 })
    await database.destroy()
  })

  it('refuses a schema that is no name', () => {
    expect(() => openDatabase({ url: server.url, schema: 'a; drop' })).toThrow(/a schema is/)
  })
})

describe('a history whose database is gone', () => {
  const instrumentId = 1 as InstrumentId

  it('says so', async () => {
    const { url, stop } = await temporaryServer()
    const database = openDatabase({ url })
    await migrate(database)
    const history = new SqlHistory(database)
    expect(await history.trades({ instrumentId, limit: 5 })).toEqual([])
    await stop()
    await expect(history.trades({ instrumentId, limit: 5 })).rejects.toBeInstanceOf(HistoryUnavailableError)
    await expect(history.lists(1 as AccountId)).rejects.toThrow(/the history cannot be asked now/)
    await database.destroy()
  })

  it('lets so many wait and no more', async () => {
    const database = openDatabase({ url: server.url, maxConnections: 1 })
    await migrate(database)
    const history = new SqlHistory(database)
    const asked = Array.from({ length: 300 }, () => history.trades({ instrumentId, limit: 1 }))
    const settled = await Promise.allSettled(asked)
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(300 - 256)
    expect(await history.trades({ instrumentId, limit: 1 })).toEqual([])
    await database.destroy()
  })
})
