import { tradingHistoryConformance } from '@openlob/application/testing'
import type { HistoryStorage } from '@openlob/application/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { HistoryBatch, migrate, openDatabase, openPosition, SqlHistory, writeBatch } from '../src/index.ts'
import type { ServerBinaries } from '../src/index.ts'
import { machineBinaries, temporaryServer } from './servers.ts'

const SERVERS: readonly (readonly [string, () => Promise<ServerBinaries | undefined>])[] = [
  ['the server that npm brings', () => Promise.resolve(undefined)],
  ['the server of the machine', machineBinaries],
]

let schemas = 0

/** A history in a schema of its own. */
async function storageAt(url: string): Promise<HistoryStorage> {
  schemas += 1
  const terms = { url, schema: `history_${schemas}`, maxConnections: 2 }
  const database = openDatabase(terms)
  await migrate(database, terms)
  for (const flow of [0, 3]) await openPosition(database, flow)
  return {
    history: new SqlHistory(database),
    publish: async (commands, flowNumber) => {
      const batch = new HistoryBatch(flowNumber)
      for (const events of commands) batch.add(events)
      await writeBatch(database, batch)
    },
    dispose: () => database.destroy(),
  }
}

describe.each(SERVERS)('a history on %s', (_, binaries) => {
  let server: Awaited<ReturnType<typeof temporaryServer>>
  beforeAll(async () => {
    server = await temporaryServer(await binaries())
  })
  afterAll(() => server.stop())

  it.each(tradingHistoryConformance(() => storageAt(server.url)))('$name', ({ run }) => run())
})
