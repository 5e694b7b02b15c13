import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_PLUGINS, Exchange } from '@openlob/application'
import type { ExchangeService } from '@openlob/application'
import { sampleHistory } from '@openlob/application/testing'
import { FileJournal } from '@openlob/journal-file'
import { afterEach, describe, expect, it } from 'vitest'
import { configurationSchema } from './configuration/configuration.ts'
import type { Configuration } from './configuration/configuration.ts'
import { flowPartsOf } from './flow-parts.ts'

const directories: string[] = []

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

/** An exchange over files of 64 KiB that has carried out so many commands, with a snapshot every 500. */
async function exchangeOver(terms: Partial<Configuration['journal']>, length: number) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'openlob-parts-'))
  directories.push(dataDirectory)
  const configuration = configurationSchema.parse({ journal: { segmentBytes: 65_536, ...terms } })
  const parts = flowPartsOf(configuration, { dataDirectory, plugins: DEFAULT_PLUGINS, flowNumber: 0 })
  const started = async () => {
    const journal = parts.journal()
    if (!(journal instanceof FileJournal)) throw new Error('the journal is in files')
    const ports = { journal, snapshots: parts.snapshots(), clock: parts.clock() }
    const exchange: ExchangeService = new Exchange({ ...parts.flow, ...ports, snapshotEveryCommands: 500 })
    return { journal, exchange, report: await exchange.start() }
  }
  const { journal, exchange } = await started()
  for (const { command } of sampleHistory({ length, seed: 3 })) await exchange.submit(command)
  await exchange.saveSnapshot()
  await journal.tidied()
  await exchange.stop()
  const files = () => readdirSync(join(dataDirectory, 'journal')).filter((name) => !/^(lock|reached)/.test(name))
  return { started, files, accounts: () => exchange.statistics().accounts }
}

describe('the journal as it is configured', () => {
  it('is compressed file by file, and kept', async () => {
    const { files, started } = await exchangeOver({}, 2_000)
    const names = files()
    expect(names.length).toBeGreaterThan(3)
    expect(names[0]).toBe('segment-0000000001.journal.gz')
    expect(names.filter((name) => name.endsWith('.journal'))).toEqual([names.at(-1)])
    const { exchange, report } = await started()
    expect(report).toMatchObject({ replayedCommands: 0 })
    await exchange.stop()
  })

  it('is as it was written, where that is wanted', async () => {
    const { files } = await exchangeOver({ compress: false }, 1_000)
    expect(files().every((name) => name.endsWith('.journal'))).toBe(true)
  })

  it('has what is behind the oldest snapshot, where that is wanted, and starts from it', async () => {
    const { files, started, accounts } = await exchangeOver({ keep: 'since-snapshot' }, 3_000)
    const names = files()
    expect(names).not.toContain('segment-0000000001.journal.gz')
    expect(names.some((name) => name.startsWith('kept-from-'))).toBe(true)
    const { exchange } = await started()
    expect(exchange.statistics()).toMatchObject({ status: 'running', accounts: accounts() })
    await exchange.stop()
  })
})
